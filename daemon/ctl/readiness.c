/* SPDX-License-Identifier: MIT */
/* readiness: what a planned move waits for, looked at now; waive: one gate less to wait for. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "ctl.h"
#include "field.h"
#include "print.h"
#include "round.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* ---- what was found ---- */

static const struct {
	const char *counts, *shown;
	enum ink ink;
} words[] = {
	{ "yes", "yes", INK_GOOD },
	{ "no", "NO", INK_BAD },
	{ "unknown", "unknown", INK_WARN },
	{ "waived", "waived", INK_WARN },
};

/* A word of a newer failoverd is not known. */
static size_t
word_of(const json_t *json, const char *name)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (field_is(json, name, words[i].counts))
			return i;
	return 2;
}

static void
print_gates(const json_t *gates)
{
	autofree(table_done) struct table table = { .columns = 3 };
	const json_t *gate;
	size_t i;

	json_array_foreach(gates, i, gate)
	{
		size_t word = word_of(gate, "counts");

		table_add(&table, words[word].ink, "%s", words[word].shown);
		table_add(&table, INK_BOLD, "%s", field_text(gate, "name"));
		table_add(&table, INK_PLAIN, "%s", field_text(gate, "detail"));
	}
	table_print(&table, 2);
}

static void
print_waiver(const json_t *gate)
{
	const json_t *waiver = json_object_get(gate, "waived");
	char time[PRINT_TIME];

	printf("    waived by %s until %s: %s\n", field_text(waiver, "by"),
	    print_time(field_text(waiver, "until"), time), field_text(waiver, "reason"));
}

static void
print_remedies(const json_t *gates)
{
	const json_t *gate;
	size_t i;

	json_array_foreach(gates, i, gate)
	{
		size_t word = word_of(gate, "counts");

		if (field_is(gate, "open", "yes"))
			continue;
		print(words[word].ink, "  ! %s: %s\n", field_text(gate, "name"),
		    field_text(gate, "why"));
		if (field_has(gate, "remedy"))
			printf("    -> %s\n", field_text(gate, "remedy"));
		if (field_has(gate, "waived"))
			print_waiver(gate);
		else if (field_true(gate, "waivable"))
			print(INK_DIM, "    or failoverctl waive %s --reason \"...\"\n",
			    field_text(gate, "name"));
	}
}

static void
print_readiness(const json_t *readiness)
{
	static const char *const sentences[] = { "it could begin", "it waits", "it waits",
		"it waits" };
	const json_t *gates = json_object_get(readiness, "gates");
	size_t word = word_of(readiness, "ready");
	char time[PRINT_TIME];

	if (json_array_size(gates) == 0) {
		puts("nothing was looked at yet: it begins seconds after the start");
		return;
	}
	print(words[word].ink, "%s, %s from %s to %s: %s\n", field_text(readiness, "application"),
	    field_text(readiness, "move"), field_text(readiness, "from"),
	    field_text(readiness, "to"), sentences[word]);
	print(INK_DIM, "  %zu gates, looked at %s, in %s\n", json_array_size(gates),
	    print_time(field_text(readiness, "at"), time), D(field_seconds(readiness, "took_s")));
	print_gates(gates);
	print_remedies(gates);
}

/* ---- asking ---- */

/* What is asked about; false: it makes no sense, which is said. */
static bool
read_move(struct ctl *ctl, json_t *body, int *ret_code)
{
	const char *move = ctl->n_args > 0 ? ctl->args[0] : NULL;
	autofree(said_done) struct said said = { 0 };
	bool back = move && strcmp(move, "failback") == 0;
	const char *to = ctl->options.to;

	if (move && !back && strcmp(move, "switchover") != 0) {
		*ret_code = ctl_usage("readiness %s: write failback or switchover", move);
		return false;
	}
	if (back && to) {
		*ret_code = ctl_usage("a failback goes home: leave out --to %s", to);
		return false;
	}
	if (back) {
		*ret_code = ctl_ask_application(ctl, "GET", "/readiness", NULL, &said);
		if (*ret_code != CTL_DONE)
			return false;
		to = field_text(said.json, "home");
	}
	if (to)
		json_object_set_new(body, "to", json_string(to));
	return true;
}

int
readiness_verb(struct ctl *ctl)
{
	json_t *body = json_object();
	autofree(said_done) struct said said = { 0 };
	int code;

	if (!read_move(ctl, body, &code)) {
		json_decref(body);
		return code;
	}
	code = round_wait(ctl, "/readiness", body, "readiness", &said);
	if (code != CTL_DONE)
		return code;
	if (ctl->options.json)
		print_json(said.json);
	else
		print_readiness(said.json);
	return field_is(said.json, "ready", "yes") ? CTL_DONE : CTL_REFUSED;
}

int
waive_verb(struct ctl *ctl)
{
	const struct options *o = &ctl->options;
	autofree(said_done) struct said said = { 0 };
	json_t *body;
	int code;

	if (ctl->n_args < 1)
		return ctl_usage("which gate? failoverctl readiness shows them");
	if (!o->reason || strspn(o->reason, " \t\n") == strlen(o->reason))
		return ctl_usage(
		    "say why, the ledger keeps it: failoverctl waive %s --reason \"...\"",
		    ctl->args[0]);
	body = json_pack("{s:s, s:s}", "gate", ctl->args[0], "reason", o->reason);
	if (o->pause_for > 0) {
		autofree(xfree) char *length =
		    xasprintf("%llds", (long long)(o->pause_for / MSEC_SECOND));

		json_object_set_new(body, "for", json_string(length));
	}
	code = ctl_ask_application(ctl, "POST", "/waive", body, &said);
	if (code != CTL_DONE)
		return code;
	if (ctl->options.json)
		print_json(said.json);
	else
		printf("%s\nNext: failoverctl readiness\n", field_text(said.json, "message"));
	return CTL_DONE;
}

/* SPDX-License-Identifier: MIT */
/* Why, and why not: verdict, rules with their facts, guards, and what would turn it. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "ctl.h"
#include "explain.h"
#include "field.h"
#include "moment.h"
#include "print.h"

#define MISSES_SHOWN 3

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static void
print_rule(const json_t *rule, size_t i, bool past)
{
	autofree(table_done) struct table table = { .columns = 6 };
	const json_t *fact;
	size_t f;

	printf("rule %zu: %s %s when all of this holds", i + 1,
	    field_has(rule, "move") ? "begin a" : "go to",
	    field_text(rule, field_has(rule, "move") ? "move" : "go"));
	if (field_seconds(rule, "needed_s") > 0)
		printf(" for %s", D(field_seconds(rule, "needed_s")));
	if (field_seconds(rule, "held_s") > 0)
		printf(past ? "; it had held for %s" : "; it has held for %s so far",
		    D(field_seconds(rule, "held_s")));
	putchar('\n');
	json_array_foreach(json_object_get(rule, "facts"), f, fact)
	{
		bool met = field_is(fact, "met", "yes");
		char since[PRINT_TIME];

		table_add(&table, met ? INK_GOOD : INK_DIM, met ? "met" : "not met");
		table_add(&table, INK_PLAIN, "%s%s", field_true(fact, "negate") ? "not " : "",
		    field_text(fact, "name"));
		table_add(&table, INK_PLAIN, "%s", field_text(fact, "region"));
		table_add(&table, INK_PLAIN, "%s", field_text(fact, "value"));
		table_add(&table, INK_DIM, "since %s",
		    print_time(field_text(fact, "since"), since));
		table_add(&table, INK_PLAIN, "%s", field_text(fact, "because"));
	}
	table_print(&table, 2);
}

static enum ink
guard_ink(const json_t *guard, const char **ret)
{
	if (field_is(guard, "value", "yes")) {
		*ret = "pass";
		return INK_GOOD;
	}
	if (field_true(guard, "overridden")) {
		*ret = "waived";
		return INK_WARN;
	}
	*ret = field_is(guard, "value", "unknown") ? "unknown" : "FAIL";
	return INK_BAD;
}

void
explain_guards(const json_t *guards)
{
	autofree(table_done) struct table table = { .columns = 4 };
	const json_t *guard;
	size_t i;

	json_array_foreach(guards, i, guard)
	{
		const char *verdict;
		enum ink ink = guard_ink(guard, &verdict);
		msec_t clears = (msec_t)field_number(guard, "clears_in_ms");

		if (json_is_false(json_object_get(guard, "applies")))
			continue;
		table_add(&table, ink, "%s", verdict);
		table_add(&table, INK_PLAIN, "%s %s", field_text(guard, "code"),
		    field_text(guard, "name"));
		table_add(&table, INK_PLAIN, "%s", field_text(guard, "text"));
		if (clears > 0)
			table_add(&table, INK_DIM, "clears in %s", D(clears));
		else
			table_add(&table, INK_DIM, "%s%s", field_has(guard, "remedy") ? "-> " : "",
			    field_text(guard, "remedy"));
	}
	if (table.n > 0)
		table_print(&table, 2);
}

void
explain_loss(const json_t *decision)
{
	const json_t *loss = json_object_get(decision, "loss");

	if (!field_is(decision, "kind", "failover"))
		puts("  loss: none, a planned move waits for the last write");
	else if (!json_is_object(loss))
		puts("  loss: none, there is no database");
	else if (!field_true(loss, "known"))
		puts("  loss: not known, no lag was ever measured");
	else
		printf("  loss: about %s of writes (lag %s, measured %s ago)\n",
		    D((msec_t)field_number(loss, "estimate_ms")),
		    D((msec_t)field_number(loss, "lag_ms")),
		    D((msec_t)field_number(loss, "lag_age_ms")));
}

static void
print_move(const json_t *move, bool past)
{
	bool supposed = field_true(move, "hypothetical");
	const char *pending = past ? "guards then" : "guards now";
	const char *none = past ? " (nothing was pending; if one had been due)"
				: " (nothing is pending; if one were due now)";

	printf("\n%s of a %s from %s to %s%s:\n", supposed ? "guards" : pending,
	    field_text(move, "kind"), field_text(move, "from"), field_text(move, "to"),
	    supposed ? none : "");
	explain_guards(json_object_get(move, "guards"));
	explain_loss(move);
}

static void
print_misses(const json_t *misses)
{
	const json_t *item;
	char at[PRINT_TIME];
	size_t i;

	if (json_array_size(misses) > 0)
		puts("\nwhat held for a while, and then no more:");
	json_array_foreach(misses, i, item)
	{
		if (i < MISSES_SHOWN)
			printf("  - %s: %s for %s of %s\n", print_time(field_text(item, "at"), at),
			    field_text(item, "go"), D(field_seconds(item, "held_s")),
			    D(field_seconds(item, "needed_s")));
	}
}

/* What is printed is not now. */
static void
print_then(const json_t *page)
{
	const json_t *decision = json_object_get(page, "decision");
	char at[PRINT_TIME], recorded[PRINT_TIME];

	print_time(field_text(page, "now"), recorded);
	if (field_has(page, "at"))
		printf("at %s, by what was recorded at %s, when something had changed:\n",
		    print_time(field_text(page, "at"), at), recorded);
	else
		printf("at %s, when %s was decided (%s):\n", recorded, field_text(decision, "id"),
		    field_text(decision, "verb"));
}

/* Pages that an older failoverd recorded have none. */
static void
print_preflight(const json_t *preflight)
{
	msec_t age = field_seconds(preflight, "age_s") / MSEC_SECOND * MSEC_SECOND;
	char text[DURATION_TEXT];

	if (field_has(preflight, "age_s"))
		printf("\nwhat a move needs: %s %s ago, %s\n",
		    field_is(preflight, "good", "no") ? "failed" : "seen to be good",
		    duration_text(age, text), field_text(preflight, "text"));
}

static void
print_explain(const json_t *json)
{
	const json_t *item, *turns = json_object_get(json, "turns");
	bool past = json_object_get(json, "decision") || json_object_get(json, "at");
	char since[PRINT_TIME];
	size_t i;

	if (past)
		print_then(json);
	print(INK_BOLD, "%s\n", field_text(json, "sentence"));
	printf("  state %s since %s (%s), mode %s\n\n", field_text(json, "state"),
	    print_time(field_text(json, "since"), since),
	    D(field_seconds(json, "since_s") / MSEC_SECOND * MSEC_SECOND),
	    field_text(json, "mode"));
	json_array_foreach(json_object_get(json, "rules"), i, item) print_rule(item, i, past);
	json_array_foreach(json_object_get(json, "moves"), i, item) print_move(item, past);
	if (json_array_size(turns) > 0)
		puts(past ? "\nwhat would have had to be different:"
			  : "\nwhat would have to be different:");
	json_array_foreach(turns, i, item) printf("  - %s\n", field_text(item, "text"));
	print_preflight(json_object_get(json, "preflight"));
	print_misses(json_object_get(json, "near_misses"));
	if (field_has(json, "decision"))
		printf("Next: failoverctl replay %s    (decides it again)\n",
		    field_text(json_object_get(json, "decision"), "id"));
	else
		puts("Next: failoverctl machine    (all states and rules)");
}

bool
explain_is_decision(const char *id)
{
	return strncmp(id, "d-", 2) == 0 && id[2] && strlen(id) < 24 &&
	    strspn(id + 2, "0123456789") == strlen(id + 2);
}

/* The path to ask at; NULL: the options make none, and ret_code is what to exit with. */
static char *
path_of(const struct ctl *ctl, int *ret_code)
{
	const struct options *o = &ctl->options;
	struct error err = { 0 };
	char text[CLOCK_TEXT];
	msec_t at;

	*ret_code = CTL_USAGE;
	if (o->at && o->decision) {
		ctl_usage("explain: --at and --decision contradict each other");
		return NULL;
	}
	if (o->decision && !explain_is_decision(o->decision)) {
		ctl_usage("--decision %s: write the id of a decision, such as d-17; failoverctl "
			  "decisions lists them",
		    o->decision);
		return NULL;
	}
	if (o->at && !moment_parse(o->at, o->local, &at, &err)) {
		ctl_usage("--at %s", err.text);
		return NULL;
	}
	if (o->decision)
		return xasprintf("/explain?decision=%s", o->decision);
	return o->at ? xasprintf("/explain?at=%s", clock_text(at, text)) : xstrdup("/explain");
}

int
explain_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	int code;
	autofree(xfree) char *path = path_of(ctl, &code);

	if (!path)
		return code;
	code = ctl_ask_application(ctl, "GET", path, NULL, &said);
	if (code != CTL_DONE)
		return code;
	if (ctl->options.json)
		print_json(said.json);
	else
		print_explain(said.json);
	return CTL_DONE;
}

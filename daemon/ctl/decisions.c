/* SPDX-License-Identifier: MIT */
/* decisions: what was decided, with what it was made of; and a person's verdict on it. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "ctl.h"
#include "explain.h"
#include "field.h"
#include "print.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static const char *
mark_of(const json_t *decision)
{
	const json_t *mark = json_object_get(decision, "mark");

	return json_is_object(mark) ? field_text(mark, "verdict") : "-";
}

static enum ink
mark_ink(const json_t *decision)
{
	const char *mark = mark_of(decision);

	if (*mark == 'r')
		return INK_GOOD;
	return *mark == 'f' ? INK_BAD : INK_DIM;
}

/* ---- list ---- */

static void
print_counts(const json_t *decisions)
{
	size_t i, real = 0, wrong = 0, n = json_array_size(decisions);
	const json_t *decision;

	json_array_foreach(decisions, i, decision)
	{
		real += *mark_of(decision) == 'r';
		wrong += *mark_of(decision) == 'f';
	}
	printf("%zu decision%s: %zu marked as real, %zu as false alarm%s, %zu not marked\n", n,
	    n == 1 ? "" : "s", real, wrong, wrong == 1 ? "" : "s", n - real - wrong);
}

static void
print_list(const json_t *decisions)
{
	static const char *const heads[] = { "ID", "TIME", "DECIDED", "MOVE", "RUN", "MARK",
		"BECAUSE" };
	autofree(table_done) struct table table = { .columns = COUNT(heads) };
	const json_t *d;
	char time[PRINT_TIME];
	size_t i;

	for (i = 0; i < COUNT(heads); i++)
		table_add(&table, INK_DIM, "%s", heads[i]);
	json_array_foreach(decisions, i, d)
	{
		const char *why = field_text(d, "why");

		table_add(&table, INK_BOLD, "%s", field_text(d, "id"));
		table_add(&table, INK_PLAIN, "%s", print_time(field_text(d, "time"), time));
		table_add(&table, INK_PLAIN, "%s", field_text(d, "verb"));
		table_add(&table, INK_PLAIN, "%s",
		    field_has(d, "kind") ? field_text(d, "kind") : "-");
		table_add(&table, INK_PLAIN, "%s",
		    field_has(d, "run") ? field_text(d, "run") : "-");
		table_add(&table, mark_ink(d), "%s", mark_of(d));
		table_add(&table, INK_PLAIN, "%s", *why ? why : field_text(d, "sentence"));
	}
	if (json_array_size(decisions) == 0) {
		puts("nothing was decided yet");
		return;
	}
	table_print(&table, 0);
	print_counts(decisions);
	printf("Next: failoverctl decisions show %s\n",
	    field_text(json_array_get(decisions, 0), "id"));
}

static int
list(struct ctl *ctl)
{
	const struct options *o = &ctl->options;
	const char *limit = ctl_limit(ctl);
	autofree(said_done) struct said said = { 0 };
	autofree(xfree) char *path = NULL;
	int code;

	if (!limit)
		return CTL_USAGE;
	if (o->kind && strspn(o->kind, "abcdefghijklmnopqrstuvwxyz-,") != strlen(o->kind))
		return ctl_usage("--kind %s: write words such as move,near-miss", o->kind);
	code = ctl_application(ctl);
	if (code != CTL_DONE)
		return code;
	path = xasprintf("/api/v1/decisions?app=%s&limit=%s%s%s", ctl->application, limit,
	    o->kind ? "&kind=" : "", o->kind ? o->kind : "");
	code = ctl_ask(ctl, "GET", path, NULL, &said);
	if (code != CTL_DONE)
		return code;
	if (o->json)
		print_json(said.json);
	else
		print_list(json_object_get(said.json, "decisions"));
	return CTL_DONE;
}

/* ---- show ---- */

static void
print_facts(const json_t *facts)
{
	autofree(table_done) struct table table = { .columns = 5 };
	const json_t *fact;
	size_t i;

	puts("\nfacts:");
	json_array_foreach(facts, i, fact)
	{
		table_add(&table, INK_PLAIN, "%s", field_text(fact, "region"));
		table_add(&table, INK_PLAIN, "%s", field_text(fact, "fact"));
		table_add(&table, field_is(fact, "value", "unknown") ? INK_WARN : INK_PLAIN, "%s",
		    field_text(fact, "value"));
		table_add(&table, INK_DIM, "for %s", D((msec_t)field_number(fact, "for_ms")));
		table_add(&table, INK_PLAIN, "%s", field_text(fact, "because"));
	}
	table_print(&table, 2);
}

static void
print_pending(const json_t *list)
{
	const json_t *rule;
	size_t i;

	json_array_foreach(list, i, rule)
	{
		if (field_true(rule, "holding"))
			printf("  rule %d (%s) had held for %s of %s\n",
			    (int)field_number(rule, "rule"), field_text(rule, "go"),
			    D((msec_t)field_number(rule, "held_ms")),
			    D((msec_t)field_number(rule, "needed_ms")));
	}
}

static void
print_decision(const json_t *d)
{
	const json_t *missed = json_object_get(d, "missed"), *mark = json_object_get(d, "mark");
	char time[PRINT_TIME];

	print(INK_BOLD, "%s: %s: %s\n", field_text(d, "id"), field_text(d, "verb"),
	    field_text(d, "sentence"));
	printf("  %s, %s in state %s%s%s\n", print_time(field_text(d, "time"), time),
	    field_text(d, "application"), field_text(d, "state"),
	    field_has(d, "run") ? ", run " : "", field_text(d, "run"));
	if (*field_text(d, "why"))
		printf("  %s\n", field_text(d, "why"));
	print_pending(json_object_get(d, "pending"));
	if (json_is_object(missed))
		printf("  %s had held for %s of %s, and then no more\n", field_text(missed, "go"),
		    D((msec_t)field_number(missed, "held_ms")),
		    D((msec_t)field_number(missed, "needed_ms")));
	if (json_is_object(mark))
		printf("  marked as %s by %s: %s\n", field_text(mark, "verdict"),
		    field_text(mark, "actor"), field_text(mark, "reason"));
	print_facts(json_object_get(d, "facts"));
	if (json_array_size(json_object_get(d, "guards")) > 0) {
		puts("\nguards:");
		explain_guards(json_object_get(d, "guards"));
	}
	if (*field_text(d, "otherwise"))
		printf("\n%s\n", field_text(d, "otherwise"));
	printf("Next: failoverctl explain --decision %s    failoverctl replay %s\n",
	    field_text(d, "id"), field_text(d, "id"));
}

static int
show(struct ctl *ctl, const char *id)
{
	autofree(said_done) struct said said = { 0 };
	autofree(xfree) char *path = xasprintf("/api/v1/decisions/%s", id);
	int code = ctl_ask(ctl, "GET", path, NULL, &said);

	if (code != CTL_DONE)
		return code;
	if (ctl->options.json)
		print_json(said.json);
	else
		print_decision(said.json);
	return CTL_DONE;
}

/* ---- mark ---- */

static int
mark(struct ctl *ctl, const char *id)
{
	const struct options *o = &ctl->options;
	autofree(said_done) struct said said = { 0 };
	autofree(xfree) char *path = xasprintf("/api/v1/decisions/%s/mark", id);
	int code;

	if (o->real == o->false_alarm)
		return ctl_usage("say which: failoverctl decisions mark %s --real, or "
				 "--false-alarm, with --reason \"...\"",
		    id);
	if (!o->reason || strspn(o->reason, " \t\n") == strlen(o->reason))
		return ctl_usage("say why: failoverctl decisions mark %s --%s --reason \"...\"", id,
		    o->real ? "real" : "false-alarm");
	code = ctl_ask(ctl, "POST", path,
	    json_pack("{s:s, s:s}", "verdict", o->real ? "real" : "false-alarm", "reason",
		o->reason),
	    &said);
	if (code != CTL_DONE)
		return code;
	if (o->json)
		print_json(said.json);
	else
		printf("%s\nNext: failoverctl decisions\n", field_text(said.json, "message"));
	return CTL_DONE;
}

int
decisions_verb(struct ctl *ctl)
{
	const char *word = ctl->n_args > 0 ? ctl->args[0] : "list";
	const char *id = ctl->n_args > 1 ? ctl->args[1] : NULL;

	if (strcmp(word, "list") == 0 && !id)
		return list(ctl);
	if (strcmp(word, "show") != 0 && strcmp(word, "mark") != 0)
		return ctl_usage("decisions %s: write decisions list, decisions show ID or "
				 "decisions mark ID",
		    word);
	if (!id || !explain_is_decision(id))
		return ctl_usage("decisions %s needs the id of a decision, such as d-17; "
				 "failoverctl decisions lists them",
		    word);
	return strcmp(word, "show") == 0 ? show(ctl, id) : mark(ctl, id);
}

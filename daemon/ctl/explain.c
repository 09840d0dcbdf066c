/* SPDX-License-Identifier: MIT */
/* Why, and why not: verdict, rules with their facts, guards, and what would turn it. */
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "ctl.h"
#include "explain.h"
#include "field.h"
#include "print.h"

#define MISSES_SHOWN 3

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static void
print_rule(const json_t *rule, size_t i)
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
		printf("; it has held for %s so far", D(field_seconds(rule, "held_s")));
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
print_move(const json_t *move)
{
	bool supposed = field_true(move, "hypothetical");

	printf("\n%s of a %s from %s to %s%s:\n", supposed ? "guards" : "guards now",
	    field_text(move, "kind"), field_text(move, "from"), field_text(move, "to"),
	    supposed ? " (nothing is pending; if one were due now)" : "");
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

static void
print_explain(const json_t *json)
{
	const json_t *item, *turns = json_object_get(json, "turns");
	char since[PRINT_TIME];
	size_t i;

	print(INK_BOLD, "%s\n", field_text(json, "sentence"));
	printf("  state %s since %s (%s), mode %s\n\n", field_text(json, "state"),
	    print_time(field_text(json, "since"), since),
	    D(field_seconds(json, "since_s") / MSEC_SECOND * MSEC_SECOND),
	    field_text(json, "mode"));
	json_array_foreach(json_object_get(json, "rules"), i, item) print_rule(item, i);
	json_array_foreach(json_object_get(json, "moves"), i, item) print_move(item);
	if (json_array_size(turns) > 0)
		puts("\nwhat would have to be different:");
	json_array_foreach(turns, i, item) printf("  - %s\n", field_text(item, "text"));
	print_misses(json_object_get(json, "near_misses"));
	puts("Next: failoverctl machine    (all states and rules)");
}

int
explain_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	int code = ctl_ask_application(ctl, "GET", "/explain", NULL, &said);

	if (code != CTL_DONE)
		return code;
	if (ctl->options.json)
		print_json(said.json);
	else
		print_explain(said.json);
	return CTL_DONE;
}

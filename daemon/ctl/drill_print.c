/* SPDX-License-Identifier: MIT */
#include "drill_print.h"

#include <stdio.h>

#include "base/duration.h"
#include "explain.h"
#include "field.h"
#include "print.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static enum ink
ink_of(const json_t *drill)
{
	if (!field_has(drill, "result"))
		return INK_WARN;
	return field_is(drill, "result", "good") ? INK_GOOD : INK_BAD;
}

void
drill_print_list(const json_t *drills)
{
	static const char *const heads[] = { "ID", "BEGAN", "KIND", "TO", "BY", "RESULT", "" };
	autofree(table_done) struct table table = { .columns = COUNT(heads) };
	const json_t *drill;
	char began[PRINT_TIME];
	size_t i;

	for (i = 0; i < COUNT(heads); i++)
		table_add(&table, INK_DIM, "%s", heads[i]);
	json_array_foreach(drills, i, drill)
	{
		table_add(&table, INK_BOLD, "%s", field_text(drill, "id"));
		table_add(&table, INK_PLAIN, "%s", print_time(field_text(drill, "began"), began));
		table_add(&table, INK_PLAIN, "%s", field_text(drill, "kind"));
		table_add(&table, INK_PLAIN, "%s", field_text(drill, "to"));
		table_add(&table, INK_PLAIN, "%s", field_text(drill, "actor"));
		table_add(&table, ink_of(drill), "%s",
		    field_has(drill, "result") ? field_text(drill, "result")
					       : field_text(drill, "phase"));
		table_add(&table, INK_PLAIN, "%s",
		    field_has(drill, "text") ? field_text(drill, "text")
					     : field_text(drill, "held"));
	}
	if (json_array_size(drills) == 0)
		puts("nothing was practised yet: failoverctl drill --rehearse changes nothing");
	else
		table_print(&table, 0);
}

/* ---- one of them ---- */

static void
print_checks(const json_t *checks)
{
	autofree(table_done) struct table table = { .columns = 3 };
	const json_t *check;
	size_t i;

	json_array_foreach(checks, i, check)
	{
		bool good = field_is(check, "result", "ok"),
		     bad = field_is(check, "result", "fail");

		table_add(&table,
		    good      ? INK_GOOD
			: bad ? INK_BAD
			      : INK_WARN,
		    "%s", bad ? "FAIL" : field_text(check, "result"));
		table_add(&table, INK_BOLD, "%s", field_text(check, "name"));
		table_add(&table, INK_PLAIN, "%s", field_text(check, "detail"));
	}
	table_print(&table, 2);
}

static void
print_steps(const json_t *steps)
{
	const json_t *step;
	size_t i;

	json_array_foreach(steps, i, step)
	    printf("  %2zu %s %-20s %s%s\n", i + 1, field_true(step, "acts") ? "~" : " ",
		field_text(step, "step"), field_text(step, "claim"),
		field_true(step, "no_return") ? "   <- point of no return" : "");
}

static void
print_after(const json_t *drill, const char *key, const char *what)
{
	if (field_has(drill, key))
		printf("  %8s  %s\n", D(field_seconds(drill, key)), what);
}

static void
print_supposed(const json_t *drill)
{
	if (!field_has(drill, "lasting_s"))
		return;
	printf("  supposed: every answer of %s fails, for %s; nothing was really asked or moved\n",
	    field_text(drill, "from"), D(field_seconds(drill, "lasting_s")));
	print_after(drill, "onset_s", "the first answer that counts has failed");
	print_after(drill, "detected_s", "the facts of a rule hold, and its time begins");
	print_after(drill, "decided_s", "decided");
	if (field_has(drill, "loss_s"))
		printf("  estimated loss then: %s of writes\n", D(field_seconds(drill, "loss_s")));
	printf("  %s\n", field_text(drill, "sentence"));
}

static void
print_legs(const json_t *legs)
{
	const json_t *leg;
	size_t i;

	json_array_foreach(legs, i, leg)
	{
		printf("  %-4s  %s %s: %s", field_text(leg, "way"), field_text(leg, "run"),
		    field_text(leg, "status"),
		    field_has(leg, "measured_s") ? D(field_seconds(leg, "measured_s"))
						 : "not measured");
		if (field_has(leg, "met"))
			print(field_true(leg, "met") ? INK_GOOD : INK_BAD, " (%s the target of %s)",
			    field_true(leg, "met") ? "within" : "OVER",
			    D(field_seconds(leg, "target_s")));
		printf(", not whole for %s by the probes\n", D(field_seconds(leg, "down_s")));
	}
}

void
drill_print(const json_t *drill)
{
	char began[PRINT_TIME];

	print(INK_BOLD, "%s: %s, from %s to %s\n", field_text(drill, "id"),
	    field_text(drill, "kind"), field_text(drill, "from"), field_text(drill, "to"));
	printf("  begun %s by %s: %s\n", print_time(field_text(drill, "began"), began),
	    field_text(drill, "actor"), field_text(drill, "reason"));
	print_supposed(drill);
	print_legs(json_object_get(drill, "legs"));
	print_checks(json_object_get(drill, "checks"));
	if (json_array_size(json_object_get(drill, "guards")) > 0)
		explain_guards(json_object_get(drill, "guards"));
	print_steps(json_object_get(drill, "steps"));
	if (!field_has(drill, "result"))
		drill_print_phase(drill);
	else
		print(ink_of(drill), "%s: %s\n", field_text(drill, "result"),
		    field_text(drill, "text"));
}

void
drill_print_phase(const json_t *drill)
{
	char back[PRINT_TIME];

	if (field_is(drill, "phase", "try"))
		printf("%s: what the move needs is being tried\n", field_text(drill, "id"));
	else if (field_is(drill, "phase", "out"))
		printf("%s: on the way to %s, by %s\n", field_text(drill, "id"),
		    field_text(drill, "to"), field_text(drill, "out"));
	else if (field_is(drill, "phase", "there"))
		printf("%s: in %s, and back from %s on%s%s\n", field_text(drill, "id"),
		    field_text(drill, "to"), print_time(field_text(drill, "back_at"), back),
		    field_has(drill, "held") ? "; held: " : "", field_text(drill, "held"));
	else
		printf("%s: on the way back to %s, by %s\n", field_text(drill, "id"),
		    field_text(drill, "from"), field_text(drill, "back"));
}

/* "; away: rehearse 2h ago, live 12d ago" */
static void
print_good(const json_t *list, const char *way)
{
	const json_t *good;
	size_t i, n = 0;

	json_array_foreach(list, i, good)
	{
		if (!field_is(good, "way", way))
			continue;
		if (n++ == 0)
			printf("; %s: ", way);
		else
			printf(", ");
		printf("%s %s ago", field_text(good, "kind"), D(field_seconds(good, "age_s")));
	}
}

void
drill_print_status(const json_t *drills)
{
	static const char *const ways[] = { "away", "home" };
	const json_t *under_way = json_object_get(drills, "under_way");

	if (json_is_object(under_way)) {
		print(INK_BOLD, "  DRILL ");
		drill_print_phase(under_way);
	}
	if (json_array_size(json_object_get(drills, "good")) == 0)
		return;
	printf("  last good drills");
	for (size_t way = 0; way < COUNT(ways); way++)
		print_good(json_object_get(drills, "good"), ways[way]);
	putchar('\n');
}

void
drill_print_plan(const json_t *weighed, const char *application, msec_t return_after)
{
	const json_t *decision = json_object_get(weighed, "decision");

	print(INK_BOLD, "live drill of %s: switchover from %s to %s, and %s after it a failback\n",
	    application, field_text(decision, "from"), field_text(decision, "to"), D(return_after));
	puts("  Both are real: writes stop for a while, twice. It goes back by itself, when the\n"
	     "  guards of a failback allow it.");
	fflush(stdout);
}

int
drill_refused(const struct ctl *ctl, const json_t *weighed)
{
	const json_t *decision = json_object_get(weighed, "decision");
	struct said said = { .status = 412 };
	int code;

	said.json = json_pack("{s:s, s:s, s:O?}", "code", "refused", "detail",
	    field_text(weighed, "message"), "guards", json_object_get(decision, "guards"));
	code = ctl_problem(ctl, &said);
	said_done(&said);
	return code;
}

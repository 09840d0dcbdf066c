/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "explain.h"
#include "field.h"
#include "plan.h"
#include "print.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* What took longer than a second is not known to the millisecond. */
static msec_t
rounded(msec_t time)
{
	return time < MSEC_SECOND ? time : time / MSEC_SECOND * MSEC_SECOND;
}

static const char *
seconds_text(const json_t *json, const char *name, char ret[DURATION_TEXT])
{
	return duration_text(rounded(field_seconds(json, name)), ret);
}

#define S(json, name) seconds_text(json, name, (char[DURATION_TEXT]){ 0 })

/* ---- the steps ---- */

static void
print_took(const json_t *step)
{
	const json_t *history = json_object_get(step, "history");
	json_int_t runs = json_integer_value(json_object_get(history, "runs"));

	if (runs == 0)
		printf("no history, at most %s", S(step, "deadline_s"));
	else if (runs == 1)
		printf("~%s (1 run), at most %s", S(step, "expected_s"), S(step, "deadline_s"));
	else
		printf("~%s (%s to %s in %lld runs), at most %s", S(step, "expected_s"),
		    S(history, "least_s"), S(history, "most_s"), (long long)runs,
		    S(step, "deadline_s"));
}

static void
print_words(const json_t *words, const char *before, const char *between)
{
	const json_t *word;
	size_t i;

	json_array_foreach(words, i, word)
	    printf("%s%s", i == 0 ? before : between, json_string_value(word));
}

static void
print_call(const json_t *call)
{
	const json_t *target;
	size_t i;

	printf("       %s %s", field_true(call, "undoes") ? "(to take it back)" : "call",
	    field_text(call, "operation"));
	print_words(json_object_get(call, "regions"),
	    field_true(call, "any") ? " at any of " : " at ", ", ");
	if (field_has(call, "endpoint"))
		printf(" %s", field_text(call, "endpoint"));
	putchar('\n');
	json_array_foreach(json_object_get(call, "targets"), i, target)
	    print(INK_DIM, "            on %s\n", json_string_value(target));
}

/* What is only looked at fills one line. */
static void
print_calls(const json_t *calls)
{
	const json_t *call;
	size_t i, looks = 0;

	json_array_foreach(calls, i, call) if (field_true(call, "acts")) print_call(call);
	json_array_foreach(calls, i, call)
	{
		if (field_true(call, "acts"))
			continue;
		print(INK_DIM, "%s%s", looks++ == 0 ? "       look " : ", ",
		    field_text(call, "operation"));
		if (field_has(call, "endpoint"))
			print(INK_DIM, " %s", field_text(call, "endpoint"));
	}
	if (looks > 0)
		putchar('\n');
}

static void
print_remarks(const json_t *step)
{
	if (json_array_size(json_object_get(step, "facts")) > 0)
		print_words(json_object_get(step, "facts"), "       waits for ", ", ");
	if (json_array_size(json_object_get(step, "facts")) > 0)
		putchar('\n');
	if (field_true(step, "approves"))
		puts("       waits for a person's word: failoverctl approve RUN");
	if (field_has(step, "group"))
		printf("       beside the others of the group %s\n", field_text(step, "group"));
	if (field_true(step, "best_effort"))
		puts("       if it fails the run goes on without it");
	if (field_has(step, "back"))
		printf("       an abort takes it back: %s\n", field_text(step, "back"));
	else if (field_has(step, "undo"))
		printf("       after an abort this is yours to undo: %s\n",
		    field_text(step, "undo"));
	if (field_true(step, "no_return"))
		print(INK_WARN,
		    "       POINT OF NO RETURN: after this call there is no way back, only "
		    "forward\n");
}

static void
print_step(const json_t *step, size_t i, bool whole)
{
	print(field_true(step, "no_return") ? INK_BOLD : INK_PLAIN, "  %2zu %s %-20s %s", i + 1,
	    field_true(step, "acts") ? "~" : " ", field_text(step, "name"),
	    field_text(step, "claim"));
	if (!whole) {
		if (field_has(step, "expected_s"))
			printf("   ~%s", S(step, "expected_s"));
		puts(field_true(step, "no_return") ? "   <- point of no return" : "");
		return;
	}
	printf("\n       ");
	print_took(step);
	putchar('\n');
	print_calls(json_object_get(step, "calls"));
	print_remarks(step);
}

static void
print_steps(const json_t *plan, bool whole)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(plan, "steps"), i, step) print_step(step, i, whole);
}

/* ---- what it costs ---- */

static void
print_expected(const json_t *plan)
{
	const json_t *expected = json_object_get(plan, "expected");
	const json_t *history = json_object_get(expected, "history");
	json_int_t runs = json_integer_value(json_object_get(history, "runs"));
	json_int_t without = json_integer_value(json_object_get(expected, "steps_without_history"));

	if (field_has(plan, "history_unread"))
		printf("  takes: not known, the history cannot be read (%s)",
		    field_text(plan, "history_unread"));
	else if (!field_has(expected, "run_s"))
		printf("  takes: not known, no such move was ever made");
	else if (without > 0)
		printf("  takes: about %s, and %lld steps that no run had yet: at most %s more",
		    S(expected, "run_s"), (long long)without,
		    S(expected, "without_history_most_s"));
	else if (runs == 1)
		printf("  takes: about %s, as the only one before", S(expected, "run_s"));
	else
		printf("  takes: about %s (%s to %s in %lld runs)", S(expected, "run_s"),
		    S(history, "least_s"), S(history, "most_s"), (long long)runs);
	printf("; at most %s\n", S(expected, "most_s"));
}

/* From the onset of the outage, if there is one, until it answers again. */
static void
print_rto(const json_t *plan)
{
	const json_t *expected = json_object_get(plan, "expected");

	if (!field_has(expected, "rto_s") && !field_has(expected, "down_for_s"))
		return;
	printf("  recovery:");
	if (field_has(expected, "down_for_s"))
		printf(" down for %s already", S(expected, "down_for_s"));
	if (field_has(expected, "rto_s"))
		printf("%s about %s in all", field_has(expected, "down_for_s") ? "," : "",
		    S(expected, "rto_s"));
	if (field_has(expected, "rto_target_s"))
		printf("; the objective is %s", S(expected, "rto_target_s"));
	putchar('\n');
}

static void
print_lag(const json_t *plan)
{
	const json_t *lag = json_object_get(plan, "lag");

	if (json_is_object(lag))
		printf("  lag of %s now: %s (measured %s ago)\n", field_text(plan, "to"),
		    D((msec_t)field_number(lag, "lag_ms")), S(lag, "age_s"));
}

static void
print_undo(const json_t *plan)
{
	const json_t *step;
	size_t i, before = 0;

	json_array_foreach(json_object_get(plan, "steps"), i, step)
	{
		if (!field_true(step, "no_return"))
			continue;
		before = i + 1;
		printf("  irreversible: step %zu, %s. Before it \"failoverctl runs abort\" goes "
		       "back; after it a run only goes forward\n",
		    before, field_text(step, "name"));
	}
}

/* ---- what is in its way ---- */

static void
print_verdict(const json_t *guards)
{
	const json_t *guard;
	size_t i, passed = 0, waived = 0;

	json_array_foreach(guards, i, guard)
	{
		passed += field_is(guard, "value", "yes");
		waived += !field_is(guard, "value", "yes") && field_true(guard, "overridden");
	}
	printf("  guards: %zu pass, %zu waived by this command, %zu in the way\n", passed, waived,
	    json_array_size(guards) - passed - waived);
}

static void
print_head(const json_t *plan)
{
	print(INK_BOLD, "%s: %s of %s from %s to %s", field_text(plan, "id"),
	    field_text(plan, "kind"), field_text(plan, "application"), field_text(plan, "from"),
	    field_text(plan, "to"));
	print(INK_DIM, "   good for %s\n", S(plan, "expires_in_s"));
}

void
plan_print_short(const json_t *plan)
{
	const json_t *decision = json_object_get(plan, "decision");

	print_head(plan);
	print_steps(plan, false);
	print_expected(plan);
	print_rto(plan);
	explain_loss(decision);
	print_verdict(json_object_get(decision, "guards"));
	fflush(stdout);
}

void
plan_print(const json_t *plan)
{
	const json_t *decision = json_object_get(plan, "decision");

	print_head(plan);
	print_steps(plan, true);
	putchar('\n');
	print_expected(plan);
	print_rto(plan);
	explain_loss(decision);
	print_lag(plan);
	print_undo(plan);
	print_verdict(json_object_get(decision, "guards"));
	explain_guards(json_object_get(decision, "guards"));
	print(INK_DIM, "  digest %s\n", field_text(plan, "digest"));
}

/* SPDX-License-Identifier: MIT */
/* The report of a run on a terminal. */
#include <stdio.h>

#include "base/duration.h"
#include "field.h"
#include "follow.h"
#include "print.h"
#include "report.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static void
add_expected(struct table *table, const json_t *step)
{
	if (field_has(step, "expected_s"))
		table_add(table, INK_DIM, "usually %s", D(field_seconds(step, "expected_s")));
	else if (field_has(step, "deadline_s"))
		table_add(table, INK_DIM, "< %s", D(field_seconds(step, "deadline_s")));
	else
		table_add(table, INK_DIM, "-");
}

static void
print_steps(const json_t *steps)
{
	autofree(table_done) struct table table = { .columns = 7 };
	const json_t *step;
	char started[PRINT_TIME];
	size_t i;

	json_array_foreach(steps, i, step)
	{
		bool failed = field_is(step, "status", "failed");

		table_add(&table, failed ? INK_BAD : INK_PLAIN, "%s", field_text(step, "status"));
		table_add_step(&table, i + 1, step);
		table_add(&table, INK_DIM, "%s", print_time(field_text(step, "started"), started));
		table_add(&table, INK_PLAIN, "%s",
		    field_has(step, "took_s") ? D(field_seconds(step, "took_s")) : "-");
		add_expected(&table, step);
		table_add(&table, INK_PLAIN, "%s", field_text(step, "detail"));
		table_add(&table, INK_DIM, "%s%s", field_has(step, "request_id") ? "request " : "",
		    field_text(step, "request_id"));
	}
	if (table.n > 0)
		table_print(&table, 2);
}

/* What was seen that outlives the run. */
static void
print_notices(const json_t *steps)
{
	const json_t *step;
	size_t i;

	json_array_foreach(steps, i, step)
	{
		bool critical = field_is(step, "notice_level", "critical");

		if (!field_has(step, "notice"))
			continue;
		print(critical ? INK_BAD : INK_WARN,
		    "  %s of step %s: ", field_text(step, "notice_level"),
		    field_text(step, "name"));
		printf("%s\n", field_text(step, "notice"));
	}
}

static void
print_target(const json_t *json)
{
	const char *verdict = "unknown whether within";

	if (!field_has(json, "target_s"))
		return;
	if (field_has(json, "met"))
		verdict = field_true(json, "met") ? "within" : "OVER";
	print(field_true(json, "met") ? INK_GOOD : INK_BAD, "    %s the target of %s\n", verdict,
	    D(field_seconds(json, "target_s")));
}

static void
print_measures(const json_t *report)
{
	const json_t *recovery = json_object_get(report, "recovery");
	const json_t *loss = json_object_get(report, "loss");

	printf("  recovery  %s\n", field_text(recovery, "text"));
	print_target(recovery);
	if (field_number(recovery, "down_s") > 0)
		printf("    by the probes not whole for %s while it ran\n",
		    D(field_seconds(recovery, "down_s")));
	if (field_has(report, "loss_estimate_ms"))
		printf("  estimated loss at the decision: %s of writes, %s of them at the onset\n",
		    D((msec_t)field_number(report, "loss_estimate_ms")),
		    D(field_seconds(loss, "estimated_s")));
	printf("  loss      %s\n", field_text(loss, "text"));
	print_target(loss);
}

static void
print_commands(const json_t *commands)
{
	const json_t *command;
	char time[PRINT_TIME];
	size_t i;

	json_array_foreach(commands, i, command)
	    printf("  %s the run, %s, %s: %s: %s\n", field_text(command, "phase"),
		print_time(field_text(command, "at"), time), field_text(command, "actor"),
		field_text(command, "command"), field_text(command, "reason"));
}

void
report_print(const json_t *report)
{
	const json_t *evidence = json_object_get(report, "evidence");
	char started[PRINT_TIME];

	print(INK_BOLD, "%s: %s of %s from %s to %s\n", field_text(report, "id"),
	    field_text(report, "kind"), field_text(report, "application"),
	    field_text(report, "from"), field_text(report, "to"));
	printf("  started %s by %s: %s\n", print_time(field_text(report, "started"), started),
	    field_text(report, "actor"), field_text(report, "reason"));
	if (field_has(evidence, "sentence"))
		printf("  decided   %s (failoverctl decisions show %s)\n",
		    field_text(evidence, "sentence"),
		    field_text(json_object_get(report, "ordered"), "decision"));
	print_steps(json_object_get(report, "steps"));
	print_notices(json_object_get(report, "steps"));
	print_measures(report);
	print_commands(json_object_get(report, "commands"));
	if (field_has(report, "sealed") && !field_true(report, "sealed"))
		print(INK_BAD,
		    "  its record was changed: the ledger's chain has another digest of it\n");
	follow_outcome(report);
}

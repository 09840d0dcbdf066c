/* SPDX-License-Identifier: MIT */
/* The tables of a report's page. One that would be empty is left out, or says that it is. */
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "field.h"
#include "report_private.h"

static void
open_section(struct buf *to, const char *title)
{
	buf_puts(to, "<section>");
	html_element(to, "h2", NULL, title);
}

static void
close_section(struct buf *to)
{
	buf_puts(to, "</section>\n");
}

/* Heads end with NULL. */
static void
open_table(struct buf *to, const char *const *heads)
{
	buf_puts(to, "<table><thead><tr>");
	for (; *heads; heads++)
		buf_printf(to, "<th scope=\"col\">%s</th>", *heads);
	buf_puts(to, "</tr></thead><tbody>\n");
}

static void
close_table(struct buf *to)
{
	buf_puts(to, "</tbody></table>");
	close_section(to);
}

static void
cell(struct buf *to, const char *class, const char *text)
{
	html_element(to, "td", class, *text ? text : "-");
}

static void
mark_cell(struct buf *to, const char *word)
{
	buf_puts(to, "<td>");
	html_badge(to, report_mark(word));
	buf_puts(to, "</td>");
}

/* ---- what happened ---- */

void
report_timeline(struct buf *to, const json_t *report)
{
	static const char *const heads[] = { "Time", "What", "In words", NULL };
	const json_t *entry;
	char time[REPORT_TIME];
	size_t i;

	open_section(to, "Timeline");
	open_table(to, heads);
	json_array_foreach(json_object_get(report, "timeline"), i, entry)
	{
		buf_puts(to, "<tr>");
		cell(to, "time", report_moment(entry, "at", time));
		buf_puts(to, "<td>");
		html_badge(to,
		    &(struct html_mark){ report_mark(field_text(entry, "level"))->class,
			report_mark(field_text(entry, "level"))->sign, field_text(entry, "what") });
		buf_puts(to, "</td>");
		cell(to, NULL, field_text(entry, "text"));
		buf_puts(to, "</tr>\n");
	}
	close_table(to);
}

static void
expected(struct buf *to, const json_t *step)
{
	char usual[REPORT_TIME], limit[REPORT_TIME];

	if (field_has(step, "expected_s"))
		html_format(to, "td", "num", "%s", report_span(step, "expected_s", usual));
	else
		html_format(to, "td", "num", "< %s", report_span(step, "deadline_s", limit));
}

static void
step_row(struct buf *to, const json_t *step, size_t n)
{
	char started[REPORT_TIME], took[REPORT_TIME];

	buf_puts(to, "<tr>");
	html_format(to, "td", "num", "%zu", n);
	buf_puts(to, "<td>");
	html_element(to, "strong", NULL, field_text(step, "name"));
	if (field_has(step, "group"))
		html_format(to, "span", "dim", " of %s", field_text(step, "group"));
	if (field_true(step, "no_return"))
		buf_puts(to, "<br><span class=\"dim\">after it there is no way back</span>");
	if (field_true(step, "best_effort"))
		buf_puts(to, "<br><span class=\"dim\">best effort</span>");
	buf_puts(to, "</td>");
	mark_cell(to, field_text(step, "status"));
	cell(to, "time", report_moment(step, "started", started));
	cell(to, "num", report_span(step, "took_s", took));
	expected(to, step);
	buf_puts(to, "<td>");
	html_format(to, "span", "dim", "%s", field_text(step, "claim"));
	if (field_has(step, "detail")) {
		buf_puts(to, "<br>");
		html_element(to, "span", NULL, field_text(step, "detail"));
	}
	buf_puts(to, "</td></tr>\n");
}

void
report_steps(struct buf *to, const json_t *report)
{
	static const char *const heads[] = { "No.", "Step", "Status", "Began", "Took", "Expected",
		"Claim, and what was seen", NULL };
	int n = (int)field_number(report, "expected_runs");
	const json_t *step;
	size_t i;

	open_section(to, "Steps");
	if (n > 0)
		html_format(to, "p", "dim",
		    "Expected is the median of the last %d run%s of this kind between these "
		    "Regions that %s done; \"<\" is a deadline, where there is none.",
		    n, n == 1 ? "" : "s", n == 1 ? "was" : "were");
	else
		html_element(to, "p", "dim",
		    "No earlier run of this kind between these Regions was done: under "
		    "\"expected\" are the deadlines.");
	open_table(to, heads);
	json_array_foreach(json_object_get(report, "steps"), i, step) step_row(to, step, i + 1);
	close_table(to);
}

/* ---- why ---- */

void
report_evidence(struct buf *to, const json_t *report)
{
	static const char *const heads[] = { "Region", "Fact", "Value", "For", "Because", NULL };
	const json_t *evidence = json_object_get(report, "evidence"), *fact;
	char held[REPORT_TIME];
	size_t i;

	open_section(to, "The evidence");
	if (!json_is_object(evidence)) {
		html_element(to, "p", NULL,
		    "The ledger has no decision of this run: it was taken up from another's, or "
		    "kept by an earlier version.");
		close_section(to);
		return;
	}
	html_element(to, "p", NULL, field_text(evidence, "sentence"));
	if (field_has(evidence, "held_s"))
		html_format(to, "p", "dim", "The rule had held for %s.",
		    report_span(evidence, "held_s", held));
	open_table(to, heads);
	json_array_foreach(json_object_get(evidence, "facts"), i, fact)
	{
		buf_puts(to, "<tr>");
		cell(to, "nowrap", field_text(fact, "region"));
		cell(to, NULL, field_text(fact, "fact"));
		cell(to, "nowrap", field_text(fact, "value"));
		cell(to, "num", report_span(fact, "for_s", held));
		cell(to, NULL, field_text(fact, "because"));
		buf_puts(to, "</tr>\n");
	}
	close_table(to);
}

void
report_guards(struct buf *to, const json_t *report)
{
	static const char *const heads[] = { "Code", "Guard", "Value", "In words", NULL };
	const json_t *guards = json_object_get(report, "guards"), *guard;
	size_t i;

	if (json_array_size(guards) == 0)
		return;
	open_section(to, "The guards, at the decision");
	open_table(to, heads);
	json_array_foreach(guards, i, guard)
	{
		bool over = field_true(guard, "overridden") && !field_is(guard, "value", "yes");

		buf_puts(to, "<tr>");
		cell(to, "nowrap", field_text(guard, "code"));
		cell(to, "nowrap", field_text(guard, "name"));
		mark_cell(to, over ? "overridden" : field_text(guard, "value"));
		cell(to, NULL, field_text(guard, "text"));
		buf_puts(to, "</tr>\n");
	}
	close_table(to);
}

/* ---- calls ---- */

static void
call_row(struct buf *to, const json_t *call)
{
	char time[REPORT_TIME], took[REPORT_TIME];
	bool good = field_is(call, "outcome", "answered");

	buf_puts(to, "<tr>");
	cell(to, "time", report_moment(call, "at", time));
	cell(to, NULL, field_text(call, "step"));
	html_format(to, "td", NULL, "%s%s%s", field_text(call, "call"),
	    field_has(call, "region") ? " in " : "", field_text(call, "region"));
	cell(to, "nowrap", field_true(call, "act") ? "act" : "look");
	buf_puts(to, "<td>");
	html_badge(to,
	    &(struct html_mark){
		good ? "good" : "warn", good ? "\xe2\x9c\x93" : "!", field_text(call, "outcome") });
	if (field_has(call, "status"))
		html_format(to, "span", "dim", " HTTP %d", (int)field_number(call, "status"));
	buf_puts(to, "</td>");
	cell(to, "num", report_span(call, "took_s", took));
	cell(to, "id", field_text(call, "request_id"));
	buf_puts(to, "</tr>\n");
}

void
report_calls(struct buf *to, const json_t *report)
{
	static const char *const heads[] = { "Time", "Step", "Call", "For", "Outcome", "Took",
		"Request id", NULL };
	const json_t *calls = json_object_get(report, "calls"), *call;
	size_t i;

	open_section(to, "Calls");
	html_element(to, "p", "dim",
	    "Every act, every look that ended its step, and every look that met a fault which the "
	    "one before had not. Looks that only found \"not yet\" are counted in the record.");
	if (json_array_size(calls) == 0) {
		html_element(to, "p", NULL, "None was kept.");
		close_section(to);
		return;
	}
	open_table(to, heads);
	json_array_foreach(calls, i, call) call_row(to, call);
	close_table(to);
}

/* ---- people ---- */

void
report_people(struct buf *to, const json_t *report)
{
	static const char *const heads[] = { "Time", "When", "Who", "Command", "Reason", NULL };
	const json_t *commands = json_object_get(report, "commands"), *command;
	char time[REPORT_TIME];
	size_t i;

	if (json_array_size(commands) == 0)
		return;
	open_section(to, "Commands and approvals");
	open_table(to, heads);
	json_array_foreach(commands, i, command)
	{
		buf_puts(to, "<tr>");
		cell(to, "time", report_moment(command, "at", time));
		html_format(to, "td", "nowrap", "%s the run", field_text(command, "phase"));
		cell(to, NULL, field_text(command, "actor"));
		cell(to, NULL, field_text(command, "command"));
		cell(to, NULL, field_text(command, "reason"));
		buf_puts(to, "</tr>\n");
	}
	close_table(to);
}

void
report_trouble(struct buf *to, const json_t *report)
{
	static const char *const heads[] = { "Time", "Level", "Step", "In words", NULL };
	const json_t *list = json_object_get(report, "trouble"), *item;
	char time[REPORT_TIME];
	size_t i;

	if (json_array_size(list) == 0)
		return;
	open_section(to, "What went wrong, or must be known");
	open_table(to, heads);
	json_array_foreach(list, i, item)
	{
		buf_puts(to, "<tr>");
		cell(to, "time", report_moment(item, "at", time));
		mark_cell(to, field_text(item, "level"));
		cell(to, "nowrap", field_text(item, "step"));
		cell(to, NULL, field_text(item, "text"));
		buf_puts(to, "</tr>\n");
	}
	close_table(to);
}

void
report_manual(struct buf *to, const json_t *report)
{
	const json_t *list = json_object_get(report, "manual"), *item;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	open_section(to, "Left to do by hand, in this order");
	buf_puts(to, "<ol>\n");
	json_array_foreach(list, i, item)
	{
		buf_puts(to, "<li>");
		html_element(to, "strong", NULL, field_text(item, "step"));
		buf_puts(to, ": ");
		html_text(to, field_text(item, "do"));
		buf_puts(to, "</li>\n");
	}
	buf_puts(to, "</ol>");
	html_element(to, "p", "dim",
	    "Then: failoverctl ack --reason \"...\". What was done by hand is said there, and is "
	    "shown below among the commands.");
	close_section(to);
}

/* SPDX-License-Identifier: MIT */
/* Who ordered it, what was said and done meanwhile, what AWS answered, what went wrong. */
#include <stdio.h>
#include <string.h>

#include "ledger_report_private.h"

static const json_t *
body_of(const json_t *event)
{
	return json_object_get(event, "body");
}

static bool
is(const json_t *json, const char *key, const char *text)
{
	return strcmp(ledger_string(json, key), text) == 0;
}

/* ---- the order ---- */

json_t *
ledger_report_ordered(const struct report *report)
{
	const json_t *decision = ledger_report_event(report, "decision");
	const json_t *head = json_object_get(body_of(decision), "head");

	return json_pack("{s:o, s:b, s:o, s:b, s:o, s:o}", "by",
	    ledger_report_text(report->record, "actor"), "automatic",
	    ledger_flag(report->record, "automatic"), "reason",
	    ledger_report_text(report->record, "reason"), "force", ledger_flag(head, "force"),
	    "decision",
	    decision ? json_sprintf("d-%" JSON_INTEGER_FORMAT, ledger_number(decision, "seq"))
		     : json_null(),
	    "at", ledger_report_time(decision ? ledger_number(decision, "wall") : report->started));
}

/* ---- commands around it ---- */

static const char *
phase_of(const struct report *report, msec_t at)
{
	if (at < report->started)
		return "before";
	return report->ended > 0 && at > report->ended ? "after" : "during";
}

/* Those that ended it, or that it waited for, are known by their own words. */
json_t *
ledger_report_commands(const struct report *report)
{
	json_t *list = json_array();
	const json_t *event;
	size_t i;

	json_array_foreach(report->events, i, event)
	{
		const json_t *body = body_of(event);
		msec_t at = ledger_number(event, "wall");

		if (!is(event, "kind", "command"))
			continue;
		json_array_append_new(list,
		    json_pack("{s:o, s:s, s:o, s:o, s:o, s:b}", "at", ledger_report_time(at),
			"phase", phase_of(report, at), "command",
			ledger_report_text(body, "command"), "actor",
			ledger_report_text(body, "actor"), "reason",
			ledger_report_text(body, "reason"), "approval",
			strncmp(ledger_string(body, "command"), "approve", 7) == 0));
	}
	return list;
}

/* ---- calls ---- */

json_t *
ledger_report_calls(const struct report *report)
{
	static const char *const texts[] = { "step", "call", "region", "host", "outcome",
		"request_id", "text" };
	json_t *list = json_array();
	const json_t *event;
	size_t i;

	json_array_foreach(report->events, i, event)
	{
		const json_t *body = body_of(event);
		json_t *call;

		if (!is(event, "kind", "answer"))
			continue;
		call = json_pack("{s:o, s:I, s:b, s:o, s:o}", "at",
		    ledger_report_time(ledger_number(event, "wall")), "event",
		    (json_int_t)ledger_number(event, "seq"), "act", ledger_flag(body, "act"),
		    "status",
		    ledger_number(body, "status") > 0 ? json_integer(ledger_number(body, "status"))
						      : json_null(),
		    "took_s", ledger_report_seconds(ledger_number(body, "took")));
		for (size_t k = 0; k < COUNT(texts); k++)
			json_object_set_new(call, texts[k], ledger_report_text(body, texts[k]));
		json_array_append_new(list, call);
	}
	return list;
}

/* ---- what went wrong ---- */

static bool
answered(const json_t *body)
{
	return is(body, "outcome", "answered");
}

static json_t *
trouble(msec_t at, const json_t *step, const char *level, json_t *text)
{
	return json_pack("{s:o, s:o, s:s, s:o}", "at", ledger_report_time(at), "step",
	    step ? ledger_report_text(step, "step") : json_null(), "level", level, "text", text);
}

static void
add_step_trouble(json_t *list, const json_t *step)
{
	msec_t at = ledger_number(step, "ended");

	if (is(step, "status", step_status_name(STEP_FAILED)))
		json_array_append_new(list,
		    trouble(at, step, ledger_flag(step, "best_effort") ? "warning" : "failure",
			json_sprintf("failed%s: %s",
			    ledger_flag(step, "best_effort") ? ", and the run went on" : "",
			    ledger_string(step, "detail"))));
	if (*ledger_string(step, "notice"))
		json_array_append_new(list,
		    trouble(at, step, is(step, "level", "critical") ? "failure" : "warning",
			ledger_report_text(step, "notice")));
}

static void
add_event_trouble(json_t *list, const json_t *event)
{
	const json_t *body = body_of(event);
	msec_t at = ledger_number(event, "wall");

	if (is(event, "kind", "resumed"))
		json_array_append_new(list,
		    trouble(at, body, "warning",
			json_string("failoverd was started anew, and took the run up again")));
	else if (is(event, "kind", "answer") && !answered(body))
		json_array_append_new(list,
		    trouble(at, body, "warning",
			json_sprintf("%s%s%s: %s: %s", ledger_string(body, "call"),
			    *ledger_string(body, "region") ? " in " : "",
			    ledger_string(body, "region"), ledger_string(body, "outcome"),
			    ledger_string(body, "text"))));
}

static int
by_time(const json_t *a, const json_t *b)
{
	return strcmp(ledger_string(a, "at"), ledger_string(b, "at"));
}

/* Few, and mostly in order already; what has the same time stays as it is. */
static json_t *
in_order(json_t *list)
{
	json_t *sorted = json_array(), *item;
	size_t i, to;

	json_array_foreach(list, i, item)
	{
		for (to = json_array_size(sorted);
		     to > 0 && by_time(json_array_get(sorted, to - 1), item) > 0; to--)
			;
		json_array_insert(sorted, to, item);
	}
	json_decref(list);
	return sorted;
}

json_t *
ledger_report_trouble(const struct report *report)
{
	json_t *list = json_array(), *step;
	const json_t *event;
	size_t i;

	json_array_foreach(report->steps, i, step) add_step_trouble(list, step);
	json_array_foreach(report->events, i, event) add_event_trouble(list, event);
	if (*ledger_string(report->record, "why"))
		json_array_append_new(list,
		    trouble(report->ended, NULL, "failure",
			ledger_report_text(report->record, "why")));
	return in_order(list);
}

/* ---- the timeline ---- */

static void
tell(json_t *list, msec_t at, const char *level, const char *what, json_t *text)
{
	if (at > 0)
		json_array_append_new(list,
		    json_pack("{s:o, s:s, s:s, s:o}", "at", ledger_report_time(at), "level", level,
			"what", what, "text", text));
	else
		json_decref(text);
}

static void
tell_event(const struct report *report, json_t *list, const json_t *event)
{
	const json_t *body = body_of(event);
	msec_t at = ledger_number(event, "wall");

	if (is(event, "kind", "decision"))
		tell(list, at, "info", "decided",
		    ledger_report_text(json_object_get(body, "head"), "sentence"));
	else if (is(event, "kind", "resumed"))
		tell(list, at, "warning", "resumed",
		    json_sprintf("failoverd was started anew; step %s is looked at first",
			ledger_string(body, "step")));
	else if (is(event, "kind", "command"))
		tell(list, at, "info", "command",
		    json_sprintf("%s: %s: %s", ledger_string(body, "actor"),
			ledger_string(body, "command"), ledger_string(body, "reason")));
	else if (is(event, "kind", "answer") && (ledger_flag(body, "act") || !answered(body)))
		tell(list, at, answered(body) ? "info" : "warning",
		    ledger_flag(body, "act") ? "call" : "look",
		    json_sprintf("%s%s%s: %s%s%s", ledger_string(body, "call"),
			*ledger_string(body, "region") ? " in " : "", ledger_string(body, "region"),
			ledger_string(body, "outcome"),
			*ledger_string(body, "request_id") ? ", request " : "",
			ledger_string(body, "request_id")));
}

static void
tell_step(json_t *list, const json_t *step)
{
	bool failed = is(step, "status", step_status_name(STEP_FAILED));

	if (is(step, "status", step_status_name(STEP_RUNNING)))
		tell(list, ledger_number(step, "started"), "info", "step",
		    json_sprintf("%s begins", ledger_string(step, "step")));
	else if (failed || ledger_report_step_done(step))
		tell(list, ledger_number(step, "ended"), failed ? "failure" : "good",
		    failed ? "failed" : ledger_string(step, "status"),
		    json_sprintf("%s: %s", ledger_string(step, "step"),
			ledger_string(step, "detail")));
}

static void
tell_end(const struct report *report, json_t *list)
{
	const char *status = ledger_string(report->record, "status");
	bool done = strcmp(status, run_status_name(RUN_DONE)) == 0;

	if (done)
		tell(list, report->ended, "good", status,
		    json_sprintf("%s is served from %s", report->app.name,
			report->regions[1].name));
	else
		tell(list, report->ended, "failure", status,
		    ledger_report_text(report->record, "why"));
}

json_t *
ledger_report_timeline(const struct report *report)
{
	json_t *list = json_array();
	const json_t *event, *step;
	size_t i;

	tell(list, ledger_number(report->record, "onset"), "failure", "onset",
	    json_sprintf("%s begins to fail", report->regions[0].name));
	json_array_foreach(report->events, i, event) tell_event(report, list, event);
	json_array_foreach(report->steps, i, step) tell_step(list, step);
	list = in_order(list);
	tell_end(report, list);
	return in_order(list);
}

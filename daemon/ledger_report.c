/* SPDX-License-Identifier: MIT */
#include "ledger_report_private.h"

#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "ledger_durations.h"

/* ---- small parts ---- */

json_t *
ledger_report_time(msec_t wall)
{
	return wall == 0 ? json_null() : json_string(clock_text(wall, (char[CLOCK_TEXT]){ 0 }));
}

json_t *
ledger_report_seconds(msec_t duration)
{
	return duration < 0 ? json_null() : json_real((double)duration / MSEC_SECOND);
}

json_t *
ledger_report_text(const json_t *json, const char *key)
{
	const char *text = ledger_string(json, key);

	return *text ? ledger_words(text) : json_null();
}

/* Records of before have only the name, which is the kind's unless the runbook gave another. */
const struct step_kind *
ledger_report_kind(const struct report *report, const json_t *step)
{
	const char *name = ledger_string(step, json_object_get(step, "kind") ? "kind" : "step");

	for (size_t i = 0; report->catalog->steps[i]; i++)
		if (strcmp(report->catalog->steps[i]->name, name) == 0)
			return report->catalog->steps[i];
	return NULL;
}

json_t *
ledger_report_words(const struct report *report, const char *text)
{
	char filled[1024];

	if (!text)
		return json_null();
	return ledger_words(move_text(&report->app, &report->move, text, filled, sizeof(filled)));
}

const json_t *
ledger_report_event(const struct report *report, const char *kind)
{
	const json_t *event, *found = NULL;
	size_t i;

	json_array_foreach(report->events, i, event)
	{
		if (strcmp(ledger_string(event, "kind"), kind) == 0)
			found = event;
	}
	return found;
}

const json_t *
ledger_report_step(const struct report *report, const char *kind)
{
	const json_t *step, *found = NULL;
	size_t i;

	json_array_foreach(report->steps, i, step)
	{
		const struct step_kind *its = ledger_report_kind(report, step);

		if (its && strcmp(its->name, kind) == 0)
			found = step;
	}
	return found;
}

bool
ledger_report_step_done(const json_t *step)
{
	return strcmp(ledger_string(step, "status"), step_status_name(STEP_DONE)) == 0 ||
	    strcmp(ledger_string(step, "status"), step_status_name(STEP_ALREADY)) == 0;
}

/* ---- its steps ---- */

static msec_t
took(const struct report *report, const json_t *json)
{
	msec_t started = ledger_number(json, "started"), ended = ledger_number(json, "ended");

	if (started == 0)
		return -1;
	return (ended > 0 ? ended : report->now.wall) - started;
}

static json_t *
step_json(const struct report *report, const json_t *step, struct ledger_took usual)
{
	const struct step_kind *kind = ledger_report_kind(report, step);
	json_t *json = json_object();

	json_object_set_new(json, "name", ledger_report_text(step, "step"));
	json_object_set_new(json, "kind", kind ? json_string(kind->name) : json_null());
	json_object_set_new(json, "group", ledger_report_text(step, "group"));
	json_object_set_new(json, "claim", ledger_report_words(report, kind ? kind->claim : NULL));
	json_object_set(json, "status", json_object_get(step, "status"));
	json_object_set_new(json, "started", ledger_report_time(ledger_number(step, "started")));
	json_object_set_new(json, "ended", ledger_report_time(ledger_number(step, "ended")));
	json_object_set_new(json, "took_s", ledger_report_seconds(took(report, step)));
	json_object_set_new(json, "expected_s",
	    ledger_report_seconds(usual.n > 0 ? usual.median : -1));
	json_object_set_new(json, "expected_runs", json_integer((json_int_t)usual.n));
	json_object_set_new(json, "deadline_s",
	    ledger_report_seconds(json_object_get(step, "deadline")
		    ? ledger_number(step, "deadline")
		    : -1));
	json_object_set_new(json, "looks", json_integer(ledger_number(step, "looks")));
	json_object_set_new(json, "acts", json_integer(ledger_number(step, "acts")));
	json_object_set_new(json, "best_effort", json_boolean(ledger_flag(step, "best_effort")));
	json_object_set_new(json, "detail", ledger_report_text(step, "detail"));
	json_object_set_new(json, "request_id", ledger_report_text(step, "request_id"));
	json_object_set_new(json, "notice", ledger_report_text(step, "notice"));
	json_object_set_new(json, "notice_level", ledger_report_text(step, "level"));
	return json;
}

/* How many of the steps before have that name. */
static size_t
nth_of(const json_t *steps, size_t at)
{
	const char *name = ledger_string(json_array_get(steps, at), "step");
	size_t n = 0;

	for (size_t i = 0; i < at; i++)
		n += strcmp(ledger_string(json_array_get(steps, i), "step"), name) == 0;
	return n;
}

/* What it took the last times. */
static void
recall(const struct report *report, struct ledger_durations *ret)
{
	const json_t *before;
	size_t i;

	*ret =
	    (struct ledger_durations){ .application = ledger_string(report->record, "application"),
		    .kind = ledger_string(report->record, "kind"),
		    .from = ledger_string(report->record, "from"),
		    .to = ledger_string(report->record, "to") };
	json_array_foreach(report->history, i, before) ledger_durations_add(ret, before);
}

/* On the way back: what took back what steps had done. */
static void
add_undo(const struct report *report, json_t *list)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(report->record, "undo"), i, step)
	{
		json_t *shown;

		if (ledger_number(step, "started") == 0)
			continue;
		shown = step_json(report, step, (struct ledger_took){ 0 });
		json_object_set_new(shown, "undoes", json_true());
		json_array_append_new(list, shown);
	}
}

static void
add_steps(const struct report *report, json_t *json)
{
	struct ledger_durations usual;
	struct ledger_took whole;
	json_t *list = json_array(), *step;
	size_t i;

	recall(report, &usual);
	json_array_foreach(report->steps, i, step)
	{
		json_t *shown = step_json(report, step,
		    ledger_durations_step(&usual, ledger_string(step, "step"),
			nth_of(report->steps, i)));

		json_object_set_new(shown, "no_return",
		    json_object_get(report->record, "no_return")
			? json_boolean((json_int_t)i == ledger_number(report->record, "no_return"))
			: json_null());
		json_array_append_new(list, shown);
	}
	add_undo(report, list);
	whole = ledger_durations_whole(&usual);
	json_object_set_new(json, "steps", list);
	json_object_set_new(json, "expected_s",
	    ledger_report_seconds(whole.n > 0 ? whole.median : -1));
	json_object_set_new(json, "expected_runs", json_integer((json_int_t)whole.n));
}

/* What a person does now: takes back what the run has left, or makes true the step that failed, and
 * those after it. */
static json_t *
manual_json(const struct report *report)
{
	json_t *list = json_array();
	const json_t *step;
	size_t i;

	if (strcmp(ledger_string(report->record, "status"), run_status_name(RUN_FAILED)) != 0)
		return list;
	if (json_object_get(report->record, "left")) {
		json_array_extend(list, json_object_get(report->record, "left"));
		return list;
	}
	json_array_foreach(report->steps, i, step)
	{
		const struct step_kind *kind = ledger_report_kind(report, step);

		if ((json_int_t)i >= ledger_number(report->record, "at") && kind && kind->manual &&
		    !ledger_report_step_done(step))
			json_array_append_new(list,
			    json_pack("{s:o, s:o}", "step", ledger_report_text(step, "step"), "do",
				ledger_report_words(report, kind->manual)));
	}
	return list;
}

/* ---- what it was decided on ---- */

static json_t *
evidence_json(const struct report *report, const json_t *decided)
{
	const json_t *head = json_object_get(decided, "head"), *fact;
	json_t *facts;
	size_t i;

	if (!head)
		return json_null();
	facts = json_array();
	json_array_foreach(json_object_get(decided, "facts"), i, fact)
	{
		json_array_append_new(facts,
		    json_pack("{s:O?, s:O?, s:O?, s:o, s:O?}", "region",
			json_object_get(fact, "region"), "fact", json_object_get(fact, "fact"),
			"value", json_object_get(fact, "value"), "for_s",
			ledger_report_seconds(ledger_number(fact, "for_ms")), "because",
			json_object_get(fact, "because")));
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "sentence",
	    ledger_report_text(head, "sentence"), "why", ledger_report_text(head, "why"), "held_s",
	    ledger_report_seconds(json_object_get(head, "held_ms") ? ledger_number(head, "held_ms")
								   : -1),
	    "otherwise", ledger_report_text(decided, "otherwise"), "facts", facts);
}

static json_t *
guards_json(const json_t *decided)
{
	json_t *list = json_array();
	const json_t *guard;
	size_t i;

	json_array_foreach(json_object_get(decided, "guards"), i, guard)
	{
		if (ledger_flag(guard, "applies"))
			json_array_append_new(list,
			    json_pack("{s:O?, s:O?, s:O?, s:O?, s:O?}", "code",
				json_object_get(guard, "code"), "name",
				json_object_get(guard, "name"), "value",
				json_object_get(guard, "value"), "text",
				json_object_get(guard, "text"), "overridden",
				json_object_get(guard, "overridden")));
	}
	return list;
}

/* Whether the record is the one that the chain has the digest of; null: the chain has none. */
static json_t *
sealed_json(const struct report *report)
{
	const json_t *outcome = ledger_report_event(report, "outcome");
	const char *kept = ledger_string(json_object_get(outcome, "body"), "record");
	autofree(xfree) char *text = NULL;
	char hex[DIGEST_HEX];

	if (!*kept)
		return json_null();
	text = ledger_text(json_copy((json_t *)report->record));
	return json_boolean(strcmp(digest_text(text, strlen(text), hex), kept) == 0);
}

/* ---- all of it ---- */

static enum move_kind
kind_of(const json_t *record)
{
	enum move_kind kind = MOVE_SWITCHOVER;

	return ledger_move_kind(record, &kind) ? kind : MOVE_SWITCHOVER;
}

void
ledger_report_init(struct report *ret, const json_t *row, const struct catalog *catalog,
    struct now now)
{
	const json_t *record = json_object_get(row, "record");

	*ret = (struct report){ .record = record,
		.steps = json_object_get(record, "steps"),
		.events = json_object_get(row, "events"),
		.history = json_object_get(row, "history"),
		.catalog = catalog,
		.now = now,
		.forced = kind_of(record) == MOVE_FAILOVER,
		.started = ledger_number(record, "started"),
		.ended = ledger_number(record, "ended"),
		.regions = { { .name = ledger_string(record, "from") },
		    { .name = ledger_string(record, "to") },
		    { .name = ledger_string(record, "home") } },
		.move = { .kind = kind_of(record), .from = 0, .to = 1 } };
	ret->app = (struct app){ .name = ledger_string(record, "application"),
		.regions = ret->regions,
		.n_regions = COUNT(ret->regions),
		.home = *ret->regions[2].name ? 2 : REGION_NONE };
}

static json_t *
base(const struct report *report)
{
	static const char *const same[] = { "id", "application", "runbook", "kind", "from", "to",
		"automatic", "actor", "reason", "status", "at", "committed" };
	double loss = json_number_value(json_object_get(report->record, "loss_estimate_ms"));
	json_t *json = json_object();

	for (size_t i = 0; i < COUNT(same); i++)
		json_object_set(json, same[i], json_object_get(report->record, same[i]));
	json_object_set_new(json, "started", ledger_report_time(report->started));
	json_object_set_new(json, "ended", ledger_report_time(report->ended));
	json_object_set_new(json, "took_s", ledger_report_seconds(took(report, report->record)));
	json_object_set_new(json, "why", ledger_report_text(report->record, "why"));
	json_object_set_new(json, "loss_estimate_ms",
	    report->forced && loss >= 0 ? json_real(loss) : json_null());
	json_object_set_new(json, "fencing",
	    ledger_report_text(json_object_get(report->record, "memo"), "fencing"));
	return json;
}

json_t *
ledger_report(const json_t *row, const struct catalog *catalog, struct now now)
{
	struct report report;
	const json_t *decided;
	json_t *json;

	ledger_report_init(&report, row, catalog, now);
	decided = json_object_get(ledger_report_event(&report, "decision"), "body");
	json = base(&report);
	add_steps(&report, json);
	json_object_set_new(json, "report", json_integer(1));
	json_object_set_new(json, "made", ledger_report_time(now.wall));
	json_object_set_new(json, "ordered", ledger_report_ordered(&report));
	json_object_set_new(json, "evidence", evidence_json(&report, decided));
	json_object_set_new(json, "guards", guards_json(decided));
	json_object_set_new(json, "commands", ledger_report_commands(&report));
	json_object_set_new(json, "recovery", ledger_report_recovery(&report));
	json_object_set_new(json, "loss", ledger_report_loss(&report));
	json_object_set_new(json, "calls", ledger_report_calls(&report));
	json_object_set_new(json, "trouble", ledger_report_trouble(&report));
	json_object_set_new(json, "manual", manual_json(&report));
	json_object_set_new(json, "timeline", ledger_report_timeline(&report));
	json_object_set_new(json, "sealed", sealed_json(&report));
	return json;
}

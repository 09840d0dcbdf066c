/* SPDX-License-Identifier: MIT */
/* How long customers waited, and which writes they lost: what was measured, and what cannot be. */
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "ledger_report_private.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static msec_t
target(const struct report *report, const char *which)
{
	return ledger_number(json_object_get(report->record, "objectives"), which);
}

/* null: there is no target, or nothing to hold it against. */
static json_t *
met(msec_t measured, msec_t target)
{
	return measured < 0 || target <= 0 ? json_null() : json_boolean(measured <= target);
}

static json_t *
target_json(msec_t target)
{
	return ledger_report_seconds(target > 0 ? target : -1);
}

static bool
is(const struct report *report, enum run_status status)
{
	return strcmp(ledger_string(report->record, "status"), run_status_name(status)) == 0;
}

/* ---- the time ---- */

/*
 * The application answers through its public name when the last step that asks so is
 * done; where no step does, when traffic was moved, or at the end. 0: it was not seen to.
 */
static msec_t
answers_at(const struct report *report)
{
	static const char *const kinds[] = { "http", "dns", "routing-controls" };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		const json_t *step = ledger_report_step(report, kinds[i]);

		if (step)
			return ledger_report_step_done(step) ? ledger_number(step, "ended") : 0;
	}
	return is(report, RUN_DONE) ? report->ended : 0;
}

/* Of a planned move: since when writes may have been refused. 0: they were not. */
static msec_t
interrupted_at(const struct report *report)
{
	const json_t *step =
	    json_array_get(report->steps, (size_t)ledger_number(report->record, "no_return"));

	return ledger_number(step, "acts") > 0 ? ledger_number(step, "started") : 0;
}

static json_t *
recovery_text(const struct report *report, msec_t from, msec_t until, bool onset)
{
	if (from == 0)
		return json_string("Nothing was moved, so nothing was interrupted by it.");
	if (until == 0 && report->ended == 0)
		return json_sprintf("It is under way: %s so far.", D(report->now.wall - from));
	if (until == 0)
		return json_string("Not measured: the application was not seen to answer from the "
				   "other Region.");
	if (!report->forced)
		return json_sprintf("From the order to the database until the application answered "
				    "from %s, %s passed: writes were refused for a part of it.",
		    report->regions[1].name, D(until - from));
	if (onset)
		return json_sprintf("From the onset of the outage until the application answered "
				    "from %s, %s passed.",
		    report->regions[1].name, D(until - from));
	return json_sprintf("From the beginning of the run until the application answered from %s, "
			    "%s passed; no outage was seen before it.",
	    report->regions[1].name, D(until - from));
}

/* So long, by the probes, while the run lasted. */
static void
add_downtime(const struct report *report, json_t *json)
{
	static const char *const names[] = { "up", "down", "doubt" };
	const json_t *seen = json_object_get(report->record, "downtime");

	for (size_t i = 0; i < COUNT(names); i++) {
		char key[16];

		snprintf(key, sizeof(key), "%s_s", names[i]);
		json_object_set_new(json, key,
		    ledger_report_seconds(seen ? ledger_number(seen, names[i]) : -1));
	}
}

json_t *
ledger_report_recovery(const struct report *report)
{
	msec_t onset = ledger_number(report->record, "onset"), until = answers_at(report);
	msec_t from = !report->forced ? interrupted_at(report)
	    : onset > 0               ? onset
				      : report->started;
	msec_t measured = from > 0 && until >= from ? until - from : -1;
	const json_t *writer = ledger_report_step(report, "aurora-writer");
	const json_t *decision = ledger_report_event(report, "decision");
	json_t *json;

	json = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "onset",
	    ledger_report_time(onset), "decided",
	    ledger_report_time(decision ? ledger_number(decision, "wall") : report->started),
	    "writer",
	    ledger_report_time(ledger_report_step_done(writer) ? ledger_number(writer, "ended")
							       : 0),
	    "from", ledger_report_time(from), "answers", ledger_report_time(until), "measured_s",
	    ledger_report_seconds(measured), "target_s", target_json(target(report, "rto")), "met",
	    met(measured, target(report, "rto")), "text",
	    recovery_text(report, from, until, onset > 0));
	add_downtime(report, json);
	return json;
}

/* ---- the writes ---- */

struct loss {
	const char *measured; /* "none", "bounded" or "unknown" */
	const char *text;
};

/* By the step itself, or, where it only looks, by another that has the move made. */
static bool
ordered(const struct report *report, const json_t *writer)
{
	json_int_t last = ledger_number(report->record, "no_return");
	const json_t *step = json_array_get(report->steps, (size_t)last);

	return ledger_number(writer, "acts") > 0 ||
	    (step != writer &&
		(ledger_number(report->record, "at") > last || ledger_number(step, "acts") > 0));
}

/* A writer that was not moved has lost nothing. */
static struct loss
loss_of_planned(const struct report *report, const json_t *writer)
{
	if (writer && !ledger_report_step_done(writer) && !ordered(report, writer))
		return (struct loss){ "none",
			"None: the writer was not moved, and a planned move loses no write." };
	return (struct loss){ "none",
		"None: a planned move waits until the other Region has every write." };
}

static struct loss
loss_of_forced(const struct report *report, const json_t *writer)
{
	const char *fencing = ledger_string(json_object_get(report->record, "memo"), "fencing");

	if (!writer)
		return (struct loss){ "unknown",
			"Not measured: this runbook moves no database of which failoverd knows." };
	if (!ledger_report_step_done(writer) && !ordered(report, writer))
		return (struct loss){ "none", "None by this run: the writer was not moved." };
	if (!ledger_report_step_done(writer))
		return (struct loss){ "unknown",
			"Not known: the writer was ordered to move, and was not seen to have." };
	if (strcmp(fencing, "blocked") == 0)
		return (struct loss){ "bounded",
			"Aurora blocked the old writer: nothing was written there after the move. "
			"What it had not replicated by then is lost, about as much as was "
			"estimated; which writes these are, only the snapshot of the old side "
			"tells." };
	if (strcmp(fencing, "timed-out") == 0)
		return (struct loss){ "unknown",
			"Aurora could not block the old writer in time: there may have been two. "
			"What was written to the old one is in no other Region, and may be more "
			"than was estimated; compare with the snapshot of the old side." };
	if (!ledger_report_step(report, "aurora-fencing"))
		return (struct loss){ "unknown",
			"Not measured: this runbook does not ask whether Aurora blocked the old "
			"writer (step aurora-fencing). The estimate holds if it took no writes "
			"after the onset." };
	return (struct loss){ "unknown",
		"Not measured: no event of Aurora said whether the old writer was blocked. The "
		"estimate holds if it took no writes after the onset; the snapshot of the old "
		"side tells." };
}

/* By the lag at the onset: what was recorded at the decision counts the time since, too, as if the
 * old writer had taken writes all the while. < 0: it was not known. */
static msec_t
estimate(const struct report *report)
{
	double loss = json_number_value(json_object_get(report->record, "loss_estimate_ms"));
	msec_t onset = ledger_number(report->record, "onset"), since = 0;

	if (!report->forced || loss < 0 || loss > (double)(MSEC_NEVER / 16))
		return -1;
	if (onset > 0 && report->started > onset)
		since = report->started - onset;
	return (msec_t)loss > since ? (msec_t)loss - since : 0;
}

json_t *
ledger_report_loss(const struct report *report)
{
	const json_t *writer = ledger_report_step(report, "aurora-writer");
	const json_t *snapshot = ledger_report_step(report, "aurora-snapshot");
	struct loss loss =
	    report->forced ? loss_of_forced(report, writer) : loss_of_planned(report, writer);
	bool none = strcmp(loss.measured, "none") == 0;
	msec_t most = none ? 0 : estimate(report), rpo = target(report, "rpo");

	/* With two writers an estimate within the target proves nothing. */
	if (strcmp(ledger_string(json_object_get(report->record, "memo"), "fencing"),
		"timed-out") == 0 &&
	    most <= rpo)
		most = -1;
	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:s}", "estimated_s",
	    ledger_report_seconds(estimate(report)), "measured", loss.measured, "target_s",
	    target_json(rpo), "met", met(most, rpo), "fencing",
	    ledger_report_text(json_object_get(report->record, "memo"), "fencing"), "snapshot",
	    snapshot ? ledger_report_text(snapshot, "detail") : json_null(), "text", loss.text);
}

/* ---- for monitoring ---- */

/* Steps of one name count together. */
static json_t *
steps_timing(const struct report *report)
{
	json_t *json = json_object();
	const json_t *step;
	size_t i;

	json_array_foreach(report->steps, i, step)
	{
		const char *name = ledger_string(step, "step");
		msec_t took = ledger_number(step, "ended") - ledger_number(step, "started");

		if (ledger_number(step, "ended") == 0 || took < 0)
			continue;
		json_object_set_new(json, name,
		    json_real(json_number_value(json_object_get(json, name)) +
			(double)took / MSEC_SECOND));
	}
	return json;
}

json_t *
ledger_report_timing(const json_t *record, const struct catalog *catalog)
{
	json_t *row = json_pack("{s:O}", "record", record), *recovery, *json = NULL;
	struct report report;

	ledger_report_init(&report, row, catalog, (struct now){ 0 });
	if (report.ended > 0) {
		recovery = ledger_report_recovery(&report);
		json = json_pack("{s:O?, s:O, s:o}", "kind", json_object_get(record, "kind"),
		    "recovery_s", json_object_get(recovery, "measured_s"), "steps",
		    steps_timing(&report));
		json_decref(recovery);
	}
	json_decref(row);
	return json;
}

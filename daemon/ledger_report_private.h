/* SPDX-License-Identifier: MIT */
/* What the parts of a report share. */
#ifndef DAEMON_LEDGER_REPORT_PRIVATE_H
#define DAEMON_LEDGER_REPORT_PRIVATE_H

#include "ledger_private.h"
#include "ledger_report.h"

struct report {
	const json_t *record, *steps, *events, *history;
	const struct catalog *catalog;
	struct now now;
	bool forced;
	msec_t started, ended; /* wall time; ended is 0 while it goes on */
	/* An application of the Regions that the record names, for texts about them. */
	struct region_spec regions[3];
	struct app app;
	struct move move;
};

/* row: as store_report() gives it. ret must stay in its place. */
void ledger_report_init(struct report *ret, const json_t *row, const struct catalog *catalog,
    struct now now);

json_t *ledger_report_time(msec_t wall);                         /* null for 0 */
json_t *ledger_report_seconds(msec_t duration);                  /* null for a negative one */
json_t *ledger_report_text(const json_t *json, const char *key); /* null for "" */

const struct step_kind *ledger_report_kind(const struct report *report, const json_t *step);
/* A text of a step's kind, with the Regions filled in; null for NULL. */
json_t *ledger_report_words(const struct report *report, const char *text);
/* The newest event of that kind, of the run itself; NULL: there is none. */
const json_t *ledger_report_event(const struct report *report, const char *kind);
/* The last step of that kind, or NULL. */
const json_t *ledger_report_step(const struct report *report, const char *kind);
bool ledger_report_step_done(const json_t *step); /* NULL: no */

/* How long it took, and what was lost: ledger_report_measure.c. */
json_t *ledger_report_recovery(const struct report *report);
json_t *ledger_report_loss(const struct report *report);

/* Who wanted what, what happened when, what went wrong: ledger_report_story.c. */
json_t *ledger_report_ordered(const struct report *report);
json_t *ledger_report_commands(const struct report *report);
json_t *ledger_report_calls(const struct report *report);
json_t *ledger_report_trouble(const struct report *report);
json_t *ledger_report_timeline(const struct report *report);

#endif

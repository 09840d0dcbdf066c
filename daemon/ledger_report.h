/* SPDX-License-Identifier: MIT */
/*
 * The report of a run, made of what the ledger has of it and nothing else: so it can
 * be made of a run that is under way, of one that failed, and years later by another
 * program. failoverctl(1) documents its members; they are only ever added.
 */
#ifndef DAEMON_LEDGER_REPORT_H
#define DAEMON_LEDGER_REPORT_H

#include <jansson.h>

#include "config/config.h"

/* row: as store_report() gives it. The catalog has the words of the steps. */
json_t *ledger_report(const json_t *row, const struct catalog *catalog, struct now now);
/* What monitoring asks of a run that has ended: its kind, recovery_s (null: not measured), and how
 * many seconds each of its steps took, by its name. NULL: it goes on. */
json_t *ledger_report_timing(const json_t *record, const struct catalog *catalog);

#endif

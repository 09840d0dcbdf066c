/* SPDX-License-Identifier: MIT */
/* The parts of a report's page, between report_page.c and report_tables.c. */
#ifndef CTL_REPORT_PRIVATE_H
#define CTL_REPORT_PRIVATE_H

#include "html.h"
#include "report.h"

#define REPORT_TIME 32

/* "2026-11-25 14:15:13.876Z", or "-"; returns ret. */
const char *report_moment(const json_t *json, const char *key, char ret[REPORT_TIME]);
/* "12.3s", or "-"; returns ret. */
const char *report_span(const json_t *json, const char *key, char ret[REPORT_TIME]);
/* Up to the header, which is left open. */
void report_begin(struct buf *to, const char *id, const char *what);
/* Of a run, a step, a guard, an entry of the timeline. */
const struct html_mark *report_mark(const char *word);

void report_timeline(struct buf *to, const json_t *report);
void report_steps(struct buf *to, const json_t *report);
void report_evidence(struct buf *to, const json_t *report);
void report_guards(struct buf *to, const json_t *report);
void report_calls(struct buf *to, const json_t *report);
void report_people(struct buf *to, const json_t *report);
void report_trouble(struct buf *to, const json_t *report);
void report_manual(struct buf *to, const json_t *report);

#endif

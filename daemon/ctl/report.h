/* SPDX-License-Identifier: MIT */
/* The report of a run, as text and as a page that needs nothing beside itself. */
#ifndef CTL_REPORT_H
#define CTL_REPORT_H

#include "base/buf.h"
#include "ctl.h"

/* runs show ID: asked of failoverd, or read from the files of one that does not run. */
int report_show(struct ctl *ctl, const char *id);

/* Writes a page to --out, else to stdout. */
int report_write(const struct ctl *ctl, const struct buf *page);

void report_print(const json_t *report);
void report_page(struct buf *to, const json_t *report);

#endif

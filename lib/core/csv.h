/* SPDX-License-Identifier: MIT */
/*
 * Samples from a table: what CloudWatch or Prometheus exports, as CSV.
 *
 * Wide: the first column is a time, each other one is a probe of a Region.
 *
 *	time,us-east-1.api,us-east-1.api.latency,us-west-2.api
 *	2026-11-24T14:00:00Z,1,0.083,503
 *
 * Long: four columns whose names are time (or timestamp), probe (or metric),
 * region and value, in any order.
 *
 * A time is RFC 3339, or seconds or milliseconds since 1970. A probe whose answers
 * are judged has 1 (good), 0 (failed) or an HTTP status; one that measures has its
 * value; NAME.latency, in seconds, or NAME.latency_ms goes with what NAME says in
 * the same row. An empty cell, "NaN" or "null" is no sample. Nothing else is passed
 * over: the first fault ends the reading, with its line and column.
 */
#ifndef CORE_CSV_H
#define CORE_CSV_H

#include "base/error.h"
#include "core/app.h"

/* What a column of another name is: "instance-42" is us-east-1.api. */
struct csv_name {
	const char *column; /* borrowed */
	size_t len;         /* of column: it has no end of its own */
	const char *is;     /* "us-east-1.api" */
};

struct csv_sample {
	size_t region, probe; /* indices into the application's */
	struct sample sample;
};

struct csv {
	const struct app *app;
	const struct csv_name *names; /* borrowed */
	size_t n_names;
	struct csv_sample *samples; /* owned; in the order in which they were read */
	size_t n, cap;
};

/* text is added to what was read before. err names line and column: "line 7, column 3 (x): ...". */
must_check bool csv_read(struct csv *csv, const char *text, size_t len, struct error *err);
/* By minute, Region, probe, then time, as they are read best; what is of one moment stays in the
 * order of the tables. */
void csv_sort(struct csv *csv);
void csv_done(struct csv *csv);

/* After csv_sort(): the median of the steps between a probe's samples, of the Region where it is
 * longest; 0: there are too few. */
msec_t csv_step(const struct csv *csv, size_t probe);

/* Whether the probe measures, and does not judge. */
bool csv_measures(const struct probe_spec *probe);

define_autodone(struct csv, csv_done)

#endif

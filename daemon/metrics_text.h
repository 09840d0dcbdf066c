/* SPDX-License-Identifier: MIT */
/*
 * The text of metrics: OpenMetrics 1.0, or the older form of Prometheus (0.0.4) for those who do
 * not ask for that. They differ in the names of counters' families, and at the end.
 */
#ifndef DAEMON_METRICS_TEXT_H
#define DAEMON_METRICS_TEXT_H

#include "base/buf.h"
#include "base/clock.h"
#include "meter.h"

#define METRICS_LABELS_MOST 4

struct metrics_text {
	struct buf *buf;
	bool open;        /* OpenMetrics */
	const char *name; /* of the family, without "_total" */
	bool counts;      /* it is a counter */
};

struct metrics_label {
	const char *name, *value;
};

/* Of one sample; ends with a NULL name. */
struct metrics_labels {
	struct metrics_label list[METRICS_LABELS_MOST + 1];
};

#define METRICS_LABELS(...) (&(const struct metrics_labels){ { __VA_ARGS__ } })

/* type: "gauge", "counter" or "histogram"; help: our own text, one line */
void metrics_text_family(struct metrics_text *text, const char *name, const char *type,
    const char *help);
void metrics_text_sample(struct metrics_text *text, const struct metrics_labels *labels,
    double value);
/* Of a histogram: suffix is "_bucket", "_sum" or "_count". */
void metrics_text_part(struct metrics_text *text, const char *suffix,
    const struct metrics_labels *labels, double value);
/* All parts of one; labels has at least one place left. */
void metrics_text_histogram(struct metrics_text *text, const struct metrics_labels *labels,
    const struct meter *meter);
void metrics_text_end(struct metrics_text *text);
const char *metrics_text_type(bool open); /* for Content-Type */

#endif

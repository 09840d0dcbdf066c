/* SPDX-License-Identifier: MIT */
/*
 * Metrics of CloudWatch: how datapoints are asked for, and how the newest is read.
 * They come once a period and later than they happened; no datapoint is not a
 * zero: it is no data.
 */
#ifndef AWS_CLOUDWATCH_H
#define AWS_CLOUDWATCH_H

#include <jansson.h>

#include "core/kind.h"

/* All borrowed. */
struct cloudwatch_metric {
	const char *id; /* of the query: lower-case letters and digits */
	const char *namespace, *name;
	const char *statistic;
	const char *unit; /* NULL: any */
	struct option_map dimensions;
};

/* Which of the datapoints: of how long each, and how far back. */
struct cloudwatch_span {
	msec_t period, back;
};

/* A datapoint covers a whole period; its last word is as old as the period's end. */
struct cloudwatch_point {
	double value;
	msec_t age;
};

/* Any of its operations: "DescribeAlarms"; takes over the reference to body. */
void cloudwatch_call(struct call *ret, const char *region, const char *action, json_t *body);
/* wall: now. At most 8 metrics; the datapoints of a period that is not over are asked for, too. */
void cloudwatch_ask(struct call *ret, const char *region, const struct cloudwatch_metric *metrics,
    size_t n, const struct cloudwatch_span *span, msec_t wall);
/* The newest datapoint of the first metric that has one. False: sighting says why there is none. */
bool cloudwatch_newest(const struct answer *answer, const struct cloudwatch_metric *metrics,
    size_t n, msec_t period, struct cloudwatch_point *ret, struct sighting *sighting);

/* The datapoints of a while, together. */
struct cloudwatch_row {
	double worst; /* the highest; but a negative one, which is no measure, if there is one */
	msec_t age;   /* of the newest */
	msec_t gap;   /* the longest time within the while of which none says anything, the newest's
			 age left out */
};

/* Of the first metric that has a datapoint, those of the span. False: as above. */
bool cloudwatch_row(const struct answer *answer, const struct cloudwatch_metric *metrics, size_t n,
    const struct cloudwatch_span *span, struct cloudwatch_row *ret, struct sighting *sighting);

#endif

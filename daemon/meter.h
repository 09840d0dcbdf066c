/* SPDX-License-Identifier: MIT */
/* Durations counted for metrics: of what a probe has answered since the start, say. */
#ifndef DAEMON_METER_H
#define DAEMON_METER_H

#include <stdint.h>

#include "core/sample.h"

#define METER_BUCKETS 10

/* Zeroed at first. */
struct meter {
	uint64_t buckets[METER_BUCKETS + 1]; /* by their length; the last: longer */
	uint64_t answers, failures;
	double sum; /* seconds */
};

/* The upper limits of the buckets, in seconds. */
extern const double meter_limits[METER_BUCKETS];

void meter_measure(struct meter *meter, msec_t took);
void meter_add(struct meter *meter, const struct sample *sample); /* its latency */

#endif

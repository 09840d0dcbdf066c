/* SPDX-License-Identifier: MIT */
#include "meter.h"

#include "base/clock.h"

const double meter_limits[METER_BUCKETS] = { 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5 };

void
meter_measure(struct meter *meter, msec_t took)
{
	double seconds = (double)took / MSEC_SECOND;
	size_t i = 0;

	while (i < METER_BUCKETS && seconds > meter_limits[i])
		i++;
	meter->buckets[i]++;
	meter->sum += seconds;
	meter->answers++;
}

void
meter_add(struct meter *meter, const struct sample *sample)
{
	meter_measure(meter, sample->latency);
	meter->failures += sample->outcome == OUTCOME_FAIL;
}

/* SPDX-License-Identifier: MIT */
/* How often a table has a probe. */
#include <stdlib.h>

#include "base/alloc.h"
#include "core/csv.h"

#define STEPS_LEAST 10 /* fewer tell of no habit */
#define NEARLY      50 /* a fiftieth beside a whole second is that second */

static int
by_length(const void *a, const void *b)
{
	msec_t x = *(const msec_t *)a, y = *(const msec_t *)b;

	return (x > y) - (x < y);
}

/* Clocks that drift and scrapes that wait do not make another step. */
static msec_t
whole(msec_t step)
{
	msec_t ret = (step + MSEC_SECOND / 2) / MSEC_SECOND * MSEC_SECOND;
	msec_t apart = ret > step ? ret - step : step - ret;

	return apart * NEARLY <= step ? ret : step;
}

/* steps has room for all samples. */
static msec_t
median_step(const struct csv *csv, size_t region, size_t probe, msec_t *steps)
{
	msec_t last = MSEC_NEVER;
	size_t n = 0;

	for (size_t i = 0; i < csv->n; i++) {
		const struct csv_sample *it = &csv->samples[i];

		if (it->region != region || it->probe != probe)
			continue;
		if (it->sample.at > last)
			steps[n++] = it->sample.at - last;
		last = it->sample.at;
	}
	if (n < STEPS_LEAST)
		return 0;
	qsort(steps, n, sizeof(*steps), by_length);
	return whole(steps[n / 2]);
}

msec_t
csv_step(const struct csv *csv, size_t probe)
{
	msec_t *steps = xcalloc(csv->n + 1, sizeof(*steps));
	msec_t ret = 0;

	for (size_t r = 0; r < csv->app->n_regions; r++) {
		msec_t step = median_step(csv, r, probe, steps);

		ret = step > ret ? step : ret;
	}
	xfree(steps);
	return ret;
}

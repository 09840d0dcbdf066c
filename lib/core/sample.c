/* SPDX-License-Identifier: MIT */
#include "core/sample.h"

#include <stdio.h>

#include "base/alloc.h"

void
series_init(struct series *series, size_t cap)
{
	*series = (struct series){ .ring = xcalloc(cap, sizeof(struct sample)), .cap = cap };
}

void
series_done(struct series *series)
{
	xfree(series->ring);
	*series = (struct series){ 0 };
}

void
series_add(struct series *series, const struct sighting *sighting)
{
	series->ring[series->next] = sighting->sample;
	series->next = (series->next + 1) % series->cap;
	if (series->n < series->cap)
		series->n++;
	series->count++;
	if (sighting->sample.has_value)
		series->good = sighting->sample;
	snprintf(series->detail, sizeof(series->detail), "%s", sighting->detail);
}

const struct sample *
series_at(const struct series *series, size_t back)
{
	if (back >= series->n)
		return NULL;
	return &series->ring[(series->next + series->cap - 1 - back) % series->cap];
}

void
sample_judge(struct sample *sample, enum reason reason)
{
	sample->reason = (uint8_t)reason;
	sample->outcome = (uint8_t)reason_outcome(reason);
}

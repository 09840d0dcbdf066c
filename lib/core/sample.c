/* SPDX-License-Identifier: MIT */
#include "core/sample.h"

#include <math.h>
#include <stdarg.h>
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
series_put(struct series *series, const struct sample *sample)
{
	series->ring[series->next] = *sample;
	if (++series->next == series->cap)
		series->next = 0;
	if (series->n < series->cap)
		series->n++;
	series->count++;
	if (sample->has_value)
		series->good = *sample;
}

void
series_add(struct series *series, const struct sighting *sighting)
{
	series_put(series, &sighting->sample);
	if (sighting->detail[0] || series->detail[0])
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

void
sighting_judge(struct sighting *ret, enum reason reason, const char *fmt, ...)
{
	va_list ap;

	sample_judge(&ret->sample, reason);
	va_start(ap, fmt);
	vsnprintf(ret->detail, sizeof(ret->detail), fmt, ap);
	va_end(ap);
	for (char *at = ret->detail; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
}

void
sighting_unsent(struct sighting *ret, const char *trouble)
{
	sighting_judge(ret, REASON_LOCAL, "%s",
	    trouble ? trouble : "the question could not be sent");
}

void
sighting_value(struct sighting *ret, double value, msec_t at)
{
	if (!isfinite(value)) {
		sighting_judge(ret, REASON_GARBLED, "a value that is not a number");
		return;
	}
	ret->sample.has_value = true;
	ret->sample.value = value;
	ret->sample.value_at = at;
}

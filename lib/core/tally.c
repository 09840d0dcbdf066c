/* SPDX-License-Identifier: MIT */
#include "core/tally.h"

/* The Region said something, be it that it cannot. */
static bool
answered(const struct sample *sample)
{
	return sample->outcome == OUTCOME_OK || sample->reason == REASON_STATUS ||
	    sample->reason == REASON_BODY || sample->reason == REASON_VALUE;
}

static void
by_latency(struct tally *tally, const struct sample *sample, const struct measure *measure, int by)
{
	if (!answered(sample)) {
		tally->unknown += by;
		return;
	}
	if (compare_holds(measure->holds, sample->latency))
		tally->bad += by;
	else
		tally->good += by;
	if (!compare_holds(measure->clears, sample->latency))
		tally->late += by;
}

static void
add(struct tally *tally, const struct sample *sample, const struct measure *measure, int by)
{
	if (measure->latency)
		by_latency(tally, sample, measure, by);
	else if (sample->outcome == OUTCOME_OK)
		tally->good += by;
	else if (sample->outcome == OUTCOME_FAIL)
		tally->bad += by;
	else
		tally->unknown += by;
}

void
tally_slide(struct tally *tally, const struct series *series, const struct measure *measure,
    msec_t since)
{
	size_t oldest = series->count - series->n;

	/* What was counted has been overwritten before it left the window: count anew. */
	if (tally->first < oldest)
		*tally = (struct tally){ .first = oldest, .next = oldest };
	for (; tally->next < series->count; tally->next++)
		add(tally, series_at(series, series->count - 1 - tally->next), measure, 1);
	for (; tally->first < tally->next; tally->first++) {
		const struct sample *s = series_at(series, series->count - 1 - tally->first);

		if (s->at > since)
			break;
		add(tally, s, measure, -1);
	}
}

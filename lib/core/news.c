/* SPDX-License-Identifier: MIT */
#include "core/news.h"

static bool
is_change(struct news *news, const struct sighting *sighting)
{
	enum outcome outcome = sighting->sample.outcome;
	bool before = news->any;

	news->in_a_row = news->last == outcome ? news->in_a_row + 1 : 1;
	news->last = outcome;
	if (news->any && news->told == outcome)
		return false;
	/* The next endpoint may know. */
	if (outcome == OUTCOME_UNKNOWN && news->in_a_row < sighting->takes_turns)
		return false;
	news->any = true;
	news->told = outcome;
	return before || outcome != OUTCOME_OK;
}

/* What these mean is told once for all probes. */
static bool
is_everybodys(enum reason reason)
{
	return reason == REASON_CREDENTIALS || reason == REASON_SKEW;
}

static bool
has_become_blind(struct news *news, const struct sighting *sighting, bool excused, msec_t now)
{
	enum reason reason = (enum reason)sighting->sample.reason;

	if (news->blind == 0)
		news->blind = now;
	if (news->told_blind || excused || is_everybodys(reason) ||
	    reason == REASON_NOT_APPLICABLE || now - news->blind < NEWS_BLIND_AFTER)
		return false;
	news->told_blind = true;
	return true;
}

static bool
sees_again(struct news *news, msec_t now)
{
	if (!news->told_blind)
		return false;
	if (news->sees == 0)
		news->sees = now;
	if (now - news->sees < NEWS_SEES_AFTER)
		return false;
	news->told_blind = false;
	news->sees = 0;
	return true;
}

struct news_word
news_of(struct news *news, const struct sighting *sighting, bool excused, msec_t now)
{
	struct news_word word = { .changed = is_change(news, sighting) };

	if (sighting->sample.outcome == OUTCOME_UNKNOWN) {
		word.blind = has_become_blind(news, sighting, excused, now);
		news->sees = 0;
	} else {
		word.sees = sees_again(news, now);
		news->blind = 0;
	}
	return word;
}

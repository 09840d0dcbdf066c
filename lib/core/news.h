/* SPDX-License-Identifier: MIT */
/*
 * When an answer of a probe is worth a person's attention. Pure.
 *
 * A change is, once. That one of several equal endpoints has no answer is none,
 * as long as another has one. That nothing was known for minutes is worth more
 * than the change was, once, and so is its end, when it has lasted.
 */
#ifndef CORE_NEWS_H
#define CORE_NEWS_H

#include "core/sample.h"

#define NEWS_BLIND_AFTER (5 * MSEC_MINUTE)
#define NEWS_SEES_AFTER  (10 * MSEC_MINUTE) /* a metric may have gaps again and again */

/* Of one probe of one Region. Zeroed at first. */
struct news {
	bool any;          /* something was told, or was good from the start */
	enum outcome told; /* what it was */
	enum outcome last; /* of the last answer */
	int in_a_row;      /* answers with that outcome */
	msec_t blind;      /* boot time since when nothing is known; 0: something is */
	msec_t sees; /* boot time since when something is again; 0: it is not, or always was */
	bool told_blind;
};

struct news_word {
	bool changed; /* the outcome is another one than was told */
	bool blind;   /* for so long nothing was known */
	bool sees;    /* and now something has been for long enough */
};

/* excused: why nothing is known was told already, for all probes together. */
struct news_word news_of(struct news *news, const struct sighting *sighting, bool excused,
    msec_t now);

#endif

/* SPDX-License-Identifier: MIT */
/* A story, and what people are told of it; nobody but us watches, unless a test says so. */
#ifndef TESTS_UNIT_CORE_ALERTED_H
#define TESTS_UNIT_CORE_ALERTED_H

#include "core/alert.h"
#include "story.h"

struct told {
	int begins, ends;   /* how often it was told */
	struct alert alert; /* what was told last */
	msec_t at;          /* boot time of it */
};

struct alerted {
	struct story s;
	struct alerts alerts;
	struct told told[ALERT_COUNT];
	int total;
	void (*hear)(struct story *s); /* the other observers, each second; NULL: there are none */
};

static inline void
alerted_second(struct alerted *a)
{
	struct alert news[ALERT_COUNT];
	size_t n;

	if (a->hear)
		a->hear(&a->s);
	story_second(&a->s);
	n = alert_look(&a->alerts, &a->s.engine, &a->s.decision, news, a->s.now);
	for (size_t i = 0; i < n; i++) {
		struct told *told = &a->told[news[i].id];

		told->begins += !news[i].ends;
		told->ends += news[i].ends;
		told->alert = news[i];
		told->at = a->s.now.boot;
	}
	a->total += (int)n;
}

static inline void
alerted_play(struct alerted *a, long seconds)
{
	while (seconds-- > 0)
		alerted_second(a);
}

/* Seconds until it is counted; -1: not within `limit`. */
static inline long
alerted_until(struct alerted *a, const int *count, long limit)
{
	for (long passed = 1; passed <= limit; passed++) {
		alerted_second(a);
		if (*count > 0)
			return passed;
	}
	return -1;
}

/* Ten minutes in which all is well. */
static inline void
alerted_begin(struct alerted *a)
{
	*a = (struct alerted){ 0 };
	story_init(&a->s);
	alerted_play(a, 600);
}

static inline void
alerted_end(struct alerted *a)
{
	story_done(&a->s);
}

#endif

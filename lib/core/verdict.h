/* SPDX-License-Identifier: MIT */
/*
 * The verdict of all observers on a Region, from what each of them says.
 *
 * A Region is down by a majority of all observers that are configured, not of
 * those that speak: silence is no vote. They must not all stand in one place,
 * where one broken link would speak for all of them: one stands in another
 * Region and one elsewhere, as far as the configuration has such. Whoever
 * stands outside the Region and sees it up refutes them. Whoever stands inside
 * and sees it up may be right about what is left in there: that makes the case
 * contested, and delays it. When no Region is left to go to, nothing is said.
 *
 * No clocks are compared: a ballot is fresh as long as its sequence goes on
 * changing, on the clock of the reader.
 */
#ifndef CORE_VERDICT_H
#define CORE_VERDICT_H

#include "core/app.h"
#include "core/kind.h"

#define BALLOT_FRESH   (15 * MSEC_SECOND) /* three that should have come and did not */
#define BALLOT_VERSION 1                  /* of what observers tell each other */

enum vote {
	VOTE_NONE, /* silent or abstaining */
	VOTE_UP,
	VOTE_DOWN,
};

/* What one observer says of each Region. */
struct ballot {
	enum vote votes[REGIONS_MOST];
	bool sound; /* it vouches for itself: neither isolated, tilted nor warming up */
	msec_t at;  /* boot time of the reader when the sequence last changed; 0: never */
	uint64_t sequence;
	char config[65]; /* digest of its configuration; "" unknown */
	int version;
};

/* The verdict on one Region. */
struct finding {
	enum trit down, up;
	bool contested; /* down, but a sound observer inside the Region sees it up */
	int down_votes, up_votes, silent;
	msec_t since; /* boot time since when it is down, time in doubt left out; 0: it is not */
	msec_t at;    /* boot time of the look */
	char text[DETAIL_TEXT];
};

/* ballots has one for each observer; a single one, its own. ret holds the verdict before, zeroed at
 * first, for doubt does not end what it says. */
void verdict_of(const struct app *app, const struct ballot *ballots, size_t region, msec_t now,
    struct finding *ret);
/* Whether those who call `from` down see `to` up: a target is good in the eyes of its judges. */
enum trit verdict_target(const struct app *app, const struct ballot *ballots, size_t from,
    size_t to, msec_t now);
/* It said something not too long ago. */
bool ballot_fresh(const struct ballot *ballot, msec_t now);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What would be decided if the Region that serves were lost now: a copy of the
 * engine is given failed answers of that Region, and of all others what they answer
 * now, second by second, until it decides or the time is over. The engine that is
 * copied is not touched, and nothing of it acts.
 *
 * Whatever the copy cannot know is taken to stay as it is: references, the lease,
 * other observers, what a move needs. The lag is no longer measured, as when a
 * writer is lost.
 */
#ifndef CORE_INJECT_H
#define CORE_INJECT_H

#include "core/engine.h"

struct injection {
	size_t region;   /* that was lost */
	msec_t lasting;  /* for so long at most */
	msec_t detected; /* after so long a rule held; -1: none did */
	msec_t after;    /* after so long it was decided; -1: it was not */
	msec_t onset;    /* when the outage began, as it was seen: since the loss; -1: not seen */
	double loss_ms;  /* estimated at the decision; < 0: not known */
	struct decision decision; /* the one that was made, else the last that was weighed */
	char sentence[256];       /* of that moment */
};

/* No run is active. */
void inject_down(const struct engine *engine, msec_t lasting, struct injection *ret,
    struct now now);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * For how long an application was seen to serve, and not to, while a run lasted:
 * by the probes of the Region that traffic goes to. What nobody saw is doubt, and
 * neither.
 */
#ifndef CORE_DOWNTIME_H
#define CORE_DOWNTIME_H

#include "base/clock.h"
#include "base/trit.h"

struct engine;

struct downtime {
	msec_t last; /* boot time of the newest look; 0: none yet */
	enum trit was;
	msec_t up, down, doubt;
};

/* Traffic goes to one Region, which answers each critical probe and, where there is a database, has
 * its writer. */
enum trit downtime_serves(const struct engine *engine, msec_t now);
/* What was seen before held until now. */
void downtime_look(struct downtime *downtime, enum trit serves, msec_t now);

#endif

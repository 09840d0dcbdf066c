/* SPDX-License-Identifier: MIT */
#include "aws/renewal.h"

#include "base/backoff.h"

#define AHEAD_MOST   (15 * MSEC_MINUTE)
#define AHEAD_SHARE  4
#define JITTER_SHARE 5 /* of what is ahead */
#define LEAST        MSEC_SECOND
#define FILES_AGAIN  MSEC_MINUTE
#define OTHERS_AGAIN MSEC_HOUR
#define PAUSE_FIRST  (2 * MSEC_SECOND)
#define PAUSE_MOST   MSEC_MINUTE
#define GAP_FIRST    (5 * MSEC_SECOND)
#define GAP_MOST     (5 * MSEC_MINUTE)

msec_t
renewal_rest(const struct credentials *credentials, bool written, msec_t wall, uint32_t *seed)
{
	msec_t left, ahead;

	if (credentials->expires == MSEC_NEVER)
		return written ? FILES_AGAIN : OTHERS_AGAIN;
	left = credentials->expires - wall;
	ahead = left / AHEAD_SHARE < AHEAD_MOST ? left / AHEAD_SHARE : AHEAD_MOST;
	left -= ahead;
	if (ahead > 0)
		left -= backoff_delay(1, ahead / JITTER_SHARE, ahead, seed);
	if (written && left > FILES_AGAIN)
		return FILES_AGAIN;
	return left > LEAST ? left : LEAST;
}

msec_t
renewal_pause(int failures, uint32_t *seed)
{
	return LEAST + backoff_delay(failures, PAUSE_FIRST, PAUSE_MOST - LEAST, seed);
}

msec_t
renewal_gap(int hurries)
{
	msec_t gap = GAP_FIRST;

	while (hurries-- > 0 && gap < GAP_MOST)
		gap *= 2;
	return gap < GAP_MOST ? gap : GAP_MOST;
}

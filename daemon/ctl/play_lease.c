/* SPDX-License-Identifier: MIT */
#include "play_lease.h"

#define TERM     (30 * MSEC_SECOND) /* a lease that is not renewed for so long is free */
#define TAKEOVER (15 * MSEC_SECOND) /* before the first act under a new one */

static bool
eligible(const struct play_team *team, const struct play_line *line, size_t i)
{
	return i < team->n && play_watch_reachable(&team->watches[i], line);
}

/* In the Region that serves, which may have to be left. */
static bool
inside(const struct play_team *team, size_t i)
{
	return team->scene->observers[i].place == team->watches[i].engine.memory.active;
}

static size_t
choose(const struct play_team *team, const struct play_line *line)
{
	size_t ret = team->n;

	for (size_t i = 0; i < team->n; i++)
		if (eligible(team, line, i) && (ret == team->n || inside(team, ret)) &&
		    (ret == team->n || !inside(team, i)))
			ret = i;
	return ret;
}

static bool
reached(const struct play_line *line, const char *call)
{
	return play_line_call(line, call, NULL) == REASON_OK;
}

void
play_lease_follow(struct play_team *team, const struct play_line *line)
{
	struct play_lease *lease = &team->lease;
	size_t best = choose(team, line);
	msec_t now = team->now.boot;

	if (eligible(team, line, lease->holder) && reached(line, "lease.renew")) {
		lease->renewed = now;
		if (best == lease->holder || !inside(team, lease->holder) || team->move.active)
			return;
	} else if (lease->holder < team->n && now - lease->renewed < TERM) {
		return;
	}
	if (best == team->n || best == lease->holder || !reached(line, "lease.acquire"))
		return;
	*lease = (struct play_lease){
		.holder = best, .epoch = lease->epoch + 1, .taken = now, .renewed = now
	};
}

struct lease
play_lease_of(const struct play_team *team, const struct play_line *line, size_t i)
{
	const struct play_lease *lease = &team->lease;
	msec_t now = team->now.boot;

	if (team->n == 1)
		return (struct lease){ TRIT_YES, 0, MSEC_NEVER };
	if (!play_watch_reachable(&team->watches[i], line))
		return (struct lease){ .held = TRIT_UNKNOWN };
	if (lease->holder != i || now - lease->taken < TAKEOVER)
		return (struct lease){ .held = TRIT_NO };
	return (struct lease){ TRIT_YES, lease->epoch, lease->renewed + TERM - now };
}

/* SPDX-License-Identifier: MIT */
#include "core/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What the observers say of one Region, and where they stand. */
struct count {
	int down, up, silent;
	bool outside_up, inside_up;   /* a sound observer sees it up, from there */
	const char *first_up;         /* the name of such a one; outside before inside */
	const char *last_down;        /* of one that says down */
	unsigned places, down_places; /* outside the Region: a bit a place, of all and of those that
					 say down */
};

#define ELSEWHERE REGIONS_MOST /* the bit of those who stand in no Region of the application */

bool
ballot_fresh(const struct ballot *ballot, msec_t now)
{
	return ballot->at > 0 && now - ballot->at <= BALLOT_FRESH;
}

static enum vote
vote_of(const struct ballot *ballot, size_t region, msec_t now)
{
	return ballot->sound && ballot_fresh(ballot, now) ? ballot->votes[region] : VOTE_NONE;
}

static void
add(struct count *count, const struct observer_spec *observer, enum vote vote, size_t region)
{
	bool inside = observer->place == region;
	unsigned place = 1U << (observer->place == REGION_NONE ? ELSEWHERE : observer->place);

	count->down += vote == VOTE_DOWN;
	count->up += vote == VOTE_UP;
	count->silent += vote == VOTE_NONE;
	if (!inside)
		count->places |= place;
	if (!inside && vote == VOTE_DOWN)
		count->down_places |= place;
	if (vote == VOTE_DOWN)
		count->last_down = observer->name;
	if (vote == VOTE_UP && (!count->first_up || (!inside && !count->outside_up)))
		count->first_up = observer->name;
	count->outside_up = count->outside_up || (!inside && vote == VOTE_UP);
	count->inside_up = count->inside_up || (inside && vote == VOTE_UP);
}

static struct count
count_all(const struct app *app, const struct ballot *ballots, size_t region, msec_t now)
{
	struct count count = { 0 };

	for (size_t i = 0; i < app->observers.n; i++)
		add(&count, &app->observers.list[i], vote_of(&ballots[i], region, now), region);
	return count;
}

static bool
most(const struct app *app, int votes)
{
	return (size_t)votes * 2 > app->observers.n;
}

/* Those who say down do not all stand behind the same link. */
static bool
spread(const struct count *count)
{
	int needed = __builtin_popcount(count->places) > 1 ? 2 : 1;
	bool witness = count->places & (1U << ELSEWHERE);

	if (witness && !(count->down_places & (1U << ELSEWHERE)))
		return false;
	return __builtin_popcount(count->down_places) >= needed;
}

static bool
condemned(const struct app *app, const struct count *count)
{
	return most(app, count->down) && spread(count) && !count->outside_up;
}

/* The same fault everywhere: a move would not help. */
static bool
nowhere_left(const struct app *app, const struct ballot *ballots, size_t region, msec_t now)
{
	for (size_t r = 0; r < app->n_regions; r++) {
		struct count count = count_all(app, ballots, r, now);

		if (r != region && !condemned(app, &count))
			return false;
	}
	return app->n_regions > 1;
}

/* The votes are told at each tick: a number of them has two digits at most. */
static size_t
put_number(char *to, size_t n)
{
	size_t len = 0;

	if (n >= 10)
		to[len++] = (char)('0' + n / 10 % 10);
	to[len++] = (char)('0' + n % 10);
	return len;
}

static size_t
put_text(char *to, const char *text, size_t len)
{
	memcpy(to, text, len);
	return len;
}

#define PUT(to, text) put_text(to, text, sizeof(text) - 1)

/* "2 of 3 say down, 1 up, 0 silent"; returns its length. */
static size_t
put_votes(const struct finding *finding, size_t n, char ret[DETAIL_TEXT])
{
	size_t len = put_number(ret, (size_t)finding->down_votes);

	len += PUT(ret + len, " of ");
	len += put_number(ret + len, n);
	len += PUT(ret + len, " say down, ");
	len += put_number(ret + len, (size_t)finding->up_votes);
	len += PUT(ret + len, " up, ");
	len += put_number(ret + len, (size_t)finding->silent);
	len += PUT(ret + len, " silent");
	ret[len] = '\0';
	return len;
}

static void say(struct finding *ret, size_t n, const char *fmt, ...) printf_like(3, 4);

/* The votes, and what makes of them what they are. */
static void
say(struct finding *ret, size_t n, const char *fmt, ...)
{
	size_t len = put_votes(ret, n, ret->text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(ret->text + len, sizeof(ret->text) - len, fmt, ap);
	va_end(ap);
}

/* As in peace, at each tick. */
static void
say_seen(struct finding *ret, size_t n, const char *name)
{
	size_t len = put_votes(ret, n, ret->text);
	size_t name_len = strnlen(name, 60);

	len += PUT(ret->text + len, ": ");
	len += put_text(ret->text + len, name, name_len);
	len += PUT(ret->text + len, " sees it up");
	ret->text[len] = '\0';
}

/* Somebody says down, and is refuted: a cut between two Regions, or an observer that is ill. */
static void
say_refuted(const struct app *app, const struct count *count, struct finding *ret)
{
	if (count->down == 1)
		say(ret, app->observers.n, ": %.40s alone says so, look after it",
		    count->last_down);
	else if (count->down > 1 && __builtin_popcount(count->down_places) == 1)
		say(ret, app->observers.n, ": only those beside %.40s do, suspect a partition",
		    count->last_down);
	else
		say_seen(ret, app->observers.n, count->first_up);
}

static enum trit
judge(const struct app *app, const struct ballot *ballots, size_t region, msec_t now,
    const struct count *count, struct finding *ret)
{
	size_t n = app->observers.n;

	if (count->outside_up || most(app, count->up)) {
		say_refuted(app, count, ret);
		return TRIT_NO;
	}
	if (!most(app, count->down)) {
		say(ret, n, ": %zu must say down", n / 2 + 1);
		return TRIT_UNKNOWN;
	}
	if (!spread(count)) {
		say(ret, n, ": nobody %s does",
		    count->places & ~count->down_places & (1U << ELSEWHERE) ? "elsewhere"
									    : "in another Region");
		return TRIT_UNKNOWN;
	}
	if (nowhere_left(app, ballots, region, now)) {
		say(ret, n, ": and of every other Region, too; a move would not help");
		return TRIT_UNKNOWN;
	}
	ret->contested = count->inside_up;
	if (ret->contested)
		say(ret, n, ": contested, %.60s sees it up from inside", count->first_up);
	else
		put_votes(ret, n, ret->text);
	return TRIT_YES;
}

static enum trit
judge_alone(const struct ballot *own, size_t region, msec_t now, struct finding *ret)
{
	static const enum trit is[] = { TRIT_UNKNOWN, TRIT_NO, TRIT_YES };

	static const char *const words[] = { "has no opinion", "says up", "says down" };
	enum vote vote = vote_of(own, region, now);

	ret->down_votes = vote == VOTE_DOWN;
	ret->up_votes = vote == VOTE_UP;
	ret->silent = vote == VOTE_NONE;
	ret->up = trit_not(is[vote]);
	snprintf(ret->text, sizeof(ret->text), "a single observer: its own facts decide; it %s",
	    words[vote]);
	return is[vote];
}

/* Doubt neither ends the time that it was down, nor adds to it. */
static void
cross(struct finding *ret, enum trit down, msec_t now)
{
	ret->down = down;
	if (down == TRIT_NO)
		ret->since = 0;
	else if (down == TRIT_YES && ret->since == 0)
		ret->since = now;
	else if (down == TRIT_UNKNOWN && ret->since > 0)
		ret->since += now - ret->at;
	ret->at = now;
}

void
verdict_of(const struct app *app, const struct ballot *ballots, size_t region, msec_t now,
    struct finding *ret)
{
	struct count count = count_all(app, ballots, region, now);
	enum trit down;

	ret->contested = false;
	if (app->observers.n == 0) {
		down = judge_alone(&ballots[0], region, now, ret);
	} else {
		ret->down_votes = count.down;
		ret->up_votes = count.up;
		ret->silent = count.silent;
		down = judge(app, ballots, region, now, &count, ret);
		ret->up = most(app, count.up) ? TRIT_YES
		    : condemned(app, &count)  ? TRIT_NO
					      : TRIT_UNKNOWN;
	}
	cross(ret, down, now);
}

enum trit
verdict_target(const struct app *app, const struct ballot *ballots, size_t from, size_t to,
    msec_t now)
{
	enum trit all = TRIT_YES;

	for (size_t i = 0; i < app->observers.n; i++) {
		enum vote vote = vote_of(&ballots[i], to, now);

		if (vote_of(&ballots[i], from, now) == VOTE_DOWN && vote != VOTE_UP)
			all = trit_and(all, vote == VOTE_DOWN ? TRIT_NO : TRIT_UNKNOWN);
	}
	return all;
}

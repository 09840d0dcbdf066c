/* SPDX-License-Identifier: MIT */
#include "core/evidence.h"
#include "core/guard_private.h"

/* By our own facts when we are alone, else since the verdict of all crossed into down. */
static msec_t
down_for(const struct weigh *w)
{
	const struct finding *verdict = &w->engine->verdicts[w->proposal->from];

	if (w->engine->app->observers.n == 0)
		return w->proposal->held;
	return verdict->since > 0 ? w->now.boot - verdict->since : 0;
}

static msec_t
hold_needed(const struct weigh *w)
{
	if (w->engine->app->observers.n == 0)
		return w->limits->hold + w->limits->hold_single;
	if (w->engine->verdicts[w->proposal->from].contested)
		return w->limits->hold + w->limits->hold_contested;
	return w->limits->hold;
}

enum trit
guard_hold(const struct weigh *w)
{
	msec_t held = down_for(w), needed = hold_needed(w);

	if (held < needed)
		return guard_wait(w, held, needed, "down");
	if (!evidence_newest_failing(w->engine, w->proposal->from, w->limits->newest, w->now.boot))
		return guard_say(w, TRIT_NO, "the newest %s of answers are not failing any more",
		    D(w->limits->newest));
	return guard_say(w, TRIT_YES, "down for %s, %s needed", D(held), D(needed));
}

enum trit
guard_cooldown(const struct weigh *w)
{
	const struct memory *m = &w->engine->memory;
	msec_t last;

	if (m->n_moves == 0)
		return guard_say(w, TRIT_YES, "no move yet");
	last = m->moves[m->n_moves - 1].at;
	if (last == 0)
		return guard_say(w, TRIT_YES, "no move was seen yet");
	if (m->acked > last)
		return guard_say(w, TRIT_YES, "ended by an operator's ack");
	return guard_wait(w, w->now.wall - last, w->limits->cooldown, "last move over");
}

/* Automatic moves of the same direction: a failback does not use up the failover's budget. */
static bool
counts(const struct weigh *w, const struct past_move *move, msec_t window)
{
	return move->automatic &&
	    (move->kind == MOVE_FAILOVER) == (w->proposal->kind == MOVE_FAILOVER) &&
	    w->now.wall - move->at < window;
}

static int
spent(const struct weigh *w, msec_t window)
{
	const struct memory *m = &w->engine->memory;
	int n = 0;

	for (size_t i = 0; i < m->n_moves; i++)
		n += counts(w, &m->moves[i], window);
	return n;
}

/* How long until fewer than so many are spent; 0: that is so, MSEC_NEVER: that cannot be. */
static msec_t
until_left(const struct weigh *w, msec_t window, int most)
{
	const struct memory *m = &w->engine->memory;
	int n = 0;

	if (most <= 0)
		return MSEC_NEVER;
	for (size_t i = m->n_moves; i-- > 0;)
		if (counts(w, &m->moves[i], window) && ++n == most)
			return m->moves[i].at + window - w->now.wall;
	return 0;
}

enum trit
guard_budget(const struct weigh *w)
{
	const struct limits *l = w->limits;
	msec_t day = until_left(w, MSEC_DAY, l->budget_day);
	msec_t week = until_left(w, 7 * MSEC_DAY, l->budget_week);
	msec_t wait = day > week ? day : week;

	if (wait > 0 && wait != MSEC_NEVER)
		w->ret->clears_at = w->now.boot + wait;
	return guard_say(w, trit_of(wait == 0), "%d of %d automatic moves in 24h, %d of %d in 7d",
	    spent(w, MSEC_DAY), l->budget_day, spent(w, 7 * MSEC_DAY), l->budget_week);
}

/* ---- flapping ---- */

/* The fact of those that the move rests on that turned most often. */
struct restless {
	const char *name;
	size_t region;
	int turns;
	msec_t quiet; /* boot time when there were few enough */
};

static void
look_at(const struct weigh *w, size_t fact, size_t region, struct restless *ret)
{
	const struct app *app = w->engine->app;
	const struct churn *churn;
	int turns;

	if (region == REGION_NONE || fact >= app->n_facts)
		return;
	churn = &w->engine->churns[region * app->n_facts + fact];
	turns = churn_since(churn, w->now.boot - w->limits->flaps_over);
	if (ret->name && turns <= ret->turns)
		return;
	*ret = (struct restless){ app->facts[fact].name, region, turns,
		churn_at(churn, (size_t)w->limits->flaps) + w->limits->flaps_over };
}

static size_t
region_of(const struct weigh *w, enum role role)
{
	if (role == ROLE_HOME)
		return w->engine->app->home;
	return role == ROLE_ACTIVE ? w->proposal->from : w->proposal->to;
}

enum trit
guard_flapping(const struct weigh *w)
{
	const struct app *app = w->engine->app;
	const struct rule_spec *rule = w->proposal->rule;
	struct restless most = { 0 };

	for (size_t i = 0; rule && i < rule->n_when; i++)
		look_at(w, rule->when[i].fact, region_of(w, rule->when[i].role), &most);
	if (!rule) {
		look_at(w, app_fact(app, "down"), w->proposal->from, &most);
		look_at(w, app_fact(app, "up"), w->proposal->to, &most);
	}
	if (!most.name)
		return guard_say(w, TRIT_YES, "it rests on no fact that could turn");
	if (most.turns > w->limits->flaps)
		w->ret->clears_at = most.quiet;
	return guard_say(w, trit_of(most.turns <= w->limits->flaps),
	    "%.40s of %.40s turned %d times in %s, at most %d", most.name,
	    app->regions[most.region].name, most.turns, D(w->limits->flaps_over), w->limits->flaps);
}

enum trit
guard_stability(const struct weigh *w)
{
	const struct engine *e = w->engine;
	msec_t needed = w->proposal->automatic ? w->limits->stable : w->limits->stable_request;
	size_t to = w->proposal->to;

	if (to == REGION_NONE)
		return guard_say(w, TRIT_NO, "no Region to move to");
	if (evidence_up(e, to) != TRIT_YES)
		return guard_say(w, evidence_up(e, to), "%s is not known to be up",
		    e->app->regions[to].name);
	return guard_wait(w, evidence_up_for(e, to, w->now.boot), needed, e->app->regions[to].name);
}

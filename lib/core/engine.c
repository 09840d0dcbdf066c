/* SPDX-License-Identifier: MIT */
#include "core/engine.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "core/ballot.h"
#include "core/evidence.h"
#include "core/observe.h"
#include "core/weigh.h"

#define TICK         MSEC_SECOND
#define SERIES_LEAST 16

static size_t
find_lag(const struct app *app)
{
	for (size_t p = 0; p < app->n_probes; p++)
		if (strcmp(app->probes[p].kind->name, "aurora-lag") == 0)
			return p;
	return (size_t)-1;
}

/* Where there are several, none has the right to act before it is given to it. */
static struct lease
first_lease(const struct app *app)
{
	return (struct lease){ app->observers.n == 0 ? TRIT_YES : TRIT_UNKNOWN, 0,
		app->observers.n == 0 ? MSEC_NEVER : 0 };
}

void
engine_init(struct engine *engine, const struct app *app, struct now now)
{
	*engine = (struct engine){
		.app = app, .started = now.boot, .place = REGION_NONE, .kill_switch = TRIT_YES
	};
	engine->memory.state = app->start;
	engine->memory.active = app->home;
	engine->memory.since = now.wall;
	engine->up = app_fact(app, "up");
	engine->lag_probe = find_lag(app);
	engine->lease = first_lease(app);
	engine->calendars =
	    guard_calendar(&app->limits, true, &engine->forced, &engine->calendar_error) &&
	    guard_calendar(&app->limits, false, &engine->planned, &engine->calendar_error);
	engine->world.writer = engine->world.answer = REGION_NONE;
	engine->series = xcalloc(app->n_regions * app->n_probes, sizeof(struct series));
	engine->facts = xcalloc(app->n_regions * app->n_facts, sizeof(struct fact));
	engine->churns = xcalloc(app->n_regions * app->n_facts, sizeof(struct churn));
	for (size_t r = 0; r < app->n_regions; r++)
		for (size_t f = 0; f < app->n_facts; f++)
			fact_init(engine_fact(engine, f, r), &app->facts[f]);
	for (size_t p = 0; p < app->n_probes; p++) {
		size_t window = app_window(app, p);

		for (size_t r = 0; r < app->n_regions; r++)
			series_init(engine_series(engine, p, r),
			    window > SERIES_LEAST ? window : SERIES_LEAST);
	}
}

void
engine_done(struct engine *engine)
{
	for (size_t i = 0; engine->series && i < engine->app->n_regions * engine->app->n_probes;
	     i++)
		series_done(&engine->series[i]);
	for (size_t i = 0; engine->facts && i < engine->app->n_regions * engine->app->n_facts; i++)
		fact_done(&engine->facts[i]);
	xfree(engine->series);
	xfree(engine->facts);
	xfree(engine->churns);
	*engine = (struct engine){ 0 };
}

struct series *
engine_series(const struct engine *engine, size_t probe, size_t region)
{
	return &engine->series[region * engine->app->n_probes + probe];
}

struct fact *
engine_fact(const struct engine *engine, size_t fact, size_t region)
{
	return &engine->facts[region * engine->app->n_facts + fact];
}

void
engine_sample(struct engine *engine, size_t probe, size_t region, const struct sighting *sighting)
{
	struct sighting heard = *sighting;

	/* Whose fault it is cannot be told from here. */
	if (heard.sample.outcome == OUTCOME_FAIL && evidence_isolated(engine))
		heard.sample.outcome = OUTCOME_UNKNOWN;
	series_add(engine_series(engine, probe, region), &heard);
}

void
engine_restart_holds(struct engine *engine)
{
	memset(engine->pending, 0, sizeof(engine->pending));
	memset(engine->verdicts, 0, sizeof(engine->verdicts));
	engine->proposed = 0;
}

/* Nobody was asked to look at it while it was paused: silence meant nothing. */
void
engine_resume(struct engine *engine)
{
	struct memory *memory = &engine->memory;

	memory->pause.on = false;
	if (!memory->approval.given)
		memory->approval = (struct approval){ 0 };
	engine_restart_holds(engine);
}

void
engine_tilt(struct engine *engine, msec_t now)
{
	engine->tilt_until = now + engine->app->limits.tilt;
	engine_restart_holds(engine);
}

/* A machine that slept, a loop that was starved, a clock that was set: what we believe may be old.
 * Returns true when the memory had to follow the clock. */
static bool
notice_tilt(struct engine *engine, struct now now)
{
	msec_t offset = now.wall - now.boot;
	msec_t jump = engine->last_tick > 0 ? offset - engine->wall_offset : 0;
	bool first = engine->last_tick == 0, jumped = jump > 2 * TICK || jump < -2 * TICK;

	if (!first && (now.boot - engine->last_tick > 2 * TICK || jumped))
		engine_tilt(engine, now.boot);
	engine->last_tick = now.boot;
	engine->wall_offset = offset;
	return (first || jumped) && memory_shift(&engine->memory, jump, now.wall);
}

static void
update_facts(struct engine *engine, msec_t now)
{
	const struct app *app = engine->app;

	for (size_t r = 0; r < app->n_regions; r++)
		for (size_t f = 0; f < app->n_facts; f++) {
			const struct fact *fact = engine_fact(engine, f, r);
			enum trit was = fact->known;

			fact_update(engine_fact(engine, 0, r), f, app, engine_series(engine, 0, r),
			    now);
			if (was != TRIT_UNKNOWN && fact->known != was)
				churn_add(&engine->churns[r * app->n_facts + f], now);
		}
}

/* Returns true when a pause is over. That alone must not move anything. */
static bool
end_pause(struct engine *engine, msec_t wall)
{
	struct pause *pause = &engine->memory.pause;

	if (!pause->on || wall < pause->until)
		return false;
	engine_resume(engine);
	return true;
}

void
engine_tick(struct engine *engine, struct decision *ret, struct now now)
{
	*ret = (struct decision){ .next = now.boot + TICK };
	ret->remember = notice_tilt(engine, now);
	ret->remember = end_pause(engine, now.wall) || ret->remember;
	update_facts(engine, now.boot);
	ballot_refresh(engine, now);
	if (engine->running)
		return;
	world_settle(&engine->world, engine->memory.active, now.boot);
	observe(engine, ret, now);
	if (ret->verb == DECIDE_NOTHING)
		weigh_rules(engine, ret, now);
}

void
engine_enter(struct engine *engine, size_t state, struct now now)
{
	engine->memory.state = state;
	engine->memory.since = now.wall;
	engine->memory.approval = (struct approval){ 0 };
	engine->outage = engine->memory.outage = (struct outage){ 0 };
	engine_restart_holds(engine);
}

void
engine_begin(struct engine *engine, const struct decision *decision, struct now now)
{
	engine->running = true;
	engine_enter(engine, decision->target_state, now);
}

/* A state that only says where it serves is the one of where it serves. */
static size_t
settled(const struct engine *engine, size_t state)
{
	const struct app *app = engine->app;

	if (state != app->start && state != app->observed_away)
		return state;
	return engine->memory.active == app->home ? app->start : app->observed_away;
}

/* What was seen before says nothing about the world from now on. */
static void
look_anew(struct engine *engine)
{
	struct world *world = &engine->world;

	engine->observed = false;
	engine->late_since = 0;
	world->topology_at = world->controls_at = world->answer_at = 0;
	engine->differ_since = 0;
	for (size_t r = 0; r < engine->app->n_regions; r++)
		world->regions[r].secret_at = world->regions[r].writer_at = 0;
}

void
engine_end(struct engine *engine, const struct run *run, struct now now)
{
	const struct state_spec *state = &engine->app->states[engine->memory.state];
	const struct move *move = &run->move;
	size_t next = state->failed;

	engine->running = false;
	engine->overdue[0] = '\0';
	engine->ended = now.boot;
	look_anew(engine);
	/* What had begun for good counts as a move, however it ended. */
	if (run->status != RUN_ABANDONED)
		memory_moved(&engine->memory, move->kind, move->automatic, now.wall);
	if (run->status == RUN_DONE) {
		engine->memory.active = move->to;
		next = settled(engine, state->done);
	} else if (run->status == RUN_ABANDONED) {
		next = settled(engine, state->abandoned);
	} else {
		snprintf(engine->memory.trouble, sizeof(engine->memory.trouble), "run %s: %.200s",
		    move->run, run->why.text);
	}
	engine_enter(engine, next, now);
}

/* Only a command makes a failover, and an ack is none: what it ends, a hold must outlast. */
static void
restart_failovers(struct engine *engine)
{
	const struct app *app = engine->app;
	const struct state_spec *state = &app->states[engine->memory.state];

	engine->verdicts[engine->memory.active] = (struct finding){ 0 };
	for (size_t i = 0; i < state->n_rules; i++) {
		const struct state_spec *go = &app->states[state->rules[i].go];

		if (go->run && go->move == MOVE_FAILOVER)
			engine->pending[i] = (struct pending){ 0 };
	}
}

/* Where the application stands is not taken from memory, but seen anew. */
void
engine_ack(struct engine *engine, const char *reason, struct now now)
{
	struct memory *memory = &engine->memory;
	const struct app *app = engine->app;

	memory->acked = now.wall;
	memory->latched = false;
	snprintf(memory->ack_reason, sizeof(memory->ack_reason), "%s", reason);
	restart_failovers(engine);
	if (memory->state != app->needs_operator)
		return;
	memory->trouble[0] = '\0';
	engine->ended = 0; /* whoever acknowledges has looked since the run */
	look_anew(engine);
	engine_enter(engine, settled(engine, app->start), now);
}

enum trit
engine_recheck(const struct engine *engine, const struct move *move, msec_t since,
    char ret[DETAIL_TEXT], msec_t now)
{
	const struct app *app = engine->app;
	struct answers from = evidence_answers(engine, move->from, since);
	struct answers to = evidence_answers(engine, move->to, since);
	enum trit ready = to.good > 0 ? TRIT_YES : TRIT_UNKNOWN;

	snprintf(ret, DETAIL_TEXT, "fresh answers: %s %d good, %d bad; %s %d good, %d bad",
	    app->regions[move->from].name, from.good, from.bad, app->regions[move->to].name,
	    to.good, to.bad);
	if (to.bad > to.good)
		return TRIT_NO;
	if (move->kind == MOVE_FAILOVER && move->automatic)
		ready = trit_and(ready, evidence_failing(engine, move->from, since, now));
	return ready;
}

/* Whoever looked away for longer than that may have missed its end, and another one's beginning. */
#define OUTAGE_FRESH (5 * MSEC_MINUTE)

void
engine_recall(struct engine *engine, struct now now)
{
	const struct outage *outage = &engine->memory.outage;

	if (outage->at == 0 || outage->region != engine->memory.active ||
	    now.wall - outage->seen > OUTAGE_FRESH)
		return;
	engine->outage = memory_outage(outage, now.boot - now.wall);
	engine->outage.seen = 0;
}

/* The same rule under that configuration: it leads from and to the states of the same names. */
static bool
find_rule(const struct app *app, const struct app *was, struct miss *miss)
{
	const struct state_spec *from = &was->states[miss->state];
	const char *to = was->states[from->rules[miss->rule].go].name;

	for (size_t s = 0; s < app->n_states; s++) {
		const struct state_spec *state = &app->states[s];

		if (strcmp(state->name, from->name) != 0 || miss->rule >= state->n_rules ||
		    strcmp(app->states[state->rules[miss->rule].go].name, to) != 0)
			continue;
		miss->state = s;
		return true;
	}
	return false;
}

void
engine_inherit(struct engine *engine, const struct engine *from)
{
	size_t n = from->n_misses < MISSES_MOST ? from->n_misses : MISSES_MOST;

	for (size_t i = from->n_misses - n; i < from->n_misses; i++) {
		struct miss miss = from->misses[i % MISSES_MOST];

		if (find_rule(engine->app, from->app, &miss))
			engine->misses[engine->n_misses++ % MISSES_MOST] = miss;
	}
}

double
engine_loss(const struct engine *engine, size_t from, size_t to, msec_t now, double *ret_lag,
    double *ret_age)
{
	struct lag lag = evidence_lag(engine, to, now);

	*ret_lag = lag.value;
	*ret_age = (double)lag.age;
	return lag.known ? lag.value + (double)lag.age : -1;
}

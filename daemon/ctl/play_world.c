/* SPDX-License-Identifier: MIT */
#include "play_world.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

#define TAKES   50                 /* milliseconds, as long as nobody says how long */
#define LAG     300.0              /* milliseconds, likewise */
#define LAG_AGE (40 * MSEC_SECOND) /* CloudWatch is late */

/* The last sentence that speaks of it; NULL: none does. */
static const struct play_series *
series_of(const struct play_form *form, size_t observer, size_t endpoint, size_t region)
{
	bool critical = form->scene.endpoints[endpoint].critical;
	const struct play_series *ret = NULL;

	for (size_t i = 0; i < form->n_said; i++) {
		const struct play_said *said = &form->said[i];
		bool about = said->endpoint == PLAY_ANY ? critical : said->endpoint == endpoint;

		if (about && said->region == region &&
		    (said->observer == PLAY_ANY || said->observer == observer))
			ret = &said->series;
	}
	return ret;
}

static struct play_cursor *
cursor_of(const struct play_world *world, size_t observer, size_t endpoint, size_t region)
{
	const struct play_scene *scene = &world->form->scene;

	return &world->cursors[(observer * scene->n_endpoints + endpoint) * scene->n_regions +
	    region];
}

void
play_world_init(struct play_world *world, const struct play_form *form,
    const struct play_team *team, struct play_line *line)
{
	const struct play_scene *scene = &form->scene;

	*world = (struct play_world){ .form = form,
		.team = team,
		.writer = scene->active,
		.secret = REGION_NONE,
		.name = REGION_NONE };
	world->cursors = xcalloc(scene->n_observers * scene->n_endpoints * scene->n_regions,
	    sizeof(*world->cursors));
	for (size_t o = 0; o < scene->n_observers; o++) {
		line->selves[o] = (struct play_self){ true, 1, true, true, true, true };
		for (size_t e = 0; e < scene->n_endpoints; e++)
			for (size_t r = 0; r < scene->n_regions; r++)
				*cursor_of(world, o, e, r) =
				    (struct play_cursor){ .series = series_of(form, o, e, r),
					    .every = team->config->apps[0].probes[e].every };
	}
}

void
play_world_done(struct play_world *world)
{
	xfree(world->cursors);
	*world = (struct play_world){ 0 };
}

/* ---- what happens ---- */

/* From now on. */
static void
answer_call(struct play_line *line, const char *name, enum reason reason)
{
	size_t i = 0;

	while (i < line->n_calls && strcmp(line->calls[i].name, name) != 0)
		i++;
	if (i == PLAY_CALLS_MOST)
		return;
	line->n_calls += i == line->n_calls;
	snprintf(line->calls[i].name, PLAY_NAME, "%s", name);
	line->calls[i].reason = reason;
}

static void
lose_lease(struct play_line *line, bool lost)
{
	enum reason reason = lost ? REASON_NO_ROUTE : REASON_OK;

	answer_call(line, "lease.acquire", reason);
	answer_call(line, "lease.renew", reason);
}

static void
happen(struct play_world *world, struct play_line *line, const struct play_event *event)
{
	static const enum reason outcomes[] = {
		[TRIT_UNKNOWN] = REASON_SERVICE, [TRIT_NO] = REASON_OTHER, [TRIT_YES] = REASON_OK
	};

	size_t who = play_scene_observer(&world->form->scene, event->who, strlen(event->who));

	switch (event->what) {
	case PLAY_ISOLATE:
	case PLAY_REJOIN:
		line->selves[who].anchors = event->what == PLAY_REJOIN;
		break;
	case PLAY_LEASE:
		lose_lease(line, event->is == TRIT_NO);
		break;
	case PLAY_API:
		answer_call(line, event->action, outcomes[event->is]);
		break;
	case PLAY_WRITER:
		world->writer = event->to;
		break;
	case PLAY_SECRET:
		world->secret = event->to;
		break;
	case PLAY_PUBLIC_NAME:
		world->name = event->to;
		break;
	case PLAY_IN_FLIGHT:
		world->in_flight = event->is == TRIT_YES;
		break;
	case PLAY_MOVES:
		world->moves_fail = event->is == TRIT_NO;
		break;
	default:
		break;
	}
}

static void
events(struct play_world *world, struct play_line *line)
{
	const struct play_form *form = world->form;

	line->n_events = 0;
	line->changed = false;
	while (world->next < form->n_timed && line->n_events < PLAY_EVENTS_MOST &&
	    form->timed[world->next].at <= line->t * MSEC_SECOND) {
		line->changed = true;
		line->events[line->n_events] = form->timed[world->next++].event;
		happen(world, line, &line->events[line->n_events++]);
	}
}

/* ---- the databases ---- */

static enum play_status
status_of(const struct play_world *world, size_t region)
{
	const struct play_move *move = &world->team->move;

	if (region == world->writer)
		return PLAY_STATUS_AVAILABLE;
	if (move->active && move->moving > 0 && region == move->run.move.to)
		return move->run.move.kind == MOVE_FAILOVER ? PLAY_STATUS_FAILING_OVER
							    : PLAY_STATUS_SWITCHING_OVER;
	return world->in_flight ? PLAY_STATUS_FAILING_OVER : PLAY_STATUS_AVAILABLE;
}

static void
databases(struct play_world *world, struct play_line *line, msec_t now)
{
	const struct play_move *move = &world->team->move;

	line->move_fails = false;
	if (move->active && move->moving > 0 &&
	    now - move->moving >= world->form->takes[move->run.move.kind]) {
		line->move_fails = world->moves_fail;
		world->writer = world->moves_fail ? world->writer : move->run.move.to;
	}
	for (size_t r = 0; r < world->form->scene.n_regions; r++)
		line->aws.dbs[r] =
		    (struct play_db){ r == world->writer ? PLAY_ROLE_WRITER : PLAY_ROLE_READER,
			    status_of(world, r) };
	line->aws.secret = world->secret == REGION_NONE ? world->writer : world->secret;
	line->aws.answer = world->name == REGION_NONE ? world->team->traffic : world->name;
}

/* ---- what is answered ---- */

static const struct play_part *
part_of(struct play_world *world, size_t observer, size_t endpoint, size_t region, msec_t t)
{
	static const struct play_part well = {
		.reason = REASON_OK, .share = 100, .takes = -1, .age = -1
	};

	struct play_cursor *cursor = cursor_of(world, observer, endpoint, region);

	return cursor->series ? play_series_at(cursor, t) : &well;
}

/* The same for the same answer, whenever it is played; evenly spread. */
static bool
strikes(const struct play_part *part, size_t observer, size_t endpoint, size_t region, long t)
{
	uint64_t x = (uint64_t)t * 0x9e3779b97f4a7c15 +
	    ((observer * PLAY_ENDPOINTS_MOST + endpoint) * REGIONS_MOST + region) *
		0xbf58476d1ce4e5b9;

	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9;
	x ^= x >> 27;
	x *= 0x94d049bb133111eb;
	x ^= x >> 31;
	return (int)(x % 100) < part->share;
}

static void
answer(struct play_world *world, struct play_line *line, size_t observer, size_t endpoint,
    size_t region)
{
	const struct play_part *part =
	    part_of(world, observer, endpoint, region, line->t * MSEC_SECOND);
	bool struck = part->share == 100 || strikes(part, observer, endpoint, region, line->t);
	enum reason reason = struck ? part->reason : REASON_OK;

	/* Who is cut off hears of nobody. */
	if (line->selves[observer].anchors <= 0)
		reason = REASON_TIMEOUT;
	if (reason == REASON_NONE) {
		line->changed = true; /* what is not there is unlike what was */
		return;
	}
	line->answers[line->n_answers++] =
	    (struct play_answer){ (uint8_t)observer, (uint8_t)region, (uint8_t)endpoint,
		    (uint8_t)reason, struck && part->takes >= 0 ? part->takes : TAKES,
		    struck && part->has_value ? part->value : NAN };
}

/* Of what AWS is asked: why it is not answered, and the lag. */
static void
asked(struct play_world *world, struct play_line *line, size_t endpoint, size_t region)
{
	const struct play_part *part = part_of(world, 0, endpoint, region, line->t * MSEC_SECOND);
	bool none = part->reason == REASON_NONE;
	struct play_lag lag = { !none, part->has_value ? part->value : LAG,
		part->age >= 0 ? part->age : LAG_AGE };

	line->asked[endpoint][region] = (uint8_t)(none ? REASON_OK : part->reason);
	if (world->team->watches[0].asks[endpoint] != PLAY_ASKS_LAG)
		return;
	for (size_t from = 0; from < world->form->scene.n_regions; from++)
		line->aws.lags[from][region] = lag;
}

static bool
due(const struct play_world *world, size_t endpoint, long t)
{
	return t * MSEC_SECOND % world->team->config->apps[0].probes[endpoint].every < MSEC_SECOND;
}

static void
answers(struct play_world *world, struct play_line *line)
{
	const struct play_scene *scene = &world->form->scene;

	line->n_answers = 0;
	for (size_t e = 0; e < scene->n_endpoints; e++) {
		if (!due(world, e, line->t))
			continue;
		for (size_t r = 0; r < scene->n_regions; r++) {
			if (world->team->watches[0].asks[e] != PLAY_ASKS_ENDPOINT) {
				asked(world, line, e, r);
				continue;
			}
			for (size_t o = 0; o < scene->n_observers; o++)
				answer(world, line, o, e, r);
		}
	}
}

void
play_world_second(struct play_world *world, struct play_line *line, long t)
{
	line->t = t;
	events(world, line);
	databases(world, line, world->team->now.boot + MSEC_SECOND);
	answers(world, line);
}

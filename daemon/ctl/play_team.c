/* SPDX-License-Identifier: MIT */
#include "play_team.h"

#include <stdio.h>
#include <string.h>

#include "play_lease.h"
#include "play_look.h"
#include "play_operator.h"

#define BOOT MSEC_DAY /* it has been up for a while */

void
play_team_init(struct play_team *team, const struct play_scene *scene, struct config *config,
    play_action_fn *say, void *arg)
{
	*team = (struct play_team){ .scene = scene,
		.config = config,
		.n = scene->n_observers,
		.traffic = scene->active,
		.lease = { .holder = scene->n_observers },
		.ledger = true,
		.kill_switch = TRIT_YES,
		.preflight = { .good = TRIT_YES },
		.say = say,
		.arg = arg,
		.calm = { .due = MSEC_NEVER },
		.now = { BOOT, scene->wall } };
	for (size_t i = 0; i < team->n; i++)
		play_watch_init(&team->watches[i], scene, &config->apps[0], i, config->digest,
		    team->now);
}

void
play_team_done(struct play_team *team)
{
	for (size_t i = 0; i < team->n; i++)
		play_watch_done(&team->watches[i]);
	run_done(&team->move.run);
	config_free(team->config);
	*team = (struct play_team){ 0 };
}

/* ---- processes that come and go ---- */

/* What the ledger of any of them says is what all remember. */
static const struct memory *
remembered(const struct play_team *team, size_t i)
{
	for (size_t k = 0; k < team->n; k++)
		if (k != i && team->watches[k].alive && !team->watches[k].stopped)
			return &team->watches[k].engine.memory;
	return &team->watches[i].engine.memory;
}

static void
follow_processes(struct play_team *team, const struct play_line *line)
{
	for (size_t i = 0; i < team->n; i++) {
		struct play_watch *watch = &team->watches[i];
		bool up = line->selves[i].up && !watch->killed;

		if (up && !watch->alive) {
			play_watch_start(watch, remembered(team, i), team->now);
			watch->engine.running = team->move.active;
		}
		watch->alive = up;
	}
}

/* ---- a move ---- */

void
play_team_move(struct play_team *team, size_t by, const struct decision *decision)
{
	const struct proposal *p = &decision->proposal;
	const struct app *app = &team->config->apps[0];
	struct move move = { .kind = p->kind,
		.from = p->from,
		.to = p->to,
		.automatic = p->automatic,
		.run = "r-0001" };
	char sentence[256];
	struct play_action action = { .t = team->t,
		.what = move_name(p->kind),
		.to = team->scene->regions[p->to].text,
		.method = p->kind == MOVE_FAILOVER ? "failover" : "switchover",
		.text = p->automatic
		    ? engine_sentence(&team->watches[by].engine, decision, sentence, team->now)
		    : "commanded by an operator",
		.who = team->scene->observers[by].name };

	for (size_t i = 0; i < team->n; i++)
		engine_begin(&team->watches[i].engine, decision, team->now);
	team->say(&action, team->arg);
	play_run_begin(team, app->states[decision->target_state].run, &move);
}

/* ---- what each decides ---- */

static void
adopted(struct play_team *team, size_t by)
{
	const struct engine *engine = &team->watches[by].engine;
	struct play_action action = { .t = team->t,
		.what = "adopt",
		.to = team->scene->regions[engine->memory.active].text,
		.text = team->watches[by].decision.why,
		.who = team->scene->observers[by].name };

	/* Each of them finds it out by itself. */
	if (team->adopted == 0 || team->now.boot - team->adopted > 10 * MSEC_MINUTE)
		team->say(&action, team->arg);
	team->adopted = team->now.boot;
}

/* Another observer has told the same already, and could be heard. */
static bool
told(const struct play_team *team, const struct play_line *line, size_t by, enum alert_id id)
{
	for (size_t i = 0; i < team->n; i++)
		if (i != by && team->watches[i].alerts.alarms[id].raised &&
		    play_watch_reachable(&team->watches[i], line))
			return true;
	return false;
}

static void
alert(struct play_team *team, const struct play_line *line, size_t by)
{
	struct play_watch *watch = &team->watches[by];
	struct alert alerts[ALERT_COUNT];
	size_t n = alert_look(&watch->alerts, &watch->engine, &watch->decision, alerts,
	    play_watch_now(watch, team->now));

	for (size_t i = 0; i < n; i++) {
		struct play_action action = { .t = team->t,
			.what = "alert",
			.severity = alerts[i].page ? "page" : "warn",
			.subject = alerts[i].name,
			.text = alerts[i].text,
			.who = team->scene->observers[by].name };

		if (!alerts[i].ends && play_watch_reachable(watch, line) &&
		    !told(team, line, by, alerts[i].id))
			team->say(&action, team->arg);
	}
}

static void
tell(struct play_team *team, size_t by, const char *what)
{
	struct play_watch *watch = &team->watches[by];
	char sentence[256];
	struct play_action action = { .t = team->t,
		.what = what,
		.inner = true,
		.text = watch->decision.why[0]
		    ? watch->decision.why
		    : engine_sentence(&watch->engine, &watch->decision, sentence, team->now),
		.who = team->scene->observers[by].name };

	team->say(&action, team->arg);
}

static void
obey(struct play_team *team, size_t by)
{
	const struct decision *decision = &team->watches[by].decision;

	switch (decision->verb) {
	case DECIDE_NOTHING:
		break;
	case DECIDE_OBSERVE:
		tell(team, by, "would-move");
		break;
	case DECIDE_PROPOSE:
		tell(team, by, "propose");
		break;
	case DECIDE_MOVE:
		if (!team->move.active)
			play_team_move(team, by, decision);
		break;
	case DECIDE_ADOPT:
		adopted(team, by);
		break;
	case DECIDE_DRIFT:
		tell(team, by, "drift");
		break;
	case DECIDE_MENDED:
		tell(team, by, "mended");
		break;
	}
}

static void
decide(struct play_team *team, const struct play_line *line, size_t i)
{
	struct play_watch *watch = &team->watches[i];

	watch->engine.lease = play_lease_of(team, line, i);
	watch->engine.ledger = team->ledger;
	watch->engine.kill_switch = team->kill_switch;
	watch->engine.preflight = team->preflight;
	/* What is good is proved again all the time. */
	if (team->preflight.good == TRIT_YES)
		watch->engine.preflight.at = team->now.boot;
	/* The gates are looked at all the time, of the way home. */
	watch->engine.readiness = team->readiness;
	watch->engine.readiness.at = team->now.boot;
	watch->engine.readiness.from = watch->engine.memory.active;
	watch->engine.readiness.to = watch->engine.app->home;
	watch->engine.place = watch->place;
	engine_tick(&watch->engine, &watch->decision, play_watch_now(watch, team->now));
	obey(team, i);
	alert(team, line, i);
}

/* Each hears of the others what they said last. */
static void
exchange(struct play_team *team, const struct play_line *line)
{
	for (size_t i = 0; i < team->n; i++)
		for (size_t k = 0; k < team->n; k++) {
			team->hears[k][i] = i != k &&
			    play_watch_reachable(&team->watches[i], line) &&
			    play_watch_reachable(&team->watches[k], line);
			if (team->hears[k][i])
				engine_heard(&team->watches[k].engine, i,
				    &team->watches[i].engine.ballots[i], team->now);
		}
}

/* Returns true when there is something to decide about. */
static bool
look(struct play_team *team, const struct play_line *line)
{
	struct play_stir all = { 0 };

	for (size_t i = 0; i < team->n; i++) {
		struct play_watch *watch = &team->watches[i];
		const struct play_stir *stir = &watch->stir;

		if (!watch->alive || watch->stopped)
			continue;
		play_look(watch, line, team->traffic, team->now);
		all.news = stir->news > all.news ? stir->news : all.news;
		all.unsure = stir->unsure > all.unsure ? stir->unsure : all.unsure;
		all.restless = stir->restless > all.restless ? stir->restless : all.restless;
	}
	if (line->changed)
		team->calm.eventful = team->now.boot;
	return play_calm_over(&team->calm, line, &all, team->now.boot);
}

void
play_team_second(struct play_team *team, const struct play_line *line)
{
	team->t = line->t;
	team->now =
	    (struct now){ BOOT + line->t * MSEC_SECOND, team->scene->wall + line->t * MSEC_SECOND };
	play_operator_events(team, line);
	follow_processes(team, line);
	if (!look(team, line))
		return;
	play_calm_catch_up(team);
	play_lease_follow(team, line);
	exchange(team, line);
	for (size_t i = 0; i < team->n; i++)
		if (team->watches[i].alive && !team->watches[i].stopped)
			decide(team, line, i);
	play_operator_commands(team, line);
	play_run_second(team, line);
	play_calm_ticked(&team->calm, team);
}

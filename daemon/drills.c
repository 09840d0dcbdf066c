/* SPDX-License-Identifier: MIT */
#include "drills_private.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "daemon.h"
#include "ledger.h"
#include "ledger_private.h"
#include "log.h"
#include "tell.h"

static const char *const kinds[] = { "rehearse", "inject", "live" };
static const char *const ways[] = { "away", "home" };
static const char *const phases[] = { "try", "out", "there", "back", "ended" };

const char *
drill_kind_name(enum drill_kind kind)
{
	return kinds[kind];
}

const char *
drill_way_name(enum drill_way way)
{
	return ways[way];
}

const char *
drill_id(const struct drill *drill, char ret[DRILL_ID])
{
	snprintf(ret, DRILL_ID, "drill-%d", drill->number);
	return ret;
}

/* ---- records ---- */

json_t *
drill_record(const struct drills *drills, const struct drill *drill)
{
	char id[DRILL_ID];
	json_t *json = json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:I, s:I}", "id",
	    drill_id(drill, id), "number", drill->number, "application",
	    drills->application->app->name, "kind", kinds[drill->kind], "phase",
	    phases[drill->phase], "from", drill->from, "to", drill->to, "actor",
	    ledger_words(drill->actor), "reason", ledger_words(drill->reason), "began",
	    (json_int_t)drill->began, "ended", (json_int_t)drill->ended);

	if (drill->kind == DRILL_REHEARSE)
		json_object_set_new(json, "move", json_string(move_name(drill->move)));
	if (drill->kind != DRILL_LIVE)
		return json;
	json_object_set_new(json, "back_after", json_integer(drill->back_after));
	json_object_set_new(json, "back_at", json_integer(drill->back_at));
	json_object_set_new(json, "out", json_string(drill->out));
	json_object_set_new(json, "back", json_string(drill->back));
	json_object_set_new(json, "legs", drill->legs ? json_incref(drill->legs) : json_array());
	if (drill->held[0])
		json_object_set_new(json, "held", ledger_words(drill->held));
	return json;
}

static void
drill_free(struct drill *drill)
{
	if (!drill)
		return;
	json_decref(drill->legs);
	xfree(drill);
}

static struct drill *
read_drill(const json_t *json)
{
	struct drill *drill = xcalloc(1, sizeof(*drill));

	drill->kind =
	    (enum drill_kind)ledger_word(ledger_string(json, "kind"), kinds, COUNT(kinds));
	drill->phase =
	    (enum drill_phase)ledger_word(ledger_string(json, "phase"), phases, COUNT(phases));
	drill->number = (int)ledger_number(json, "number");
	drill->began = ledger_time(json, "began");
	drill->back_after = ledger_time(json, "back_after");
	drill->back_at = ledger_time(json, "back_at");
	LEDGER_TEXT(drill->from, json, "from");
	LEDGER_TEXT(drill->to, json, "to");
	LEDGER_TEXT(drill->actor, json, "actor");
	LEDGER_TEXT(drill->reason, json, "reason");
	LEDGER_TEXT(drill->out, json, "out");
	LEDGER_TEXT(drill->back, json, "back");
	drill->legs = json_deep_copy(json_object_get(json, "legs"));
	return drill;
}

static void
write_record(struct drills *drills, const char *run, json_t *record)
{
	autofree(xfree) char *body = ledger_text(record);

	daemon_note(drills->application, "drill", run, body, NULL, NULL);
}

void
drill_note(struct drills *drills)
{
	const struct drill *drill = drills->under_way;

	write_record(drills, drill->phase == DRILL_BACK ? drill->back : drill->out,
	    drill_record(drills, drill));
}

/* ---- the newest good ones ---- */

static void
remember(struct drills *drills, const json_t *record)
{
	int kind = ledger_word(ledger_string(record, "kind"), kinds, COUNT(kinds));
	msec_t ended = ledger_number(record, "ended");
	bool home = strcmp(ledger_string(record, "move"), move_name(MOVE_FAILBACK)) == 0;

	for (int way = 0; way < (int)DRILL_WAYS; way++)
		if ((kind == DRILL_LIVE || home == (way == (int)DRILL_HOME)) &&
		    ended > drills->good[kind][way])
			drills->good[kind][way] = ended;
}

static bool
is_good(const json_t *record)
{
	return strcmp(ledger_string(record, "result"), "good") == 0;
}

msec_t
drills_good(const struct drills *drills, enum drill_kind kind, enum drill_way way)
{
	return drills->good[kind][way];
}

/* ---- the end of one ---- */

void
drill_end(struct drills *drills, bool good, const char *text, json_t *more, struct now now)
{
	struct drill *drill = drills->under_way;
	struct log_about about = tell_about(drills->application);
	char id[DRILL_ID];
	json_t *record;

	drill->phase = DRILL_OVER;
	drill->ended = now.wall;
	record = drill_record(drills, drill);
	json_object_set_new(record, "result", json_string(good ? "good" : "bad"));
	json_object_set_new(record, "text", ledger_words(text));
	if (more)
		json_object_update_new(record, more);
	if (good)
		remember(drills, record);
	if (drills->ret_record)
		*drills->ret_record = json_incref(record);
	write_record(drills, drill->back[0] ? drill->back : drill->out, record);
	about.actor = drill->actor;
	about.reason = drill->reason;
	if (good)
		log_event(DRILL_ENDED, &about, "%s (%s) went well: %s", drill_id(drill, id),
		    kinds[drill->kind], text);
	else
		log_event(DRILL_FAILED, &about, "%s (%s) did not go well: %s", drill_id(drill, id),
		    kinds[drill->kind], text);
	drills->under_way = NULL;
	drill_free(drill);
}

/* ---- to begin ---- */

static struct drill *
make(struct drills *drills, const struct drill_order *order, struct now now)
{
	struct drill *drill = xcalloc(1, sizeof(*drill));
	const struct application *application = drills->application;
	const struct app *app = application->app;
	size_t to = order->move == MOVE_FAILBACK && order->kind == DRILL_REHEARSE
	    ? app->home
	    : engine_target(&application->engine, now.boot);

	*drill = (struct drill){ .kind = order->kind,
		.phase = order->kind == DRILL_LIVE ? DRILL_OUT : DRILL_TRYING,
		.number = drills->next++,
		.move = order->move,
		.began = now.wall,
		.back_after = order->back_after };
	snprintf(drill->from, sizeof(drill->from), "%s",
	    app->regions[application->engine.memory.active].name);
	snprintf(drill->to, sizeof(drill->to), "%s",
	    order->to                 ? order->to
		: to < app->n_regions ? app->regions[to].name
				      : "");
	snprintf(drill->actor, sizeof(drill->actor), "%s", order->actor);
	snprintf(drill->reason, sizeof(drill->reason), "%.150s", order->reason);
	return drill;
}

static bool
busy(const struct drills *drills, struct reply *ret)
{
	char id[DRILL_ID];

	if (drills->application->op) {
		snprintf(ret->run, sizeof(ret->run), "%s", drills->application->last_run);
		snprintf(ret->message, sizeof(ret->message), "run %s is active", ret->run);
		ret->result = COMMAND_BUSY;
		return true;
	}
	if (!drills->under_way)
		return false;
	snprintf(ret->message, sizeof(ret->message), "%s is under way; failoverctl drill list",
	    drill_id(drills->under_way, id));
	ret->result = COMMAND_INVALID;
	return true;
}

void
drill_tell_begin(const struct drills *drills)
{
	const struct drill *drill = drills->under_way;
	struct log_about about = tell_about(drills->application);
	char id[DRILL_ID];

	about.to_region = drill->to;
	about.actor = drill->actor;
	about.reason = drill->reason;
	log_event(DRILL_STARTED, &about, "%s (%s) begins, for %s: %s", drill_id(drill, id),
	    kinds[drill->kind], drill->actor, drill->reason);
}

bool
drills_begin(struct drills *drills, const struct drill_order *order, struct reply *ret,
    json_t **ret_record, struct now now)
{
	bool begun = true;

	*ret = (struct reply){ 0 };
	*ret_record = NULL;
	if (busy(drills, ret))
		return false;
	drills->under_way = make(drills, order, now);
	drills->ret_record = ret_record;
	switch (order->kind) {
	case DRILL_REHEARSE:
		begun = drill_begin_rehearsal(drills, ret, now);
		break;
	case DRILL_INJECT:
		drill_begin_injection(drills, order, now);
		break;
	case DRILL_LIVE:
		begun = drill_begin_live(drills, order, ret, now);
		break;
	case DRILL_KINDS:
		break;
	}
	if (!begun) {
		drill_free(take(drills->under_way));
		drills->next--;
	}
	drills->ret_record = NULL;
	if (begun && !*ret_record)
		*ret_record = drills_under_way(drills);
	return begun;
}

/* ---- ticks ---- */

static bool
is_overdue(const struct drills *drills, enum drill_way way, struct now now)
{
	msec_t live = drills->good[DRILL_LIVE][way], tried = drills->good[DRILL_REHEARSE][way];

	return now.wall - (live > tried ? live : tried) > drills->application->app->drills.max_age;
}

/* Once when it becomes so: that nobody practises is no trouble of today. */
static void
tell_age(struct drills *drills, struct now now)
{
	const struct app *app = drills->application->app;
	struct log_about about = tell_about(drills->application);
	bool away = is_overdue(drills, DRILL_AWAY, now), home = is_overdue(drills, DRILL_HOME, now);
	bool overdue = app->drills.max_age > 0 && (away || home);

	if (overdue && !drills->overdue)
		log_event(DRILL_OVERDUE, &about,
		    "no drill of the way %s went well within %s: failoverctl drill --rehearse, or "
		    "--live",
		    away && home ? "away or home" : ways[away ? DRILL_AWAY : DRILL_HOME],
		    duration_text(app->drills.max_age, (char[DURATION_TEXT]){ 0 }));
	drills->overdue = overdue;
}

void
drills_look(struct drills *drills, struct now now)
{
	const struct drill *drill = drills->under_way;

	if (drill && drill->kind == DRILL_LIVE)
		drill_look_live(drills, now);
	else if (drill && drill->kind == DRILL_REHEARSE)
		drill_look_rehearsal(drills, now);
	tell_age(drills, now);
}

/* ---- its life ---- */

struct drills *
drills_new(struct application *application)
{
	struct drills *drills = xcalloc(1, sizeof(*drills));

	drills->application = application;
	drills->next = 1;
	return drills;
}

void
drills_free(struct drills *drills)
{
	if (!drills)
		return;
	drill_free(drills->under_way);
	xfree(drills);
}

/* The newest first: what it says of one is where that one stands. */
static void
on_event(const char *body, void *arg)
{
	struct drills *drills = arg;
	json_t *record = json_loads(body, 0, NULL);
	int number = (int)ledger_number(record, "number");
	bool newest = number >= drills->next;

	if (newest)
		drills->next = number + 1;
	/* Only the newest of all can be one that has not ended. */
	if (newest && drills->next == number + 1 && !drills->recalled &&
	    strcmp(ledger_string(record, "phase"), phases[DRILL_OVER]) != 0)
		drills->under_way = read_drill(record);
	drills->recalled = true;
	if (is_good(record))
		remember(drills, record);
	json_decref(record);
}

void
drills_recall(struct drills *drills)
{
	struct store *store = drills->application->daemon->store;
	struct log_about about = tell_about(drills->application);
	char id[DRILL_ID];

	store_load_drills(store, drills->application->app->name, on_event, drills);
	if (drills->under_way)
		log_event(DRILL_RESUMED, &about, "%s (%s) was interrupted in its phase \"%s\"",
		    drill_id(drills->under_way, id), kinds[drills->under_way->kind],
		    phases[drills->under_way->phase]);
}

void
drills_inherit(struct drills *drills, const struct drills *from)
{
	json_t *record;

	drills->next = from->next;
	memcpy(drills->good, from->good, sizeof(drills->good));
	drills->overdue = from->overdue;
	if (!from->under_way)
		return;
	record = drill_record(from, from->under_way);
	drills->under_way = read_drill(record);
	json_decref(record);
}

json_t *
drills_under_way(const struct drills *drills)
{
	return drills->under_way ? drill_record(drills, drills->under_way) : json_null();
}

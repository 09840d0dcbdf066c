/* SPDX-License-Identifier: MIT */
/* What the ledger has of drills counts after a restart, and one that was interrupted ends or goes
 * on as the world is found. */
#include "daemon/drills_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "daemon/daemon.h"
#include "daemon/view.h"
#include "io/journal.h"
#include "place.h"

#define PATIENT (60 * MSEC_SECOND) /* never reached: a test does not wait for a clock */
#define BEGAN   1795528830000

static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static struct state_spec states[] = { { .name = "home", .sentence = "" } };

struct scene {
	char dir[64];
	struct app app;
	struct daemon daemon;
	struct application application;
	struct now now;
};

static void
on_tick(void *arg)
{
}

static void
scene_init(struct scene *s)
{
	struct error err = { "" };

	*s = (struct scene){ .dir = "/tmp/test_drills.XXXXXX",
		.app = { .name = "shop",
		    .regions = regions,
		    .n_regions = 2,
		    .states = states,
		    .n_states = 1 },
		.now = { 4000000, BEGAN + MSEC_HOUR } };
	journal_open(JOURNAL_STDERR, -1);
	assert_non_null(mkdtemp(s->dir));
	s->daemon.loop = loop_new();
	s->daemon.tick = timer_new(s->daemon.loop, on_tick, NULL);
	s->daemon.applications = &s->application;
	s->daemon.n_applications = 1;
	s->daemon.store = store_open(s->daemon.loop, s->dir, &err);
	if (!s->daemon.store)
		fail_msg("%s", err.text);
	s->application.daemon = &s->daemon;
	s->application.app = &s->app;
	engine_init(&s->application.engine, &s->app, s->now);
	s->application.drills = drills_new(&s->application);
}

static void
on_last_write(bool durable, const struct error *err, void *arg)
{
	loop_stop(arg);
}

static void
scene_done(struct scene *s)
{
	/* All that was given to the disk is answered. */
	store_memory(s->daemon.store, "last", "{}", on_last_write, s->daemon.loop);
	assert_true(loop_run(s->daemon.loop));
	drills_free(s->application.drills);
	store_close(s->daemon.store, PATIENT);
	engine_done(&s->application.engine);
	timer_free(s->daemon.tick);
	loop_free(s->daemon.loop);
	place_remove(s->dir);
}

static void
add(struct scene *s, int number, const char *kind, const char *phase, const char *result)
{
	char body[512];

	snprintf(body, sizeof(body),
	    "{\"id\":\"drill-%d\",\"number\":%d,\"kind\":\"%s\",\"phase\":\"%s\",\"result\":\"%s\","
	    "\"from\":\"us-east-1\",\"to\":\"us-west-2\",\"actor\":\"alice\",\"began\":%lld,"
	    "\"ended\":%lld,\"back_after\":60000,\"back_at\":%lld,\"out\":\"r-0001\",\"move\":\"%s\"}",
	    number, number, kind, phase, result, (long long)BEGAN, (long long)BEGAN + number,
	    (long long)(BEGAN + 2 * MSEC_HOUR), number == 9 ? "failback" : "");
	store_event(s->daemon.store, BEGAN, "shop", "drill", "", body, NULL, NULL);
}

static const struct drill *
recalled(struct scene *s)
{
	drills_recall(s->application.drills);
	return s->application.drills->under_way;
}

/* ---- what is known of them ---- */

static void
the_good_ones_count_for_their_ways(void **state)
{
	struct drills *drills;
	struct scene s;

	scene_init(&s);
	drills = s.application.drills;
	add(&s, 1, "rehearse", "ended", "good");
	add(&s, 2, "live", "ended", "good");
	add(&s, 3, "live", "ended", "bad");
	add(&s, 9, "rehearse", "ended", "good");
	assert_null(recalled(&s));
	assert_int_equal(drills_good(drills, DRILL_REHEARSE, DRILL_AWAY), BEGAN + 1);
	assert_int_equal(drills_good(drills, DRILL_REHEARSE, DRILL_HOME), BEGAN + 9);
	assert_int_equal(drills_good(drills, DRILL_LIVE, DRILL_AWAY), BEGAN + 2);
	assert_int_equal(drills_good(drills, DRILL_LIVE, DRILL_HOME), BEGAN + 2);
	assert_int_equal(drills_good(drills, DRILL_INJECT, DRILL_AWAY), 0);
	assert_int_equal(drills->next, 10);
	scene_done(&s);
}

static void
an_old_one_that_never_ended_is_not_taken_up(void **state)
{
	struct scene s;

	scene_init(&s);
	add(&s, 1, "live", "there", "");
	add(&s, 2, "rehearse", "ended", "good");
	assert_null(recalled(&s));
	scene_done(&s);
}

/* ---- one that was interrupted ---- */

static void
it_ends_or_goes_on_as_the_world_is(void **state)
{
	static const struct {
		const char *phase;
		size_t active;
		bool ends, good;
		enum drill_phase then;
	} cases[] = {
		{ "out", 0, true, false, DRILL_OVER },     /* nothing was moved */
		{ "out", 1, false, false, DRILL_THERE },   /* it arrived, unnoticed */
		{ "there", 1, false, false, DRILL_THERE }, /* it is not time yet */
		{ "there", 0, true, false, DRILL_OVER },   /* somebody else took it home */
		{ "back", 0, true, true, DRILL_OVER },     /* it came home, unnoticed */
		{ "back", 1, false, false, DRILL_THERE },  /* it tries again */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct drills *drills;
		struct scene s;

		scene_init(&s);
		drills = s.application.drills;
		add(&s, 4, "live", cases[i].phase, "");
		assert_non_null(recalled(&s));
		s.application.engine.memory.active = cases[i].active;
		drills_look(drills, s.now);
		if (cases[i].ends) {
			assert_null(drills->under_way);
			assert_int_equal(drills_good(drills, DRILL_LIVE, DRILL_HOME),
			    cases[i].good ? s.now.wall : 0);
		} else
			assert_int_equal(drills->under_way->phase, cases[i].then);
		scene_done(&s);
	}
}

static void
another_run_ends_it(void **state)
{
	struct run run = { .move = { .run = "r-0007" }, .status = RUN_DONE };
	struct scene s;

	scene_init(&s);
	add(&s, 4, "live", "there", "");
	assert_non_null(recalled(&s));
	s.application.engine.memory.active = 1;
	drills_run_ended(s.application.drills, &run, s.now);
	assert_null(s.application.drills->under_way);
	assert_int_equal(drills_good(s.application.drills, DRILL_LIVE, DRILL_AWAY), 0);
	scene_done(&s);
}

/* The configuration was loaded anew meanwhile. */
static void
a_reload_carries_it_on(void **state)
{
	struct drills *next;
	struct scene s;

	scene_init(&s);
	add(&s, 4, "live", "there", "");
	assert_non_null(recalled(&s));
	next = drills_new(&s.application);
	drills_inherit(next, s.application.drills);
	assert_non_null(next->under_way);
	assert_int_equal(next->under_way->phase, DRILL_THERE);
	assert_int_equal(next->under_way->back_at, BEGAN + 2 * MSEC_HOUR);
	assert_string_equal(next->under_way->to, "us-west-2");
	assert_string_equal(next->under_way->out, "r-0001");
	assert_int_equal(next->next, 5);
	drills_free(next);
	scene_done(&s);
}

static void
only_one_is_under_way(void **state)
{
	struct drill_order order = { .kind = DRILL_INJECT, .actor = "bob", .reason = "why" };
	struct reply reply;
	json_t *record;
	struct scene s;

	scene_init(&s);
	add(&s, 4, "live", "there", "");
	assert_non_null(recalled(&s));
	assert_false(drills_begin(s.application.drills, &order, &reply, &record, s.now));
	assert_int_equal(reply.result, COMMAND_INVALID);
	assert_non_null(strstr(reply.message, "drill-4 is under way"));
	assert_null(record);
	scene_done(&s);
}

static void
it_is_shown_with_times_as_texts(void **state)
{
	json_t *json;
	struct scene s;

	scene_init(&s);
	add(&s, 1, "rehearse", "ended", "good");
	add(&s, 4, "live", "there", "");
	assert_non_null(recalled(&s));
	json = view_drills(&s.application, s.now);
	assert_string_equal(json_string_value(json_object_get(json_object_get(json, "under_way"),
				"back_at")),
	    "2026-11-24T16:00:30.000Z");
	assert_int_equal(json_array_size(json_object_get(json, "good")), 1);
	json_decref(json);
	scene_done(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_good_ones_count_for_their_ways),
		cmocka_unit_test(an_old_one_that_never_ended_is_not_taken_up),
		cmocka_unit_test(it_ends_or_goes_on_as_the_world_is),
		cmocka_unit_test(another_run_ends_it),
		cmocka_unit_test(a_reload_carries_it_on),
		cmocka_unit_test(only_one_is_under_way),
		cmocka_unit_test(it_is_shown_with_times_as_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

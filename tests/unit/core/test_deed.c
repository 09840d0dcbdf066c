/* SPDX-License-Identifier: MIT */
/* What a rerun would have done, and what it nearly did. */
#include "core/deed.h"

#include "test.h"

#include <limits.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "rerun_scene.h"

/* So many minutes of one whim in one Region. */
struct act {
	int minutes;
	size_t region;
	enum whim whim;
};

struct stage {
	struct scene *scene;
	struct rerun_options options;
	struct rerun rerun;
	struct deeds deeds;
	struct buf text;
};

static void
stage_init(struct stage *stage)
{
	*stage = (struct stage){ .scene = xcalloc(1, sizeof(*stage->scene)),
		.options = { .run = 3 * MSEC_MINUTE, .back = MSEC_HOUR, .stand = REGION_NONE } };
	scene_init(stage->scene, 2, 1);
	stage->scene->states[HOME].n_rules = 1;
}

static void
stage_done(struct stage *stage)
{
	rerun_done(&stage->rerun);
	deeds_done(&stage->deeds);
	buf_done(&stage->text);
	xfree(stage->scene);
}

define_autodone(struct stage, stage_done)

    /* After ten good minutes. */
    static void play(struct stage *stage, const struct act *acts, size_t n)
{
	struct scene *scene = stage->scene;
	int left = 10;

	rerun_init(&stage->rerun, &scene->app, &stage->options, deeds_tick, &stage->deeds);
	scene_tracks(scene, &stage->rerun);
	for (size_t i = 0; i <= n; left = i < n ? acts[i].minutes : 0, i++) {
		for (size_t r = 0; r < REGIONS; r++) {
			scene->whims[r].whim =
			    i > 0 && acts[i - 1].region == r ? acts[i - 1].whim : WHIM_WELL;
			scene->whims[r].minutes = INT_MAX;
		}
		while (left-- > 0) {
			struct minute minute = scene_minute(scene);

			rerun_minute(&stage->rerun, &minute);
		}
	}
	rerun_finish(&stage->rerun);
	deeds_end(&stage->deeds, &stage->rerun);
}

/* "move failover 0->1 at 12m, detect 155s": times from the beginning. */
static const char *
told(struct stage *stage)
{
	for (size_t i = 0; i < stage->deeds.n; i++) {
		const struct deed *d = &stage->deeds.list[i];

		buf_printf(&stage->text, "%s%s %s %d->%d at %lldm%s", i > 0 ? "; " : "",
		    deed_name(d->kind), move_name(d->move), (int)d->from, (int)d->to,
		    (long long)((d->at - WALL) / MSEC_MINUTE), d->open ? " open" : "");
		if (d->kind == DEED_MISS)
			buf_printf(&stage->text, " %lld of %llds",
			    (long long)(d->held / MSEC_SECOND),
			    (long long)(d->needed / MSEC_SECOND));
	}
	return buf_text(&stage->text);
}

static void
it_lists_a_move_with_its_evidence(void **state)
{
	static const struct act acts[] = { { 8, EAST, WHIM_DOWN }, { 10, EAST, WHIM_WELL } };
	autofree(stage_done) struct stage stage;
	const struct deed *move;

	stage_init(&stage);
	stage.scene->app.limits.failback = FAILBACK_APPROVE;
	stage.scene->app.limits.stable = 0;
	play(&stage, acts, COUNT(acts));
	move = &stage.deeds.list[0];
	assert_string_equal(told(&stage),
	    "move failover 0->1 at 12m; held-back failback 1->0 at 28m open");
	assert_in_range(move->detect, 170 * MSEC_SECOND, 180 * MSEC_SECOND);
	assert_int_equal(deeds_detect(&stage.deeds), move->detect);
	assert_in_range(move->held, 150 * MSEC_SECOND, 151 * MSEC_SECOND);
	assert_int_equal(move->at - move->since, move->held);
	assert_non_null(strstr(move->evidence, "us-east-1.down: 100% of "));
	assert_non_null(strstr(move->evidence, "us-west-2.up: 0% of "));
	assert_string_equal(move->guards, "");
	assert_non_null(strstr(stage.deeds.list[1].guards, "G07 cooldown (last move over for"));
	assert_non_null(strstr(stage.deeds.list[1].guards, "G09 latch (the last failover was not"));
}

static void
it_lists_what_did_not_last(void **state)
{
	static const struct act acts[] = { { 2, EAST, WHIM_DOWN }, { 10, EAST, WHIM_WELL } };
	autofree(stage_done) struct stage stage;

	stage_init(&stage);
	play(&stage, acts, COUNT(acts));
	assert_string_equal(told(&stage), "near-miss failover 0->1 at 12m 132 of 150s");
	assert_non_null(strstr(stage.deeds.list[0].evidence, "us-east-1.down: "));
	assert_int_equal(deeds_detect(&stage.deeds), -1);
	assert_int_equal(deeds_count(&stage.deeds, DEED_MISS), 1);
	assert_int_equal(deeds_count(&stage.deeds, DEED_MOVE), 0);
}

static void
it_lists_what_guards_held_back(void **state)
{
	static const struct act acts[] = { { 8, EAST, WHIM_DOWN }, { 10, EAST, WHIM_WELL } };
	autofree(stage_done) struct stage stage;

	stage_init(&stage);
	stage.scene->app.limits.max_loss = 1;
	play(&stage, acts, COUNT(acts));
	assert_string_equal(told(&stage), "held-back failover 0->1 at 18m");
	assert_non_null(strstr(stage.deeds.list[0].guards, "G10 loss (lag "));
}

static void
it_lists_what_would_be_asked_or_only_said(void **state)
{
	static const struct act acts[] = { { 8, EAST, WHIM_DOWN }, { 10, EAST, WHIM_WELL } };

	static const struct {
		int mode;
		const char *says;
		msec_t detected;
	} cases[] = { { MODE_PROPOSE, "proposal failover 0->1 at 12m", 0 },
		{ MODE_OBSERVE, "would-move failover 0->1 at 12m", 1 } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(stage_done) struct stage stage;

		stage_init(&stage);
		stage.scene->app.mode = cases[i].mode;
		play(&stage, acts, COUNT(acts));
		assert_string_equal(told(&stage), cases[i].says);
		assert_int_equal(deeds_detect(&stage.deeds) > 0, cases[i].detected);
	}
}

static void
it_lists_what_somebody_else_moved(void **state)
{
	static const struct act acts[] = { { 10, EAST, WHIM_WELL } };
	static const struct rerun_place places[] = { { WALL + 12 * MSEC_MINUTE, WEST, false } };
	autofree(stage_done) struct stage stage;

	stage_init(&stage);
	stage.options.places = places;
	stage.options.n_places = COUNT(places);
	play(&stage, acts, COUNT(acts));
	assert_string_equal(told(&stage),
	    "followed switchover -1->1 at 12m; held-back failback 1->0 at 20m open");
	assert_non_null(strstr(stage.deeds.list[0].evidence, "us-west-2 is serving"));
	assert_non_null(strstr(stage.deeds.list[1].guards, "G09 latch (a person moved it here"));
}

/* It is where it was recorded to be, and can be lost again. */
static void
it_is_taken_back_after_a_move_that_did_not_happen(void **state)
{
	static const struct act acts[] = { { 8, EAST, WHIM_DOWN }, { 120, EAST, WHIM_WELL },
		{ 9, EAST, WHIM_DOWN }, { 20, EAST, WHIM_WELL } };
	autofree(stage_done) struct stage stage;

	stage_init(&stage);
	play(&stage, acts, COUNT(acts));
	assert_int_equal(deeds_count(&stage.deeds, DEED_MOVE), 2);
	assert_int_equal(deeds_count(&stage.deeds, DEED_FOLLOWED), 1);
	assert_in_range(deeds_detect(&stage.deeds), 170 * MSEC_SECOND, 180 * MSEC_SECOND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_lists_a_move_with_its_evidence),
		cmocka_unit_test(it_lists_what_did_not_last),
		cmocka_unit_test(it_lists_what_guards_held_back),
		cmocka_unit_test(it_lists_what_would_be_asked_or_only_said),
		cmocka_unit_test(it_lists_what_somebody_else_moved),
		cmocka_unit_test(it_is_taken_back_after_a_move_that_did_not_happen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

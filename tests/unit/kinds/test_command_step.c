/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct step_kind *const kind = &command_step;

static const char *const act[] = { "/opt/app/stop-writers", "--leave={from}", "{to}" };
static const char *const look[] = { "/opt/app/are-writers-stopped" };
static const char *const relative[] = { "stop-writers" };

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, kind->args_size);
	*(struct option_list *)scene_option(s, kind->options, "act") =
	    (struct option_list){ act, COUNT(act) };
	*(msec_t *)scene_option(s, kind->options, "timeout") = 7 * MSEC_SECOND;
}

static void
can_look(struct scene *s)
{
	*(struct option_list *)scene_option(s, kind->options, "look") =
	    (struct option_list){ look, COUNT(look) };
}

static void
is_repeatable(struct scene *s)
{
	*(bool *)scene_option(s, kind->options, "repeatable") = true;
}

static enum verdict
ends(struct scene *s, const struct action *action, int status, const char *out)
{
	struct process_answer process = { .status = status };

	snprintf(process.out, sizeof(process.out), "%s", out);
	return scene_answer(s, action,
	    &(struct answer){ .process = &process, .now = { BOOT, WALL } });
}

static enum verdict
breaks(struct scene *s, const struct action *action, enum process_failure failure)
{
	struct process_answer process = { .failure = failure, .why = "so it broke" };

	return scene_answer(s, action,
	    &(struct answer){ .process = &process, .now = { BOOT, WALL } });
}

static enum verdict
recollects(struct scene *s)
{
	assert_true(scene_asks(s, &kind->look));
	assert_int_equal(s->call.kind, CALL_NONE);
	return scene_answer(s, &kind->look, &(struct answer){ .now = { BOOT, WALL } });
}

static void
runs_the_program_with_what_the_move_is(void **state)
{
	static const char *const env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
		"FAILOVERD_APPLICATION=remittance", "FAILOVERD_RUN=r-0007",
		"FAILOVERD_MOVE=failover", "FAILOVERD_FROM=us-east-1", "FAILOVERD_TO=us-west-2",
		"FAILOVERD_TOKEN=4c1b1b2e-0000-8000-8000-000000000007" };
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(s.call.kind, CALL_COMMAND);
	assert_string_equal(s.call.process.argv[0], "/opt/app/stop-writers");
	assert_string_equal(s.call.process.argv[1], "--leave=us-east-1");
	assert_string_equal(s.call.process.argv[2], "us-west-2");
	assert_null(s.call.process.argv[3]);
	for (size_t i = 0; i < COUNT(env); i++)
		assert_string_equal(s.call.process.env[i], env[i]);
	assert_null(s.call.process.env[COUNT(env)]);
	assert_int_equal(s.call.process.timeout, 7000);
	scene_done(&s);
}

static void
without_a_look_it_is_run_once_and_believed(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(ends(&s, &kind->act, 0, "stopped 3\nand more"), VERDICT_DONE);
	assert_string_equal(s.detail, "exit status 0: stopped 3");
	assert_int_equal(recollects(&s), VERDICT_DONE);
	scene_done(&s);
}

static void
what_was_cut_off_is_not_run_twice(void **state)
{
	static const enum process_failure failures[] = { PROCESS_TIMEOUT, PROCESS_KILLED };

	for (size_t i = 0; i < COUNT(failures); i++) {
		struct scene s;

		start(&s);
		assert_true(scene_asks(&s, &kind->act));
		assert_int_equal(breaks(&s, &kind->act, failures[i]), VERDICT_NOT_YET);
		assert_string_equal(s.detail, "so it broke");
		assert_int_equal(recollects(&s), VERDICT_FAIL);
		assert_non_null(strstr(s.err.text,
		    "whether /opt/app/stop-writers has done its part is not known"));
		is_repeatable(&s);
		assert_int_equal(recollects(&s), VERDICT_NOT_YET);
		scene_done(&s);
	}
}

/* It died between the intent, which the disk has, and the note of the act, which it has not. */
static void
nor_what_may_have_been_run_before_a_death(void **state)
{
	struct scene s;

	start(&s);
	s.step.unsure = true;
	assert_int_equal(recollects(&s), VERDICT_FAIL);
	is_repeatable(&s);
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	scene_done(&s);
}

static void
what_was_never_run_may_be(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(breaks(&s, &kind->act, PROCESS_LOCAL), VERDICT_RETRY);
	assert_string_equal(s.err.text, "so it broke");
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(scene_answer(&s, &kind->act,
			     &(struct answer){ .trouble = "too many programs" }),
	    VERDICT_RETRY);
	assert_string_equal(s.err.text, "too many programs");
	scene_done(&s);
}

static void
one_that_ended_badly_is_run_again_only_if_it_may_be(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(ends(&s, &kind->act, 3, "no"), VERDICT_FAIL);
	assert_string_equal(s.err.text, "/opt/app/stop-writers ended with exit status 3: no");
	is_repeatable(&s);
	assert_int_equal(ends(&s, &kind->act, 3, "no"), VERDICT_NOT_YET);
	scene_done(&s);
}

static void
a_look_says_whether_it_is_done(void **state)
{
	struct scene s;

	start(&s);
	can_look(&s);
	assert_true(scene_asks(&s, &kind->look));
	assert_string_equal(s.call.process.argv[0], "/opt/app/are-writers-stopped");
	assert_int_equal(ends(&s, &kind->look, 0, ""), VERDICT_DONE);
	assert_string_equal(s.detail, "exit status 0");
	assert_int_equal(ends(&s, &kind->look, 1, "2 left"), VERDICT_NOT_YET);
	assert_int_equal(ends(&s, &kind->look, 2, ""), VERDICT_RETRY);
	assert_string_equal(s.err.text, "the look ended with exit status 2");
	assert_int_equal(breaks(&s, &kind->look, PROCESS_TIMEOUT), VERDICT_RETRY);
	assert_int_equal(scene_answer(&s, &kind->look, &(struct answer){ .now = { BOOT, WALL } }),
	    VERDICT_RETRY);
	assert_string_equal(s.err.text, "the command was not run");
	assert_int_equal(ends(&s, &kind->act, 3, "no"), VERDICT_NOT_YET);
	scene_done(&s);
}

static void
says_what_is_wrong_with_the_command(void **state)
{
	struct scene s;
	struct option_list *list;
	char name[MEMO_NAME];

	start(&s);
	list = scene_option(&s, kind->options, "act");
	*list = (struct option_list){ relative, 1 };
	assert_false(scene_asks(&s, &kind->act));
	assert_non_null(strstr(s.err.text, "write the program's whole path"));
	list->n = 0;
	assert_false(scene_asks(&s, &kind->act));
	assert_string_equal(s.err.text, "the command must have from 1 to 32 items");
	list->n = 33;
	assert_false(scene_asks(&s, &kind->act));
	scene_done(&s);
	start(&s);
	for (int i = 0; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&s.memo, name, ""));
	}
	assert_false(scene_asks(&s, &kind->act));
	assert_string_equal(s.err.text, "the memo of the run is full");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_the_program_with_what_the_move_is),
		cmocka_unit_test(without_a_look_it_is_run_once_and_believed),
		cmocka_unit_test(what_was_cut_off_is_not_run_twice),
		cmocka_unit_test(nor_what_may_have_been_run_before_a_death),
		cmocka_unit_test(what_was_never_run_may_be),
		cmocka_unit_test(one_that_ended_badly_is_run_again_only_if_it_may_be),
		cmocka_unit_test(a_look_says_whether_it_is_done),
		cmocka_unit_test(says_what_is_wrong_with_the_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

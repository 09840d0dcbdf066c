/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct probe_kind *const probe = &command_probe;

static const char *const argv[] = { "/usr/lib/nagios/plugins/check_tcp", "-H",
	"db.{region}.example", "-w", "5", "-c", "5" };

static struct option_list *
arguments(struct scene *s)
{
	return scene_option(s, probe->options, "argv");
}

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
	*arguments(s) = (struct option_list){ argv, COUNT(argv) };
}

static void
runs_the_program_for_each_region_with_a_bare_environment(void **state)
{
	static const char *const env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
		"FAILOVERD_APPLICATION=remittance", "FAILOVERD_REGION=us-west-2", NULL };
	struct scene s;

	start(&s);
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_COMMAND);
	for (size_t i = 0; i < COUNT(argv); i++)
		assert_string_equal(s.call.process.argv[i],
		    i == 2 ? "db.us-west-2.example" : argv[i]);
	assert_null(s.call.process.argv[COUNT(argv)]);
	for (size_t i = 0; env[i]; i++)
		assert_string_equal(s.call.process.env[i], env[i]);
	assert_null(s.call.process.env[COUNT(env) - 1]);
	scene_done(&s);
}

static void
wants_a_whole_path_and_no_more_arguments_than_fit(void **state)
{
	static const char *many[PROCESS_ARGS_MOST + 1];
	static const char *const bare[] = { "check_tcp" };
	struct scene s;

	start(&s);
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = "/bin/true";
	*arguments(&s) = (struct option_list){ many, PROCESS_ARGS_MOST };
	assert_true(scene_probe_asks(&s, probe));
	arguments(&s)->n++;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "from 1 to 32 items"));
	arguments(&s)->n = 0;
	assert_false(scene_probe_asks(&s, probe));
	*arguments(&s) = (struct option_list){ bare, 1 };
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "write the program's whole path"));
	scene_done(&s);
}

static const struct {
	struct process_answer answer;
	enum reason reason;
	const char *detail;
} cases[] = {
	{ { .out = "TCP OK - 1 ms|time=0.001s\nmore" }, REASON_OK, "ok (0): TCP OK - 1 ms" },
	{ { .out = "" }, REASON_OK, "ok (0): " },
	{ { .status = 1, .out = "slow" }, REASON_OK, "warning (1): slow" },
	/* A script that broke, and did not warn. */
	{ { .status = 1, .err = "Traceback" }, REASON_OTHER, "warning (1): Traceback" },
	{ { .status = 2, .out = "down\n" }, REASON_VALUE, "critical (2): down" },
	{ { .status = 3, .out = "usage" }, REASON_OTHER, "unknown (3): usage" },
	{ { .status = 127, .err = "not found\n" }, REASON_OTHER,
	    "no plugin's status (127): not found" },
	{ { .status = 2, .out = "\x1b[31mdown" }, REASON_VALUE, "critical (2): ?[31mdown" },
	{ { .failure = PROCESS_TIMEOUT, .why = "was killed" }, REASON_OTHER, "was killed" },
	{ { .failure = PROCESS_KILLED, .why = "SIGSEGV" }, REASON_LOCAL, "SIGSEGV" },
	{ { .failure = PROCESS_LOCAL, .why = "cannot be run" }, REASON_LOCAL, "cannot be run" },
};

static void
judges_by_the_rules_of_plugins(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct answer answer = { .process = &cases[i].answer, .now = { BOOT, WALL } };
		struct scene s;

		start(&s);
		assert_int_equal(scene_probe_answer(&s, probe, &answer), cases[i].reason);
		assert_string_equal(s.sighting.detail, cases[i].detail);
		scene_done(&s);
	}
}

static void
a_warning_counts_as_configured(void **state)
{
	static const enum outcome outcomes[] = { OUTCOME_OK, OUTCOME_FAIL, OUTCOME_UNKNOWN };
	const struct process_answer process = { .status = 1, .out = "slow" };
	const struct answer answer = { .process = &process, .now = { BOOT, WALL } };

	for (int i = 0; i < (int)COUNT(outcomes); i++) {
		struct scene s;

		start(&s);
		*(int *)scene_option(&s, probe->options, "warning") = i;
		scene_probe_answer(&s, probe, &answer);
		assert_int_equal(s.sighting.sample.outcome, outcomes[i]);
		scene_done(&s);
	}
}

static void
its_value_is_a_number_behind_the_bar(void **state)
{
	const struct process_answer process = { .status = 2, .out = "slow|time=0.5s" };
	const struct answer answer = { .process = &process, .now = { BOOT, WALL } };
	struct scene s;

	start(&s);
	scene_probe_answer(&s, probe, &answer);
	assert_false(s.sighting.sample.has_value);
	*(const char **)scene_option(&s, probe->options, "value") = "time";
	scene_probe_answer(&s, probe, &answer);
	assert_true(s.sighting.sample.has_value);
	assert_true(s.sighting.sample.value == 500);
	assert_int_equal(s.sighting.sample.value_at, BOOT);
	*(const char **)scene_option(&s, probe->options, "value") = "size";
	scene_probe_answer(&s, probe, &answer);
	assert_false(s.sighting.sample.has_value);
	assert_int_equal(scene_probe_answer(&s, probe, &(struct answer){ .now = { BOOT, WALL } }),
	    REASON_LOCAL);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_the_program_for_each_region_with_a_bare_environment),
		cmocka_unit_test(wants_a_whole_path_and_no_more_arguments_than_fit),
		cmocka_unit_test(judges_by_the_rules_of_plugins),
		cmocka_unit_test(a_warning_counts_as_configured),
		cmocka_unit_test(its_value_is_a_number_behind_the_bar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

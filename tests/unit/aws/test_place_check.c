/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "aws/endpoint.h"
#include "check_scene.h"

static const struct check_kind *const kind = &place_check;

static const char *
no_env(const char *name)
{
	return NULL;
}

static const char *
odd_env(const char *name)
{
	return strcmp(name, "AWS_ENDPOINT_URL") == 0 ? "nonsense" : NULL;
}

struct stand {
	struct check_scene c;
	struct endpoint_settings endpoints;
};

static void
start(struct stand *s)
{
	check_init(&s->c);
	s->endpoints = (struct endpoint_settings){ .env = no_env };
	s->c.site.endpoints = &s->endpoints;
}

static enum health
looks(struct stand *s, size_t nth)
{
	assert_true(check_asks(&s->c, kind, nth));
	assert_int_equal(s->c.scene.call.kind, CALL_NONE);
	return check_answer(&s->c, kind, nth, &(struct answer){ .now = { BOOT, WALL } });
}

static void
all_is_well_both_ways(void **state)
{
	struct stand s;

	start(&s);
	assert_int_equal(check_count(&s.c, kind), 2);
	assert_int_equal(looks(&s, 0), HEALTH_OK);
	assert_true(check_tells(&s.c, "needed to leave us-east-1 is in it"));
	assert_int_equal(looks(&s, 1), HEALTH_OK);
	assert_true(check_tells(&s.c, "needed to leave us-west-2 is in it"));
	check_done(&s.c);
}

static void
an_endpoint_may_lie_in_the_region_that_is_left(void **state)
{
	static const struct {
		const char *key, *url;
		enum health health;
		const char *words;
	} cases[] = {
		{ "rds", "https://vpce-1.rds.us-east-1.vpce.amazonaws.com", HEALTH_FAIL,
		    "rds of us-west-2 is asked in us-east-1" },
		{ "secretsmanager.us-west-2", "https://sm.us-east-1.example", HEALTH_FAIL,
		    "secretsmanager of us-west-2 is asked in us-east-1 -> change aws.endpoints" },
		{ "sts", "https://us-east-1.example/us-west-2", HEALTH_FAIL, "sts of us-west-2" },
		{ "rds.us-east-1", "https://rds.us-east-1.example", HEALTH_OK, "nothing" },
		{ "rds", "https://us-east-10.example", HEALTH_OK, "nothing" },
		{ "rds", "https://proxy.example/us-east-1", HEALTH_OK, "nothing" },
	};
	struct stand s;

	for (size_t i = 0; i < COUNT(cases); i++) {
		start(&s);
		s.endpoints.urls = (struct option_map){ &cases[i].key, &cases[i].url, 1 };
		assert_int_equal(looks(&s, 0), cases[i].health);
		assert_true(check_tells(&s.c, cases[i].words));
		check_done(&s.c);
	}
	start(&s);
	s.endpoints.env = odd_env;
	assert_int_equal(looks(&s, 0), HEALTH_FAIL);
	assert_true(check_tells(&s.c, "AWS_ENDPOINT_URL is not the URL of an endpoint"));
	check_done(&s.c);
}

static void
the_way_back_warns_only(void **state)
{
	static const char *const key = "rds", *const url = "https://rds.us-west-2.example";
	struct stand s;

	start(&s);
	s.endpoints.urls = (struct option_map){ &key, &url, 1 };
	assert_int_equal(looks(&s, 0), HEALTH_OK);
	assert_int_equal(looks(&s, 1), HEALTH_WARN);
	assert_true(check_tells(&s.c, "rds of us-east-1 is asked in us-west-2"));
	check_done(&s.c);
}

static void
some_endpoint_of_the_controls_is_elsewhere(void **state)
{
	static const char *const there[] = { "https://x.us-east-1.example/v1" };
	static const char *const west[] = { "us-west-2" };
	struct stand s;

	start(&s);
	s.c.scene.app.routing.endpoints.n = 1; /* that of us-east-1 */
	assert_int_equal(looks(&s, 0), HEALTH_FAIL);
	assert_true(check_tells(&s.c, "name all five"));
	assert_int_equal(looks(&s, 1), HEALTH_OK);
	s.c.scene.app.routing.endpoints = (struct option_map){ west, there, 1 };
	assert_int_equal(looks(&s, 0), HEALTH_FAIL);
	check_done(&s.c);
}

static void
a_step_may_be_done_in_the_region_that_is_left(void **state)
{
	struct step_spec steps[2] = { { .name = "warm-up", .kind = &lambda_step },
		{ .name = "wait", .kind = &aurora_writer_step } };
	struct runbook book = { "failover", steps, COUNT(steps), 0 };

	static const struct {
		const char *region;
		bool best_effort;
		enum health health;
	} cases[] = {
		{ "{to}", false, HEALTH_OK },
		{ "us-west-2", false, HEALTH_OK },
		{ "{from}", false, HEALTH_FAIL },
		{ "us-east-1", false, HEALTH_FAIL },
		{ "us-east-1", true, HEALTH_WARN },
	};
	struct stand s;

	start(&s);
	scene_args(&s.c.scene, lambda_step.args_size);
	*(const char **)scene_option(&s.c.scene, lambda_step.options, "function") = "f";
	steps[0].args = s.c.scene.args;
	s.c.scene.app.failover = &book;
	for (size_t i = 0; i < COUNT(cases); i++) {
		*(const char **)scene_option(&s.c.scene, lambda_step.options, "region") =
		    cases[i].region;
		steps[0].best_effort = cases[i].best_effort;
		assert_int_equal(looks(&s, 0), cases[i].health);
		if (cases[i].health != HEALTH_OK)
			assert_true(check_tells(&s.c, "step warm-up is done in us-east-1"));
	}
	check_done(&s.c);
}

/* Nor does a run stop at it. */
static void
a_kind_that_may_fail_is_only_warned_of(void **state)
{
	struct step_spec step = { .name = "tell", .kind = &publish_step };
	struct runbook book = { "failover", &step, 1, 0 };
	struct stand s;

	start(&s);
	scene_args(&s.c.scene, publish_step.args_size);
	*(const char **)scene_option(&s.c.scene, publish_step.options, "topic") = "t";
	*(const char **)scene_option(&s.c.scene, publish_step.options, "region") = "{from}";
	step.args = s.c.scene.args;
	s.c.scene.app.failover = &book;
	assert_int_equal(looks(&s, 0), HEALTH_WARN);
	assert_true(check_tells(&s.c, "step tell is done in us-east-1"));
	check_done(&s.c);
}

static void
we_ourselves_may_stand_there(void **state)
{
	struct stand s;

	start(&s);
	s.c.site.place = "us-east-1";
	assert_int_equal(looks(&s, 0), HEALTH_WARN);
	assert_true(check_tells(&s.c,
	    "failoverd itself stands in us-east-1 -> run it in us-west-2"));
	s.c.site.place = "us-west-2";
	assert_int_equal(looks(&s, 0), HEALTH_OK);
	assert_int_equal(looks(&s, 1), HEALTH_OK);
	s.c.site.sts_region = "us-east-1";
	assert_int_equal(looks(&s, 0), HEALTH_WARN);
	assert_true(check_tells(&s.c, "AWS_REGION=us-west-2"));
	check_done(&s.c);
}

static void
servers_and_references_may_lie_there(void **state)
{
	static const char *const servers[] = { "127.0.1.1:53", "127.0.1.10" };
	static const char *const urls[] = { "https://a.us-east-1.example",
		"https://b.us-east-1.example", "https://c.example" };
	struct stand s;

	start(&s);
	s.c.scene.app.dns.servers = (struct option_list){ servers, 2 };
	assert_int_equal(looks(&s, 0), HEALTH_WARN);
	assert_string_equal(s.c.opinion.detail,
	    "dns server 127.0.1.1:53 is an address of us-east-1");
	s.c.scene.app.dns.servers = (struct option_list){ servers + 1, 1 };
	assert_int_equal(looks(&s, 0), HEALTH_OK);
	s.c.references = (struct option_list){ urls, 3 };
	assert_int_equal(looks(&s, 0), HEALTH_WARN);
	assert_true(check_tells(&s.c, "2 of 3 references are in us-east-1"));
	s.c.references = (struct option_list){ urls + 1, 2 };
	assert_int_equal(looks(&s, 0), HEALTH_WARN);
	s.c.references = (struct option_list){ urls + 2, 1 };
	assert_int_equal(looks(&s, 0), HEALTH_OK);
	check_done(&s.c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_well_both_ways),
		cmocka_unit_test(an_endpoint_may_lie_in_the_region_that_is_left),
		cmocka_unit_test(the_way_back_warns_only),
		cmocka_unit_test(some_endpoint_of_the_controls_is_elsewhere),
		cmocka_unit_test(a_step_may_be_done_in_the_region_that_is_left),
		cmocka_unit_test(a_kind_that_may_fail_is_only_warned_of),
		cmocka_unit_test(we_ourselves_may_stand_there),
		cmocka_unit_test(servers_and_references_may_lie_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

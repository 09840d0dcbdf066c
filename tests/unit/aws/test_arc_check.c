/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "check_scene.h"

static const struct check_kind *const kind = &arc_check;

#define CONTROL(arn, state) \
	"{\"RoutingControlArn\":\"" arn "\",\"RoutingControlState\":\"" state "\"}"
#define LIST(controls) "{\"RoutingControls\":[" controls "]}"

static void
asks_each_endpoint_in_its_region(void **state)
{
	struct check_scene c;

	check_init(&c);
	assert_int_equal(check_count(&c, kind), COUNT(arc_urls));
	for (size_t i = 0; i < COUNT(arc_urls); i++) {
		assert_true(check_asks(&c, kind, i));
		assert_string_equal(c.scene.call.name,
		    "route53-recovery-cluster:ListRoutingControls");
		assert_ptr_equal(c.scene.call.endpoint, arc_urls[i]);
		assert_ptr_equal(c.scene.call.region, arc_regions[i]);
	}
	c.scene.app.routing.endpoints.n = 0;
	assert_int_equal(check_count(&c, kind), 0);
	check_done(&c);
}

static void
an_endpoint_that_answers_knows_our_controls(void **state)
{
	static const struct {
		const char *body;
		enum health health;
		const char *words;
	} cases[] = {
		{ LIST(CONTROL(CTRL_E, "On") "," CONTROL(CTRL_W, "Off")), HEALTH_OK, "answers" },
		{ LIST(CONTROL(CTRL_E, "On")), HEALTH_FAIL, "us-west-2's control" },
		{ LIST(""), HEALTH_FAIL, "routing.panel" },
		{ "{\"RoutingControls\":7}", HEALTH_UNKNOWN, "no list" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_says(&c, kind, 0, 200, cases[i].body), cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_trouble(&c, kind, 1, false);
	check_done(&c);
}

static void
one_endpoint_is_enough_and_none_is_not(void **state)
{
	static const struct {
		struct opinion list[3];
		enum health health;
		const char *words;
	} cases[] = {
		{ { { HEALTH_OK, "answers", .took = 12 }, { HEALTH_OK, "answers", .took = 84 },
		      { HEALTH_OK, "answers", .took = 7 } },
		    HEALTH_OK, "all 3 answer: us-east-1 12ms, us-west-2 84ms, eu-west-1 7ms" },
		{ { { HEALTH_WARN, "no answer" }, { HEALTH_OK, "answers" },
		      { HEALTH_OK, "answers" } },
		    HEALTH_WARN, "2 of 3 answer, not us-east-1 no answer" },
		{ { { HEALTH_UNKNOWN, "late" }, { HEALTH_FAIL, "denied" },
		      { HEALTH_OK, "answers" } },
		    HEALTH_WARN, "1 of 3 answer, not us-east-1 late, us-west-2 denied" },
		{ { { HEALTH_UNKNOWN, "late" }, { HEALTH_UNKNOWN, "late too" },
		      { HEALTH_UNKNOWN, "later" } },
		    HEALTH_FAIL, "late; late too; later" },
		{ { { HEALTH_FAIL, "denied" }, { HEALTH_UNKNOWN, "late" },
		      { HEALTH_UNKNOWN, "later" } },
		    HEALTH_FAIL, "denied" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		kind->sum(&c.ctx, cases[i].list, COUNT(cases[i].list), &c.opinion);
		assert_int_equal(c.opinion.health, cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_each_endpoint_in_its_region),
		cmocka_unit_test(an_endpoint_that_answers_knows_our_controls),
		cmocka_unit_test(one_endpoint_is_enough_and_none_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

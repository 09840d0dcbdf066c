/* SPDX-License-Identifier: MIT */
#include "aws/fence_private.h"
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct action *const look = &fence_step.look;
static const struct action *const act = &fence_step.act;

#define GATES  "arn:aws:route53-recovery-control::123456789012:controlpanel/fedcba9876543210"
#define GATE_E GATES "/routingcontrol/gate1"
#define GATE_W GATES "/routingcontrol/gate2"
#define RULE   PANEL "/safetyrule/333333333444444"

#define CONTROL(arn, state) \
	"{\"RoutingControlArn\":\"" arn "\",\"RoutingControlState\":\"" state "\"}"
#define LIST(controls)     "{\"RoutingControls\":[" controls "]}"
#define STATES(east, west) LIST(CONTROL(CTRL_E, east) "," CONTROL(CTRL_W, west))
#define GATED(east, west)  LIST(CONTROL(GATE_E, east) "," CONTROL(GATE_W, west))

static void
start(struct scene *s, enum move_kind kind, bool gates)
{
	static const char *const names[] = { "us-west-2", "us-east-1" };
	static const char *const arns[] = { GATE_W, GATE_E };

	scene_init(s, kind);
	scene_args(s, fence_step.args_size);
	if (gates)
		*(struct option_map *)scene_option(s, fence_step.options, "controls") =
		    (struct option_map){ names, arns, 2 };
}

static void
turns_the_traffic_of_the_left_region_off_and_nothing_on(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER, false);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.name, "route53-recovery-cluster:ListRoutingControls");
	assert_string_equal(scene_body(&s),
	    "{\"ControlPanelArn\":\"" PANEL "\",\"MaxResults\":500}");
	assert_int_equal(scene_says(&s, look, 200, STATES("On", "Off")), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, act));
	assert_string_equal(s.call.name, "route53-recovery-cluster:UpdateRoutingControlStates");
	assert_string_equal(scene_body(&s),
	    "{\"UpdateRoutingControlStateEntries\":["
	    "{\"RoutingControlArn\":\"" CTRL_E "\",\"RoutingControlState\":\"Off\"}]}");
	assert_int_equal(scene_says(&s, act, 200, "{}"), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, look, 200, STATES("Off", "Off")), VERDICT_DONE);
	assert_string_equal(s.detail, "the traffic's control of us-east-1 is Off");
	assert_int_equal(s.notice.level, NOTICE_NONE);
	scene_done(&s);
}

static void
sets_all_gates_in_one_call_in_any_move(void **state)
{
	static const enum move_kind kinds[] = { MOVE_FAILOVER, MOVE_SWITCHOVER, MOVE_FAILBACK };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct scene s;

		start(&s, kinds[i], true);
		assert_true(scene_asks(&s, look));
		assert_string_equal(scene_body(&s),
		    "{\"ControlPanelArn\":\"" GATES "\",\"MaxResults\":500}");
		assert_int_equal(scene_says(&s, look, 200, GATED("Off", "Off")), VERDICT_NOT_YET);
		assert_int_equal(scene_says(&s, look, 200, GATED("On", "On")), VERDICT_NOT_YET);
		assert_true(scene_asks(&s, act));
		assert_string_equal(scene_body(&s),
		    "{\"UpdateRoutingControlStateEntries\":["
		    "{\"RoutingControlArn\":\"" GATE_E "\",\"RoutingControlState\":\"Off\"},"
		    "{\"RoutingControlArn\":\"" GATE_W "\",\"RoutingControlState\":\"On\"}]}");
		assert_int_equal(scene_says(&s, look, 200, GATED("Off", "On")), VERDICT_DONE);
		scene_done(&s);
	}
}

static void
a_planned_move_without_gates_needs_none(void **state)
{
	struct scene s;

	start(&s, MOVE_SWITCHOVER, false);
	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_NONE);
	assert_int_equal(scene_answer(&s, look, &(struct answer){ .now = { BOOT, WALL } }),
	    VERDICT_DONE);
	scene_done(&s);
}

static void
says_what_it_lacks(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER, false);
	s.regions[EAST].routing_control = NULL;
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "give \"controls\" a member us-east-1"));
	s.regions[EAST].routing_control = "arn:odd";
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "arn:odd is no ARN of a routing control"));
	s.regions[EAST].routing_control = CTRL_E;
	s.app.routing.endpoints.n = 0;
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "give routing.endpoints"));
	assert_false(scene_asks(&s, act));
	scene_done(&s);
}

static void
judges_what_a_look_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
	} cases[] = {
		{ 200, LIST(CONTROL(CTRL_W, "On")), VERDICT_RETRY },
		{ 200, STATES("Perhaps", "On"), VERDICT_RETRY },
		{ 200, "{}", VERDICT_RETRY },
		{ 200, "", VERDICT_RETRY },
		{ 200, "\xff<a>", VERDICT_RETRY },
		{ 429, "{\"__type\":\"ThrottlingException\"}", VERDICT_RETRY },
		{ 500, "", VERDICT_RETRY },
		{ 503, "<html>", VERDICT_RETRY },
		{ 403, "{\"__type\":\"AccessDeniedException\"}", VERDICT_FAIL },
		{ 404, "{\"__type\":\"ResourceNotFoundException\"}", VERDICT_FAIL },
		{ 400, "{\"__type\":\"ValidationException\"}", VERDICT_FAIL },
	};
	struct scene s;

	start(&s, MOVE_FAILOVER, false);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (scene_says(&s, look, cases[i].status, cases[i].body) != cases[i].verdict)
			fail_msg("case %zu: %s", i, s.err.text);
	assert_int_equal(scene_silence(&s, look), VERDICT_RETRY);
	scene_done(&s);
}

static void
judges_what_an_act_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
	} cases[] = {
		{ 200, "", VERDICT_NOT_YET },
		{ 429, "{\"__type\":\"ThrottlingException\"}", VERDICT_RETRY },
		{ 503, "{\"__type\":\"EndpointTemporarilyUnavailableException\"}", VERDICT_RETRY },
		{ 500, "", VERDICT_NOT_YET },
		{ 403, "{\"__type\":\"AccessDeniedException\"}", VERDICT_FAIL },
		{ 400, "{\"__type\":\"ValidationException\"}", VERDICT_FAIL },
	};
	struct scene s;

	start(&s, MOVE_FAILOVER, false);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (scene_says(&s, act, cases[i].status, cases[i].body) != cases[i].verdict)
			fail_msg("case %zu: %s", i, s.err.text);
	assert_int_equal(scene_silence(&s, act), VERDICT_NOT_YET);
	scene_done(&s);
}

/* At once: a rule that holds up the fence must not hold up the move. */
static void
a_rule_that_refuses_is_told_and_never_overridden(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER, false);
	assert_int_equal(scene_says(&s, act, 409,
			     "{\"__type\":\"ConflictException\",\"message\":\"violates " RULE
			     ": at least 1\"}"),
	    VERDICT_FAIL);
	assert_int_equal(strncmp(s.err.text, RULE " refuses", strlen(RULE " refuses")), 0);
	assert_true(strlen(s.err.text) < DETAIL_TEXT); /* whole in the record */
	assert_int_equal(s.notice.level, NOTICE_WARNING);
	assert_non_null(strstr(s.notice.text, "us-east-1 was not fenced: " RULE " refuses"));
	assert_true(scene_asks(&s, act));
	assert_null(strstr(scene_body(&s), "SafetyRulesToOverride"));
	assert_true(fence_step.best_effort);
	scene_done(&s);
}

/* ---- and back ---- */

static const struct action *const back_look = &fence_back_step.look;
static const struct action *const back_act = &fence_back_step.act;

#define FIRST  "{\"RoutingControlArn\":\"" GATE_E "\",\"RoutingControlState\":\"On\"},"
#define SECOND "{\"RoutingControlArn\":\"" GATE_W "\",\"RoutingControlState\":"

static void
is_taken_back_to_what_was_before_it(void **state)
{
	static const struct {
		const char *was, *is, *entries;
	} rows[] = {
		{ GATED("On", "Off"), GATED("Off", "On"), FIRST SECOND "\"Off\"}" },
		{ GATED("On", "On"), GATED("Off", "On"), FIRST SECOND "\"On\"}" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct scene s;
		autofree(xfree) char *body =
		    xasprintf("{\"UpdateRoutingControlStateEntries\":[%s]}", rows[i].entries);

		start(&s, MOVE_FAILOVER, true);
		assert_true(scene_asks(&s, look));
		assert_int_equal(scene_says(&s, look, 200, rows[i].was), VERDICT_NOT_YET);
		/* What is seen later was its own doing. */
		assert_int_equal(scene_says(&s, look, 200, GATED("Off", "Off")), VERDICT_NOT_YET);
		assert_true(scene_asks(&s, back_look));
		assert_int_equal(scene_says(&s, back_look, 200, rows[i].is), VERDICT_NOT_YET);
		assert_true(scene_asks(&s, back_act));
		assert_string_equal(scene_body(&s), body);
		assert_int_equal(scene_says(&s, back_act, 200, "{}"), VERDICT_NOT_YET);
		assert_int_equal(scene_says(&s, back_look, 200, rows[i].was), VERDICT_DONE);
		assert_string_equal(s.detail, "the controls are as they were before the fence");
		scene_done(&s);
	}
}

static void
without_a_note_of_before_the_region_is_opened_again(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER, false);
	assert_true(scene_asks(&s, back_look));
	assert_int_equal(scene_says(&s, back_look, 200, STATES("Off", "Off")), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, back_act));
	assert_string_equal(scene_body(&s),
	    "{\"UpdateRoutingControlStateEntries\":["
	    "{\"RoutingControlArn\":\"" CTRL_E "\",\"RoutingControlState\":\"On\"}]}");
	assert_int_equal(scene_says(&s, back_look, 200, STATES("On", "On")), VERDICT_DONE);
	s.regions[EAST].routing_control = NULL;
	assert_false(scene_asks(&s, back_look));
	scene_done(&s);
}

static void
what_the_way_back_is_answered_is_judged(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER, false);
	assert_int_equal(scene_says(&s, back_look, 200, LIST("")), VERDICT_RETRY);
	assert_int_equal(scene_says(&s, back_look, 403, "{\"__type\":\"AccessDeniedException\"}"),
	    VERDICT_FAIL);
	assert_int_equal(scene_says(&s, back_act, 403, "{\"__type\":\"AccessDeniedException\"}"),
	    VERDICT_FAIL);
	assert_int_equal(scene_says(&s, back_act, 409,
			     "{\"__type\":\"ConflictException\",\"message\":\"" RULE " says no\"}"),
	    VERDICT_RETRY);
	assert_non_null(strstr(s.err.text, "refuses"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turns_the_traffic_of_the_left_region_off_and_nothing_on),
		cmocka_unit_test(sets_all_gates_in_one_call_in_any_move),
		cmocka_unit_test(a_planned_move_without_gates_needs_none),
		cmocka_unit_test(says_what_it_lacks),
		cmocka_unit_test(judges_what_a_look_is_answered),
		cmocka_unit_test(judges_what_an_act_is_answered),
		cmocka_unit_test(a_rule_that_refuses_is_told_and_never_overridden),
		cmocka_unit_test(is_taken_back_to_what_was_before_it),
		cmocka_unit_test(without_a_note_of_before_the_region_is_opened_again),
		cmocka_unit_test(what_the_way_back_is_answered_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Routing controls, as they are probed and turned. */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct probe_kind *const probe = &routing_controls_probe;
static const struct action *const look = &routing_controls_step.look;
static const struct action *const act = &routing_controls_step.act;

#define CONTROL(arn, state)             \
	"{\"RoutingControlArn\":\"" arn \
	"\",\"RoutingControlName\":\"n\",\"RoutingControlState\":\"" state "\"}"
#define LIST(controls)     "{\"RoutingControls\":[" controls "]}"
#define STATES(east, west) LIST(CONTROL(CTRL_E, east) "," CONTROL(CTRL_W, west))

static void
asks_the_panel_at_another_endpoint_each_time(void **state)
{
	const char *seen[6];
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	for (size_t i = 0; i < COUNT(seen); i++) {
		assert_true(scene_probe_asks(&s, probe));
		assert_string_equal(s.call.name, "route53-recovery-cluster:ListRoutingControls");
		assert_string_equal(scene_body(&s),
		    "{\"ControlPanelArn\":\"" PANEL "\",\"MaxResults\":500}");
		seen[i] = s.call.endpoint;
		/* Signed for the Region of the endpoint. */
		for (size_t e = 0; e < COUNT(arc_urls); e++)
			if (arc_urls[e] == s.call.endpoint)
				assert_ptr_equal(s.call.region, arc_regions[e]);
	}
	for (size_t i = 0; i < 3; i++) {
		assert_ptr_equal(seen[i], seen[i + 3]);
		assert_ptr_not_equal(seen[i], seen[(i + 1) % 3]);
	}
	scene_done(&s);
}

static void
a_forced_move_passes_over_the_region_that_it_leaves(void **state)
{
	static const struct {
		enum move_kind kind;
		size_t endpoints, asked; /* how many of those there are */
	} cases[] = {
		{ MOVE_FAILOVER, 3, 2 },
		{ MOVE_SWITCHOVER, 3, 3 },
		{ MOVE_FAILOVER, 2, 2 }, /* a look must not be answered by whoever took the act */
		{ MOVE_FAILOVER, 1, 1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int times[COUNT(arc_urls)] = { 0 };
		const char *last = NULL;
		size_t asked = 0;
		struct scene s;

		scene_init(&s, cases[i].kind);
		s.app.routing.endpoints.n = cases[i].endpoints;
		for (size_t turn = 0; turn < 6; turn++) {
			assert_true(scene_asks(&s, look));
			if (cases[i].asked > 1)
				assert_ptr_not_equal(s.call.endpoint, last);
			last = s.call.endpoint;
			for (size_t e = 0; e < COUNT(arc_urls); e++)
				times[e] += arc_urls[e] == last;
		}
		for (size_t e = 0; e < COUNT(arc_urls); e++)
			asked += times[e] > 0;
		assert_int_equal(asked, cases[i].asked);
		if (cases[i].asked < cases[i].endpoints)
			assert_int_equal(times[EAST], 0);
		scene_done(&s);
	}
}

static void
finds_the_panel_in_a_control(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	s.app.routing.panel = NULL;
	assert_true(scene_probe_asks(&s, probe));
	assert_non_null(strstr(scene_body(&s), "\"" PANEL "\""));
	s.regions[EAST].routing_control = s.regions[WEST].routing_control = "arn:odd";
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "give routing.panel"));
	s.regions[EAST].routing_control = s.regions[WEST].routing_control = NULL;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "no Region has a routing control"));
	s.app.routing.panel = PANEL;
	s.app.routing.endpoints.n = 0;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "give routing.endpoints"));
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "regions.us-west-2.routing_control"));
	scene_done(&s);
}

static void
fills_in_the_world(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_int_equal(scene_probe_says(&s, probe, 200, STATES("On", "Off")), REASON_OK);
	assert_int_equal(s.world.regions[EAST].control, TRIT_YES);
	assert_int_equal(s.world.regions[WEST].control, TRIT_NO);
	assert_int_equal(s.world.controls_at, BOOT);
	assert_string_equal(s.sighting.detail, "us-east-1 On, us-west-2 Off");
	scene_done(&s);
}

static void
what_does_not_tell_all_states_is_unknown(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum reason reason;
		const char *says;
	} cases[] = {
		{ 200, LIST(CONTROL(CTRL_E, "On")), REASON_NO_DATA, "us-west-2's control" },
		{ 200, STATES("On", "Perhaps"), REASON_NO_DATA, "us-west-2's control" },
		{ 200, LIST(""), REASON_NO_DATA, "us-east-1's control" },
		{ 200, LIST("7,null,{}"), REASON_NO_DATA, "us-east-1's control" },
		{ 200, "{\"RoutingControls\":[" CONTROL(CTRL_E, "On") "],\"NextToken\":\"t\"}",
		    REASON_NO_DATA, "first page" },
		{ 200, "{}", REASON_GARBLED, "no list" },
		{ 200, "{\"RoutingControls\":[", REASON_GARBLED, "" },
		{ 200, "", REASON_GARBLED, "" },
		{ 400,
		    "{\"__type\":\"EndpointTemporarilyUnavailableException\",\"message\":\"Try "
		    "another\"}",
		    REASON_SERVICE, "" },
		{ 500, "", REASON_SERVICE, "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		struct world before;
		enum reason reason;

		scene_init(&s, MOVE_FAILOVER);
		before = s.world;
		reason = scene_probe_says(&s, probe, cases[i].status, cases[i].body);
		if (reason != cases[i].reason || !strstr(s.sighting.detail, cases[i].says))
			fail_msg("case %zu: %s (%s)", i, reason_name(reason), s.sighting.detail);
		assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
		assert_memory_equal(&before, &s.world, sizeof(before));
		scene_done(&s);
	}
}

static void
is_done_when_the_target_alone_is_on(void **state)
{
	static const struct {
		const char *body;
		enum verdict verdict;
	} cases[] = {
		{ STATES("Off", "On"), VERDICT_DONE },
		{ STATES("On", "Off"), VERDICT_NOT_YET },
		{ STATES("On", "On"), VERDICT_NOT_YET },
		{ STATES("Off", "Off"), VERDICT_NOT_YET },
		{ LIST(CONTROL(CTRL_W, "On")), VERDICT_RETRY },
		{ "{}", VERDICT_RETRY },
		{ "", VERDICT_RETRY },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		assert_true(scene_asks(&s, look));
		assert_int_equal(scene_says(&s, look, 200, cases[i].body), cases[i].verdict);
		scene_done(&s);
	}
}

static void
sends_all_states_at_once_and_looks_elsewhere(void **state)
{
	const char *acted;
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	scene_args(&s, routing_controls_step.args_size);
	assert_true(scene_asks(&s, act));
	acted = s.call.endpoint;
	assert_string_equal(scene_body(&s),
	    "{\"UpdateRoutingControlStateEntries\":["
	    "{\"RoutingControlArn\":\"" CTRL_E "\",\"RoutingControlState\":\"Off\"},"
	    "{\"RoutingControlArn\":\"" CTRL_W "\",\"RoutingControlState\":\"On\"}]}");
	assert_int_equal(scene_says(&s, act, 200, "{}"), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, look));
	assert_ptr_not_equal(s.call.endpoint, acted);
	scene_done(&s);
}

/* Pressed twice, or after an endpoint that did half of it, it asks for the same. */
static void
asks_for_the_same_states_whatever_they_are(void **state)
{
	static const char *const found[] = { STATES("On", "Off"), STATES("On", "On"),
		STATES("Off", "Off"), STATES("Off", "On") };
	autofree(xfree) char *first = NULL;
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	scene_args(&s, routing_controls_step.args_size);
	for (size_t i = 0; i < COUNT(found); i++) {
		(void)scene_says(&s, look, 200, found[i]);
		assert_true(scene_asks(&s, act));
		if (!first)
			first = xstrdup(scene_body(&s));
		assert_string_equal(scene_body(&s), first);
	}
	scene_done(&s);
}

/* Each run begins somewhere else, so that no endpoint is everybody's first. */
static void
runs_begin_at_different_endpoints(void **state)
{
	size_t times[COUNT(arc_urls)] = { 0 };

	for (int run = 0; run < 30; run++) {
		struct scene s;
		char token[40];

		scene_init(&s, MOVE_SWITCHOVER);
		snprintf(token, sizeof(token), "4c1b1b2e-0000-8000-8000-%012d", run);
		s.step.token = token;
		assert_true(scene_asks(&s, look));
		for (size_t e = 0; e < COUNT(arc_urls); e++)
			times[e] += s.call.endpoint == arc_urls[e];
		scene_done(&s);
	}
	for (size_t e = 0; e < COUNT(arc_urls); e++)
		assert_in_range(times[e], 4, 20);
}

/* Absolute states may be sent again; where one endpoint cannot, another can. */
static void
takes_the_next_endpoint_when_one_is_away(void **state)
{
	static const struct {
		int status;
		const char *body;
	} cases[] = {
		{ 400,
		    "{\"__type\":\"EndpointTemporarilyUnavailableException\",\"message\":\"The "
		    "cluster endpoint isn't available.\"}" },
		{ 500, "{\"__type\":\"InternalServerException\",\"message\":\"oh\"}" },
		{ 429, "{\"__type\":\"ThrottlingException\",\"message\":\"slow down\"}" },
		{ 503, "<html>" },
	};
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	scene_args(&s, routing_controls_step.args_size);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(scene_says(&s, act, cases[i].status, cases[i].body),
		    VERDICT_RETRY);
		assert_int_equal(scene_says(&s, look, cases[i].status, cases[i].body),
		    VERDICT_RETRY);
	}
	assert_int_equal(scene_silence(&s, act), VERDICT_RETRY);
	assert_int_equal(scene_silence(&s, look), VERDICT_RETRY);
	scene_done(&s);
}

static void
fails_at_what_every_endpoint_would_say(void **state)
{
	static const struct {
		int status;
		const char *type;
	} cases[] = {
		{ 403, "AccessDeniedException" },
		{ 404, "ResourceNotFoundException" },
		{ 400, "ValidationException" },
	};
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	scene_args(&s, routing_controls_step.args_size);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char body[128];

		snprintf(body, sizeof(body), "{\"__type\":\"%s\",\"message\":\"no\"}",
		    cases[i].type);
		assert_int_equal(scene_says(&s, act, cases[i].status, body), VERDICT_FAIL);
		assert_non_null(strstr(s.err.text, cases[i].type));
		assert_int_equal(scene_says(&s, look, cases[i].status, body), VERDICT_FAIL);
	}
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_the_panel_at_another_endpoint_each_time),
		cmocka_unit_test(a_forced_move_passes_over_the_region_that_it_leaves),
		cmocka_unit_test(finds_the_panel_in_a_control),
		cmocka_unit_test(fills_in_the_world),
		cmocka_unit_test(what_does_not_tell_all_states_is_unknown),
		cmocka_unit_test(is_done_when_the_target_alone_is_on),
		cmocka_unit_test(sends_all_states_at_once_and_looks_elsewhere),
		cmocka_unit_test(asks_for_the_same_states_whatever_they_are),
		cmocka_unit_test(runs_begin_at_different_endpoints),
		cmocka_unit_test(takes_the_next_endpoint_when_one_is_away),
		cmocka_unit_test(fails_at_what_every_endpoint_would_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct probe_kind *const probe = &route53_health_probe;

static const char *const regions[] = { "us-west-2" };
static const char *const checks[] = { "02ec8401-9879-4259-91fa-04e66d094675" };

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
	*(struct option_map *)scene_option(s, probe->options, "checks") =
	    (struct option_map){ regions, checks, 1 };
	*(int *)scene_option(s, probe->options, "checkers") = 3;
	*(msec_t *)scene_option(s, probe->options, "fresh") = 3 * MSEC_MINUTE;
}

static void
asks_for_the_status_of_the_regions_check(void **state)
{
	static const char *const odd[] = { "a/b" };
	struct scene s;

	start(&s);
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_AWS);
	assert_string_equal(s.call.name, "route53:GetHealthCheckStatus");
	assert_string_equal(s.call.service, "route53");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(s.call.http.method, "GET");
	assert_string_equal(s.call.http.url,
	    "/2013-04-01/healthcheck/02ec8401-9879-4259-91fa-04e66d094675/status");
	assert_int_equal(s.call.http.body.len, 0);
	((struct option_map *)scene_option(&s, probe->options, "checks"))->values = odd;
	assert_true(scene_probe_asks(&s, probe));
	assert_string_equal(s.call.http.url, "/2013-04-01/healthcheck/a%2Fb/status");
	scene_done(&s);
}

static void
asks_nothing_of_a_region_without_a_check(void **state)
{
	struct scene s;

	start(&s);
	s.probe.region = EAST;
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_NONE);
	assert_int_equal(scene_probe_answer(&s, probe, &(struct answer){ .now = { BOOT, WALL } }),
	    REASON_NOT_APPLICABLE);
	assert_string_equal(s.sighting.detail, "no health check of this Region");
	scene_done(&s);
}

#define SAYS(region, status, time)                                                 \
	"<HealthCheckObservation><Region>" region "</Region><IPAddress>15.177.2.2" \
	"</IPAddress><StatusReport><Status>" status "</Status><CheckedTime>" time  \
	"</CheckedTime></StatusReport></HealthCheckObservation>"
#define GOOD    SAYS("us-east-1", "Success: HTTP Status Code 200, OK", "2026-11-24T14:00:10.123Z")
#define BAD     SAYS("eu-west-1", "Failure: no answer", "2026-11-24T13:57:30Z")
#define OLD     SAYS("sa-east-1", "Success: OK", "2026-11-24T13:57:29Z")
#define PUZZLED SAYS("sa-east-1", "Pending", "2026-11-24T14:00:10Z")
#define WHEN    SAYS("sa-east-1", "Success: OK", "just now")
#define ANSWER(list)                                                                    \
	"<?xml version=\"1.0\"?><GetHealthCheckStatusResponse xmlns=\"https://route53." \
	"amazonaws.com/doc/2013-04-01/\"><HealthCheckObservations>" list                \
	"</HealthCheckObservations></GetHealthCheckStatusResponse>"

static const struct {
	const char *body;
	enum reason reason;
	double value; /* -1: none */
	const char *detail;
} cases[] = {
	{ ANSWER(GOOD GOOD GOOD), REASON_OK, 1, "3 of 3 checkers say Success" },
	{ ANSWER(GOOD BAD GOOD BAD), REASON_OK, 0.5,
	    "2 of 4 checkers say Success; eu-west-1: Failure: no answer" },
	/* Route 53's own rule: more than 18 %. */
	{ ANSWER(GOOD BAD BAD BAD BAD), REASON_OK, 0.2,
	    "1 of 5 checkers say Success; eu-west-1: Failure: no answer" },
	{ ANSWER(GOOD BAD BAD BAD BAD BAD), REASON_VALUE, 1.0 / 6,
	    "1 of 6 checkers say Success; eu-west-1: Failure: no answer" },
	{ ANSWER(BAD BAD BAD), REASON_VALUE, 0,
	    "0 of 3 checkers say Success; eu-west-1: Failure: no answer" },
	{ ANSWER(GOOD GOOD), REASON_NO_DATA, -1,
	    "fresh words of 2 checkers, old ones of 0; 3 fresh ones are needed" },
	{ ANSWER(GOOD GOOD PUZZLED WHEN), REASON_NO_DATA, -1,
	    "fresh words of 2 checkers, old ones of 0; 3 fresh ones are needed" },
	{ ANSWER(OLD OLD OLD BAD), REASON_STALE, -1,
	    "fresh words of 1 checkers, old ones of 3; 3 fresh ones are needed" },
	{ ANSWER(""), REASON_NO_DATA, -1,
	    "fresh words of 0 checkers, old ones of 0; 3 fresh ones are needed" },
	{ "<GetHealthCheckStatusResponse/>", REASON_GARBLED, -1,
	    "the answer has no HealthCheckObservations" },
	{ "<Get", REASON_GARBLED, -1, NULL },
	{ "{}", REASON_GARBLED, -1, NULL },
};

static void
the_checkers_verdict_is_route_53s_own(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s);
		assert_int_equal(scene_probe_says(&s, probe, 200, cases[i].body), cases[i].reason);
		if (cases[i].detail)
			assert_string_equal(s.sighting.detail, cases[i].detail);
		else
			assert_true(s.sighting.detail[0]);
		assert_int_equal(s.sighting.sample.has_value, cases[i].value >= 0);
		if (cases[i].value >= 0) {
			assert_true(s.sighting.sample.value == cases[i].value);
			assert_int_equal(s.sighting.sample.value_at, BOOT);
		}
		scene_done(&s);
	}
}

static void
trouble_of_the_api_is_unknown(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(scene_probe_says(&s, probe, 404,
			     "<ErrorResponse><Error><Code>NoSuchHealthCheck</Code>"
			     "<Message>gone</Message></Error></ErrorResponse>"),
	    REASON_MISSING);
	assert_string_equal(s.sighting.detail,
	    "HTTP 404 NoSuchHealthCheck: gone; compare the configuration with what exists in that Region");
	assert_int_equal(scene_probe_answer(&s, probe,
			     &(struct answer){ .trouble = "no AWS credentials" }),
	    REASON_CREDENTIALS);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_the_status_of_the_regions_check),
		cmocka_unit_test(asks_nothing_of_a_region_without_a_check),
		cmocka_unit_test(the_checkers_verdict_is_route_53s_own),
		cmocka_unit_test(trouble_of_the_api_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

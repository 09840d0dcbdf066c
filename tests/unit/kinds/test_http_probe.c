/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct probe_kind *const probe = &http_probe;

static const char **
text(struct scene *s, const char *name)
{
	return scene_option(s, probe->options, name);
}

static void
start(struct scene *s)
{
	struct status_set *status;

	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
	*text(s, "url") = "https://api.{region}.shop.example/health?of={region}";
	*text(s, "method") = "GET";
	status = scene_option(s, probe->options, "status");
	*status = (struct status_set){ { { 200, 299 } }, 1 };
}

static void
asks_each_region_on_a_new_connection(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_HTTP);
	assert_string_equal(s.call.http.url,
	    "https://api.us-west-2.shop.example/health?of=us-west-2");
	assert_string_equal(s.call.http.method, "GET");
	assert_true(s.call.http.fresh);
	assert_int_equal(s.call.http.body_most, 64 * 1024);
	assert_null(s.call.http.ca_file);
	assert_int_equal(s.call.http.body.len, 0);
	scene_done(&s);
}

static void
takes_the_regions_own_url_first(void **state)
{
	static const char *const regions[] = { "us-east-1" };
	static const char *const urls[] = { "https://old.example/" };
	struct scene s;

	start(&s);
	*(struct option_map *)scene_option(&s, probe->options, "urls") =
	    (struct option_map){ regions, urls, 1 };
	assert_true(scene_probe_asks(&s, probe));
	assert_string_equal(s.call.http.url,
	    "https://api.us-west-2.shop.example/health?of=us-west-2");
	s.probe.region = EAST;
	assert_true(scene_probe_asks(&s, probe));
	assert_string_equal(s.call.http.url, "https://old.example/");

	*text(&s, "url") = NULL;
	s.probe.region = WEST;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "urls with a member us-west-2"));
	scene_done(&s);
}

static void
sends_what_is_configured(void **state)
{
	static const char *const names[] = { "X-Probe", "Accept" };
	static const char *const values[] = { "let me in", "application/json" };
	struct scene s;

	start(&s);
	*text(&s, "method") = "POST";
	*text(&s, "body") = "{\"ping\":1}";
	*text(&s, "ca_file") = "/etc/ssl/ours.pem";
	*(bool *)scene_option(&s, probe->options, "keep") = true;
	*(struct option_map *)scene_option(&s, probe->options, "headers") =
	    (struct option_map){ names, values, 2 };
	assert_true(scene_probe_asks(&s, probe));
	assert_string_equal(s.call.http.method, "POST");
	assert_string_equal(buf_text(&s.call.http.body), "{\"ping\":1}");
	assert_string_equal(http_header(&s.call.http.headers, "x-probe"), "let me in");
	assert_string_equal(s.call.http.ca_file, "/etc/ssl/ours.pem");
	assert_false(s.call.http.fresh);
	((struct option_map *)scene_option(&s, probe->options, "headers"))->n = 1000;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "headers"));
	scene_done(&s);
}

static void
judges_the_answer_and_keeps_the_certificates_days(void **state)
{
	struct http_response rsp = { .status = 503, .took = 12, .cert_days = 41 };
	const struct answer answer = { .http = &rsp, .now = { BOOT, WALL } };
	struct scene s;

	start(&s);
	assert_int_equal(scene_probe_answer(&s, probe, &answer), REASON_STATUS);
	assert_int_equal(s.sighting.sample.outcome, OUTCOME_FAIL);
	assert_string_equal(s.sighting.detail, "HTTP 503 in 12ms");
	assert_true(s.sighting.sample.has_value);
	assert_true(s.sighting.sample.value == 41);
	assert_int_equal(s.sighting.sample.value_at, BOOT);
	rsp = (struct http_response){ .status = 200, .took = 12, .cert_days = -1 };
	assert_int_equal(scene_probe_answer(&s, probe, &answer), REASON_OK);
	assert_false(s.sighting.sample.has_value);
	scene_done(&s);
}

static void
its_value_may_be_the_time_of_a_whole_answer(void **state)
{
	struct http_response rsp = { .status = 200, .took = 12, .cert_days = 41 };
	const struct answer answer = { .http = &rsp, .now = { BOOT, WALL } };
	const struct option *option = probe->options;
	struct scene s;

	start(&s);
	while (strcmp(option->name, "value") != 0)
		option++;
	assert_string_equal(option->words[1], "latency");
	*(int *)scene_option(&s, probe->options, "value") = 1;
	scene_probe_answer(&s, probe, &answer);
	assert_true(s.sighting.sample.has_value && s.sighting.sample.value == 12);
	assert_int_equal(s.sighting.sample.value_at, BOOT);
	rsp.failure = HTTP_TIMEOUT;
	scene_probe_answer(&s, probe, &answer);
	assert_false(s.sighting.sample.has_value);
	scene_done(&s);
}

static void
a_question_that_was_never_sent_is_our_own_fault(void **state)
{
	const struct answer answer = { .trouble = "no descriptors", .now = { BOOT, WALL } };
	struct scene s;

	start(&s);
	assert_int_equal(scene_probe_answer(&s, probe, &answer), REASON_LOCAL);
	assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
	assert_string_equal(s.sighting.detail, "no descriptors");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_each_region_on_a_new_connection),
		cmocka_unit_test(takes_the_regions_own_url_first),
		cmocka_unit_test(sends_what_is_configured),
		cmocka_unit_test(judges_the_answer_and_keeps_the_certificates_days),
		cmocka_unit_test(its_value_may_be_the_time_of_a_whole_answer),
		cmocka_unit_test(a_question_that_was_never_sent_is_our_own_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

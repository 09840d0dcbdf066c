/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct probe_kind *const probe = &tcp_probe;

static const char **
text(struct scene *s, const char *name)
{
	return scene_option(s, probe->options, name);
}

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
	*text(s, "host") = "db.{region}.shop.example";
	*(int *)scene_option(s, probe->options, "port") = 5432;
}

static void
asks_each_region_at_its_own_host(void **state)
{
	static const char *const regions[] = { "us-east-1" };
	static const char *const hosts[] = { "192.0.2.1" };
	struct scene s;

	start(&s);
	*(struct option_map *)scene_option(&s, probe->options, "hosts") =
	    (struct option_map){ regions, hosts, 1 };
	*text(&s, "expect") = "220 ";
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_TCP);
	assert_string_equal(s.call.tcp.host, "db.us-west-2.shop.example");
	assert_int_equal(s.call.tcp.port, 5432);
	assert_string_equal(s.call.tcp.expect, "220 ");
	s.probe.region = EAST;
	assert_true(scene_probe_asks(&s, probe));
	assert_string_equal(s.call.tcp.host, "192.0.2.1");
	scene_done(&s);
}

static void
tells_what_it_lacks_to_ask(void **state)
{
	char name[TCP_HOST + 1] = "";
	struct scene s;

	start(&s);
	*text(&s, "host") = NULL;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "no host for us-west-2: give host"));
	memset(name, 'x', TCP_HOST);
	*text(&s, "host") = name;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "longer than 255"));
	scene_done(&s);
}

static const struct {
	const char *expect;
	struct tcp_answer answer;
	enum reason reason;
	const char *detail;
} cases[] = {
	{ NULL, { .took = 12 }, REASON_OK, "connected in 12ms" },
	{ "ESMTP", { .took = 12, .heard = "220 x ESMTP\r\n", .heard_len = 13 }, REASON_OK,
	    "greeted in 12ms" },
	{ "ESMTP", { .heard = "421 busy\r\n", .heard_len = 10, .ended = true }, REASON_BODY,
	    "connected, says \"421 busy??\" and ends, expected \"ESMTP\"" },
	{ "ESMTP", { .heard = "\0ESMTP", .heard_len = 6 }, REASON_OK, "greeted in 0ms" },
	{ "ESMTP", { .heard = "much", .heard_len = 4 }, REASON_BODY,
	    "connected, says \"much\", expected \"ESMTP\"" },
	{ NULL, { .failure = TCP_REFUSED, .why = "192.0.2.1 port 5432: no" }, REASON_REFUSED,
	    "192.0.2.1 port 5432: no" },
	{ NULL, { .failure = TCP_RESOLVE, .why = "db: no address" }, REASON_RESOLVE,
	    "db: no address" },
};

static void
judges_the_connection_and_the_greeting(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct answer answer = { .tcp = &cases[i].answer, .now = { BOOT, WALL } };
		struct scene s;

		start(&s);
		*text(&s, "expect") = cases[i].expect;
		assert_int_equal(scene_probe_answer(&s, probe, &answer), cases[i].reason);
		assert_string_equal(s.sighting.detail, cases[i].detail);
		assert_int_equal(s.sighting.sample.has_value,
		    cases[i].answer.failure == TCP_CONNECTED);
		scene_done(&s);
	}
}

static void
its_value_is_the_time_it_took(void **state)
{
	const struct tcp_answer tcp = { .took = 12 };
	const struct answer answer = { .tcp = &tcp, .now = { BOOT, WALL } };
	struct scene s;

	start(&s);
	scene_probe_answer(&s, probe, &answer);
	assert_true(s.sighting.sample.value == 12);
	assert_int_equal(s.sighting.sample.value_at, BOOT);
	assert_int_equal(scene_probe_answer(&s, probe, &(struct answer){ .now = { BOOT, WALL } }),
	    REASON_LOCAL);
	assert_string_equal(s.sighting.detail, "the question could not be sent");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_each_region_at_its_own_host),
		cmocka_unit_test(tells_what_it_lacks_to_ask),
		cmocka_unit_test(judges_the_connection_and_the_greeting),
		cmocka_unit_test(its_value_is_the_time_it_took),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

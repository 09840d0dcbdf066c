/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct action *const look = &http_step.look;

static void
start(struct scene *s)
{
	struct status_set *status;

	scene_init(s, MOVE_FAILOVER);
	scene_args(s, http_step.args_size);
	*(int *)scene_option(s, http_step.options, "times") = 2;
	status = scene_option(s, http_step.options, "status");
	*status = (struct status_set){ { { 200, 299 } }, 1 };
}

static enum verdict
resolves(struct scene *s, const char *address)
{
	struct dns_answer dns = { .failure = DNS_ANSWERED, .n = 1 };

	snprintf(dns.list[0], DNS_NAME, "%s", address);
	return scene_answer(s, look, &(struct answer){ .dns = &dns, .now = { BOOT, WALL } });
}

static void
learns_the_address_and_wants_several_good_answers_in_a_row(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_DNS);
	assert_string_equal(s.call.dns.name, "api.shop.example");
	assert_int_equal(resolves(&s, "127.0.2.1"), VERDICT_MORE);

	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_HTTP);
	assert_string_equal(s.call.http.url, "https://api.shop.example/");
	assert_string_equal(s.call.http.address, "127.0.2.1:443");
	assert_true(s.call.http.fresh);
	assert_int_equal(scene_says(&s, look, 200, ""), VERDICT_NOT_YET);
	assert_string_equal(s.detail, "HTTP 200 in 12ms, good answer 1 of 2");

	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_HTTP);
	assert_int_equal(scene_says(&s, look, 200, ""), VERDICT_DONE);
	scene_done(&s);
}

static void
begins_anew_after_a_bad_answer_and_with_the_address(void **state)
{
	char first[DNS_SERVER];
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, look));
	snprintf(first, sizeof(first), "%s", s.call.dns.server);
	assert_int_equal(resolves(&s, "127.0.1.1"), VERDICT_MORE);
	assert_int_equal(scene_says(&s, look, 200, ""), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, look, 503, ""), VERDICT_NOT_YET);
	assert_string_equal(s.detail, "HTTP 503 in 12ms");
	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_DNS);
	assert_string_not_equal(s.call.dns.server, first);
	assert_int_equal(resolves(&s, "127.0.2.2"), VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.http.address, "127.0.2.2:443");
	assert_int_equal(scene_silence(&s, look), VERDICT_NOT_YET);
	assert_string_equal(s.detail, "no answer");
	scene_done(&s);
}

static void
takes_host_and_port_from_the_url(void **state)
{
	static const struct {
		const char *url, *sent, *address; /* NULL: as the URL says */
	} cases[] = {
		{ "https://api.shop.example:8443/pay?x", "https://api.shop.example:8443/pay?x",
		    "127.0.2.1:8443" },
		{ "http://API.shop.example?x", "http://API.shop.example?x", "127.0.2.1:80" },
		{ "https://api.{to}.shop.example/", "https://api.us-west-2.shop.example/", NULL },
		{ "https://[::1]:8443/", "https://[::1]:8443/", NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s);
		*(const char **)scene_option(&s, http_step.options, "url") = cases[i].url;
		assert_true(scene_asks(&s, look));
		assert_int_equal(s.call.kind == CALL_DNS, cases[i].address != NULL);
		if (cases[i].address) {
			assert_int_equal(resolves(&s, "127.0.2.1"), VERDICT_MORE);
			assert_true(scene_asks(&s, look));
			assert_string_equal(s.call.http.address, cases[i].address);
		} else {
			assert_null(s.call.http.address);
		}
		assert_string_equal(s.call.http.url, cases[i].sent);
		scene_done(&s);
	}
}

static void
leaves_the_name_to_the_system_when_no_server_is_known(void **state)
{
	struct scene s;

	start(&s);
	s.app.dns.servers.n = 0;
	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_HTTP);
	assert_null(s.call.http.address);
	assert_int_equal(scene_says(&s, look, 200, ""), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_HTTP);
	assert_int_equal(scene_says(&s, look, 200, ""), VERDICT_DONE);
	scene_done(&s);
}

static void
retries_a_name_without_an_address(void **state)
{
	const struct dns_answer cases[] = {
		{ .failure = DNS_TIMEOUT, .why = "no answer in time" },
		{ .failure = DNS_ANSWERED, .rcode = 3 },
		{ .failure = DNS_ANSWERED, .n = 0 },
	};
	struct scene s;

	start(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(scene_answer(&s, look, &(struct answer){ .dns = &cases[i] }),
		    VERDICT_RETRY);
		assert_non_null(strstr(s.err.text, "api.shop.example has no address"));
		assert_true(scene_asks(&s, look));
		assert_int_equal(s.call.kind, CALL_DNS);
	}
	assert_int_equal(scene_answer(&s, look, &(struct answer){ .trouble = "no descriptors" }),
	    VERDICT_RETRY);
	assert_string_equal(s.err.text, "no descriptors");
	scene_done(&s);
}

static void
minds_the_body_as_the_probe_does(void **state)
{
	struct scene s;

	start(&s);
	*(const char **)scene_option(&s, http_step.options, "contains") = "paid";
	*(int *)scene_option(&s, http_step.options, "times") = 1;
	assert_int_equal(scene_says(&s, look, 200, "sorry"), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, look, 200, "it was paid"), VERDICT_DONE);
	scene_done(&s);
}

static void
says_what_is_missing(void **state)
{
	static const char *const longer[] = {
		"[2001:db8:0000:0000:0000:0000:0000:0001%interface-with-a-name]:53535"
	};
	struct scene s;

	start(&s);
	s.app.dns.servers = (struct option_list){ longer, 1 };
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "too long"));
	s.app.dns.name = NULL;
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "give url, or dns.name"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learns_the_address_and_wants_several_good_answers_in_a_row),
		cmocka_unit_test(begins_anew_after_a_bad_answer_and_with_the_address),
		cmocka_unit_test(takes_host_and_port_from_the_url),
		cmocka_unit_test(leaves_the_name_to_the_system_when_no_server_is_known),
		cmocka_unit_test(retries_a_name_without_an_address),
		cmocka_unit_test(minds_the_body_as_the_probe_does),
		cmocka_unit_test(says_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

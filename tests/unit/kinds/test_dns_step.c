/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct action *const look = &dns_step.look;

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, dns_step.args_size);
}

/* list: answers, separated by a blank. */
static enum verdict
answers(struct scene *s, const char *list)
{
	struct dns_answer dns = { .failure = DNS_ANSWERED };
	char copy[256];

	snprintf(copy, sizeof(copy), "%s", list);
	for (char *save, *word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save))
		snprintf(dns.list[dns.n++], DNS_NAME, "%s", word);
	return scene_answer(s, look, &(struct answer){ .dns = &dns, .now = { BOOT, WALL } });
}

static enum verdict
fails(struct scene *s, enum dns_failure failure, int rcode, const char *why)
{
	struct dns_answer dns = { .failure = failure, .rcode = rcode };

	snprintf(dns.why, sizeof(dns.why), "%s", why);
	return scene_answer(s, look, &(struct answer){ .dns = &dns, .now = { BOOT, WALL } });
}

static void
asks_every_server_of_the_zone(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_DNS);
	assert_string_equal(s.call.dns.name, "api.shop.example");
	assert_int_equal(s.call.dns.type, DNS_A);
	assert_string_equal(s.call.dns.server, name_servers[0]);
	assert_int_equal(answers(&s, "127.0.2.2 127.0.2.1"), VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.dns.server, name_servers[1]);
	assert_int_equal(answers(&s, "127.0.2.1"), VERDICT_DONE);
	assert_string_equal(memo_get(&s.memo, "address"), "127.0.2.1");
	assert_string_equal(s.detail, "api.shop.example answers 127.0.2.1 (us-west-2)");
	scene_done(&s);
}

static void
begins_anew_when_one_server_still_says_otherwise(void **state)
{
	static const struct {
		const char *list, *detail;
	} cases[] = {
		{ "127.0.1.1", "api.shop.example answers 127.0.1.1 (us-east-1)" },
		{ "127.0.2.1 127.0.1.1", "api.shop.example answers 127.0.1.1 (us-east-1)" },
		{ "10.0.0.1", "api.shop.example answers 10.0.0.1 (no Region of ours)" },
		{ "", "api.shop.example answers nothing (no such record)" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s);
		assert_int_equal(answers(&s, "127.0.2.1"), VERDICT_MORE);
		assert_int_equal(answers(&s, cases[i].list), VERDICT_NOT_YET);
		assert_string_equal(s.detail, cases[i].detail);
		assert_true(scene_asks(&s, look));
		assert_string_equal(s.call.dns.server, name_servers[0]);
		scene_done(&s);
	}
}

static void
a_name_that_does_not_exist_is_an_answer(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(fails(&s, DNS_ANSWERED, 3, ""), VERDICT_NOT_YET);
	assert_non_null(strstr(s.detail, "answers nothing"));
	scene_done(&s);
}

static void
passes_over_silent_servers_as_resolvers_do(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(fails(&s, DNS_TIMEOUT, 0, "no answer"), VERDICT_MORE);
	assert_int_equal(answers(&s, "127.0.2.1"), VERDICT_DONE);
	scene_done(&s);

	start(&s);
	assert_int_equal(fails(&s, DNS_TIMEOUT, 0, "no answer"), VERDICT_MORE);
	assert_int_equal(fails(&s, DNS_ANSWERED, 2, ""), VERDICT_RETRY);
	assert_non_null(strstr(s.err.text, "0 of 2 servers"));
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.dns.server, name_servers[0]);
	scene_done(&s);
}

static void
compares_names_as_dns_does(void **state)
{
	static const char *const names[] = { "west.shop.example" };
	struct scene s;

	start(&s);
	*(int *)scene_option(&s, dns_step.options, "type") = 1;
	s.regions[WEST].addresses = (struct option_list){ names, 1 };
	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.dns.type, DNS_CNAME);
	assert_int_equal(answers(&s, "West.Shop.Example."), VERDICT_MORE);
	assert_int_equal(answers(&s, "west.shop.example"), VERDICT_DONE);
	scene_done(&s);
}

static void
asks_the_system_when_no_server_is_known(void **state)
{
	struct scene s;

	start(&s);
	s.app.dns.servers.n = 0;
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.dns.server, "");
	assert_int_equal(answers(&s, "127.0.2.1"), VERDICT_DONE);
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
	assert_int_equal(scene_answer(&s, look, &(struct answer){ .trouble = "no descriptors" }),
	    VERDICT_RETRY);
	assert_string_equal(s.err.text, "no descriptors");
	s.app.dns.servers = (struct option_list){ longer, 1 };
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "too long"));
	s.regions[WEST].addresses.n = 0;
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "regions.us-west-2.addresses"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_every_server_of_the_zone),
		cmocka_unit_test(begins_anew_when_one_server_still_says_otherwise),
		cmocka_unit_test(a_name_that_does_not_exist_is_an_answer),
		cmocka_unit_test(passes_over_silent_servers_as_resolvers_do),
		cmocka_unit_test(compares_names_as_dns_does),
		cmocka_unit_test(asks_the_system_when_no_server_is_known),
		cmocka_unit_test(says_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

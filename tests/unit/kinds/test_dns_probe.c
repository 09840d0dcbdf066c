/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct probe_kind *const probe = &dns_probe;

static const char *const servers[] = { "127.0.0.53:5301", "127.0.0.53:5302" };

static struct option_list *
list(struct scene *s, const char *name)
{
	return scene_option(s, probe->options, name);
}

static int *
word(struct scene *s, const char *name, const char *value)
{
	const struct option *option = probe->options;
	int *ret = scene_option(s, probe->options, name);

	while (strcmp(option->name, name) != 0)
		option++;
	for (*ret = 0; strcmp(option->words[*ret], value) != 0; ++*ret)
		;
	return ret;
}

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
	*(const char **)scene_option(s, probe->options, "name") = "api.{region}.shop.example";
	*list(s, "servers") = (struct option_list){ servers, 2 };
}

static void
asks_one_server_after_the_other(void **state)
{
	struct scene s;

	start(&s);
	word(&s, "type", "CNAME");
	for (size_t i = 0; i < 4; i++) {
		assert_true(scene_probe_asks(&s, probe));
		assert_int_equal(s.call.kind, CALL_DNS);
		assert_string_equal(s.call.name, "CNAME");
		assert_int_equal(s.call.dns.type, DNS_CNAME);
		assert_string_equal(s.call.dns.name, "api.us-west-2.shop.example");
		assert_string_equal(s.call.dns.server, servers[s.probe.turn % 2]);
	}
	list(&s, "servers")->n = 0;
	assert_true(scene_probe_asks(&s, probe));
	assert_string_equal(s.call.dns.server, "");
	scene_done(&s);
}

static void
refuses_what_is_too_long(void **state)
{
	char name[DNS_NAME + 1] = "";
	struct scene s;

	start(&s);
	memset(name, 'x', DNS_NAME);
	*(const char **)scene_option(&s, probe->options, "name") = name;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "too long"));
	scene_done(&s);
}

static enum reason
answer(struct scene *s, const struct dns_answer *dns)
{
	return scene_probe_answer(s, probe, &(struct answer){ .dns = dns, .now = { BOOT, WALL } });
}

#define ONE                        \
	{                          \
		{ "192.0.2.1" }, 1 \
	}
#define TWO                                     \
	{                                       \
		{ "192.0.2.1", "192.0.2.2" }, 2 \
	}
#define OTHER                         \
	{                             \
		{ "198.51.100.9" }, 1 \
	}
#define MIXED                                      \
	{                                          \
		{ "198.51.100.9", "192.0.2.2" }, 2 \
	}

static const struct {
	const char *match;

	struct texts {
		const char *items[2];
		size_t n;
	} expect, answers;

	bool right;
} cases[] = {
	{ "any", { { NULL }, 0 }, OTHER, true },
	{ "any", TWO, ONE, true },
	{ "any", TWO, MIXED, true },
	{ "any", TWO, OTHER, false },
	{ "all", TWO, TWO, true },
	{ "all", TWO, ONE, false },
	{ "all", ONE, TWO, true },
	{ "only", TWO, ONE, true },
	{ "only", TWO, TWO, true },
	{ "only", TWO, MIXED, false },
	{ "only", ONE, TWO, false },
};

static void
compares_answers_with_the_expected_ones(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dns_answer dns = { .n = cases[i].answers.n };
		struct scene s;

		start(&s);
		for (size_t a = 0; a < dns.n; a++)
			snprintf(dns.list[a], DNS_NAME, "%s", cases[i].answers.items[a]);
		word(&s, "match", cases[i].match);
		*list(&s, "expect") =
		    (struct option_list){ cases[i].expect.items, cases[i].expect.n };
		assert_int_equal(answer(&s, &dns), cases[i].right ? REASON_OK : REASON_BODY);
		scene_done(&s);
	}
}

static void
each_type_has_its_own_way_of_being_the_same(void **state)
{
	static const struct {
		const char *type, *expect, *answer, *detail;
	} rows[] = {
		{ "CNAME", "LB.{region}.example.", "lb.us-west-2.EXAMPLE",
		    "CNAME lb.us-west-2.EXAMPLE" },
		{ "NS", "ns-1.example", "ns-2.example",
		    "NS ns-2.example; expected any of 1: ns-1.example" },
		{ "AAAA", "2001:DB8::1", "2001:db8::1", "AAAA 2001:db8::1" },
		{ "TXT", "serving {region}", "serving us-west-2", "TXT serving us-west-2" },
		{ "TXT", "serving {region}", "Serving us-west-2\xff",
		    "TXT Serving us-west-2?; expected any of 1: serving {region}" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dns_answer dns = { .n = 1 };
		struct scene s;

		start(&s);
		snprintf(dns.list[0], DNS_NAME, "%s", rows[i].answer);
		word(&s, "type", rows[i].type);
		*list(&s, "expect") = (struct option_list){ &rows[i].expect, 1 };
		assert_int_equal(answer(&s, &dns),
		    strstr(rows[i].detail, "expected") ? REASON_BODY : REASON_OK);
		assert_string_equal(s.sighting.detail, rows[i].detail);
		scene_done(&s);
	}
}

/* Of a chosen server, and of the system's resolvers. */
static void
a_resolvers_trouble_is_our_own_and_a_chosen_servers_is_not(void **state)
{
	static const struct {
		struct dns_answer dns;
		enum reason chosen, own;
		const char *detail;
	} rows[] = {
		{ { .rcode = 2 }, REASON_VALUE, REASON_RESOLVE, "SERVFAIL" },
		{ { .rcode = 3 }, REASON_MISSING, REASON_MISSING, "NXDOMAIN" },
		{ { .rcode = 5 }, REASON_BLOCKED, REASON_RESOLVE, "the prober is blocked" },
		{ { .rcode = 4 }, REASON_OTHER, REASON_OTHER, "code 4" },
		{ { .n = 0 }, REASON_MISSING, REASON_MISSING, "no such record" },
		{ { .failure = DNS_TIMEOUT, .why = "no word" }, REASON_TIMEOUT, REASON_RESOLVE,
		    "no word" },
		{ { .failure = DNS_REFUSED, .why = "deaf" }, REASON_REFUSED, REASON_RESOLVE,
		    "deaf" },
		{ { .failure = DNS_NO_ROUTE, .why = "ours" }, REASON_NO_ROUTE, REASON_NO_ROUTE,
		    "ours" },
		{ { .failure = DNS_GARBLED, .why = "?" }, REASON_GARBLED, REASON_GARBLED, "?" },
		{ { .failure = DNS_LOCAL, .why = "ours" }, REASON_LOCAL, REASON_LOCAL, "ours" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct scene s;

		start(&s);
		assert_int_equal(answer(&s, &rows[i].dns), rows[i].chosen);
		assert_non_null(strstr(s.sighting.detail, rows[i].detail));
		list(&s, "servers")->n = 0;
		assert_int_equal(answer(&s, &rows[i].dns), rows[i].own);
		assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
		scene_done(&s);
	}
}

/* As the zone of a Region whose record was emptied. */
static void
a_record_that_should_be_there_and_is_not_is_a_failure(void **state)
{
	static const char *const expected[] = { "192.0.2.1" };
	static const struct dns_answer nothing[] = { { .rcode = 3 }, { .n = 0 } };

	for (size_t i = 0; i < COUNT(nothing); i++) {
		struct scene s;

		start(&s);
		*list(&s, "expect") = (struct option_list){ expected, 1 };
		assert_int_equal(answer(&s, &nothing[i]), REASON_BODY);
		assert_int_equal(s.sighting.sample.outcome, OUTCOME_FAIL);
		assert_non_null(strstr(s.sighting.detail, "there is no such "));
		list(&s, "servers")->n = 0; /* perhaps an old answer */
		assert_int_equal(answer(&s, &nothing[i]), REASON_MISSING);
		scene_done(&s);
	}
}

static void
a_question_that_was_never_sent_is_our_own_fault(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(answer(&s, NULL), REASON_LOCAL);
	assert_string_equal(s.sighting.detail, "the question could not be sent");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_one_server_after_the_other),
		cmocka_unit_test(refuses_what_is_too_long),
		cmocka_unit_test(compares_answers_with_the_expected_ones),
		cmocka_unit_test(each_type_has_its_own_way_of_being_the_same),
		cmocka_unit_test(a_resolvers_trouble_is_our_own_and_a_chosen_servers_is_not),
		cmocka_unit_test(a_record_that_should_be_there_and_is_not_is_a_failure),
		cmocka_unit_test(a_question_that_was_never_sent_is_our_own_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include "check_scene.h"

static const struct check_kind *const kind = &public_name_check;

static void
asks_each_server_of_the_zone(void **state)
{
	struct check_scene c;

	check_init(&c);
	assert_int_equal(check_count(&c, kind), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(check_asks(&c, kind, i));
		assert_int_equal(c.scene.call.kind, CALL_DNS);
		assert_string_equal(c.scene.call.dns.name, "api.shop.example");
		assert_string_equal(c.scene.call.dns.server, name_servers[i]);
	}
	c.scene.app.dns.servers.n = 0;
	assert_int_equal(check_count(&c, kind), 1);
	assert_true(check_asks(&c, kind, 0));
	assert_string_equal(c.scene.call.dns.server, "");
	c.scene.app.dns.name = NULL;
	assert_int_equal(check_count(&c, kind), 0);
	check_done(&c);
}

static void
a_name_that_is_too_long_cannot_be_asked_for(void **state)
{
	char name[400];
	struct check_scene c;

	check_init(&c);
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	c.scene.app.dns.name = name;
	assert_false(check_asks(&c, kind, 0));
	assert_non_null(strstr(c.scene.err.text, "too long"));
	check_done(&c);
}

static void
answers_are_kept_for_a_minute_at_most(void **state)
{
	static const struct {
		struct dns_answer dns;
		enum health health;
		const char *words;
	} cases[] = {
		{ { .n = 1, .ttl = 60 }, HEALTH_OK, "is kept for 60 s" },
		{ { .n = 1, .ttl = 0 }, HEALTH_OK, "is kept for 0 s" },
		{ { .n = 1, .ttl = 61 }, HEALTH_WARN, "kept for 61 s -> lower" },
		{ { .n = 1, .ttl = 121 }, HEALTH_WARN, "for so long clients stay" },
		{ { .rcode = 3 }, HEALTH_FAIL, "api.shop.example has no address" },
		{ { .n = 0 }, HEALTH_FAIL, "has no address" },
		{ { .rcode = 2 }, HEALTH_UNKNOWN, "code 2" },
		{ { .rcode = 5 }, HEALTH_UNKNOWN, "code 5" },
		{ { .failure = DNS_TIMEOUT, .why = "no answer" }, HEALTH_UNKNOWN,
		    "127.0.0.53:5301: no answer" },
		{ { .failure = DNS_GARBLED, .why = "garbled" }, HEALTH_UNKNOWN, "garbled" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_answer(&c, kind, 0,
				     &(struct answer){ .dns = &cases[i].dns }),
		    cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	assert_int_equal(check_answer(&c, kind, 0, &(struct answer){ .trouble = "no way" }),
	    HEALTH_UNKNOWN);
	assert_true(check_tells(&c, "no way"));
	c.scene.app.dns.servers.n = 0;
	assert_int_equal(check_answer(&c, kind, 0, &(struct answer){ .dns = &cases[0].dns }),
	    HEALTH_WARN);
	assert_true(check_tells(&c, "give dns.servers"));
	check_done(&c);
}

static void
one_server_that_answers_knows(void **state)
{
	static const struct {
		struct opinion list[2];
		enum health health;
		const char *words;
	} cases[] = {
		{ { { HEALTH_OK, "a" }, { HEALTH_OK, "b" } }, HEALTH_OK, "a" },
		{ { { HEALTH_UNKNOWN, "a" }, { HEALTH_OK, "b" } }, HEALTH_WARN,
		    "1 of 2 servers do not answer" },
		{ { { HEALTH_UNKNOWN, "a" }, { HEALTH_WARN, "b" } }, HEALTH_WARN, "b" },
		{ { { HEALTH_FAIL, "a" }, { HEALTH_OK, "b" } }, HEALTH_FAIL, "a" },
		{ { { HEALTH_UNKNOWN, "a" }, { HEALTH_UNKNOWN, "b" } }, HEALTH_UNKNOWN, "a" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		kind->sum(&c.ctx, cases[i].list, 2, &c.opinion);
		assert_int_equal(c.opinion.health, cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_done(&c);
}

static void
the_ledger_took_the_last_write(void **state)
{
	struct check_scene c;

	check_init(&c);
	assert_true(check_asks(&c, &ledger_check, 0));
	assert_int_equal(c.scene.call.kind, CALL_NONE);
	assert_int_equal(check_answer(&c, &ledger_check, 0, &(struct answer){ 0 }), HEALTH_OK);
	c.site.trouble = "disk full";
	assert_int_equal(check_answer(&c, &ledger_check, 0, &(struct answer){ 0 }), HEALTH_FAIL);
	assert_true(check_tells(&c, "takes no writes: disk full -> mend the disk"));
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_each_server_of_the_zone),
		cmocka_unit_test(a_name_that_is_too_long_cannot_be_asked_for),
		cmocka_unit_test(answers_are_kept_for_a_minute_at_most),
		cmocka_unit_test(one_server_that_answers_knows),
		cmocka_unit_test(the_ledger_took_the_last_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include "scene.h"

static const struct probe_kind *const probe = &public_name_probe;

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
}

static enum reason
says(struct scene *s, const struct dns_answer *dns)
{
	return scene_probe_answer(s, probe, &(struct answer){ .dns = dns, .now = { BOOT, WALL } });
}

static void
it_asks_the_zones_servers_in_turn(void **state)
{
	struct scene s;

	start(&s);
	for (size_t i = 0; i < 4; i++) {
		assert_true(scene_probe_asks(&s, probe));
		assert_int_equal(s.call.kind, CALL_DNS);
		assert_string_equal(s.call.name, "A");
		assert_int_equal(s.call.dns.type, DNS_A);
		assert_string_equal(s.call.dns.name, "api.shop.example");
		assert_string_equal(s.call.dns.server, name_servers[s.probe.turn % 2]);
	}
	*(int *)scene_option(&s, probe->options, "type") = 1;
	s.app.dns.servers.n = 0;
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.dns.type, DNS_CNAME);
	assert_string_equal(s.call.dns.server, "");
	scene_done(&s);
}

static void
what_is_too_long_is_not_asked(void **state)
{
	struct scene s;
	char name[DNS_NAME + 1], server[DNS_SERVER + 1];
	const char *const servers[] = { server };

	start(&s);
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	s.app.dns.name = name;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "too long"));
	s.app.dns.name = "api.shop.example";
	memset(server, '1', sizeof(server) - 1);
	server[sizeof(server) - 1] = '\0';
	s.app.dns.servers = (struct option_list){ servers, 1 };
	assert_false(scene_probe_asks(&s, probe));
	scene_done(&s);
}

static void
it_notes_whose_addresses_are_answered(void **state)
{
	static const struct {
		struct dns_answer dns;
		size_t region;
		const char *detail;
	} cases[] = {
		{ { .n = 1, .list = { "127.0.1.1" } }, EAST, "answers 127.0.1.1 (us-east-1)" },
		{ { .n = 2, .list = { "127.0.2.2", "127.0.2.1" } }, WEST,
		    "answers 127.0.2.2 (us-west-2)" },
		{ { .n = 2, .list = { "127.0.1.1", "127.0.2.1" } }, REGION_NONE,
		    "answers 127.0.1.1 (no one Region of ours)" },
		{ { .n = 1, .list = { "192.0.2.1" } }, REGION_NONE,
		    "answers 192.0.2.1 (no one Region of ours)" },
		{ { .n = 0 }, REGION_NONE, "answers nothing (no one Region of ours)" },
		{ { .n = 0, .rcode = 3 }, REGION_NONE, "answers nothing (no one Region of ours)" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s);
		assert_int_equal(says(&s, &cases[i].dns), REASON_OK);
		assert_int_equal(s.world.answer, cases[i].region);
		assert_int_equal(s.world.answer_at, BOOT);
		assert_string_equal(s.sighting.detail, cases[i].detail);
		scene_done(&s);
	}
}

static void
silence_says_nothing(void **state)
{
	static const struct {
		struct dns_answer dns;
		enum reason reason;
	} cases[] = {
		{ { .failure = DNS_TIMEOUT, .why = "no answer" }, REASON_RESOLVE },
		{ { .failure = DNS_REFUSED, .why = "refused" }, REASON_RESOLVE },
		{ { .failure = DNS_GARBLED, .why = "no DNS" }, REASON_GARBLED },
		{ { .failure = DNS_LOCAL, .why = "no socket" }, REASON_LOCAL },
		{ { .rcode = 2 }, REASON_OTHER },
		{ { .rcode = 5 }, REASON_OTHER },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s);
		assert_int_equal(says(&s, &cases[i].dns), cases[i].reason);
		assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
		assert_int_equal(s.world.answer_at, 0);
		scene_done(&s);
	}
}

static void
what_could_not_be_sent_is_our_own_fault(void **state)
{
	struct scene s;

	start(&s);
	scene_probe_answer(&s, probe,
	    &(struct answer){ .trouble = "no socket is left", .now = { BOOT, WALL } });
	assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
	assert_non_null(strstr(s.sighting.detail, "no socket is left"));
	assert_int_equal(s.world.answer_at, 0);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_asks_the_zones_servers_in_turn),
		cmocka_unit_test(what_is_too_long_is_not_asked),
		cmocka_unit_test(it_notes_whose_addresses_are_answered),
		cmocka_unit_test(silence_says_nothing),
		cmocka_unit_test(what_could_not_be_sent_is_our_own_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "core/ref.h"

#include "story.h"

static void
reads_a_role_and_a_fact(void **state)
{
	static const struct {
		const char *text;
		struct fact_ref ref;
		const char *wrong; /* NULL: it is good */
	} cases[] = {
		{ "active.down", { ROLE_ACTIVE, DOWN, false }, NULL },
		{ "!home.up", { ROLE_HOME, UP, true }, NULL },
		{ "target.lag", { ROLE_TARGET, LAGGING, false }, NULL },
		{ "down", { 0 }, "\"down\" names no role" },
		{ "here.down", { 0 }, "\"here.down\" names no role" },
		{ "activ.down", { 0 }, "names no role" },
		{ "!!active.down", { 0 }, "names no role" },
		{ "", { 0 }, "names no role" },
		{ "active.", { 0 }, "there is no fact \"\"" },
		{ "active.downn", { 0 }, "there is no fact \"downn\"" },
	};
	struct story s;

	story_init(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fact_ref ref;
		struct error err = { "" };
		bool good = ref_read(&s.app, cases[i].text, &ref, &err);

		if (cases[i].wrong) {
			assert_false(good);
			assert_non_null(strstr(err.text, cases[i].wrong));
			continue;
		}
		assert_true(good);
		assert_int_equal(ref.role, cases[i].ref.role);
		assert_int_equal(ref.fact, cases[i].ref.fact);
		assert_int_equal(ref.negate, cases[i].ref.negate);
	}
	story_done(&s);
}

/* East is left, and down; west is well; nothing is known of south. */
static void
facts_hold_during_a_move_by_its_own_roles(void **state)
{
	static const struct {
		const char *refs[3];
		enum trit value;
		const char *says;
	} cases[] = {
		{ { "active.down", "target.up" }, TRIT_YES, "all of 2 facts hold" },
		{ { "!target.down" }, TRIT_YES, "all of 1 facts hold" },
		{ { "active.up" }, TRIT_NO, "us-east-1.up is no: " },
		{ { "home.down" }, TRIT_YES, "all of 1" },
		{ { "target.up", "active.up", "home.up" }, TRIT_NO, "us-east-1.up is no: " },
		{ { "target.nothing" }, TRIT_UNKNOWN, "there is no fact \"nothing\"" },
		{ { "target.nothing", "active.up" }, TRIT_NO, "us-east-1.up is no: " },
	};
	const struct move away = { .kind = MOVE_FAILOVER, .from = EAST, .to = WEST };
	struct story s;

	story_init(&s);
	story_play(&s, 5 * MSEC_MINUTE);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, MSEC_MINUTE);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct option_list refs = { cases[i].refs, 0 };
		char text[DETAIL_TEXT];

		while (refs.n < 3 && refs.items[refs.n])
			refs.n++;
		assert_int_equal(ref_hold(&s.engine, &away, &refs, text), cases[i].value);
		if (!strstr(text, cases[i].says))
			fail_msg("\"%s\" lacks \"%s\"", text, cases[i].says);
	}
	story_done(&s);
}

/* On the way home the roles are the other way round. */
static void
roles_are_those_of_the_move(void **state)
{
	static const char *const target_down[] = { "target.down" };
	const struct option_list refs = { target_down, 1 };
	const struct move away = { .kind = MOVE_FAILOVER, .from = EAST, .to = WEST };
	const struct move back = { .kind = MOVE_FAILBACK, .from = WEST, .to = EAST };
	char text[DETAIL_TEXT];
	struct story s;

	story_init(&s);
	story_play(&s, 5 * MSEC_MINUTE);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, MSEC_MINUTE);
	assert_int_equal(ref_hold(&s.engine, &away, &refs, text), TRIT_NO);
	assert_int_equal(ref_hold(&s.engine, &back, &refs, text), TRIT_YES);
	story_done(&s);
}

static void
what_nobody_knows_does_not_hold(void **state)
{
	static const char *const up[] = { "target.up" };
	const struct option_list refs = { up, 1 };
	const struct move away = { .kind = MOVE_FAILOVER, .from = EAST, .to = WEST };
	char text[DETAIL_TEXT];
	struct story s;

	story_init(&s);
	assert_int_equal(ref_hold(&s.engine, &away, &refs, text), TRIT_UNKNOWN);
	assert_non_null(strstr(text, "us-west-2.up is unknown"));
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_role_and_a_fact),
		cmocka_unit_test(facts_hold_during_a_move_by_its_own_roles),
		cmocka_unit_test(roles_are_those_of_the_move),
		cmocka_unit_test(what_nobody_knows_does_not_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

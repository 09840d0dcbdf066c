/* SPDX-License-Identifier: MIT */
/* The verdict of several observers, situation by situation. */
#include "core/verdict.h"

#include <string.h>

#include "test.h"

#define A    0
#define B    1
#define C    2
#define S    MSEC_SECOND
#define NOW  (1000 * S)
#define NONE REGION_NONE

static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" },
	{ .name = "eu-west-1" } };

/* Two in A, two in B, a witness elsewhere. */
static const struct observer_spec five[] = { { "a1", A }, { "a2", A }, { "b1", B }, { "b2", B },
	{ "w", REGION_NONE } };
static const struct observer_spec three[] = { { "a", A }, { "b", B }, { "w", REGION_NONE } };
static const struct observer_spec witnesses[] = { { "a", A }, { "b", B }, { "w1", REGION_NONE },
	{ "w2", REGION_NONE }, { "w3", REGION_NONE } };
static const struct observer_spec no_witness[] = { { "a", A }, { "b1", B }, { "b2", B } };
static const struct observer_spec third_region[] = { { "a", A }, { "b1", B }, { "b2", B },
	{ "c", C } };
static const struct observer_spec inside_only[] = { { "a1", A }, { "a2", A }, { "a3", A } };

#define OF(list)                             \
	{                                    \
		list, COUNT(list), 0, 60 * S \
	}

static struct app
app_of(struct observers_spec observers, size_t n_regions)
{
	return (struct app){ .regions = regions, .n_regions = n_regions, .observers = observers };
}

/* One letter an observer: D down, U up, - silent, x down but not sound, o down but old. */
static void
cast(struct ballot *ballots, const char *of_a, const char *of_b, msec_t now)
{
	for (size_t i = 0; of_a[i]; i++) {
		struct ballot *ballot = &ballots[i];

		*ballot = (struct ballot){ .sound = of_a[i] != 'x',
			.at = of_a[i] == '-' ? 0
			    : of_a[i] == 'o' ? now - BALLOT_FRESH - 1
					     : now };
		ballot->votes[A] = of_a[i] == 'U' ? VOTE_UP : VOTE_DOWN;
		ballot->votes[B] = of_b[i] == 'D' ? VOTE_DOWN
		    : of_b[i] == 'U'              ? VOTE_UP
						  : VOTE_NONE;
	}
}

static const struct {
	const char *name;
	struct observers_spec observers;
	const char *of_a, *of_b;
	enum trit down, up;
	bool contested;
	const char *text;
} situations[] = {
	{ "A is dead", OF(five), "--DDD", "--UUU", TRIT_YES, TRIT_NO, false,
	    "3 of 5 say down, 0 up, 2 silent" },
	{ "only the link between A and B is cut", OF(five), "UUDDU", "DDUUU", TRIT_NO, TRIT_YES,
	    false,
	    "2 of 5 say down, 3 up, 0 silent: only those beside b2 do, suspect a "
	    "partition" },
	{ "A is cut off from all, and well inside", OF(five), "--DDD", "--UUU", TRIT_YES, TRIT_NO,
	    false, "3 of 5 say down, 0 up, 2 silent" },
	{ "B is cut off", OF(five), "UU--U", "DD--D", TRIT_NO, TRIT_YES, false,
	    "0 of 5 say down, 3 up, 2 silent: w sees it up" },
	{ "W is dead, and the table with it", OF(five), "-----", "-----", TRIT_UNKNOWN,
	    TRIT_UNKNOWN, false, "0 of 5 say down, 0 up, 5 silent: 3 must say down" },
	{ "the same fault in both Regions", OF(five), "DDDDD", "DDDDD", TRIT_UNKNOWN, TRIT_NO,
	    false,
	    "5 of 5 say down, 0 up, 0 silent: and of every other Region, too; a move "
	    "would not help" },
	{ "one observer is ill", OF(five), "UUUDU", "UUUUU", TRIT_NO, TRIT_YES, false,
	    "1 of 5 say down, 4 up, 0 silent: b2 alone says so, look after it" },
	{ "all is well", OF(five), "UUUUU", "UUUUU", TRIT_NO, TRIT_YES, false,
	    "0 of 5 say down, 5 up, 0 silent: b1 sees it up" },
	{ "A says that it is well", OF(five), "U-DDD", "-UUUU", TRIT_YES, TRIT_NO, true,
	    "3 of 5 say down, 1 up, 1 silent: contested, a1 sees it up from inside" },
	{ "the witness is silent", OF(five), "D-DD-", "UUUU-", TRIT_UNKNOWN, TRIT_UNKNOWN, false,
	    "3 of 5 say down, 0 up, 2 silent: nobody elsewhere does" },
	{ "B is silent", OF(witnesses), "--DDD", "--UUU", TRIT_UNKNOWN, TRIT_UNKNOWN, false,
	    "3 of 5 say down, 0 up, 2 silent: nobody in another Region does" },
	{ "half of them are no majority", OF(three), "--D", "--U", TRIT_UNKNOWN, TRIT_UNKNOWN,
	    false, "1 of 3 say down, 0 up, 2 silent: 2 must say down" },
	{ "two of three, in two places", OF(three), "-DD", "-UU", TRIT_YES, TRIT_NO, false,
	    "2 of 3 say down, 0 up, 1 silent" },
	{ "who is ill has no vote", OF(three), "-xD", "-UU", TRIT_UNKNOWN, TRIT_UNKNOWN, false,
	    "1 of 3 say down, 0 up, 2 silent: 2 must say down" },
	{ "who was last heard long ago has none", OF(three), "-oD", "-UU", TRIT_UNKNOWN,
	    TRIT_UNKNOWN, false, "1 of 3 say down, 0 up, 2 silent: 2 must say down" },
	{ "without a witness, another Region is enough", OF(no_witness), "-DD", "-UU", TRIT_YES,
	    TRIT_NO, false, "2 of 3 say down, 0 up, 1 silent" },
	{ "of two other Regions, both", OF(third_region), "DDD-", "UUU-", TRIT_UNKNOWN,
	    TRIT_UNKNOWN, false, "3 of 4 say down, 0 up, 1 silent: nobody in another Region does" },
	{ "a third Region in the witness's place", OF(third_region), "-DDD", "-UUU", TRIT_YES,
	    TRIT_NO, false, "3 of 4 say down, 0 up, 1 silent" },
	{ "those inside cannot condemn it", OF(inside_only), "DDD", "UUU", TRIT_UNKNOWN,
	    TRIT_UNKNOWN, false, "3 of 3 say down, 0 up, 0 silent: nobody in another Region does" },
};

static void
each_situation_has_its_verdict(void **state)
{
	for (size_t i = 0; i < COUNT(situations); i++) {
		struct app app = app_of(situations[i].observers, 2);
		struct ballot ballots[OBSERVERS_MOST] = { 0 };
		struct finding finding = { 0 };

		cast(ballots, situations[i].of_a, situations[i].of_b, NOW);
		verdict_of(&app, ballots, A, NOW, &finding);
		if (finding.down != situations[i].down || finding.up != situations[i].up ||
		    finding.contested != situations[i].contested ||
		    strcmp(finding.text, situations[i].text) != 0)
			fail_msg("%s: down %s, up %s: %s", situations[i].name,
			    trit_name(finding.down), trit_name(finding.up), finding.text);
	}
}

static void
one_region_left_is_enough_to_go_to(void **state)
{
	struct app app = app_of((struct observers_spec)OF(three), 3);
	struct ballot ballots[OBSERVERS_MOST] = { 0 };
	struct finding finding = { 0 };

	cast(ballots, "DDD", "DDD", NOW);
	verdict_of(&app, ballots, A, NOW, &finding);
	assert_int_equal(finding.down, TRIT_YES);
}

static void
a_single_observer_decides_by_its_own_facts(void **state)
{
	static const struct {
		enum vote vote;
		bool sound;
		enum trit down, up;
		const char *text;
	} cases[] = {
		{ VOTE_DOWN, true, TRIT_YES, TRIT_NO, "it says down" },
		{ VOTE_UP, true, TRIT_NO, TRIT_YES, "it says up" },
		{ VOTE_NONE, true, TRIT_UNKNOWN, TRIT_UNKNOWN, "it has no opinion" },
		{ VOTE_DOWN, false, TRIT_UNKNOWN, TRIT_UNKNOWN, "it has no opinion" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct app app = app_of((struct observers_spec){ 0 }, 2);
		struct ballot own = {
			.votes = { cases[i].vote }, .sound = cases[i].sound, .at = NOW
		};
		struct finding finding = { 0 };

		verdict_of(&app, &own, A, NOW, &finding);
		assert_int_equal(finding.down, cases[i].down);
		assert_int_equal(finding.up, cases[i].up);
		assert_non_null(strstr(finding.text, "a single observer"));
		assert_non_null(strstr(finding.text, cases[i].text));
		assert_int_equal(finding.down_votes + finding.up_votes + finding.silent, 1);
	}
}

/* Each letter is what all three say for ten seconds: D down, U up, - nothing. */
static void
doubt_neither_ends_a_verdict_nor_ages_it(void **state)
{
	static const struct {
		const char *said;
		msec_t held; /* at the end; < 0: it is not down */
	} cases[] = {
		{ "D", 10 * S },
		{ "DDD", 30 * S },
		{ "D--D", 20 * S },
		{ "--DD", 20 * S },
		{ "DDU", -1 },
		{ "DDUD", 10 * S },
		{ "DD--", 20 * S },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct app app = app_of((struct observers_spec)OF(three), 2);
		struct ballot ballots[OBSERVERS_MOST] = { 0 };
		struct finding finding = { 0 };
		msec_t now = NOW, end = NOW + (msec_t)strlen(cases[i].said) * 10 * S;

		for (; now <= end; now += S) {
			size_t at = (size_t)((now - NOW) / (10 * S));
			char word = cases[i].said[now == end ? at - 1 : at];
			const char of_a[] = { word, word, word, '\0' };

			cast(ballots, of_a, "UUU", now);
			verdict_of(&app, ballots, A, now, &finding);
		}
		if (cases[i].held < 0)
			assert_int_equal(finding.since, 0);
		else
			assert_in_range(finding.at - finding.since, cases[i].held - S,
			    cases[i].held + S);
	}
}

static void
a_ballot_grows_old_on_the_readers_clock(void **state)
{
	static const struct {
		msec_t at;
		bool fresh;
	} cases[] = { { 0, false }, { NOW, true }, { NOW - BALLOT_FRESH, true },
		{ NOW - BALLOT_FRESH - 1, false } };

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(ballot_fresh(&(struct ballot){ .at = cases[i].at }, NOW),
		    cases[i].fresh);
}

static void
a_target_is_good_in_the_eyes_of_its_judges(void **state)
{
	static const struct {
		const char *of_a, *of_b;
		enum trit good;
	} cases[] = {
		{ "-DD", "-UU", TRIT_YES }, { "-DD", "-U-", TRIT_UNKNOWN },
		{ "-DD", "-UD", TRIT_NO }, { "-DD", "--D", TRIT_NO },
		{ "UDD", "DUU", TRIT_YES }, /* who does not condemn is not asked */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct app app = app_of((struct observers_spec)OF(three), 2);
		struct ballot ballots[OBSERVERS_MOST] = { 0 };

		cast(ballots, cases[i].of_a, cases[i].of_b, NOW);
		assert_int_equal(verdict_target(&app, ballots, A, B, NOW), cases[i].good);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_situation_has_its_verdict),
		cmocka_unit_test(one_region_left_is_enough_to_go_to),
		cmocka_unit_test(a_single_observer_decides_by_its_own_facts),
		cmocka_unit_test(doubt_neither_ends_a_verdict_nor_ages_it),
		cmocka_unit_test(a_ballot_grows_old_on_the_readers_clock),
		cmocka_unit_test(a_target_is_good_in_the_eyes_of_its_judges),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}

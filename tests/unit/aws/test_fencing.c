/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "rds_answers.h"

static const struct action *const look = &aurora_fencing_step.look;

#define EVENT(message, date)                                                                  \
	"<Event><SourceIdentifier>i-1</SourceIdentifier><SourceType>db-instance</SourceType>" \
	"<Message>" message "</Message><EventCategories><EventCategory>notification"          \
	"</EventCategory></EventCategories><Date>" date "</Date></Event>"
#define MARKED(marker, events)                                                               \
	"<DescribeEventsResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">"        \
	"<DescribeEventsResult>" marker "<Events>" events "</Events></DescribeEventsResult>" \
	"</DescribeEventsResponse>"
#define EVENTS(events) MARKED("", events)
#define TEXT(outcome) \
	"Attempt to block writes for DB cluster dbcluster1 in Region us-east-1 " outcome
#define NOW       "2026-11-24T13:58:00.123Z" /* the run began at 13:55:30 */
#define BLOCKED   EVENT(TEXT("succeeded."), NOW)
#define TIMED_OUT EVENT(TEXT("timed out."), NOW)
#define OTHER     EVENT("Global failover to DB cluster dbcluster2 in Region us-west-2 started.", NOW)

static void
asks_the_living_side_first_and_then_the_other(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.name, "rds:DescribeEvents");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(scene_body(&s),
	    "Action=DescribeEvents&Version=2014-10-31&StartTime=2026-11-24T13%3A53%3A30.000Z"
	    "&MaxRecords=100");
	assert_int_equal(scene_says(&s, look, 200, EVENTS(OTHER)), VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-east-1");
	assert_int_equal(scene_says(&s, look, 200, EVENTS(BLOCKED)), VERDICT_DONE);
	assert_string_equal(s.detail, "the old writer in us-east-1 was blocked");
	assert_string_equal(memo_get(&s.memo, "fencing"), "blocked");
	assert_int_equal(s.notice.level, NOTICE_NONE);
	scene_done(&s);
}

static void
reads_page_by_page(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_true(scene_asks(&s, look));
	assert_int_equal(scene_says(&s, look, 200, MARKED("<Marker>m/2</Marker>", OTHER)),
	    VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-west-2");
	assert_non_null(strstr(scene_body(&s), "&Marker=m%2F2"));
	assert_int_equal(scene_says(&s, look, 200, EVENTS(TIMED_OUT)), VERDICT_DONE);
	scene_done(&s);
}

static void
a_list_without_an_end_has_one(void **state)
{
	struct scene s;
	int pages = 0;

	scene_init(&s, MOVE_FAILOVER);
	do {
		assert_true(scene_asks(&s, look));
		assert_true(pages < 100);
		pages++;
	} while (scene_says(&s, look, 200, MARKED("<Marker>m</Marker>", OTHER)) == VERDICT_MORE);
	assert_int_equal(pages, 40);
	assert_int_equal(s.notice.level, NOTICE_WARNING);
	scene_done(&s);
}

static void
two_writers_are_told_as_critical_with_what_to_do(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_int_equal(scene_says(&s, look, 200, EVENTS(OTHER BLOCKED TIMED_OUT)), VERDICT_DONE);
	assert_string_equal(memo_get(&s.memo, "fencing"), "timed-out");
	assert_int_equal(s.notice.level, NOTICE_CRITICAL);
	assert_non_null(strstr(s.notice.text, "Keep the clients of its database away"));
	assert_non_null(strstr(s.notice.text, "rds:unplanned-global-failover-dbcluster1-*"));
	assert_non_null(strstr(s.notice.text, "step aurora-snapshot"));
	scene_done(&s);
}

/* An event of another cluster, of another time, or that says something else. */
static void
what_is_not_about_this_move_says_nothing(void **state)
{
	static const char *const cases[] = {
		EVENTS(""),
		EVENTS(OTHER),
		EVENTS(
		    EVENT("Attempt to block writes for DB cluster dbcluster12 in Region us-east-1 "
			  "succeeded.",
			NOW)),
		EVENTS(EVENT("Attempt to block writes for DB cluster my-dbcluster1 in Region "
			     "us-east-1 timed out.",
		    NOW)),
		EVENTS(EVENT(TEXT("is under way"), NOW)),
		EVENTS(EVENT(TEXT("timed out."), "2026-11-24T13:00:00Z")),
		EVENTS(EVENT(TEXT("timed out."), "yesterday")),
		EVENTS("<Event/>"),
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		if (scene_says(&s, look, 200, cases[i]) != VERDICT_MORE)
			fail_msg("case %zu: %s", i, s.detail);
		if (scene_says(&s, look, 200, cases[i]) != VERDICT_NOT_YET)
			fail_msg("case %zu: %s", i, s.detail);
		assert_string_equal(memo_get(&s.memo, "fencing"), "unknown");
		assert_int_equal(s.notice.level, NOTICE_WARNING);
		assert_non_null(strstr(s.notice.text,
		    "aws rds describe-events --region us-east-1"));
		scene_done(&s);
	}
}

/* From the target it is a fault; of the Region that was left nothing else was to be expected. */
static void
judges_what_it_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
	} cases[] = {
		{ 200, "", VERDICT_RETRY },
		{ 200, "<half", VERDICT_RETRY },
		{ 200, "{}", VERDICT_RETRY },
		{ 200, "<DescribeEventsResponse/>", VERDICT_RETRY },
		{ 429, "", VERDICT_RETRY },
		{ 500, "", VERDICT_RETRY },
		{ 503, "", VERDICT_RETRY },
		{ 400, FAULT_XML("Throttling", "slow down"), VERDICT_RETRY },
		{ 400, FAULT_XML("InvalidParameterValue", "no"), VERDICT_FAIL },
		{ 403, FAULT_XML("AccessDenied", "no"), VERDICT_FAIL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		if (scene_says(&s, look, cases[i].status, cases[i].body) != cases[i].verdict)
			fail_msg("case %zu: %s", i, s.err.text);
		assert_string_equal(memo_get(&s.memo, "fencing"), "unknown");
		assert_int_equal(scene_says(&s, look, 200, EVENTS("")), VERDICT_MORE);
		assert_int_equal(scene_says(&s, look, cases[i].status, cases[i].body),
		    VERDICT_NOT_YET);
		assert_true(scene_asks(&s, look));
		assert_string_equal(s.call.region, "us-west-2");
		assert_int_equal(scene_silence(&s, look), VERDICT_RETRY);
		scene_done(&s);
	}
}

static void
a_planned_move_has_nothing_to_find_out(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILBACK);
	assert_true(scene_asks(&s, look));
	assert_int_equal(s.call.kind, CALL_NONE);
	assert_int_equal(scene_answer(&s, look, &(struct answer){ .now = { BOOT, WALL } }),
	    VERDICT_DONE);
	s.move.kind = MOVE_FAILOVER;
	s.regions[EAST].cluster = NULL;
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "regions.us-east-1.cluster"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_the_living_side_first_and_then_the_other),
		cmocka_unit_test(reads_page_by_page),
		cmocka_unit_test(a_list_without_an_end_has_one),
		cmocka_unit_test(two_writers_are_told_as_critical_with_what_to_do),
		cmocka_unit_test(what_is_not_about_this_move_says_nothing),
		cmocka_unit_test(judges_what_it_is_answered),
		cmocka_unit_test(a_planned_move_has_nothing_to_find_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

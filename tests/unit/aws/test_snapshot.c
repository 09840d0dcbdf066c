/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "rds_answers.h"

static const struct action *const look = &aurora_snapshot_step.look;
static const struct action *const act = &aurora_snapshot_step.act;

#define LOST     "rds:unplanned-global-failover-dbcluster1-2026-11-24-13-58"
#define OLD_LOST "rds:unplanned-global-failover-dbcluster1-2026-11-01-10-00"
#define SNAPSHOT(name, cluster, date, status)                                                    \
	"<DBClusterSnapshot><DBClusterSnapshotIdentifier>" name                                  \
	"</DBClusterSnapshotIdentifier><DBClusterIdentifier>" cluster                            \
	"</DBClusterIdentifier><SnapshotCreateTime>" date "</SnapshotCreateTime><Status>" status \
	"</Status></DBClusterSnapshot>"
#define MARKED(marker, list)                                                                      \
	"<DescribeDBClusterSnapshotsResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">" \
	"<DescribeDBClusterSnapshotsResult>" marker "<DBClusterSnapshots>" list                   \
	"</DBClusterSnapshots></DescribeDBClusterSnapshotsResult>"                                \
	"</DescribeDBClusterSnapshotsResponse>"
#define LIST(list)   MARKED("", list)
#define NOW          "2026-11-24T13:58:00.5Z"
#define MADE(status) SNAPSHOT(LOST, "dbcluster1", NOW, status)
#define DAILY        SNAPSHOT("rds:dbcluster1-2026-11-24-03-00", "dbcluster1", NOW, "available")
#define NO_COPY      FAULT_XML("DBClusterSnapshotNotFoundFault", "not found")

/* The name that the act gives to the copy. */
static const char *
part(const struct scene *s, const char *name)
{
	static char text[128];
	const char *at = strstr(scene_body(s), name);

	assert_non_null(at);
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(at, "&"), at);
	return text;
}

static const char *
copy_xml(const char *name, const char *status)
{
	static char text[1024];

	snprintf(text, sizeof(text), LIST(SNAPSHOT("%s", "dbcluster1", NOW, "%s")), name, status);
	return text;
}

static void
copies_what_was_lost_once(void **state)
{
	char name[64];
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.name, "rds:DescribeDBClusterSnapshots");
	assert_string_equal(s.call.region, "us-east-1");
	assert_string_equal(scene_body(&s),
	    "Action=DescribeDBClusterSnapshots&Version=2014-10-31&DBClusterIdentifier=dbcluster1"
	    "&MaxRecords=100");
	assert_int_equal(scene_says(&s, look, 200, LIST(DAILY MADE("available"))), VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	snprintf(name, sizeof(name), "%s",
	    strchr(part(&s, "DBClusterSnapshotIdentifier="), '=') + 1);
	assert_int_equal(strncmp(name, "failoverd-point-of-failure-", 27), 0);
	assert_int_equal(strlen(name), 27 + 16);
	assert_int_equal(scene_says(&s, look, 404, NO_COPY), VERDICT_NOT_YET);

	assert_true(scene_asks(&s, act));
	assert_string_equal(s.call.name, "rds:CopyDBClusterSnapshot");
	assert_string_equal(s.call.region, "us-east-1");
	assert_string_equal(part(&s, "SourceDBClusterSnapshotIdentifier="),
	    "SourceDBClusterSnapshotIdentifier=rds%3Aunplanned-global-failover-dbcluster1-"
	    "2026-11-24-13-58");
	assert_string_equal(strchr(part(&s, "TargetDBClusterSnapshotIdentifier="), '=') + 1, name);
	assert_int_equal(scene_says(&s, act, 200, "<CopyDBClusterSnapshotResponse/>"),
	    VERDICT_NOT_YET);

	assert_int_equal(scene_says(&s, look, 200, LIST(MADE("available"))), VERDICT_MORE);
	assert_int_equal(scene_says(&s, look, 200, copy_xml(name, "copying")), VERDICT_UNDER_WAY);
	assert_int_equal(scene_says(&s, look, 200, LIST(MADE("available"))), VERDICT_MORE);
	assert_int_equal(scene_says(&s, look, 200, copy_xml(name, "available")), VERDICT_DONE);
	assert_int_equal(s.notice.level, NOTICE_NONE);
	scene_done(&s);
}

/* On the way home it is that of the Region where the move goes. */
static void
the_way_home_copies_the_newest_of_home(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILBACK);
	s.move.from = WEST;
	s.move.to = EAST;
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-east-1");
	assert_int_equal(scene_says(&s, look, 200,
			     MARKED("<Marker>m</Marker>",
				 SNAPSHOT(LOST, "dbcluster1", "2026-11-20T10:00:00Z",
				     "available"))),
	    VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	assert_non_null(strstr(scene_body(&s), "&Marker=m"));
	assert_int_equal(scene_says(&s, look, 200,
			     LIST(SNAPSHOT(OLD_LOST, "dbcluster1", "2026-11-01T10:00:00Z",
				 "available"))),
	    VERDICT_MORE);
	assert_int_equal(scene_says(&s, look, 404, NO_COPY), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, act));
	assert_non_null(strstr(scene_body(&s), "2026-11-24-13-58"));
	scene_done(&s);
}

static void
what_is_not_finished_is_waited_for(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_int_equal(scene_says(&s, look, 200,
			     LIST(SNAPSHOT(LOST, "dbcluster1", "", "creating"))),
	    VERDICT_MORE);
	assert_int_equal(scene_says(&s, look, 404, NO_COPY), VERDICT_UNDER_WAY);
	assert_true(scene_asks(&s, look));
	assert_null(strstr(scene_body(&s), "DBClusterSnapshotIdentifier=f"));
	assert_false(scene_asks(&s, act));
	assert_non_null(strstr(s.err.text, "no snapshot was seen"));
	scene_done(&s);
}

/* What there is not is told, where it is to be expected, and nobody waits. */
static void
where_there_is_none_nothing_is_waited_for(void **state)
{
	static const struct {
		enum move_kind kind;
		const char *list;
		enum notice_level level;
	} cases[] = {
		{ MOVE_FAILOVER, LIST(""), NOTICE_WARNING },
		{ MOVE_FAILOVER, LIST(DAILY), NOTICE_WARNING },
		{ MOVE_FAILOVER,
		    LIST(SNAPSHOT(OLD_LOST, "dbcluster1", "2026-11-01T10:00:00Z", "available")),
		    NOTICE_WARNING },
		{ MOVE_FAILOVER, LIST(SNAPSHOT(LOST, "dbcluster9", NOW, "available")),
		    NOTICE_WARNING },
		{ MOVE_SWITCHOVER, LIST(DAILY), NOTICE_NONE },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, cases[i].kind);
		if (scene_says(&s, look, 200, cases[i].list) != VERDICT_DONE)
			fail_msg("case %zu: %s", i, s.detail);
		assert_int_equal(s.notice.level, cases[i].level);
		assert_non_null(strstr(s.detail, "has no snapshot of a point of failure"));
		scene_done(&s);
	}
}

static void
judges_what_a_look_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict planned, forced;
	} cases[] = {
		{ 200, "", VERDICT_RETRY, VERDICT_RETRY },
		{ 200, "<half", VERDICT_RETRY, VERDICT_RETRY },
		{ 200, "<DescribeEventsResponse/>", VERDICT_RETRY, VERDICT_RETRY },
		{ 500, "", VERDICT_RETRY, VERDICT_DONE },
		{ 503, "", VERDICT_RETRY, VERDICT_DONE },
		{ 429, "", VERDICT_RETRY, VERDICT_DONE },
		{ 403, FAULT_XML("AccessDenied", "no"), VERDICT_FAIL, VERDICT_DONE },
		{ 404, FAULT_XML("DBClusterNotFoundFault", "no"), VERDICT_FAIL, VERDICT_DONE },
	};

	for (size_t i = 0; i < COUNT(cases) * 2; i++) {
		struct scene s;
		bool forced = i & 1;

		scene_init(&s, forced ? MOVE_FAILOVER : MOVE_SWITCHOVER);
		if (scene_says(&s, look, cases[i / 2].status, cases[i / 2].body) !=
		    (forced ? cases[i / 2].forced : cases[i / 2].planned))
			fail_msg("case %zu: %s", i, s.err.text);
		assert_int_equal(scene_silence(&s, look), forced ? VERDICT_DONE : VERDICT_RETRY);
		scene_done(&s);
	}
}

/* Once there is something to copy, its faults are faults in any move. */
static void
judges_what_is_said_of_the_copy(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
	} cases[] = {
		{ 404, NO_COPY, VERDICT_NOT_YET },
		{ 500, "", VERDICT_RETRY },
		{ 403, FAULT_XML("AccessDenied", "no"), VERDICT_FAIL },
		{ 200, "", VERDICT_RETRY },
		{ 200, LIST(""), VERDICT_RETRY },
		{ 200, LIST(DAILY), VERDICT_RETRY },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		assert_int_equal(scene_says(&s, look, 200, LIST(MADE("available"))), VERDICT_MORE);
		if (scene_says(&s, look, cases[i].status, cases[i].body) != cases[i].verdict)
			fail_msg("case %zu: %s", i, s.err.text);
		scene_done(&s);
	}
}

static void
a_copy_that_has_failed_is_a_persons(void **state)
{
	char name[64];
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_int_equal(scene_says(&s, look, 200, LIST(MADE("available"))), VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	snprintf(name, sizeof(name), "%s",
	    strchr(part(&s, "DBClusterSnapshotIdentifier="), '=') + 1);
	assert_int_equal(scene_says(&s, look, 200, copy_xml(name, "failed")), VERDICT_FAIL);
	assert_non_null(strstr(s.err.text, "delete it"));
	s.regions[EAST].cluster = NULL;
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "regions.us-east-1.cluster"));
	scene_done(&s);
}

static void
judges_what_an_act_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
		enum notice_level level;
	} cases[] = {
		{ 200, "", VERDICT_NOT_YET, NOTICE_NONE },
		{ 400, FAULT_XML("DBClusterSnapshotAlreadyExistsFault", "is there"),
		    VERDICT_NOT_YET, NOTICE_NONE },
		{ 400, FAULT_XML("InvalidDBClusterSnapshotStateFault", "not yet"), VERDICT_NOT_YET,
		    NOTICE_NONE },
		{ 404, NO_COPY, VERDICT_NOT_YET, NOTICE_NONE },
		{ 400, FAULT_XML("SnapshotQuotaExceeded", "100"), VERDICT_FAIL, NOTICE_CRITICAL },
		{ 400, FAULT_XML("KMSKeyNotAccessibleFault", "no key"), VERDICT_FAIL,
		    NOTICE_CRITICAL },
		{ 403, FAULT_XML("AccessDenied", "no"), VERDICT_FAIL, NOTICE_CRITICAL },
		{ 500, "", VERDICT_NOT_YET, NOTICE_CRITICAL },
		{ 429, "", VERDICT_RETRY, NOTICE_CRITICAL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_SWITCHOVER);
		if (scene_says(&s, act, cases[i].status, cases[i].body) != cases[i].verdict)
			fail_msg("case %zu: %s", i, s.err.text);
		assert_int_equal(s.notice.level, cases[i].level);
		scene_done(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_what_was_lost_once),
		cmocka_unit_test(the_way_home_copies_the_newest_of_home),
		cmocka_unit_test(what_is_not_finished_is_waited_for),
		cmocka_unit_test(where_there_is_none_nothing_is_waited_for),
		cmocka_unit_test(judges_what_a_look_is_answered),
		cmocka_unit_test(judges_what_is_said_of_the_copy),
		cmocka_unit_test(a_copy_that_has_failed_is_a_persons),
		cmocka_unit_test(judges_what_an_act_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

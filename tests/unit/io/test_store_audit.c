/* SPDX-License-Identifier: MIT */
#include "io/store_audit.h"

#include "test.h"

#include <sys/wait.h>

#include "store_scene.h"

#include "io/store_db.h"

#define EVENTS 40

/* A ledger of so many events, each at a second of its own, that nobody has open. */
static void
make_ledger(struct scene *s, int events)
{
	struct error err = { 0 };
	struct store_db *db;

	scene_init(s);
	db = store_db_open(s->dir, &err);
	if (!db || !store_db_begin(db, &err))
		fail_msg("%s", err.text);
	for (int i = 1; i <= events; i++) {
		char body[64];

		snprintf(body, sizeof(body), "{\"n\":%d,\"text\":\"what was done\"}", i);
		assert_true(store_db_write(db,
		    &(struct store_write){
			STORE_EVENT, i * MSEC_SECOND, { "shop", "intent", "r-0001", body } },
		    &err));
	}
	assert_true(store_db_commit(db, &err));
	store_db_close(db);
}

/* As somebody would who has the file, and knows SQL. */
static void
tamper(const struct scene *s, const char *text)
{
	struct error err = { 0 };
	struct sql *sql = NULL;

	if (!sql_open(s->db, SQL_ALONE, &sql, &err) ||
	    !sql_run(sql, "DROP TRIGGER event_stays; DROP TRIGGER event_is_kept;", &err) ||
	    !sql_run(sql, text, &err))
		fail_msg("%s", err.text);
	sql_close(sql);
}

static struct audit_tail
audit(const struct scene *s, struct chain_proof *ret)
{
	struct error err = { 0 };
	struct store_audit *audit = store_audit_open(s->dir, &err);
	struct audit_tail tail;

	if (!audit || !store_audit_prove(audit, 0, ret, &err))
		fail_msg("%s", err.text);
	tail = *store_audit_tail(audit);
	store_audit_free(audit);
	return tail;
}

static void
proves_that_each_event_follows_from_the_one_before(void **state)
{
	struct chain_proof proof = { 0 };
	struct audit_tail tail;
	struct scene s;

	make_ledger(&s, EVENTS);
	tail = audit(&s, &proof);
	assert_int_equal(proof.fault, CHAIN_WHOLE);
	assert_int_equal(proof.n, EVENTS);
	assert_int_equal(proof.last, EVENTS);
	assert_int_equal(proof.first_wall, MSEC_SECOND);
	assert_int_equal(proof.last_wall, EVENTS * MSEC_SECOND);
	assert_int_equal(strlen(proof.head), DIGEST_HEX - 1);
	assert_true(proof.end);
	assert_int_equal(tail.bytes, tail.expected);
	assert_int_equal(tail.wal.torn, 0);
	scene_done(&s);
}

static void
an_empty_ledger_is_whole(void **state)
{
	struct chain_proof proof = { 0 };
	struct scene s;

	make_ledger(&s, 0);
	audit(&s, &proof);
	assert_int_equal(proof.fault, CHAIN_WHOLE);
	assert_int_equal(proof.n, 0);
	assert_true(proof.end);
	scene_done(&s);
}

static void
names_the_first_event_that_does_not_follow(void **state)
{
	static const struct {
		const char *text;
		enum chain_fault fault;
		int64_t bad;
		msec_t wall;
	} cases[] = {
		{ "UPDATE event SET body = replace(body, 'done', 'dine') WHERE seq IN (17, 30)",
		    CHAIN_CHANGED, 17, 17 * MSEC_SECOND },
		{ "UPDATE event SET wall = wall + 1 WHERE seq = 9", CHAIN_CHANGED, 9,
		    9 * MSEC_SECOND + 1 },
		{ "UPDATE event SET app = 'sho', kind = 'pintent' WHERE seq = 3", CHAIN_CHANGED, 3,
		    3 * MSEC_SECOND },
		/* Whoever makes one anew must make all after it. */
		{ "UPDATE event SET hash = (SELECT hash FROM event WHERE seq = 2) WHERE seq = 40",
		    CHAIN_CHANGED, 40, 40 * MSEC_SECOND },
		{ "DELETE FROM event WHERE seq = 20", CHAIN_MISSING, 20, 21 * MSEC_SECOND },
		{ "DELETE FROM event WHERE seq < 5", CHAIN_MISSING, 1, 5 * MSEC_SECOND },
	};
	struct chain_proof proof = { 0 };
	struct scene s;

	for (size_t i = 0; i < COUNT(cases); i++) {
		make_ledger(&s, EVENTS);
		tamper(&s, cases[i].text);
		audit(&s, &proof);
		assert_int_equal(proof.fault, cases[i].fault);
		assert_int_equal(proof.bad, cases[i].bad);
		assert_int_equal(proof.bad_wall, cases[i].wall);
		assert_int_equal(proof.last, cases[i].bad - 1);
		if (proof.fault == CHAIN_CHANGED)
			assert_string_not_equal(proof.kept, proof.made);
		scene_done(&s);
	}
}

/* What the file says of itself goes into JSON as it is. */
static void
says_it_as_json_whatever_the_file_says(void **state)
{
	autofree(buf_done) struct buf text = { 0 };
	struct chain_proof proof = { 0 };
	struct scene s;

	make_ledger(&s, 3);
	tamper(&s, "UPDATE event SET kind = 'a\"b\\c', hash = char(10) WHERE seq = 2");
	audit(&s, &proof);
	chain_json(&proof, &text);
	assert_non_null(strstr(buf_text(&text),
	    "\"fault\":\"changed\",\"bad\":2,\"bad_wall\":2000"));
	assert_non_null(strstr(buf_text(&text), "\"kind\":\"a?b?c\",\"kept\":\"?\""));
	scene_done(&s);
}

static void
reads_as_far_as_a_file_that_was_cut_off_goes(void **state)
{
	struct chain_proof proof = { 0 };
	struct audit_tail tail;
	struct stat st;
	struct scene s;

	make_ledger(&s, 2000);
	assert_int_equal(stat(s.db, &st), 0);
	assert_int_equal(truncate(s.db, st.st_size / 4 * 3), 0);
	tail = audit(&s, &proof);
	assert_int_equal(tail.bytes, st.st_size / 4 * 3);
	assert_int_equal(tail.expected, st.st_size);
	assert_int_equal(proof.fault, CHAIN_UNREADABLE);
	assert_in_range(proof.n, 1, 1999);
	assert_int_equal(proof.bad, proof.n + 1);
	scene_done(&s);
}

/* Ends without a word, as a machine that loses its power. */
static void
leave_a_log(struct scene *s)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		struct error err = { 0 };
		struct store_db *db = store_db_open(s->dir, &err);
		bool good = db != NULL;

		for (int i = 0; good && i < 3; i++)
			good = store_db_begin(db, &err) &&
			    store_db_write(db,
				&(struct store_write){
				    STORE_EVENT, 1000, { "shop", "intent", "", "{}" } },
				&err) &&
			    store_db_commit(db, &err);
		_exit(good ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
recognises_a_transaction_that_was_not_finished(void **state)
{
	struct chain_proof proof = { 0 };
	struct audit_tail tail;
	struct stat st;
	struct scene s;
	int fd;

	make_ledger(&s, 10);
	leave_a_log(&s);
	tail = audit(&s, &proof);
	assert_int_equal(proof.n, 13);
	assert_int_equal(tail.wal.torn, 0);
	assert_true(tail.wal.whole > 0);

	assert_int_equal(stat(s.wal, &st), 0);
	assert_int_equal(truncate(s.wal, st.st_size - 100), 0);
	tail = audit(&s, &proof);
	assert_int_equal(proof.fault, CHAIN_WHOLE);
	assert_int_equal(proof.n, 12);
	assert_true(tail.wal.torn > 0);

	fd = open(s.wal, O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, "junk", 4, st.st_size - (off_t)8192), 4);
	close(fd);
	tail = audit(&s, &proof);
	assert_int_equal(proof.fault, CHAIN_WHOLE);
	assert_true(tail.wal.torn > 0);
	scene_done(&s);
}

static void
a_log_of_no_beginning_has_no_end(void **state)
{
	struct wal_end end;
	struct error err;
	struct scene s;
	int fd;

	make_ledger(&s, 1);
	fd = open(s.wal, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "not a log at all, but long enough to be one", 43), 43);
	close(fd);
	assert_true(wal_look(s.wal, &end, &err));
	assert_int_equal(end.whole + end.torn, 0);
	assert_int_equal(unlink(s.wal), 0);
	assert_true(wal_look(s.wal, &end, &err));
	assert_false(wal_look("/dev/null/none", &end, &err));
	assert_non_null(strstr(err.text, "no such directory"));
	scene_done(&s);
}

static void
assert_refused(const struct scene *s, const char *text)
{
	struct error err = { 0 };

	assert_null(store_audit_open(s->dir, &err));
	if (!strstr(err.text, text))
		fail_msg("\"%s\" lacks \"%s\"", err.text, text);
}

static void
says_why_there_is_nothing_to_audit(void **state)
{
	struct scene s;
	int fd;

	scene_init(&s);
	assert_refused(&s,
	    "failoverd.db cannot be read: No such file or directory; name the state "
	    "directory");
	fd = open(s.db, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "dear diary", 10), 10);
	assert_refused(&s, "does not begin as a ledger");
	close(fd);
	assert_int_equal(unlink(s.db), 0);

	scene_open(&s);
	assert_refused(&s, "is in use by a failoverd that runs; without --state");
	scene_close(&s);

	setenv("TMPDIR", "/dev/null/none", 1);
	assert_refused(&s, "name another directory: TMPDIR=");
	unsetenv("TMPDIR");

	tamper(&s, "DROP TABLE event");
	assert_refused(&s, "is no ledger of failoverd");
	scene_done(&s);
}

static void
proves_a_live_ledger_piece_by_piece(void **state)
{
	static const struct {
		const char *after;
		int most;
		const char *said;
	} cases[] = {
		{ "0", 15, "\"n\":15,\"last\":15,\"first_wall\":1000,\"last_wall\":15000," },
		{ "0", 15, "\"end\":false,\"fault\":\"whole\"" },
		{ "15", 15, "\"n\":15,\"last\":30," },
		{ "30", 15, "\"n\":10,\"last\":40," },
		{ "30", 15, "\"end\":true,\"fault\":\"whole\"" },
		{ "40", 15, "\"n\":0,\"last\":40," },
		{ "40", 15, "\"end\":true,\"fault\":\"whole\"" },
		{ "41", 15, "\"fault\":\"missing\",\"bad\":41,\"bad_wall\":0" },
	};
	struct scene s;

	make_ledger(&s, EVENTS);
	scene_open(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		s.rows[0] = '\0';
		store_prove(s.store, cases[i].after, cases[i].most, scene_row, scene_answered,
		    scene_note(&s, 0));
		scene_await(&s, 1);
		if (!strstr(s.rows, cases[i].said))
			fail_msg("\"%s\" lacks \"%s\"", s.rows, cases[i].said);
	}
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proves_that_each_event_follows_from_the_one_before),
		cmocka_unit_test(an_empty_ledger_is_whole),
		cmocka_unit_test(names_the_first_event_that_does_not_follow),
		cmocka_unit_test(says_it_as_json_whatever_the_file_says),
		cmocka_unit_test(reads_as_far_as_a_file_that_was_cut_off_goes),
		cmocka_unit_test(recognises_a_transaction_that_was_not_finished),
		cmocka_unit_test(a_log_of_no_beginning_has_no_end),
		cmocka_unit_test(says_why_there_is_nothing_to_audit),
		cmocka_unit_test(proves_a_live_ledger_piece_by_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "io/store.h"

#include "test.h"

#include <signal.h>
#include <sys/wait.h>

#include "store_scene.h"

#include "io/store_db.h"

static void
says_in_order_what_is_durable_and_finds_it_again(void **state)
{
	struct scene s;
	char body[32];

	scene_init(&s);
	scene_open(&s);
	for (size_t i = 0; i < 200; i++) {
		snprintf(body, sizeof(body), "{\"n\":%zu}", i);
		scene_event(&s, i, body);
	}
	scene_await(&s, 200);
	assert_int_equal(s.n_good, 200);
	for (size_t i = 0; i < 200; i++)
		assert_int_equal(s.order[i], i);

	scene_close(&s);
	scene_open(&s);
	assert_string_equal(scene_events(&s, 3), "{\"n\":199} {\"n\":198} {\"n\":197} ");
	scene_done(&s);
}

static void
never_answers_from_within_the_call(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	scene_event(&s, 0, "{}");
	store_find_run(s.store, "r-0001", scene_row, scene_answered, scene_note(&s, 1));
	assert_int_equal(s.n, 0);
	scene_await(&s, 2);
	scene_done(&s);
}

static void
remembers_the_last_memory_of_each_application(void **state)
{
	struct scene s;
	char *text;

	scene_init(&s);
	scene_open(&s);
	assert_null(store_load_memory(s.store, "shop"));
	store_memory(s.store, "shop", "{\"state\":\"home\"}", NULL, NULL);
	store_memory(s.store, "bank", "{\"state\":\"away\"}", NULL, NULL);
	store_memory(s.store, "shop", "{\"state\":\"moving\"}", NULL, NULL);
	text = store_load_memory(s.store, "shop");
	assert_string_equal(text, "{\"state\":\"moving\"}");
	xfree(text);

	scene_close(&s);
	scene_open(&s);
	text = store_load_memory(s.store, "bank");
	assert_string_equal(text, "{\"state\":\"away\"}");
	xfree(text);
	scene_done(&s);
}

static void
put_run(struct scene *s, const char *id, const char *app, const char *status)
{
	char body[64];

	snprintf(body, sizeof(body), "%s:%s", id, status);
	store_run(s->store, id, app, status, body, scene_answered, scene_note(s, 0));
	scene_await(s, 1);
}

static void
knows_the_run_that_is_under_way(void **state)
{
	struct scene s;
	char *text;

	scene_init(&s);
	scene_open(&s);
	put_run(&s, "r-0001", "shop", "done");
	put_run(&s, "r-0002", "shop", "running");
	put_run(&s, "r-0003", "bank", "running");
	text = store_load_active_run(s.store, "shop");
	assert_string_equal(text, "r-0002:running");
	xfree(text);

	put_run(&s, "r-0002", "shop", "failed");
	assert_null(store_load_active_run(s.store, "shop"));
	scene_done(&s);
}

static void
lists_the_runs_of_an_application_newest_first(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	put_run(&s, "r-0001", "shop", "running");
	put_run(&s, "r-0002", "bank", "done");
	put_run(&s, "r-0003", "shop", "failed");
	put_run(&s, "r-0001", "shop", "done"); /* a change is no newer run */

	store_list_runs(s.store, "shop", 10, scene_row, scene_answered, scene_note(&s, 0));
	scene_await(&s, 1);
	assert_string_equal(s.rows, "r-0003:failed r-0001:done ");

	s.rows[0] = '\0';
	store_list_runs(s.store, "shop", 1, scene_row, scene_answered, scene_note(&s, 0));
	scene_await(&s, 1);
	assert_string_equal(s.rows, "r-0003:failed ");
	scene_done(&s);
}

static void
finds_a_run_by_its_id(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	put_run(&s, "r-0007", "shop", "done");
	store_find_run(s.store, "r-0007", scene_row, scene_answered, scene_note(&s, 0));
	store_find_run(s.store, "r-0008", scene_row, scene_answered, scene_note(&s, 0));
	scene_await(&s, 2);
	assert_string_equal(s.rows, "r-0007:done ");
	assert_int_equal(s.n_good, 3); /* to find nothing is no failure */
	scene_done(&s);
}

static void
numbers_runs_above_all_that_were(void **state)
{
	static const struct {
		const char *id;
		int next;
	} cases[] = { { "r-0001", 2 }, { "r-0099", 100 }, { "r-0007", 100 }, { "x-5000", 100 },
		{ "r-12345", 12346 } };
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	assert_int_equal(store_next_run_number(s.store), 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		put_run(&s, cases[i].id, "shop", "done");
		assert_int_equal(store_next_run_number(s.store), cases[i].next);
	}
	scene_done(&s);
}

static void
lists_events_by_application_and_kind(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	store_event(s.store, 1, "shop", "decision", "", "one", NULL, NULL);
	store_event(s.store, 2, "shop", "intent", "r-0001", "two", NULL, NULL);
	store_event(s.store, 3, "bank", "intent", "r-0002", "three", NULL, NULL);
	store_list_events(s.store, "shop", "intent", 10, scene_row, scene_answered,
	    scene_note(&s, 0));
	scene_await(&s, 1);
	assert_string_equal(s.rows, "two ");
	assert_string_equal(scene_events(&s, 10), "two one ");
	scene_done(&s);
}

static void
refuses_what_the_queue_cannot_hold_and_keeps_the_rest(void **state)
{
	static const size_t most = 10000, more = 50;
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	for (size_t i = 0; i < most + more; i++)
		scene_event(&s, i, "{}");
	scene_await(&s, most + more);
	assert_int_equal(s.n_good, most);
	assert_non_null(strstr(s.err.text, "10000 writes wait for the disk"));
	assert_true(scene_write(&s, "{\"after\":1}"));
	scene_done(&s);
}

static void
writes_what_was_queued_before_it_closes(void **state)
{
	struct scene s;
	char body[16];

	scene_init(&s);
	scene_open(&s);
	for (int i = 0; i < 1000; i++) {
		snprintf(body, sizeof(body), "%d", i);
		store_event(s.store, 1, "shop", "decision", "", body, NULL, NULL);
	}
	scene_close(&s);
	scene_open(&s);
	assert_string_equal(scene_events(&s, 1), "999 ");
	scene_done(&s);
}

static void
close_it(bool durable, const struct error *err, void *arg)
{
	struct scene *s = arg;

	assert_true(durable);
	loop_stop(s->loop);
	store_free(take(s->store));
}

static void
not_called(bool durable, const struct error *err, void *arg)
{
	fail_msg("a closed store called back");
}

static void
may_be_closed_by_what_it_calls(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	store_event(s.store, 1, "shop", "decision", "", "{}", close_it, &s);
	store_event(s.store, 1, "shop", "decision", "", "{}", not_called, NULL);
	(void)!loop_run(s.loop);
	assert_null(s.store);

	scene_open(&s); /* the lock was given back */
	scene_done(&s);
	store_free(NULL);
}

/* ---- kill -9 ---- */

/* Writes for ever, and tells of each event that is durable. */
static void
tell_durable(bool durable, const struct error *err, void *arg)
{
	struct note *note = arg;
	unsigned which = (unsigned)note->which;

	if (!durable || write((int)note->scene->order[0], &which, sizeof(which)) != sizeof(which))
		_exit(1);
	xfree(note);
}

static void
write_more(void *arg)
{
	struct scene *s = arg;
	char body[32];

	for (int i = 0; i < 7; i++) {
		snprintf(body, sizeof(body), "%zu", ++s->n);
		store_event(s->store, 1, "shop", "decision", "", body, tell_durable,
		    scene_note(s, s->n));
	}
}

static void
write_for_ever(struct scene *s, int fd)
{
	struct timer *timer;

	s->loop = loop_new();
	s->store = store_open(s->loop, s->dir, &s->err);
	if (!s->store)
		_exit(1);
	s->order[0] = (size_t)fd;
	for (;;) {
		timer = timer_new(s->loop, (void (*)(void *))loop_stop, s->loop);
		timer_arm(timer, loop_now(s->loop).boot + 1);
		write_more(s);
		(void)!loop_run(s->loop);
		timer_free(timer);
	}
}

static unsigned
kill_in_the_middle(struct scene *s)
{
	int pipes[2];
	unsigned which = 0, last = 0;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(pipes[0]);
		write_for_ever(s, pipes[1]);
	}
	close(pipes[1]);
	while (last < 300 && read(pipes[0], &which, sizeof(which)) == sizeof(which))
		last = which;
	kill(pid, SIGKILL);
	while (read(pipes[0], &which, sizeof(which)) == sizeof(which))
		last = which;
	close(pipes[0]);
	waitpid(pid, NULL, 0);
	return last;
}

static void
keeps_what_it_called_durable_through_a_kill(void **state)
{
	struct error err = { 0 };
	struct store_db *db;
	struct scene s;
	unsigned last;

	scene_init(&s);
	last = kill_in_the_middle(&s);
	assert_true(last >= 300);

	db = store_db_open(s.dir, &err);
	if (!db)
		fail_msg("%s", err.text);
	if (!store_db_verify(db, -1, &err))
		fail_msg("%s", err.text);
	store_db_close(db);

	scene_open(&s);
	assert_true(strtoul(scene_events(&s, 1), NULL, 10) >= last);
	assert_true(scene_write(&s, "{}"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_in_order_what_is_durable_and_finds_it_again),
		cmocka_unit_test(never_answers_from_within_the_call),
		cmocka_unit_test(remembers_the_last_memory_of_each_application),
		cmocka_unit_test(knows_the_run_that_is_under_way),
		cmocka_unit_test(lists_the_runs_of_an_application_newest_first),
		cmocka_unit_test(finds_a_run_by_its_id),
		cmocka_unit_test(numbers_runs_above_all_that_were),
		cmocka_unit_test(lists_events_by_application_and_kind),
		cmocka_unit_test(refuses_what_the_queue_cannot_hold_and_keeps_the_rest),
		cmocka_unit_test(writes_what_was_queued_before_it_closes),
		cmocka_unit_test(may_be_closed_by_what_it_calls),
		cmocka_unit_test(keeps_what_it_called_durable_through_a_kill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

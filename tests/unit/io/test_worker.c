/* SPDX-License-Identifier: MIT */
#include "io/worker.h"

#include "test.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"

/* Work that says that it is done, and may wait at a gate then. */
struct piece {
	struct work work;
	char name;
	bool waits;
};

struct scene {
	struct loop *loop;
	struct worker *worker;
	int gate[2], story[2]; /* the thread reads one before it goes on, and writes what it did */
	char delivered[64];
	size_t n, awaited;
};

static int n_dropped; /* drop() is told no scene */

static void
perform(struct work *list, void *arg)
{
	struct scene *s = arg;
	char c;

	for (; list; list = list->next) {
		const struct piece *piece = (const struct piece *)list;

		if (write(s->story[1], &piece->name, 1) != 1)
			abort();
		if (piece->waits && read(s->gate[0], &c, 1) != 1)
			abort();
	}
}

static void
deliver(struct work *work, void *arg)
{
	struct scene *s = arg;

	s->delivered[s->n++] = ((struct piece *)work)->name;
	xfree(work);
	if (s->n == s->awaited)
		loop_stop(s->loop);
}

static void
drop(struct work *work)
{
	n_dropped++;
	xfree(work);
}

static void
end(void *arg)
{
	struct scene *s = arg;
	sigset_t blocked;
	char c = '.';

	pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	if (!sigismember(&blocked, SIGTERM) || !sigismember(&blocked, SIGHUP))
		c = '!';
	if (write(s->story[1], &c, 1) != 1)
		abort();
}

static const struct worker_ops ops = { perform, deliver, drop, end };

static void
scene_init(struct scene *s)
{
	*s = (struct scene){ .loop = loop_new() };
	n_dropped = 0;
	assert_int_equal(pipe(s->gate), 0);
	assert_int_equal(pipe(s->story), 0);
	s->worker = worker_new(s->loop, &ops, s, s);
}

static void
scene_done(struct scene *s)
{
	loop_free(s->loop);
	close(s->gate[0]);
	close(s->gate[1]);
	close(s->story[0]);
	close(s->story[1]);
}

static struct piece *
piece_new(char name, bool waits)
{
	struct piece *piece = xcalloc(1, sizeof(*piece));

	*piece = (struct piece){ .name = name, .waits = waits };
	return piece;
}

/* The next things that the thread did. */
static void
assert_story(struct scene *s, const char *expected)
{
	char c;

	for (; *expected; expected++) {
		assert_int_equal(read(s->story[0], &c, 1), 1);
		assert_int_equal(c, *expected);
	}
}

static void
open_gate(struct scene *s)
{
	assert_int_equal(write(s->gate[1], "x", 1), 1);
}

static void
delivers_in_the_order_of_adding(void **state)
{
	struct scene s;

	scene_init(&s);
	for (const char *c = "abcdefgh"; *c; c++)
		worker_add(s.worker, &piece_new(*c, *c == 'c')->work);
	assert_story(&s, "abc");
	open_gate(&s);
	s.awaited = 8;
	assert_true(loop_run(s.loop));
	assert_string_equal(s.delivered, "abcdefgh");
	worker_close(s.worker, 60 * MSEC_SECOND);
	assert_story(&s, "defgh."); /* and every signal was blocked at the end */
	scene_done(&s);
}

static void
waits_for_one_piece_and_what_came_before(void **state)
{
	struct scene s;
	struct piece *mine = piece_new('m', false);

	scene_init(&s);
	worker_add(s.worker, &piece_new('a', false)->work);
	worker_wait(s.worker, &mine->work);
	assert_story(&s, "am");
	xfree(mine);

	worker_return(s.worker, &piece_new('r', false)->work);
	s.awaited = 2;
	assert_true(loop_run(s.loop));
	assert_string_equal(s.delivered, "ar"); /* r was not performed, and m stayed here */
	worker_close(s.worker, 60 * MSEC_SECOND);
	assert_story(&s, ".");
	scene_done(&s);
}

static void
drops_what_was_done_and_not_delivered(void **state)
{
	struct scene s;

	scene_init(&s);
	worker_add(s.worker, &piece_new('a', false)->work);
	worker_add(s.worker, &piece_new('b', false)->work);
	worker_close(s.worker, 60 * MSEC_SECOND);
	assert_story(&s, "ab.");
	assert_int_equal(n_dropped, 2);
	assert_int_equal(s.n, 0);
	scene_done(&s);
}

/* A disk that does not answer must not keep the daemon from ending. */
static void
leaves_a_thread_behind_that_does_not_return(void **state)
{
	struct scene s;

	scene_init(&s);
	worker_add(s.worker, &piece_new('a', true)->work);
	assert_story(&s, "a");
	worker_add(s.worker, &piece_new('b', false)->work);
	worker_close(s.worker, 1);
	assert_int_equal(n_dropped, 1);
	open_gate(&s); /* the disk answers after all: the thread ends by itself */
	assert_story(&s, ".");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delivers_in_the_order_of_adding),
		cmocka_unit_test(waits_for_one_piece_and_what_came_before),
		cmocka_unit_test(drops_what_was_done_and_not_delivered),
		cmocka_unit_test(leaves_a_thread_behind_that_does_not_return),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

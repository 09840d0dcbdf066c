/* SPDX-License-Identifier: MIT */
#include "io/loop.h"

#include "test.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

struct scene {
	struct loop *loop;
	struct timer *timer, *other;
	struct watch *watch;
	int fired, what, fds[2];
	msec_t wanted, late;
};

static int
start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	s->loop = loop_new();
	*state = s;
	return pipe(s->fds);
}

static int
stop(void **state)
{
	struct scene *s = *state;

	timer_free(s->timer);
	timer_free(s->other);
	watch_free(s->watch);
	loop_free(s->loop);
	close(s->fds[0]);
	close(s->fds[1]);
	xfree(s);
	return 0;
}

static msec_t
now(const struct scene *s)
{
	return loop_now(s->loop).boot;
}

static void
on_fire(void *arg)
{
	struct scene *s = arg;

	s->late = now(s) - s->wanted;
	s->fired++;
	loop_stop(s->loop);
}

static void
on_fire_fail(void *arg)
{
	fail();
}

static void
never_fires_early(void **state)
{
	struct scene *s = *state;

	s->timer = timer_new(s->loop, on_fire, s);
	for (int i = 0; i < 60; i++) {
		s->wanted = now(s) + i % 4;
		timer_arm(s->timer, s->wanted);
		assert_true(loop_run(s->loop));
		assert_true(s->late >= 0);
		assert_int_equal(s->fired, i + 1);
	}
}

static void
fires_for_a_moment_that_has_passed(void **state)
{
	struct scene *s = *state;

	s->timer = timer_new(s->loop, on_fire, s);
	timer_arm(s->timer, 0);
	assert_int_equal(s->fired, 0); /* not from within */
	assert_true(loop_run(s->loop));
	assert_int_equal(s->fired, 1);
}

static void
moves_and_disarms_a_timer(void **state)
{
	struct scene *s = *state;

	s->timer = timer_new(s->loop, on_fire, s);
	s->other = timer_new(s->loop, on_fire_fail, NULL);
	timer_arm(s->timer, now(s) + MSEC_DAY * 4000);
	timer_arm(s->other, now(s));
	timer_arm(s->other, MSEC_NEVER);
	timer_arm(s->timer, now(s) + 1);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->fired, 1);
}

static void
on_fire_free(void *arg)
{
	struct scene *s = arg;

	timer_free(take(s->timer));
	timer_free(take(s->other));
	s->fired++;
}

static void
frees_a_timer_from_within_its_callback(void **state)
{
	struct scene *s = *state;

	s->timer = timer_new(s->loop, on_fire_free, s);
	s->other = timer_new(s->loop, on_fire_free, s); /* both are due: one frees both */
	timer_arm(s->timer, 0);
	timer_arm(s->other, 0);
	assert_false(loop_run(s->loop)); /* nothing is left: the end was nobody's wish */
	assert_int_equal(s->fired, 1);
}

static void
tells_an_end_that_nobody_wanted(void **state)
{
	struct scene *s = *state;

	assert_false(loop_run(s->loop));
	loop_stop(s->loop);
	assert_true(loop_run(s->loop));
	assert_false(loop_run(s->loop));
}

static void
on_ready(int what, void *arg)
{
	struct scene *s = arg;
	char data;

	s->what = what;
	s->fired++;
	if (what & WATCH_READ)
		assert_int_equal(read(s->fds[0], &data, 1), 1);
	if (s->fired == 3)
		watch_free(take(s->watch));
	if (s->fired == 3 || what & WATCH_WRITE)
		loop_stop(s->loop);
}

static void
watches_a_descriptor_until_freed(void **state)
{
	struct scene *s = *state;

	assert_int_equal(write(s->fds[1], "1234", 4), 4);
	s->watch = watch_new(s->loop, s->fds[0], WATCH_READ, on_ready, s);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->fired, 3);
	assert_int_equal(s->what, WATCH_READ);
	assert_false(loop_run(s->loop)); /* though there is more to read */

	s->watch = watch_new(s->loop, s->fds[1], WATCH_WRITE, on_ready, s);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->what, WATCH_WRITE);
}

static void
on_signal(int signo, void *arg)
{
	struct scene *s = arg;

	s->what = signo;
	watch_free(take(s->watch));
	loop_stop(s->loop);
}

static void
watches_a_signal(void **state)
{
	struct scene *s = *state;

	s->watch = watch_signal(s->loop, SIGUSR1, on_signal, s);
	assert_int_equal(raise(SIGUSR1), 0);
	assert_int_equal(s->what, 0);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->what, SIGUSR1);
}

static void
reads_both_clocks(void **state)
{
	struct scene *s = *state;
	struct timespec boot, wall;
	struct now first, second;

	first = loop_now(s->loop);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	clock_gettime(CLOCK_REALTIME, &wall);
	second = loop_now(s->loop);
	assert_true(first.boot <= boot.tv_sec * MSEC_SECOND + boot.tv_nsec / 1000000);
	assert_true(second.boot >= boot.tv_sec * MSEC_SECOND + boot.tv_nsec / 1000000);
	assert_true(second.wall >= wall.tv_sec * MSEC_SECOND);
	assert_true(first.wall < (wall.tv_sec + 1) * MSEC_SECOND);
}

static void
survives_a_peer_that_went_away(void **state)
{
	struct scene *s = *state;

	close(s->fds[0]);
	assert_int_equal(write(s->fds[1], "x", 1), -1); /* and no SIGPIPE */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(never_fires_early, start, stop),
		cmocka_unit_test_setup_teardown(fires_for_a_moment_that_has_passed, start, stop),
		cmocka_unit_test_setup_teardown(moves_and_disarms_a_timer, start, stop),
		cmocka_unit_test_setup_teardown(frees_a_timer_from_within_its_callback, start,
		    stop),
		cmocka_unit_test_setup_teardown(tells_an_end_that_nobody_wanted, start, stop),
		cmocka_unit_test_setup_teardown(watches_a_descriptor_until_freed, start, stop),
		cmocka_unit_test_setup_teardown(watches_a_signal, start, stop),
		cmocka_unit_test_setup_teardown(reads_both_clocks, start, stop),
		cmocka_unit_test_setup_teardown(survives_a_peer_that_went_away, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * The event loop: timers, descriptors, signals. All of libevent that others see
 * (io/server has the other half, libevent's HTTP server, and says why).
 *
 * A timer or watch belongs to whoever made it; freeing it disarms it, also from
 * within its own callback. loop_run() returns false when the loop ended without
 * loop_stop(): that is a fault, and the daemon must not exit with success.
 */
#ifndef IO_LOOP_H
#define IO_LOOP_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/clock.h"

struct event_base;
struct loop;
struct timer;
struct watch;

enum watch_for {
	WATCH_READ = 1,
	WATCH_WRITE = 2,
};

struct loop *loop_new(void); /* and has the process ignore SIGPIPE */
void loop_free(struct loop *loop);
must_check bool loop_run(struct loop *loop);
void loop_stop(struct loop *loop);
struct now loop_now(const struct loop *loop);          /* read from the clocks at each call */
struct event_base *loop_base(const struct loop *loop); /* for io/server only */

/* One-shot. Armed for a moment of the boot clock; arming again moves it; MSEC_NEVER disarms. */
struct timer *timer_new(struct loop *loop, void (*on_fire)(void *arg), void *arg);
void timer_free(struct timer *timer);
void timer_arm(struct timer *timer, msec_t when);

/* Until freed. what: of enum watch_for. The descriptor stays the caller's. */
struct watch *watch_new(struct loop *loop, int fd, int what, void (*on_ready)(int what, void *arg),
    void *arg);
struct watch *watch_signal(struct loop *loop, int signo, void (*on_signal)(int signo, void *arg),
    void *arg);
void watch_free(struct watch *watch);

define_autofree(struct loop, loop_free)

#endif

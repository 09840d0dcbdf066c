/* SPDX-License-Identifier: MIT */
#include "io/loop.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/alloc.h"

#define NSEC_MSEC   1000000
#define NSEC_SECOND 1000000000

struct loop {
	struct event_base *base;
	bool stopped;
};

struct timer {
	struct loop *loop;
	struct event *event;
	msec_t when;
	void (*on_fire)(void *arg);
	void *arg;
};

struct watch {
	struct event *event;
	void (*on_ready)(int what, void *arg);
	void *arg;
};

static int64_t
nsec_of(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * NSEC_SECOND + ts.tv_nsec;
}

struct loop *
loop_new(void)
{
	struct loop *loop = xcalloc(1, sizeof(*loop));
	struct event_config *config = event_config_new();

	if (!config)
		abort();
	/* Else times are rounded to whole milliseconds, and new timers count from a time that was
	 * read before the callbacks ran. */
	event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
	event_config_set_flag(config, EVENT_BASE_FLAG_NO_CACHE_TIME);
	loop->base = event_base_new_with_config(config);
	event_config_free(config);
	if (!loop->base)
		abort();

	/* OpenSSL and libevent write without MSG_NOSIGNAL. */
	signal(SIGPIPE, SIG_IGN); /* NOLINT(cert-err33-c) */
	return loop;
}

void
loop_free(struct loop *loop)
{
	if (!loop)
		return;
	event_base_free(loop->base);
	xfree(loop);
}

bool
loop_run(struct loop *loop)
{
	bool stopped;

	if (!loop->stopped)
		event_base_dispatch(loop->base);
	stopped = loop->stopped;
	loop->stopped = false;
	return stopped;
}

void
loop_stop(struct loop *loop)
{
	loop->stopped = true;
	event_base_loopbreak(loop->base);
}

struct now
loop_now(const struct loop *loop)
{
	return (struct now){
		.boot = nsec_of(CLOCK_BOOTTIME) / NSEC_MSEC,
		.wall = nsec_of(CLOCK_REALTIME) / NSEC_MSEC,
	};
}

struct event_base *
loop_base(const struct loop *loop)
{
	return loop->base;
}

static struct event *
event_on(struct loop *loop, int fd, short what, event_callback_fn on_event, void *arg)
{
	struct event *event = event_new(loop->base, fd, what, on_event, arg);

	if (!event)
		abort();
	return event;
}

/* libevent counts on the monotonic clock, which stands still while the machine sleeps: the way
 * there is measured here, and the arrival is checked in on_timeout(). */
static void
set_off(struct timer *timer)
{
	int64_t delay = 0, now = nsec_of(CLOCK_BOOTTIME);
	struct timeval tv;

	if (timer->when > now / NSEC_MSEC) {
		msec_t most = now / NSEC_MSEC + MSEC_DAY; /* further is reached in stages */

		delay = (timer->when < most ? timer->when : most) * NSEC_MSEC - now;
	}
	delay = (delay + 999) / 1000;
	tv = (struct timeval){ .tv_sec = delay / 1000000, .tv_usec = delay % 1000000 };
	if (event_add(timer->event, &tv) < 0)
		abort();
}

static void
on_timeout(evutil_socket_t fd, short what, void *arg)
{
	struct timer *timer = arg;

	if (nsec_of(CLOCK_BOOTTIME) / NSEC_MSEC < timer->when)
		set_off(timer);
	else
		timer->on_fire(timer->arg);
}

struct timer *
timer_new(struct loop *loop, void (*on_fire)(void *arg), void *arg)
{
	struct timer *timer = xcalloc(1, sizeof(*timer));

	*timer = (struct timer){ .loop = loop, .on_fire = on_fire, .arg = arg };
	timer->event = event_on(loop, -1, 0, on_timeout, timer);
	return timer;
}

void
timer_free(struct timer *timer)
{
	if (!timer)
		return;
	event_free(timer->event);
	xfree(timer);
}

void
timer_arm(struct timer *timer, msec_t when)
{
	timer->when = when;
	if (when == MSEC_NEVER)
		event_del(timer->event);
	else
		set_off(timer);
}

static void
on_descriptor(evutil_socket_t fd, short what, void *arg)
{
	const struct watch *watch = arg;

	watch->on_ready((what & EV_READ ? WATCH_READ : 0) | (what & EV_WRITE ? WATCH_WRITE : 0),
	    watch->arg);
}

static void
on_signal_event(evutil_socket_t signo, short what, void *arg)
{
	const struct watch *watch = arg;

	watch->on_ready((int)signo, watch->arg);
}

static struct watch *
watch_on(struct loop *loop, int fd, short what, void (*on_ready)(int what, void *arg), void *arg)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));

	*watch = (struct watch){ .on_ready = on_ready, .arg = arg };
	watch->event = event_on(loop, fd, (short)(what | EV_PERSIST),
	    what == EV_SIGNAL ? on_signal_event : on_descriptor, watch);
	if (event_add(watch->event, NULL) < 0)
		abort();
	return watch;
}

struct watch *
watch_new(struct loop *loop, int fd, int what, void (*on_ready)(int what, void *arg), void *arg)
{
	short events = 0;

	if (what & WATCH_READ)
		events |= EV_READ;
	if (what & WATCH_WRITE)
		events |= EV_WRITE;
	return watch_on(loop, fd, events, on_ready, arg);
}

struct watch *
watch_signal(struct loop *loop, int signo, void (*on_signal)(int signo, void *arg), void *arg)
{
	return watch_on(loop, signo, EV_SIGNAL, on_signal, arg);
}

void
watch_free(struct watch *watch)
{
	if (!watch)
		return;
	event_free(watch->event);
	xfree(watch);
}

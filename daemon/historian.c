/* SPDX-License-Identifier: MIT */
#include "historian.h"

#include "base/alloc.h"
#include "daemon.h"
#include "io/history.h"
#include "kept.h"
#include "log.h"

#define MARGIN   10 /* milliseconds after the minute */
#define PATIENCE (2 * MSEC_SECOND)
#define PRUNE    MSEC_HOUR

struct historian {
	const struct daemon *daemon;
	struct history *history; /* NULL: nothing is kept */
	struct timer *minute;
	msec_t pruned; /* boot time */
};

static void
told(bool works, const struct error *err, void *arg)
{
	if (!works)
		log_event(HISTORY_LOST, NULL,
		    "what is seen is not kept for later (watching and moving go on): %s",
		    err->text);
	else if (err->text[0])
		log_event(HISTORY_RENEWED, NULL, "what was kept of the past is lost: %s",
		    err->text);
	else
		log_event(HISTORY_BACK, NULL, "what is seen is kept for later again");
}

/* At the wall clock's minutes, which may have been moved. */
static void
arm(struct historian *historian, struct now now)
{
	timer_arm(historian->minute, now.boot + MSEC_MINUTE - now.wall % MSEC_MINUTE + MARGIN);
}

static void
on_minute(void *arg)
{
	struct historian *historian = arg;
	const struct daemon *daemon = historian->daemon;
	const struct history_settings *settings = &daemon->config->settings.history;
	struct now now = loop_now(daemon->loop);

	arm(historian, now);
	for (size_t i = 0; i < daemon->n_applications; i++)
		kept_hand_over(daemon->applications[i].kept, now.wall);
	if (!historian->history || now.boot - historian->pruned < PRUNE)
		return;
	historian->pruned = now.boot;
	history_prune(historian->history, now.wall - settings->keep, settings->size);
}

void
historian_reload(struct historian *historian)
{
	const struct daemon *daemon = historian->daemon;
	bool write = daemon->config->settings.history.write;

	historian->pruned = loop_now(daemon->loop).boot - PRUNE; /* at the next minute */
	if (!write)
		history_close(take(historian->history), PATIENCE);
	else if (!historian->history)
		historian->history = history_new(daemon->loop, daemon->state_dir, told, NULL);
}

struct historian *
historian_new(struct daemon *daemon)
{
	struct historian *historian = xcalloc(1, sizeof(*historian));

	historian->daemon = daemon;
	historian->minute = timer_new(daemon->loop, on_minute, historian);
	arm(historian, loop_now(daemon->loop));
	historian_reload(historian);
	return historian;
}

void
historian_free(struct historian *historian)
{
	if (!historian)
		return;
	timer_free(historian->minute);
	history_close(historian->history, PATIENCE);
	xfree(historian);
}

struct history *
historian_history(const struct historian *historian)
{
	return historian->history;
}

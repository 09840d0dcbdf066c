/* SPDX-License-Identifier: MIT */
/* What the daemon writes to its ledger, and what becomes of it when that takes no writes. */
#include <stdio.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "daemon_private.h"
#include "ledger.h"
#include "log.h"
#include "tell.h"

#define LEDGER_RETRY (10 * MSEC_SECOND)
/* A disk that takes longer to keep a write holds up what waits for it: it is as good as none. */
#define LEDGER_SLOW (10 * MSEC_SECOND)

/* By name: a reload may replace the application while the disk is slow. */
struct note {
	struct note *next, **at; /* in daemon->notes: when the store closes, some stay unanswered */
	struct daemon *daemon;
	msec_t asked; /* boot time */
	char app[128];
	store_written_fn *on_written;
	void *arg;
};

static void
mind_ledger(struct application *application, bool durable, const struct error *err)
{
	struct log_about about = tell_about(application);

	if (application->engine.ledger == durable && application->ledger_lost != durable)
		return;
	application->engine.ledger = durable;
	if (durable && application->ledger_lost)
		log_event(LEDGER_BACK, &about, "the ledger takes writes again: moves are possible");
	else if (!durable)
		log_event(LEDGER_LOST, &about,
		    "the ledger takes no writes, so nothing is moved (watching goes on): %s",
		    err->text);
	application->ledger_lost = !durable;
	if (durable)
		application->daemon->store_trouble.text[0] = '\0';
	else
		application->daemon->store_trouble = *err;
	daemon_wake(application->daemon);
}

static bool
too_slow(const struct note *note, struct error *err)
{
	msec_t took = loop_now(note->daemon->loop).boot - note->asked;
	char text[DURATION_TEXT];

	if (took < LEDGER_SLOW)
		return false;
	error_set(err, "the disk of %s has taken %s to keep a write; look at it (dmesg, iostat)",
	    note->daemon->state_dir, duration_text(took, text));
	return true;
}

/* Those that still wait. */
static void
mind_slow(struct daemon *daemon)
{
	for (struct note *note = daemon->notes; note; note = note->next) {
		struct application *application = daemon_application(daemon, note->app);
		struct error err;

		if (application && application->engine.ledger && too_slow(note, &err))
			mind_ledger(application, false, &err);
	}
}

static void
note_free(struct note *note)
{
	*note->at = note->next;
	if (note->next)
		note->next->at = note->at;
	xfree(note);
}

static void
on_written(bool durable, const struct error *err, void *arg)
{
	struct note *note = arg;
	struct application *application = daemon_application(note->daemon, note->app);

	struct error slow;

	note->daemon->notes_lost += !durable;
	if (application && durable && too_slow(note, &slow))
		mind_ledger(application, false, &slow);
	else if (application)
		mind_ledger(application, durable, err);
	if (note->on_written)
		note->on_written(durable, err, note->arg);
	note_free(note);
}

static struct note *
note_new(struct application *application, store_written_fn *then, void *arg)
{
	struct daemon *daemon = application->daemon;
	struct note *note = xcalloc(1, sizeof(*note));

	*note = (struct note){ daemon->notes, &daemon->notes, daemon, loop_now(daemon->loop).boot,
		.on_written = then, .arg = arg };
	snprintf(note->app, sizeof(note->app), "%s", application->app->name);
	if (note->next)
		note->next->at = &note->next;
	daemon->notes = note;
	return note;
}

void
daemon_note(struct application *application, const char *kind, const char *run, const char *body,
    store_written_fn *then, void *arg)
{
	struct daemon *daemon = application->daemon;

	if (daemon->store)
		store_event(daemon->store, loop_now(daemon->loop).wall, application->app->name,
		    kind, run, body, on_written, note_new(application, then, arg));
	daemon->notes_lost += !daemon->store;
	if (!daemon->store && then)
		then(false, &daemon->store_trouble, arg);
}

void
daemon_remember(struct application *application)
{
	autofree(xfree) char *body = ledger_text(ledger_memory(&application->engine));
	struct daemon *daemon = application->daemon;

	if (daemon->store)
		store_memory(daemon->store, application->app->name, body, on_written,
		    note_new(application, NULL, NULL));
}

bool
daemon_open_store(struct daemon *daemon)
{
	daemon->store = store_open(daemon->loop, daemon->state_dir, &daemon->store_trouble);
	if (daemon->store)
		daemon->next_run = store_next_run_number(daemon->store);
	return daemon->store != NULL;
}

/* It could not be opened at start; now that it can, what it remembers counts. */
static void
reopen_store(struct daemon *daemon)
{
	if (!daemon_open_store(daemon))
		return;
	for (size_t i = 0; i < daemon->n_applications; i++) {
		daemon->applications[i].ledger_lost = true;
		application_recall(&daemon->applications[i]);
	}
}

/* Without a ledger nothing is moved, so whether it is back must be found out by writing. */
void
daemon_try_ledger(struct daemon *daemon, msec_t now)
{
	mind_slow(daemon);
	if (now - daemon->ledger_tried < LEDGER_RETRY)
		return;
	daemon->ledger_tried = now;
	if (!daemon->store) {
		reopen_store(daemon);
		return;
	}
	for (size_t i = 0; i < daemon->n_applications; i++)
		if (!daemon->applications[i].engine.ledger)
			daemon_remember(&daemon->applications[i]);
}

void
daemon_forget_notes(struct daemon *daemon)
{
	while (daemon->notes)
		note_free(daemon->notes);
}

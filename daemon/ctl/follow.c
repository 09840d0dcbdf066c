/* SPDX-License-Identifier: MIT */
#include "follow.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "field.h"
#include "print.h"

#define EVERY    500
#define STEPS    64
#define PATIENCE (60 * MSEC_SECOND) /* without an answer */

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

struct follower {
	struct ctl *ctl;
	const char *id;
	bool told[STEPS]; /* the end of the step */
	bool line;        /* an unfinished line stands on the terminal */
	bool begun;
	msec_t started, heard; /* boot time: now, and when failoverd last answered */
};

static void
erase(struct follower *follower)
{
	if (follower->line)
		fputs("\r\033[K", stdout);
	follower->line = false;
}

static void
print_ended(const json_t *step, size_t i, size_t n)
{
	bool failed = field_is(step, "status", "failed");
	const char *word = failed                 ? "FAILED"
	    : field_is(step, "status", "already") ? "already"
						  : "ok";
	const char *claim = field_text(step, field_has(step, "claim") ? "claim" : "name");

	print(failed ? INK_BAD : INK_GOOD, "  %-7s", word);
	printf(" %2zu/%zu %-20s %7s  %s", i + 1, n, field_text(step, "name"),
	    D(field_seconds(step, "took_s")), claim);
	if (failed || field_has(step, "detail"))
		print(INK_DIM, " (%s)", field_text(step, "detail"));
	putchar('\n');
}

static void
print_running(struct follower *follower, const json_t *step, size_t i, size_t n)
{
	if (!print_is_terminal())
		return;
	printf("  ...     %2zu/%zu %-20s %7s  %.60s", i + 1, n, field_text(step, "name"),
	    D(field_seconds(step, "took_s") / MSEC_SECOND * MSEC_SECOND),
	    field_text(step, "detail"));
	follower->line = true;
}

static void
print_steps(struct follower *follower, const json_t *run)
{
	const json_t *steps = json_object_get(run, "steps"), *step;
	size_t i, n = json_array_size(steps);

	erase(follower);
	if (!follower->begun)
		printf("%s: %s of %s from %s to %s, by %s\n", follower->id, field_text(run, "kind"),
		    field_text(run, "application"), field_text(run, "from"), field_text(run, "to"),
		    field_text(run, "actor"));
	follower->begun = true;
	json_array_foreach(steps, i, step)
	{
		if (i >= STEPS || follower->told[i] || field_is(step, "status", "waiting"))
			continue;
		if (field_is(step, "status", "running")) {
			print_running(follower, step, i, n);
			continue;
		}
		print_ended(step, i, n);
		follower->told[i] = true;
	}
	fflush(stdout);
}

static void
print_manual(const json_t *run)
{
	const json_t *item;
	size_t i;

	if (json_array_size(json_object_get(run, "manual")) > 0)
		puts("What is left, by hand and in this order:");
	json_array_foreach(json_object_get(run, "manual"), i, item)
	    printf("  %zu. %s: %s\n", i + 1, field_text(item, "step"), field_text(item, "do"));
	puts("Then: failoverctl ack --reason \"...\"    (the state is then observed anew)");
}

static bool
went_back(const json_t *run)
{
	const json_t *steps = json_object_get(run, "steps");

	return field_true(json_array_get(steps, json_array_size(steps) - 1), "undoes");
}

/* What is left of a run that was given up. */
static const char *
what_remains(const json_t *run)
{
	const json_t *step;
	size_t i;

	if (went_back(run))
		return "what it did is taken back";
	json_array_foreach(json_object_get(run, "steps"), i,
	    step) if (field_number(step, "acts") > 0) return "nothing is left to undo";
	return "nothing has changed";
}

int
follow_outcome(const json_t *run)
{
	const char *id = field_text(run, "id");

	if (field_is(run, "status", "done")) {
		print(INK_GOOD, "%s is done after %s: %s is served from %s\n", id,
		    D(field_seconds(run, "took_s")), field_text(run, "application"),
		    field_text(run, "to"));
		return CTL_DONE;
	}
	if (field_is(run, "status", "abandoned")) {
		print(INK_WARN, "%s was abandoned before the point of no return, %s: %s\n", id,
		    what_remains(run), field_text(run, "why"));
		return CTL_FAILED;
	}
	if (field_is(run, "status", "running")) {
		printf("%s is running; failoverctl runs watch %s\n", id, id);
		return CTL_WAITING;
	}
	print(INK_BAD, "%s failed, an operator is needed: %s\n", id, field_text(run, "why"));
	print_manual(run);
	return CTL_NEEDS_OPERATOR;
}

/* For --json, where stdout belongs to the document. */
static int
outcome_code(const json_t *run)
{
	if (field_is(run, "status", "done"))
		return CTL_DONE;
	return field_is(run, "status", "abandoned") ? CTL_FAILED : CTL_NEEDS_OPERATOR;
}

static int
leave(struct follower *follower, const char *why)
{
	erase(follower);
	fflush(stdout);
	fprintf(stderr, "%s: run %s goes on; failoverctl runs watch %s\n", why, follower->id,
	    follower->id);
	if (follower->ctl->options.json) {
		json_t *json = json_pack("{s:s, s:s}", "id", follower->id, "status", "running");

		print_json(json);
		json_decref(json);
	}
	return CTL_WAITING;
}

/* -1: it goes on. */
static int
look(struct follower *follower, const char *path)
{
	struct ctl *ctl = follower->ctl;
	autofree(said_done) struct said said = { 0 };
	struct error err;

	/* The daemon may be restarting, and takes the run up again. */
	if (!client_ask(ctl->client, "GET", path, NULL, &said, &err)) {
		if (client_now(ctl->client) - follower->heard < PATIENCE && follower->heard > 0)
			return -1;
		erase(follower);
		return ctl_unreachable(ctl, &err);
	}
	follower->heard = client_now(ctl->client);
	if (said.status != 200)
		return ctl_problem(ctl, &said);
	if (!ctl->options.json)
		print_steps(follower, said.json);
	if (field_is(said.json, "status", "running"))
		return -1;
	if (!ctl->options.json)
		return follow_outcome(said.json);
	print_json(said.json);
	return outcome_code(said.json);
}

int
follow_run(struct ctl *ctl, const char *id)
{
	struct follower follower = { .ctl = ctl, .id = id, .started = client_now(ctl->client) };
	autofree(xfree) char *path = xasprintf("/api/v1/runs/%s", id);
	msec_t limit = ctl->options.timeout;
	int code;

	client_catch_interrupt(ctl->client);
	while ((code = look(&follower, path)) == -1) {
		if (limit > 0 && client_now(ctl->client) - follower.started >= limit)
			return leave(&follower, "waited long enough");
		if (!client_sleep(ctl->client, EVERY))
			return leave(&follower, "detached");
	}
	return code;
}

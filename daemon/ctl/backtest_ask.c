/* SPDX-License-Identifier: MIT */
/* What the daemon knows of the time that a backtest looks at; it need not run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backtest.h"
#include "base/alloc.h"
#include "field.h"

#define DECISIONS_MOST 500 /* that failoverd tells at once */
#define RUNS_LOOKED_AT 20

/* false: nobody answers, or not that. */
static bool
ask(struct client *client, const char *path, struct said *ret)
{
	struct error err;

	return client_ask(client, "GET", path, NULL, ret, &err) && ret->status == 200;
}

/* ---- decisions ---- */

static void
add(struct backtest *backtest, const json_t *decision)
{
	const json_t *said = json_object_get(decision, "mark");
	struct mark mark = { .real = field_is(said, "verdict", "real"),
		.fake = field_is(said, "verdict", "false-alarm") };

	if (!clock_parse(field_text(decision, "time"), &mark.at))
		return;
	snprintf(mark.id, sizeof(mark.id), "%s", field_text(decision, "id"));
	snprintf(mark.verb, sizeof(mark.verb), "%s", field_text(decision, "verb"));
	backtest->marks =
	    xrealloc(backtest->marks, backtest->n_marks + 1, sizeof(*backtest->marks));
	backtest->marks[backtest->n_marks++] = mark;
}

static void
ask_decisions(struct client *client, struct backtest *backtest)
{
	autofree(xfree) char *path = xasprintf("/api/v1/decisions?limit=%d&app=%s", DECISIONS_MOST,
	    backtest->variants[0].app->name);
	autofree(said_done) struct said said = { 0 };
	const json_t *decisions, *decision;
	size_t i;

	if (!ask(client, path, &said))
		return;
	decisions = json_object_get(said.json, "decisions");
	backtest->marked = json_is_array(decisions);
	backtest->marks_cut = json_array_size(decisions) == DECISIONS_MOST;
	json_array_foreach(decisions, i, decision) add(backtest, decision);
}

/* ---- runs ---- */

static int
by_length(const void *a, const void *b)
{
	msec_t x = *(const msec_t *)a, y = *(const msec_t *)b;

	return (x > y) - (x < y);
}

static void
ask_runs(struct client *client, struct backtest *backtest)
{
	autofree(xfree) char *path = xasprintf("/api/v1/applications/%s/runs?limit=%d",
	    backtest->variants[0].app->name, RUNS_LOOKED_AT);
	autofree(said_done) struct said said = { 0 };
	msec_t took[RUNS_LOOKED_AT];
	const json_t *run;
	size_t i, n = 0;

	if (!ask(client, path, &said))
		return;
	json_array_foreach(json_object_get(said.json, "runs"), i, run)
	{
		if (field_is(run, "status", "done") && n < RUNS_LOOKED_AT)
			took[n++] = field_seconds(run, "took_s");
	}
	if (n == 0)
		return;
	qsort(took, n, sizeof(*took), by_length);
	backtest->run_time = took[n / 2];
	backtest->run_time_known = true;
}

void
backtest_ask(struct ctl *ctl, struct backtest *backtest)
{
	autofree(client_free) struct client *client = NULL;
	struct error err;

	client = client_new(ctl->options.socket, &err);
	if (!client)
		return;
	ask_decisions(client, backtest);
	ask_runs(client, backtest);
}

/* ---- what is near ---- */

static msec_t
distance(const struct mark *mark, msec_t at)
{
	return mark->at > at ? mark->at - at : at - mark->at;
}

static bool
said(const struct mark *mark)
{
	return mark->real || mark->fake;
}

const struct mark *
backtest_near(const struct backtest *backtest, msec_t at)
{
	const struct mark *best = NULL;

	for (size_t i = 0; i < backtest->n_marks; i++) {
		const struct mark *mark = &backtest->marks[i];

		if (distance(mark, at) > BACKTEST_NEAR)
			continue;
		if (!best || said(mark) > said(best) ||
		    (said(mark) == said(best) && distance(mark, at) < distance(best, at)))
			best = mark;
	}
	return best;
}

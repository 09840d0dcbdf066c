/* SPDX-License-Identifier: MIT */
/* What the daemon knows of the time that a backtest looks at; it need not run. */
#include <stdio.h>
#include <string.h>

#include "backtest.h"
#include "base/alloc.h"
#include "field.h"

static void
add(struct backtest *backtest, const json_t *decision)
{
	struct mark mark = { 0 };

	if (!clock_parse(field_text(decision, "at"), &mark.at))
		return;
	snprintf(mark.id, sizeof(mark.id), "%s", field_text(decision, "id"));
	snprintf(mark.verb, sizeof(mark.verb), "%s", field_text(decision, "verb"));
	mark.real = field_is(decision, "mark", "real");
	mark.fake = field_is(decision, "mark", "false-alarm");
	backtest->marks =
	    xrealloc(backtest->marks, backtest->n_marks + 1, sizeof(*backtest->marks));
	backtest->marks[backtest->n_marks++] = mark;
}

static void
take_decisions(struct backtest *backtest, const json_t *decisions)
{
	const json_t *decision;
	size_t i;

	backtest->marked = json_is_array(decisions);
	json_array_foreach(decisions, i, decision)
	{
		if (field_is(decision, "application", backtest->variants[0].app->name))
			add(backtest, decision);
	}
}

void
backtest_ask(struct ctl *ctl, struct backtest *backtest)
{
	autofree(client_free) struct client *client = NULL;
	autofree(said_done) struct said said = { 0 };
	struct error err;

	client = client_new(ctl->options.socket, &err);
	if (!client || !client_ask(client, "GET", "/api/v1/decisions", NULL, &said, &err) ||
	    said.status != 200)
		return;
	take_decisions(backtest, json_object_get(said.json, "decisions"));
}

static msec_t
distance(const struct mark *mark, msec_t at)
{
	return mark->at > at ? mark->at - at : at - mark->at;
}

const struct mark *
backtest_near(const struct backtest *backtest, msec_t at)
{
	const struct mark *best = NULL;

	for (size_t i = 0; i < backtest->n_marks; i++) {
		const struct mark *mark = &backtest->marks[i];
		bool said = mark->real || mark->fake;
		bool better = !best || (said && !best->real && !best->fake);

		if (distance(mark, at) > BACKTEST_NEAR)
			continue;
		if (better ||
		    (said == (best->real || best->fake) && distance(mark, at) < distance(best, at)))
			best = mark;
	}
	return best;
}

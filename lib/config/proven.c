/* SPDX-License-Identifier: MIT */
#include "config/proven.h"

#include <stdio.h>

#include "core/run.h"

struct counts {
	size_t rules, watch, run, wait;
};

static struct counts
count(const struct app *app)
{
	struct counts ret = { 0 };

	for (size_t s = 0; s < app->n_states; s++) {
		const struct state_spec *state = &app->states[s];

		ret.rules += state->n_rules;
		ret.run += state->run != NULL;
		ret.wait += state->waits;
		ret.watch += !state->run && !state->waits;
	}
	return ret;
}

static void
names(const struct app *app, char *ret, size_t size)
{
	snprintf(ret, size, "each name is one of %zu states and %zu facts; %zu rules",
	    app->n_states, app->n_facts, count(app).rules);
}

static void
purposes(const struct app *app, char *ret, size_t size)
{
	struct counts n = count(app);

	snprintf(ret, size, "each state has one purpose: %zu watch, %zu run, %zu wait", n.watch,
	    n.run, n.wait);
}

static void
ways_out(const struct app *app, char *ret, size_t size)
{
	snprintf(ret, size, "there is a way out of each state; automation stops in \"%.48s\"",
	    app->states[app->needs_operator].name);
}

static void
ways_in(const struct app *app, char *ret, size_t size)
{
	snprintf(ret, size, "each state is reached from \"%.48s\"", app->states[app->start].name);
}

static void
outcomes(const struct app *app, char *ret, size_t size)
{
	snprintf(ret, size,
	    "a run that is done leads to where the world is seen again, one that has failed to "
	    "\"%.48s\"",
	    app->states[app->needs_operator].name);
}

static void
beginnings(const struct app *app, char *ret, size_t size)
{
	snprintf(ret, size,
	    "a rule begins a run and never leads to a rule: nothing goes round without the guards");
}

static void
reasons(const struct app *app, char *ret, size_t size)
{
	snprintf(ret, size,
	    "a failover asks active.down and target.up, a failback home.up, a switchover "
	    "target.up");
}

static void
commands(const struct app *app, char *ret, size_t size)
{
	snprintf(ret, size, "operators can command a failover, a switchover and a failback");
}

static void
order(const struct app *app, char *ret, size_t size)
{
	snprintf(ret, size,
	    "no runbook moves traffic before the database, or fences "
	    "before it has looked again");
}

static const struct {
	const char *codes;
	void (*say)(const struct app *app, char *ret, size_t size);
} sentences[] = {
	{ "E141, E142", names },
	{ "E143", purposes },
	{ "E144", ways_out },
	{ "E149", ways_in },
	{ "E145", outcomes },
	{ "E146", beginnings },
	{ "E147", reasons },
	{ "E148", commands },
	{ "E151", order },
};

static bool
acts(const struct runbook *book)
{
	for (size_t i = 0; i < book->n_steps; i++)
		if (run_may_act(&book->steps[i]))
			return true;
	return false;
}

/* While it only observes, an application may have nothing to move: that is a warning. */
static void
add_acts(const struct app *app, struct proven *ret, size_t *n)
{
	if (!acts(app->failover) || !acts(app->switchover))
		return;
	ret[*n].codes = "E152";
	snprintf(ret[(*n)++].text, sizeof(ret->text),
	    "each runbook changes something: failover has %zu steps, switchover %zu",
	    app->failover->n_steps, app->switchover->n_steps);
}

size_t
proven_all(const struct app *app, struct proven ret[PROVEN_MOST])
{
	size_t n = 0;

	for (; n < COUNT(sentences); n++) {
		ret[n].codes = sentences[n].codes;
		sentences[n].say(app, ret[n].text, sizeof(ret[n].text));
	}
	add_acts(app, ret, &n);
	return n;
}

/* SPDX-License-Identifier: MIT */
#include "config/made.h"

#include <string.h>

#define SAMPLES         6  /* of each probe */
#define SAMPLES_LATENCY 20 /* of all of them */

/* Five minutes of a probe that asks every second: 12 KiB of each Region. */
#define ANSWERS_MOST 300

static struct compare
share(int op, double limit)
{
	return (struct compare){ .op = op, .unit = UNIT_RATIO, .limit = limit };
}

/* Of all critical probes. Their window holds twelve answers of each at least, and of none more than
 * are kept for it. */
static void
add_window(struct load *in, const struct node *facts, struct app *app, struct fact_spec fact)
{
	size_t *probes = pool_alloc(in->pool, app->n_probes, sizeof(*probes));
	msec_t least = 0;

	if (node_member(facts, fact.name))
		return;
	fact.probes = probes;
	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].critical) {
			msec_t every = app->probes[p].every;

			probes[fact.n_probes++] = p;
			least = 12 * every > least ? 12 * every : least;
			fact.over =
			    ANSWERS_MOST * every < fact.over ? ANSWERS_MOST * every : fact.over;
		}
	fact.over = fact.over > least ? fact.over : least;
	if (fact.n_probes > 0)
		app->facts[app->n_facts++] = fact;
}

static void
add_lag(struct load *in, struct app *app)
{
	size_t *probe = pool_alloc(in->pool, 1, sizeof(*probe));

	while (*probe < app->n_probes && strcmp(app->probes[*probe].kind->name, "aurora-lag") != 0)
		++*probe;
	if (*probe == app->n_probes)
		return;
	app->facts[app->n_facts++] = (struct fact_spec){ .name = "lag",
		.kind = FACT_VALUE,
		.probes = probe,
		.n_probes = 1,
		.holds = { COMPARE_LE, UNIT_DURATION, (double)app->limits.max_lag },
		.fresh = app->limits.loss_age };
}

/*
 * What is slow? A third of what customers are thought to wait, by the shortest
 * timeout, and never less than a second, much of which a new connection to another
 * Region may take. A fixed limit, and not a multiple of what is usual:
 * that would be unknown after a start, as in the middle of an outage, would follow
 * a slow decay, and would call twenty milliseconds that became two hundred slow.
 */
static msec_t
slow_limit(const struct app *app)
{
	msec_t least = MSEC_NEVER;

	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].critical && app->probes[p].timeout < least)
			least = app->probes[p].timeout;
	least /= 3;
	return least > MSEC_SECOND && least < MSEC_NEVER / 3 ? least : MSEC_SECOND;
}

/*
 * down is half of the answers, and a wide gap until it lets go: noise must not
 * reset the onset. Of up one lost answer of twelve is not the end of six good
 * hours, two are. Their window must have emptied when the hold ends. Between
 * them is what people are told of: some answers lost for long, or most slow.
 */
void
made_load(struct load *in, const struct node *facts, struct app *app)
{
	msec_t slow = slow_limit(app);
	msec_t two_thirds = app->limits.hold * 2 / 3;
	msec_t over = two_thirds < MSEC_MINUTE ? two_thirds : MSEC_MINUTE;

	add_window(in, facts, app,
	    (struct fact_spec){ .name = "down",
		.kind = FACT_RATIO,
		.holds = share(COMPARE_GE, 0.5),
		.clears = share(COMPARE_LT, 0.3),
		.over = over,
		.samples = SAMPLES,
		.half = true });
	add_window(in, facts, app,
	    (struct fact_spec){ .name = "up",
		.kind = FACT_RATIO,
		.holds = share(COMPARE_LT, 0.05),
		.clears = share(COMPARE_GE, 0.15),
		.over = over,
		.samples = SAMPLES });
	add_window(in, facts, app,
	    (struct fact_spec){ .name = "degraded",
		.kind = FACT_RATIO,
		.holds = share(COMPARE_GE, 0.05),
		.clears = share(COMPARE_LT, 0.02),
		.over = 5 * MSEC_MINUTE,
		.samples = SAMPLES });
	add_window(in, facts, app,
	    (struct fact_spec){ .name = "slow",
		.kind = FACT_LATENCY,
		.quantile = 0.95,
		.holds = { COMPARE_GT, UNIT_DURATION, (double)slow },
		.clears = { COMPARE_LT, UNIT_DURATION, (double)slow / 2 },
		.over = 5 * MSEC_MINUTE,
		.samples = SAMPLES_LATENCY });
	if (!node_member(facts, "lag"))
		add_lag(in, app);
}

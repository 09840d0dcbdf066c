/* SPDX-License-Identifier: MIT */
#include "config/fact_check.h"

#include <string.h>

#include "config/report.h"

#define SAMPLES         6  /* conclusive answers that a share needs, where the window has so many */
#define SAMPLES_LATENCY 20 /* and a quantile, of all its probes together */

static bool
rises(const struct compare *compare)
{
	return compare->op == COMPARE_GT || compare->op == COMPARE_GE;
}

static void
check_clear(struct load *in, const struct node *node, const struct fact_spec *fact)
{
	const struct compare *holds = &fact->holds, *clear = &fact->clears;
	bool apart = rises(holds) ? clear->limit <= holds->limit : clear->limit >= holds->limit;

	if (clear->op != COMPARE_NONE &&
	    (clear->unit != holds->unit || rises(clear) == rises(holds) || !apart))
		report_help(report_label(report_value(in, node_member(node, "clear"), "E122",
					     "\"clear\" does not let the fact go"),
				"not on the other side of it"),
		    "for \">= 50%%\" write something below it: \"< 30%%\"");
}

/* Answers that the window holds: of each probe for a share, of all of them for a latency. */
static int
answers(const struct app *app, const struct fact_spec *fact)
{
	msec_t slowest = 1, all = 0, n;

	for (size_t i = 0; i < fact->n_probes; i++) {
		msec_t every = app->probes[fact->probes[i]].every;

		slowest = every > slowest ? every : slowest;
		all += fact->over / (every > 0 ? every : 1);
	}
	n = fact->kind == FACT_LATENCY ? all : fact->over / slowest;
	return n < INT32_MAX ? (int)n : INT32_MAX;
}

static void
check_samples(struct load *in, const struct node *node, const struct app *app,
    struct fact_spec *fact)
{
	int most = answers(app, fact);
	int wanted = fact->kind == FACT_LATENCY ? SAMPLES_LATENCY : SAMPLES;

	if (fact->samples == 0)
		fact->samples = most / 2 < wanted ? most / 2 : wanted;
	if (fact->samples == 0 || fact->samples > most)
		report_help(report_label(report_key(in, node, "E123", "\"%s\" could never be known",
					     node->key),
				"%d answers in the window, %d needed", most,
				fact->samples > 0 ? fact->samples : 1),
		    "make \"over\" longer, or ask more often");
}

static void
check_window(struct load *in, const struct node *node, const struct app *app,
    struct fact_spec *fact)
{
	if (fact->holds.op == COMPARE_NONE)
		return; /* reported where it was read */
	if (fact->kind == FACT_RATIO && fact->holds.unit != UNIT_RATIO)
		report_help(report_label(report_value(in, node_member(node, "fail_ratio"), "E122",
					     "\"fail_ratio\" is a share"),
				"not a share"),
		    "write \">= 50%%\"");
	else
		check_clear(in, node, fact);
	check_samples(in, node, app, fact);
}

static void
check_single(struct load *in, const struct node *node, const struct app *app,
    const struct fact_spec *fact)
{
	bool lag;

	if (fact->n_probes != 1) {
		report_help(report_label(report_value(in, node_member(node, "probes"), "E124",
					     "\"%s\" is about one probe", node->key),
				"%zu probes", fact->n_probes),
		    "name one, or write \"fail_ratio\" for several");
		return;
	}
	lag = strcmp(app->probes[fact->probes[0]].kind->name, "aurora-lag") == 0;
	if (fact->kind == FACT_VALUE && lag && fact->holds.op != COMPARE_NONE &&
	    fact->holds.unit != UNIT_DURATION)
		report_help(report_label(report_value(in, node_member(node, "value"), "E122",
					     "a lag is a duration"),
				"no duration"),
		    "write \"< 5s\"");
}

void
fact_check(struct load *in, const struct node *node, const struct app *app, struct fact_spec *fact)
{
	switch (fact->kind) {
	case FACT_RATIO:
	case FACT_LATENCY:
		check_window(in, node, app, fact);
		break;
	case FACT_STREAK:
	case FACT_VALUE:
		check_single(in, node, app, fact);
		break;
	case FACT_TOGETHER:
		break; /* its facts are checked where they are found */
	}
}

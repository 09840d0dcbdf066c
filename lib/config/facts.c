/* SPDX-License-Identifier: MIT */
#include "config/facts.h"

#include <string.h>

#include "base/duration.h"
#include "config/decode.h"
#include "config/guess.h"
#include "config/report.h"

#define SAMPLES 6 /* conclusive answers that a share needs, where the window has so many */

struct words {
	struct option_list probes;
	struct compare fail_ratio, clear, value;
	msec_t over, fresh;
	int samples, fails, passes;
};

#define AT(member) offsetof(struct words, member)

static const struct option options[] = {
	{ "probes", OPTION_LIST, AT(probes), NULL,
	    "name the probes whose answers make the fact: [\"api\", \"login\"]", .required = true },
	{ "fail_ratio", OPTION_COMPARE, AT(fail_ratio), NULL,
	    "The share of failed answers over a window, weighted: \">= 50%\"." },
	{ "over", OPTION_DURATION, AT(over), "\"60s\"", "The window of fail_ratio." },
	{ "clear", OPTION_COMPARE, AT(clear), NULL,
	    "Where fail_ratio lets go again, so that the fact does not flutter: \"< 30%\"." },
	{ "samples", OPTION_INT, AT(samples), NULL,
	    "So many clear answers each probe must have in the window; 6, or half of what a "
	    "shorter window holds.",
	    .min = 1, .max = 1000 },
	{ "fails", OPTION_INT, AT(fails), NULL, "Yes after so many failed answers in a row.",
	    .min = 1, .max = 100 },
	{ "passes", OPTION_INT, AT(passes), "2", "No again after so many good ones in a row.",
	    .min = 1, .max = 100 },
	{ "value", OPTION_COMPARE, AT(value), NULL,
	    "The newest value of one probe against a limit: \"< 5s\"." },
	{ "fresh", OPTION_DURATION, AT(fresh), "\"3m\"",
	    "Values and rows that are older than this are unknown." },
	{ 0 },
};

/* ---- which kind, and of which probes ---- */

static const struct {
	const char *name;
	enum fact_kind kind;
} kinds[] = {
	{ "fail_ratio", FACT_RATIO },
	{ "fails", FACT_STREAK },
	{ "value", FACT_VALUE },
};

static bool
choose(struct load *in, const struct node *node, enum fact_kind *ret)
{
	const struct node *found = NULL;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct node *member = node_member(node, kinds[i].name);

		if (member && found) {
			report_help(report_label(report_key(in, member, "E114",
						     "\"%s\" and \"%s\" in one fact", found->key,
						     member->key),
					"a second kind"),
			    "a fact has one kind: make two of it");
			return false;
		}
		if (member) {
			found = member;
			*ret = kinds[i].kind;
		}
	}
	if (!found)
		report_help(report_label(report_key(in, node, "E113",
					     "nothing here says when \"%s\" is so", node->key),
				"no condition"),
		    "add \"fail_ratio\": \">= 50%%\", \"fails\": 3 or \"value\": \"< 5s\"");
	return found;
}

static size_t
probe_of(const struct app *app, const char *name)
{
	size_t p = 0;

	while (p < app->n_probes && strcmp(app->probes[p].name, name) != 0)
		p++;
	return p;
}

static void
unknown_probe(struct load *in, const struct node *item, const struct app *app)
{
	struct diagnostic *d =
	    report_value(in, item, "E121", "there is no probe \"%.60s\"", item->text);
	struct guess guess = { 0 };
	const char *near;
	char list[160];

	for (size_t p = 0; p < app->n_probes; p++)
		guess_add(&guess, app->probes[p].name);
	near = guess_nearest(&guess, item->text);
	report_label(d, "not a probe");
	if (near)
		report_help(d, "did you mean \"%s\"?", near);
	else
		report_help(d, "there are %s",
		    guess.n > 0 ? guess_list(&guess, list, sizeof(list)) : "none");
}

/* false, and reported: a probe is not known. */
static bool
find_probes(struct load *in, const struct node *list, const struct app *app, struct fact_spec *ret)
{
	bool single = list->type == NODE_STRING, good = true;
	size_t *probes = pool_alloc(in->pool, single ? 1 : list->n, sizeof(*probes));

	for (const struct node *item = single ? list : list->first; item;
	     item = single ? NULL : item->next) {
		size_t probe = item->type == NODE_STRING ? probe_of(app, item->text) : SIZE_MAX;

		if (probe == app->n_probes)
			unknown_probe(in, item, app);
		if (probe >= app->n_probes)
			good = false;
		else
			probes[ret->n_probes++] = probe;
	}
	ret->probes = probes;
	return good;
}

/* ---- what must be so for each kind ---- */

static bool
rises(const struct compare *compare)
{
	return compare->op == COMPARE_GT || compare->op == COMPARE_GE;
}

static void
check_clear(struct load *in, const struct node *node, const struct words *words)
{
	const struct compare *holds = &words->fail_ratio, *clear = &words->clear;
	bool apart = rises(holds) ? clear->limit <= holds->limit : clear->limit >= holds->limit;
	const struct node *says = node_member(node, "clear");

	if (clear->unit != UNIT_RATIO || rises(clear) == rises(holds) || !apart)
		report_help(report_label(report_value(in, says, "E122",
					     "\"clear\" does not let \"fail_ratio\" go"),
				"not on the other side of it"),
		    "for \">= 50%%\" write a share below it: \"< 30%%\"");
}

static void
check_samples(struct load *in, const struct node *node, const struct app *app,
    struct fact_spec *fact)
{
	msec_t every = 1;
	int most;

	for (size_t i = 0; i < fact->n_probes; i++)
		if (app->probes[fact->probes[i]].every > every)
			every = app->probes[fact->probes[i]].every;
	most = fact->over / every < INT32_MAX ? (int)(fact->over / every) : INT32_MAX;
	if (fact->samples == 0)
		fact->samples = most / 2 < SAMPLES ? most / 2 : SAMPLES;
	if (fact->samples == 0 || fact->samples > most)
		report_help(report_label(report_key(in, node, "E123", "\"%s\" could never be known",
					     node->key),
				"%d answers in the window, %d needed", most,
				fact->samples > 0 ? fact->samples : 1),
		    "make \"over\" longer, or ask more often");
}

static void
check_ratio(struct load *in, const struct node *node, const struct app *app,
    const struct words *words, struct fact_spec *fact)
{
	if (fact->holds.op == COMPARE_NONE)
		return; /* reported where it was read */
	if (fact->holds.unit != UNIT_RATIO)
		report_help(report_label(report_value(in, node_member(node, "fail_ratio"), "E122",
					     "\"fail_ratio\" is a share"),
				"not a share"),
		    "write \">= 50%%\"");
	else if (words->clear.op != COMPARE_NONE)
		check_clear(in, node, words);
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

static bool
load_one(struct load *in, const struct node *node, const struct app *app, struct fact_spec *ret)
{
	const struct node *list = node_member(node, "probes");
	struct words words = { 0 };
	enum fact_kind kind;

	if (!decode_name(in, node) || !decode_is(in, node, NODE_OBJECT))
		return false;
	decode_object(in, node, options, NULL, &words);
	if (!choose(in, node, &kind) || !list)
		return false;
	*ret = (struct fact_spec){ .name = pool_text(in->pool, node->key, strlen(node->key)),
		.kind = kind,
		.holds = kind == FACT_VALUE ? words.value : words.fail_ratio,
		.clears = words.clear,
		.over = kind == FACT_RATIO ? words.over : 0,
		.samples = words.samples,
		.fresh = words.fresh,
		.fails = kind == FACT_STREAK ? words.fails : 0,
		.passes = kind == FACT_STREAK ? words.passes : 0 };
	if (!find_probes(in, list, app, ret))
		return true;
	if (kind == FACT_RATIO)
		check_ratio(in, node, app, &words, ret);
	else
		check_single(in, node, app, ret);
	return true;
}

/* ---- what is made unless it is given ---- */

static struct compare
share(int op, double limit)
{
	return (struct compare){ .op = op, .unit = UNIT_RATIO, .limit = limit };
}

/*
 * A minute, but never more than two thirds of the hold, for the window must have
 * emptied when the hold ends; and twelve answers at least.
 */
static msec_t
window(const struct app *app, msec_t every)
{
	msec_t over = app->limits.hold * 2 / 3;

	if (over > MSEC_MINUTE)
		over = MSEC_MINUTE;
	return over > 12 * every ? over : 12 * every;
}

static void
add_ratio(struct load *in, struct app *app, const char *name, struct compare holds,
    struct compare clears)
{
	struct fact_spec *fact = &app->facts[app->n_facts];
	size_t *probes = pool_alloc(in->pool, app->n_probes, sizeof(*probes));
	size_t n = 0;
	msec_t every = 0;

	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].critical) {
			probes[n++] = p;
			if (app->probes[p].every > every)
				every = app->probes[p].every;
		}
	if (n == 0 || app_fact(app, name) < app->n_facts)
		return;
	*fact = (struct fact_spec){ .name = name,
		.kind = FACT_RATIO,
		.probes = probes,
		.n_probes = n,
		.holds = holds,
		.clears = clears,
		.over = window(app, every),
		.samples = SAMPLES };
	app->n_facts++;
}

static void
add_lag(struct load *in, struct app *app)
{
	size_t *probe = pool_alloc(in->pool, 1, sizeof(*probe));

	while (*probe < app->n_probes && strcmp(app->probes[*probe].kind->name, "aurora-lag") != 0)
		++*probe;
	if (*probe == app->n_probes || app_fact(app, "lag") < app->n_facts)
		return;
	app->facts[app->n_facts++] = (struct fact_spec){ .name = "lag",
		.kind = FACT_VALUE,
		.probes = probe,
		.n_probes = 1,
		.holds = { COMPARE_LE, UNIT_DURATION, (double)app->limits.max_lag },
		.fresh = app->limits.loss_age };
}

void
facts_load(struct load *in, const struct node *root, struct app *ret)
{
	const struct node *facts = node_member(root, "facts");

	if (facts && !decode_is(in, facts, NODE_OBJECT))
		facts = NULL;
	ret->facts = pool_alloc(in->pool, (facts ? facts->n : 0) + 3, sizeof(*ret->facts));
	for (const struct node *node = facts ? facts->first : NULL; node; node = node->next)
		if (!node_is_foreign(node) && load_one(in, node, ret, &ret->facts[ret->n_facts]))
			ret->n_facts++;
	/* Half of the answers, and a wide gap until it lets go: noise must not reset the onset. */
	add_ratio(in, ret, "down", share(COMPARE_GE, 0.5), share(COMPARE_LT, 0.3));
	/* One lost answer of twelve is not the end of six good hours, two are. */
	add_ratio(in, ret, "up", share(COMPARE_LT, 0.05), share(COMPARE_GE, 0.15));
	add_lag(in, ret);
}

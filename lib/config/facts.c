/* SPDX-License-Identifier: MIT */
#include "config/facts.h"

#include <string.h>

#include "base/duration.h"
#include "config/decode.h"
#include "config/fact_check.h"
#include "config/guess.h"
#include "config/made.h"
#include "config/parse.h"
#include "config/report.h"

#define NO_KIND (COUNT(facts_kinds) - 1)

struct words {
	struct option_list probes, of;
	struct compare fail_ratio, clear, value;
	const char *latency;
	msec_t over, fresh;
	int samples, fails, passes, at_least;
	bool half;
};

#define AT(member) offsetof(struct words, member)

const struct option facts_options[] = {
	{ "probes", OPTION_LIST, AT(probes), NULL, "The probes whose answers make the fact." },
	{ "fail_ratio", OPTION_COMPARE, AT(fail_ratio), NULL,
	    "The share of failed answers over a window, weighted: \">= 50%\".",
	    .form = FORM_SHARE },
	{ "latency", OPTION_STRING, AT(latency), NULL,
	    "What answers take over a window, by a quantile: \"p95 > 2s\".",
	    .form = FORM_QUANTILE },
	{ "over", OPTION_DURATION, AT(over), "\"60s\"", "The window of fail_ratio and latency." },
	{ "clear", OPTION_COMPARE, AT(clear), NULL,
	    "Where fail_ratio or latency lets go again, so that the fact does not flutter: "
	    "\"< 30%\"." },
	{ "samples", OPTION_INT, AT(samples), NULL,
	    "So many clear answers the window must have: of each probe for fail_ratio (6), of all "
	    "of them for latency (20), or half of what a shorter window holds.",
	    .min = 1, .max = 1000 },
	{ "half", OPTION_BOOL, AT(half), "true",
	    "A fail_ratio that rises needs half of its probes to pass the limit each, too: one "
	    "dead endpoint of many is not the whole." },
	{ "fails", OPTION_INT, AT(fails), NULL, "Yes after so many failed answers in a row.",
	    .min = 1, .max = 100 },
	{ "passes", OPTION_INT, AT(passes), "2", "No again after so many good ones in a row.",
	    .min = 1, .max = 100 },
	{ "value", OPTION_COMPARE, AT(value), NULL,
	    "The newest value of one probe against a limit: \"< 5s\"." },
	{ "fresh", OPTION_DURATION, AT(fresh), "\"3m\"",
	    "Values and rows that are older than this are unknown." },
	{ "at_least", OPTION_INT, AT(at_least), NULL, "So many of the facts in \"of\" hold.",
	    .min = 1, .max = TOGETHER_MOST },
	{ "of", OPTION_LIST, AT(of), NULL, "Facts that are described before this one.",
	    .max = TOGETHER_MOST },
	{ 0 },
};

/* ---- which kind, and of what ---- */

const struct facts_kind facts_kinds[] = {
	{ "fail_ratio", FACT_RATIO, "probes", "name the probes: [\"api\", \"login\"]",
	    { "over", "clear", "samples", "half" } },
	{ "fails", FACT_STREAK, "probes", "name the probe: \"api\"", { "passes", "fresh" } },
	{ "value", FACT_VALUE, "probes", "name the probe: \"lag\"", { "fresh" } },
	{ "latency", FACT_LATENCY, "probes", "name the probes: [\"api\", \"login\"]",
	    { "over", "clear", "samples" } },
	{ "at_least", FACT_TOGETHER, "of", "name the facts: [\"api-down\", \"login-down\"]" },
	{ 0 },
};

bool
facts_uses(const struct facts_kind *kind, const char *option)
{
	if (strcmp(option, kind->name) == 0 || strcmp(option, kind->of) == 0)
		return true;
	for (size_t i = 0; kind->more[i]; i++)
		if (strcmp(option, kind->more[i]) == 0)
			return true;
	return false;
}

/* What is written and means nothing may be what somebody relies on. */
static void
check_uses(struct load *in, const struct node *node, const struct facts_kind *kind)
{
	for (const struct option *o = facts_options; o->name; o++) {
		const struct node *member = node_member(node, o->name);

		if (member && !facts_uses(kind, o->name))
			report_help(report_label(report_key(in, member, "E125",
						     "\"%s\" means nothing beside \"%s\"", o->name,
						     kind->name),
					"of no use"),
			    "take it out, or make a fact of another kind");
	}
}

/* The row of kinds; NO_KIND, and reported, when there is not exactly one. */
static size_t
choose(struct load *in, const struct node *node)
{
	const struct node *found = NULL;
	size_t kind = NO_KIND;

	for (size_t i = 0; i < NO_KIND; i++) {
		const struct node *member = node_member(node, facts_kinds[i].name);

		if (member && found) {
			report_help(report_label(report_key(in, member, "E114",
						     "\"%s\" and \"%s\" in one fact", found->key,
						     member->key),
					"a second kind"),
			    "a fact has one kind: make two of it");
			return NO_KIND;
		}
		if (member) {
			found = member;
			kind = i;
		}
	}
	if (!found)
		report_help(report_label(report_key(in, node, "E113",
					     "nothing here says when \"%s\" is so", node->key),
				"no condition"),
		    "add \"fail_ratio\": \">= 50%%\", \"fails\": 3, \"value\": \"< 5s\", "
		    "\"latency\": \"p95 > 2s\" or \"at_least\": 2");
	return kind;
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

/* Of the facts before this one: none can be made of itself. */
static void
find_facts(struct load *in, const struct node *list, const struct app *app, struct fact_spec *ret)
{
	bool single = list->type == NODE_STRING;
	size_t *of = pool_alloc(in->pool, single ? 1 : list->n, sizeof(*of));

	for (const struct node *item = single ? list : list->first; item;
	     item = single ? NULL : item->next) {
		size_t fact = item->type == NODE_STRING ? app_fact(app, item->text) : app->n_facts;

		if (fact < app->n_facts)
			of[ret->n_of++] = fact;
		else if (item->type == NODE_STRING)
			report_help(report_label(report_value(in, item, "E126",
						     "there is no fact \"%.60s\" before this one",
						     item->text),
					"not a fact yet"),
			    "name facts that are described above; \"down\" and \"up\" are there too");
	}
	ret->of = of;
}

static void
check_together(struct load *in, const struct node *node, const struct fact_spec *fact)
{
	if (fact->at_least > 0 && (size_t)fact->at_least > fact->n_of)
		report_help(report_label(report_value(in, node_member(node, "at_least"), "E127",
					     "\"%s\" could never hold", node->key),
				"%zu facts in \"of\"", fact->n_of),
		    "name more facts, or ask for fewer");
	if (fact->n_of > TOGETHER_MOST)
		report_help(report_label(report_value(in, node_member(node, "of"), "E030",
					     "\"of\" has too many facts"),
				"%zu", fact->n_of),
		    "a fact is made of %d at most", TOGETHER_MOST);
}

static void
read_latency(struct load *in, const struct node *node, const struct words *words,
    struct fact_spec *ret)
{
	const char *wrong =
	    words->latency ? parse_latency(words->latency, &ret->quantile, &ret->holds) : NULL;

	if (wrong)
		report_help(report_label(report_value(in, node_member(node, "latency"), "E128",
					     "\"latency\" cannot be read"),
				"%s", wrong),
		    "write a quantile and a limit: \"p95 > 2s\"");
}

/* ---- one fact ---- */

static struct fact_spec
spec_of(struct load *in, const struct node *node, enum fact_kind kind, const struct words *words)
{
	bool window = kind == FACT_RATIO || kind == FACT_LATENCY;
	bool streak = kind == FACT_STREAK;
	struct fact_spec ret = { .name = pool_text(in->pool, node->key, strlen(node->key)),
		.kind = kind,
		.clears = words->clear,
		.over = window ? words->over : 0,
		.samples = words->samples,
		.half = words->half,
		.fresh = window ? 0 : words->fresh,
		.fails = streak ? words->fails : 0,
		.passes = streak ? words->passes : 0,
		.at_least = words->at_least };

	if (kind == FACT_LATENCY)
		read_latency(in, node, words, &ret);
	else
		ret.holds = kind == FACT_VALUE ? words->value : words->fail_ratio;
	return ret;
}

static void
load_one(struct load *in, const struct node *node, size_t kind, struct app *app)
{
	struct fact_spec *ret = &app->facts[app->n_facts];
	const struct node *list = node_member(node, facts_kinds[kind].of);
	struct words words = { 0 };

	decode_object(in, node, facts_options, NULL, &words);
	check_uses(in, node, &facts_kinds[kind]);
	*ret = spec_of(in, node, facts_kinds[kind].kind, &words);
	if (!list)
		decode_missing(in, node, facts_kinds[kind].of, facts_kinds[kind].help);
	else if (ret->kind == FACT_TOGETHER)
		find_facts(in, list, app, ret);
	else if (find_probes(in, list, app, ret))
		fact_check(in, node, app, ret);
	if (list && ret->kind == FACT_TOGETHER)
		check_together(in, node, ret);
	app->n_facts++;
}

/* ---- all of them ---- */

/* The row of kinds of each member; NO_KIND where it is of no use. */
static size_t *
choose_all(struct load *in, const struct node *facts)
{
	size_t *ret = pool_alloc(in->scratch, facts->n, sizeof(*ret));

	for (const struct node *node = facts->first; node; node = node->next) {
		bool usable = !node_is_foreign(node) && decode_name(in, node) &&
		    decode_is(in, node, NODE_OBJECT);

		ret[node->index] = usable ? choose(in, node) : NO_KIND;
	}
	return ret;
}

static void
load_some(struct load *in, const struct node *facts, const size_t *found, bool together,
    struct app *app)
{
	for (const struct node *node = facts->first; node; node = node->next) {
		size_t kind = found[node->index];

		if (kind < NO_KIND && (facts_kinds[kind].kind == FACT_TOGETHER) == together)
			load_one(in, node, kind, app);
	}
}

/* Those of other facts come last, in their order: what they are made of is then known. */
void
facts_load(struct load *in, const struct node *root, struct app *ret)
{
	const struct node *facts = node_member(root, "facts");
	const size_t *found;

	if (facts && !decode_is(in, facts, NODE_OBJECT))
		facts = NULL;
	ret->facts = pool_alloc(in->pool, (facts ? facts->n : 0) + MADE_MOST, sizeof(*ret->facts));
	if (!facts) {
		made_load(in, facts, ret);
		return;
	}
	found = choose_all(in, facts);
	load_some(in, facts, found, false, ret);
	made_load(in, facts, ret);
	load_some(in, facts, found, true, ret);
}

/* SPDX-License-Identifier: MIT */
#include "config/machine.h"

#include <string.h>

#include "config/decode.h"
#include "config/guess.h"
#include "config/jsonc.h"
#include "config/proof.h"
#include "config/report.h"
#include "core/ref.h"

/*
 * The rule of failover comes first: what is down is left at once, whatever else
 * holds. Guards do the rest, and are not repeated here: how long, how much lag,
 * how often.
 */
static const char built_in[] =
    "{\"start\": \"home\", \"away\": \"away\", \"operator\": \"needs-operator\", \"states\": {"
    "\"home\": {\"sentence\": \"serving from {active}, its home\","
    " \"rules\": [{\"when\": [\"active.down\", \"target.up\"], \"go\": \"failing-over\"}]},"
    "\"failing-over\": {\"sentence\": \"leaving {from} for {to}\", \"run\": \"failover\","
    " \"done\": \"away\", \"failed\": \"needs-operator\", \"abandoned\": \"home\"},"
    "\"away\": {\"sentence\": \"serving from {active}, away from home\","
    " \"rules\": [{\"when\": [\"active.down\", \"target.up\"], \"go\": \"failing-over\"},"
    " {\"when\": [\"home.up\", \"!active.down\"], \"go\": \"failing-back\"}]},"
    "\"failing-back\": {\"sentence\": \"going home to {to}\", \"run\": \"failback\","
    " \"done\": \"home\", \"failed\": \"needs-operator\", \"abandoned\": \"away\"},"
    "\"switching-over\": {\"sentence\": \"moving from {from} to {to}\", \"run\": \"switchover\","
    " \"done\": \"away\", \"failed\": \"needs-operator\", \"abandoned\": \"home\"},"
    "\"needs-operator\": {\"sentence\": \"a person is needed\", \"waits\": true}}}";

static const char *const run_words[] = { "failover", "switchover", "failback", NULL };

struct words {
	const char *sentence, *done, *failed, *abandoned;
	int run; /* enum move_kind */
	bool waits;
};

#define AT(member) offsetof(struct words, member)

const struct option machine_state_options[] = {
	{ "sentence", OPTION_STRING, AT(sentence), NULL,
	    "The state in words, for people. {active}, {home}, {from} and {to} are filled in." },
	{ "run", OPTION_WORD, AT(run), NULL, "The move that is made in this state.", run_words },
	{ "done", OPTION_STRING, AT(done), NULL, "Where a run that is done leads." },
	{ "failed", OPTION_STRING, AT(failed), NULL, "Where a run that has failed leads." },
	{ "abandoned", OPTION_STRING, AT(abandoned), NULL,
	    "Where a run leads that was given up before anything had changed." },
	{ "waits", OPTION_BOOL, AT(waits), "false", "The state waits for an operator." },
	{ 0 },
};

static const char *const others[] = { "rules", NULL };

struct rule_words {
	struct option_list when;
	msec_t hold;
	const char *go;
};

#define RULE(member) offsetof(struct rule_words, member)

const struct option machine_rule_options[] = {
	{ "when", OPTION_LIST, RULE(when), NULL,
	    "name the facts that must hold: [\"active.down\", \"target.up\"]", .min = 1,
	    .max = WHEN_MOST, .required = true, .form = FORM_FACT },
	{ "for", OPTION_DURATION, RULE(hold), "\"0s\"",
	    "For so long, beside what the guards ask." },
	{ "go", OPTION_STRING, RULE(go), NULL, "name the state it leads to", .required = true },
	{ 0 },
};

/* ---- names ---- */

static size_t
state_of(const struct app *app, const char *name)
{
	size_t s = 0;

	while (s < app->n_states && strcmp(app->states[s].name, name) != 0)
		s++;
	return s;
}

/* The index of a state that member names; 0, and reported, when there is none. */
static size_t
resolve(struct load *in, const struct node *object, const char *name, const struct app *app)
{
	const struct node *node = decode_need(in, object, name, NODE_STRING, "name a state");
	size_t s = node ? state_of(app, node->text) : 0;
	struct guess guess = { 0 };
	char list[160];

	if (s < app->n_states)
		return s;
	for (size_t i = 0; i < app->n_states; i++)
		guess_add(&guess, app->states[i].name);
	if (node)
		report_help(report_label(report_value(in, node, "E141",
					     "there is no state \"%.60s\"", node->text),
				"not a state"),
		    "there are %s", guess_list(&guess, list, sizeof(list)));
	return 0;
}

/* "active.down", "!target.up" */
bool
machine_read_ref(struct load *in, const struct node *node, const struct app *app,
    struct fact_ref *ret)
{
	struct error err;

	if (ref_read(app, node->text, ret, &err))
		return true;
	report_help(report_label(report_value(in, node, "E142", "%s", err.text), "no such fact"),
	    "%s",
	    ret->fact < app->n_facts
		? "write active., target. or home. and a fact: \"active.down\", \"!home.up\""
		: "describe it in \"facts\"; \"down\" and \"up\" are always there");
	return false;
}

/* ---- rules ---- */

static void
load_refs(struct load *in, const struct node *when, const struct app *app, struct rule_spec *ret)
{
	bool single = when->type == NODE_STRING;

	if (!single && when->n == 0)
		report_help(report_label(report_value(in, when, "E030", "\"when\" is empty"),
				"always"),
		    "name at least one fact");
	for (const struct node *node = single ? when : when->first; node;
	     node = single ? NULL : node->next) {
		if (node->type != NODE_STRING)
			continue;
		if (ret->n_when == WHEN_MOST) {
			report_help(report_label(report_value(in, node, "E030",
						     "more than %d facts in one rule", WHEN_MOST),
					"one too many"),
			    "make a fact of some of them");
			return;
		}
		if (machine_read_ref(in, node, app, &ret->when[ret->n_when]))
			ret->n_when++;
	}
}

static void
load_rules(struct load *in, const struct node *list, const struct app *app, struct state_spec *ret)
{
	if (!decode_is(in, list, NODE_ARRAY))
		return;
	if (list->n > RULES_MOST) {
		report_help(report_label(report_key(in, list, "E030", "too many rules"), "%zu",
				list->n),
		    "a state has %d at most", RULES_MOST);
		return;
	}
	for (const struct node *node = list->first; node; node = node->next) {
		struct rule_spec *rule = &ret->rules[ret->n_rules];
		struct rule_words words = { 0 };
		const struct node *when = node_member(node, "when");

		if (!decode_is(in, node, NODE_OBJECT))
			continue;
		decode_object(in, node, machine_rule_options, NULL, &words);
		rule->hold = words.hold;
		if (node_member(node, "go"))
			rule->go = resolve(in, node, "go", app);
		if (when && (when->type == NODE_STRING || when->type == NODE_ARRAY))
			load_refs(in, when, app, rule);
		ret->n_rules++;
	}
}

/* ---- states ---- */

static void
load_state(struct load *in, const struct node *node, const struct app *app, struct state_spec *ret)
{
	const struct node *rules = node_member(node, "rules"), *run = node_member(node, "run");
	struct words words = { 0 };

	if (!decode_is(in, node, NODE_OBJECT))
		return;
	decode_object(in, node, machine_state_options, others, &words);
	ret->sentence = words.sentence ? words.sentence : ret->name;
	ret->waits = words.waits;
	if (rules)
		load_rules(in, rules, app, ret);
	if (!run)
		return;
	ret->move = (enum move_kind)words.run;
	ret->run = ret->move == MOVE_FAILOVER ? app->failover : app->switchover;
	ret->done = resolve(in, node, "done", app);
	ret->failed = resolve(in, node, "failed", app);
	ret->abandoned = resolve(in, node, "abandoned", app);
}

static void
load_machine(struct load *in, const struct node *machine, const struct node *states,
    struct app *ret)
{
	size_t s = 0;

	ret->states = pool_alloc(in->pool, states->n, sizeof(*ret->states));
	for (const struct node *node = states->first; node; node = node->next)
		if (!node_is_foreign(node) && decode_name(in, node))
			ret->states[ret->n_states++].name =
			    pool_text(in->pool, node->key, strlen(node->key));
	for (const struct node *node = states->first; node; node = node->next) {
		s = state_of(ret, node->key);
		if (s < ret->n_states)
			load_state(in, node, ret, &ret->states[s]);
	}
	ret->start = resolve(in, machine, "start", ret);
	ret->observed_away = resolve(in, machine, "away", ret);
	ret->needs_operator = resolve(in, machine, "operator", ret);
}

void
machine_load(struct load *in, const struct node *root, struct app *ret)
{
	static const char *const names[] = { "start", "away", "operator", "states", NULL };
	static const struct option none[] = { { 0 } };
	const struct node *machine = node_member(root, "machine"), *states;
	size_t errors = in->diags->errors;

	/* Without down and up there is nothing to build on; that was reported. */
	if (!machine &&
	    (app_fact(ret, "down") >= ret->n_facts || app_fact(ret, "up") >= ret->n_facts))
		return;
	if (!machine)
		machine = jsonc_builtin(in, built_in);
	if (!decode_is(in, machine, NODE_OBJECT))
		return;
	decode_names(in, machine, none, names);
	states = decode_need(in, machine, "states", NODE_OBJECT,
	    "name the states: {\"home\": {...}, \"failing-over\": {...}, ...}");
	if (!states)
		return;
	load_machine(in, machine, states, ret);
	if (in->diags->errors == errors)
		proof_check(in, machine, ret);
}

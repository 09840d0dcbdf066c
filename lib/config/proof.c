/* SPDX-License-Identifier: MIT */
#include "config/proof.h"

#include <string.h>

#include "config/report.h"

/* What a proof looks at: the machine as decoded, and as written, for the place. */
struct proof {
	struct load *in;
	const struct node *machine, *states;
	const struct app *app;
};

static const struct node *
written(const struct proof *p, size_t state)
{
	return node_member(p->states, p->app->states[state].name);
}

static const struct node *
written_rule(const struct proof *p, size_t state, size_t rule)
{
	const struct node *list = node_member(written(p, state), "rules");
	const struct node *node = list ? list->first : NULL;

	while (node && rule-- > 0)
		node = node->next;
	return node;
}

/* ---- each state ---- */

static void
check_state(const struct proof *p, size_t s)
{
	const struct state_spec *state = &p->app->states[s];
	const struct node *node = written(p, s);
	bool role = s == p->app->start || s == p->app->observed_away || s == p->app->needs_operator;

	if (state->run && (state->n_rules > 0 || state->waits))
		report_help(report_label(report_key(p->in, node, "E143", "\"%s\" watches and runs",
					     state->name),
				"both"),
		    "a state has rules, or a run: make two of it");
	if (state->run && role)
		report_help(report_label(report_key(p->in, node, "E143",
					     "\"%s\" is where one arrives, and must not run",
					     state->name),
				"it runs"),
		    "start, away and operator are states that watch or wait");
	if (!state->run && state->n_rules == 0 && !state->waits)
		report_help(report_label(report_key(p->in, node, "E144",
					     "there is no way out of \"%s\"", state->name),
				"a dead end"),
		    "add rules, or \"waits\": true if an operator is to see to it");
	if (s == p->app->needs_operator && !state->waits)
		report_help(report_label(report_key(p->in, node, "E144",
					     "\"%s\" does not wait for the operator", state->name),
				"not \"waits\": true"),
		    "automation must stop there: add \"waits\": true and take its rules out");
}

static void
check_outcome(const struct proof *p, size_t s)
{
	const struct state_spec *state = &p->app->states[s];
	const struct node *node = written(p, s);

	if (!state->run)
		return;
	if (state->failed != p->app->needs_operator)
		report_help(report_label(report_value(p->in, node_member(node, "failed"), "E145",
					     "a run that has failed must not go on by itself"),
				"not the operator's state"),
		    "lead it to \"%s\"", p->app->states[p->app->needs_operator].name);
	if (p->app->states[state->done].run || p->app->states[state->abandoned].run)
		report_help(report_label(report_key(p->in, node, "E145",
					     "a run leads to a run at once"),
				"\"done\" or \"abandoned\" runs"),
		    "lead it to a state that watches: the world must be seen in between");
}

/* ---- each rule ---- */

static bool
asks(const struct proof *p, const struct rule_spec *rule, enum role role, const char *fact)
{
	for (size_t i = 0; i < rule->n_when; i++)
		if (rule->when[i].role == role && !rule->when[i].negate &&
		    strcmp(p->app->facts[rule->when[i].fact].name, fact) == 0)
			return true;
	return false;
}

static void
check_rule(const struct proof *p, size_t s, size_t r)
{
	const struct rule_spec *rule = &p->app->states[s].rules[r];
	const struct state_spec *go = &p->app->states[rule->go];
	const struct node *node = written_rule(p, s, r);

	if (!go->run) {
		report_help(report_label(report_value(p->in, node_member(node, "go"), "E146",
					     "a rule leads to \"%s\", which does not run",
					     go->name),
				"no run"),
		    "rules begin moves; where a move ends is said by \"done\" and \"failed\"");
		return;
	}
	if (go->move == MOVE_FAILOVER &&
	    (!asks(p, rule, ROLE_ACTIVE, "down") || !asks(p, rule, ROLE_TARGET, "up")))
		report_help(report_label(report_key(p->in, node, "E147",
					     "a failover without a reason, or without a refuge"),
				"active.down or target.up is not asked"),
		    "add both to \"when\": [\"active.down\", \"target.up\"]");
	if (go->move == MOVE_FAILBACK && !asks(p, rule, ROLE_HOME, "up"))
		report_help(report_label(report_key(p->in, node, "E147",
					     "a failback to a home of which nothing is known"),
				"home.up is not asked"),
		    "add \"home.up\" to \"when\"");
	if (go->move == MOVE_SWITCHOVER && !asks(p, rule, ROLE_TARGET, "up"))
		report_help(report_label(report_key(p->in, node, "E147",
					     "a switchover to a target of which nothing is known"),
				"target.up is not asked"),
		    "add \"target.up\" to \"when\"");
}

/* ---- a rule beside itself, and beside others ---- */

static bool
same_fact(const struct fact_ref *a, const struct fact_ref *b)
{
	return a->role == b->role && a->fact == b->fact;
}

static void
check_contradiction(const struct proof *p, size_t s, size_t r)
{
	static const char *const roles[] = {
		[ROLE_HOME] = "home", [ROLE_ACTIVE] = "active", [ROLE_TARGET] = "target"
	};
	const struct rule_spec *rule = &p->app->states[s].rules[r];

	for (size_t i = 0; i < rule->n_when; i++)
		for (size_t k = 0; k < i; k++) {
			const struct fact_ref *ref = &rule->when[i];
			const char *role = roles[ref->role], *fact = p->app->facts[ref->fact].name;

			if (!same_fact(ref, &rule->when[k]) || ref->negate == rule->when[k].negate)
				continue;
			report_help(report_label(report_key(p->in,
						     node_member(written_rule(p, s, r), "when"),
						     "E154", "a rule that can never hold"),
					"%s.%s and !%s.%s", role, fact, role, fact),
			    "take one of them out, or make two rules of it");
			return;
		}
}

static bool
asks_all_of(const struct rule_spec *a, const struct rule_spec *b)
{
	for (size_t i = 0; i < b->n_when; i++) {
		bool found = false;

		for (size_t k = 0; k < a->n_when && !found; k++)
			found = same_fact(&a->when[k], &b->when[i]) &&
			    a->when[k].negate == b->when[i].negate;
		if (!found)
			return false;
	}
	return true;
}

/* Of two that ask the same and lead to the same, the one that waits longer is never reached. */
static void
check_repetition(const struct proof *p, size_t s, size_t r)
{
	const struct rule_spec *rule = &p->app->states[s].rules[r];

	for (size_t k = 0; k < r; k++) {
		const struct rule_spec *before = &p->app->states[s].rules[k];

		if (before->go != rule->go || !asks_all_of(before, rule) ||
		    !asks_all_of(rule, before))
			continue;
		report_help(report_label(report_key(p->in, written_rule(p, s, r), "E155",
					     "\"%s\" has the same rule twice",
					     p->app->states[s].name),
				"as rule %zu", k + 1),
		    "take out the one whose \"for\" is longer: it is never reached");
		return;
	}
}

/* ---- the way home ---- */

static bool
leads_home(const struct proof *p, size_t s)
{
	const struct state_spec *state = &p->app->states[s];

	for (size_t r = 0; r < state->n_rules; r++) {
		const struct state_spec *go = &p->app->states[state->rules[r].go];

		if (go->run && go->move == MOVE_FAILBACK)
			return true;
	}
	return false;
}

static void
check_way_home(const struct proof *p, size_t s)
{
	const struct app *app = p->app;

	if (app->states[s].run || app->states[s].waits)
		return;
	if (s == app->start && leads_home(p, s))
		report_help(report_label(report_key(p->in, written(p, s), "E156",
					     "\"%s\" is at home, and leads there",
					     app->states[s].name),
				"a failback"),
		    "put the rule of failback into the states that are away from home");
	else if (s != app->start && !leads_home(p, s))
		report_help(report_label(report_warning(p->in, written(p, s), "W213",
					     "no rule leads home from \"%s\"", app->states[s].name),
				"no failback"),
		    "add a rule that goes to a state with \"run\": \"failback\"; until then only "
		    "failoverctl failback brings it home");
}

/* ---- all of them ---- */

/* Operators may begin any move, so each state that runs is reached; all else must be led to. */
static bool
reached(const struct proof *p, size_t s)
{
	const struct app *app = p->app;

	if (app->states[s].run || s == app->start || s == app->observed_away ||
	    s == app->needs_operator)
		return true;
	for (size_t i = 0; i < app->n_states; i++)
		if (app->states[i].run &&
		    (app->states[i].done == s || app->states[i].abandoned == s))
			return true;
	return false;
}

static void
check_kinds(const struct proof *p)
{
	for (int kind = MOVE_FAILOVER; kind <= MOVE_FAILBACK; kind++) {
		bool found = false;

		for (size_t s = 0; s < p->app->n_states; s++)
			found = found ||
			    (p->app->states[s].run &&
				p->app->states[s].move == (enum move_kind)kind);
		if (!found)
			report_help(report_label(report_key(p->in, p->states, "E148",
						     "no state runs a %s",
						     move_name((enum move_kind)kind)),
					"it is missing"),
			    "operators may command one: add a state with \"run\": \"%s\"",
			    move_name((enum move_kind)kind));
	}
}

void
proof_check(struct load *in, const struct node *machine, const struct app *app)
{
	struct proof p = { in, machine, node_member(machine, "states"), app };

	for (size_t s = 0; s < app->n_states; s++) {
		check_state(&p, s);
		check_outcome(&p, s);
		check_way_home(&p, s);
		for (size_t r = 0; r < app->states[s].n_rules; r++) {
			check_rule(&p, s, r);
			check_contradiction(&p, s, r);
			check_repetition(&p, s, r);
		}
		if (!reached(&p, s))
			report_help(report_label(report_key(in, written(&p, s), "E149",
						     "nothing leads to \"%s\"",
						     app->states[s].name),
					"never reached"),
			    "take it out, or let a run end there");
	}
	check_kinds(&p);
}

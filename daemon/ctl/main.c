/* SPDX-License-Identifier: MIT */
/* The verbs, in one table that dispatches and prints the help. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "ctl.h"
#include "guess.h"
#include "print.h"

#define MOVES (TAKES_APP | TAKES_REASON | TAKES_MOVE | TAKES_WAIT | TAKES_TIMEOUT)

static const struct verb {
	const char *name, *args;
	verb_fn *run;
	unsigned takes;
	size_t args_most;
	bool alone; /* needs no daemon */
	const char *help;
} verbs[] = {
	{ "status", "", status_verb, TAKES_APP | TAKES_WATCH, 0, false,
	    "who serves, and is all well: one screen" },
	{ "explain", "", explain_verb, TAKES_APP, 0, false,
	    "why it does, or does not, move the application" },
	{ "failover", "", failover_verb, MOVES | TAKES_FORCE, 0, false,
	    "move away from a Region that is gone; may lose writes" },
	{ "switchover", "", switchover_verb, MOVES, 0, false,
	    "move between sound Regions; loses no write" },
	{ "failback", "", failback_verb, MOVES, 0, false, "switch over to home" },
	{ "pause", "", pause_verb, TAKES_APP | TAKES_FOR | TAKES_REASON, 0, false,
	    "watch, but move nothing by itself for a while" },
	{ "resume", "", resume_verb, TAKES_APP | TAKES_REASON, 0, false, "end a pause" },
	{ "ack", "", ack_verb, TAKES_APP | TAKES_REASON, 0, false,
	    "say that a person has seen to it: ends cooldown, latch and needs-operator" },
	{ "approve", "ID", approve_verb, TAKES_APP | TAKES_REASON, 1, false,
	    "let the decision go that waits for it; status names it" },
	{ "runs", "[list | show ID | watch ID]", runs_verb, TAKES_APP | TAKES_LIMIT | TAKES_TIMEOUT,
	    2, false, "what was moved, step by step" },
	{ "watch", "", watch_verb, TAKES_APP | TAKES_TIMEOUT, 0, false,
	    "the state now, then one line a change" },
	{ "config", "check [PATH] | schema [FILE]", config_verb, 0, 2, true,
	    "check a configuration, or print its JSON Schema, without a daemon" },
	{ "machine", "", machine_verb, TAKES_APP | TAKES_GRAPH, 0, false,
	    "the states, rules and runbooks that are in force" },
	{ "play", "SCENARIO.json", play_verb, 0, 1, true,
	    "play a scenario, whose samples come from standard input" },
	{ "reload", "", reload_verb, 0, 0, false,
	    "load the configuration again; a wrong one is refused" },
	{ "version", "", version_verb, 0, 0, false, "versions of this tool and of failoverd" },
	{ "help", "[VERB]", NULL, 0, 1, true, "this help" },
};

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static int
unknown_verb(const char *name)
{
	const char *names[COUNT(verbs) + 1] = { NULL };
	const char *near;

	for (size_t i = 0; i < COUNT(verbs); i++)
		names[i] = verbs[i].name;
	near = guess(name, names);
	if (near)
		return ctl_usage("\"%s\" is no verb; did you mean \"%s\"?", name, near);
	return ctl_usage("\"%s\" is no verb; failoverctl help lists them", name);
}

static void
help_verb(FILE *to, const struct verb *verb)
{
	fprintf(to, "failoverctl %s%s%s [OPTIONS]\n  %s\n\n", verb->name, *verb->args ? " " : "",
	    verb->args, verb->help);
	options_help(to, verb->takes | TAKES_ALWAYS);
}

static void
help_all(FILE *to)
{
	fputs("failoverctl VERB [OPTIONS] - the operator's tool of failoverd\n\n", to);
	for (size_t i = 0; i < COUNT(verbs); i++) {
		char left[48];

		snprintf(left, sizeof(left), "%s %s", verbs[i].name, verbs[i].args);
		fprintf(to, "  %-33s %s\n", left, verbs[i].help);
	}
	fputs("\nOptions of every verb; failoverctl help VERB lists its own:\n", to);
	options_help(to, TAKES_ALWAYS);
	fputs("\nExit codes: 0 done, 1 failed, 2 usage, 3 configuration wrong, 4 failoverd does "
	      "not\nanswer, 5 refused by a guard, 6 the run goes on, 7 an operator is needed, "
	      "8 not\npermitted, 9 the world is not as the command says.\n",
	    to);
}

static int
help(const char *name)
{
	const struct verb *verb = name ? find_verb(name) : NULL;

	if (name && !verb)
		return unknown_verb(name);
	if (verb)
		help_verb(stdout, verb);
	else
		help_all(stdout);
	return CTL_DONE;
}

static int
run(const struct verb *verb, struct ctl *ctl)
{
	autofree(client_free) struct client *client = NULL;
	struct error err = { 0 };

	if (!options_fit(verb->takes, verb->name, &err))
		return ctl_usage("%s; failoverctl help %s lists what it takes", err.text,
		    verb->name);
	if (ctl->n_args > verb->args_most)
		return ctl_usage("%s: what is \"%s\"? failoverctl help %s", verb->name,
		    ctl->args[verb->args_most], verb->name);
	if (!verb->alone) {
		client = client_new(ctl->options.socket, &err);
		if (!client)
			return ctl_unreachable(ctl, &err);
		ctl->client = client;
	}
	return verb->run(ctl);
}

/* What is typed is sent as JSON, which is UTF-8. */
static bool
sendable(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		json_t *text = json_string(argv[i]);

		if (!text)
			return false;
		json_decref(text);
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct ctl ctl = { 0 };
	const struct verb *verb;
	const char *name;
	struct error err = { 0 };
	int first;

	if (!sendable(argc, argv))
		return ctl_usage("the arguments must be UTF-8");
	if (!options_parse(argc, argv, &ctl.options, &first, &err))
		return ctl_usage("%s", err.text);
	print_setup(ctl.options.no_color, ctl.options.local);
	name = ctl.options.version ? "version" : argv[first];
	if (!name && ctl.options.help)
		return help(NULL);
	if (!name) {
		help_all(stderr);
		return CTL_USAGE;
	}
	verb = find_verb(name);
	if (!verb)
		return unknown_verb(name);
	if (ctl.options.help)
		return help(verb->name);
	if (argv[first])
		first++;
	ctl.args = argv + first;
	ctl.n_args = (size_t)(argc - first);
	if (!verb->run)
		return help(ctl.args[0]);
	return run(verb, &ctl);
}

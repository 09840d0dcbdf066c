/* SPDX-License-Identifier: MIT */
/* failoverctl: finds the verb, runs it, helps. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "ctl.h"
#include "print.h"
#include "verb.h"

static int
unknown_verb(const char *name)
{
	const char *near = verb_guess(name);

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
	if (verb->more)
		fprintf(to, "\n%s", verb->more);
}

static void
help_all(FILE *to)
{
	fputs("failoverctl VERB [OPTIONS] - the operator's tool of failoverd\n\n", to);
	for (const struct verb *verb = verb_all; verb->name; verb++) {
		char left[48];

		snprintf(left, sizeof(left), "%s %s", verb->name, verb->args);
		fprintf(to, "  %-33s %s\n", left, verb->help);
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
	const struct verb *verb = name ? verb_find(name) : NULL;

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
	verb = verb_find(name);
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

/* SPDX-License-Identifier: MIT */
/* log, where no journald is: what a failoverd that runs remembers of its newest events. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "field.h"
#include "log.h"

static bool
is_decision(const char *name)
{
	for (size_t i = 0; i < log_n_decisions; i++)
		if (strcmp(name, log_name(log_decisions[i])) == 0)
			return true;
	return false;
}

static const char *
newest_run(const struct ctl *ctl, const json_t *events)
{
	for (size_t i = json_array_size(events); i-- > 0;) {
		const json_t *event = json_array_get(events, i);

		if (field_has(event, "run") &&
		    (!ctl->options.app || field_is(event, "application", ctl->options.app)))
			return field_text(event, "run");
	}
	return "";
}

static bool
is_asked_for(const struct options *options, const json_t *event, const char *run)
{
	if (options->app && !field_is(event, "application", options->app))
		return false;
	if (run && !field_is(event, "run", run))
		return false;
	if (options->errors && (int)field_number(event, "priority") > LOG_ERR)
		return false;
	return !options->decisions || is_decision(field_text(event, "event"));
}

static void
print(const struct ctl *ctl, const json_t *events)
{
	const struct options *options = &ctl->options;
	size_t most = options->limit ? strtoul(options->limit, NULL, 10) : json_array_size(events);
	const char *run = options->run && strcmp(options->run, "last") == 0
	    ? newest_run(ctl, events)
	    : options->run;
	size_t n = 0, i;
	const json_t *event;

	json_array_foreach(events, i, event) n += is_asked_for(options, event, run);
	json_array_foreach(events, i, event)
	{
		if (!is_asked_for(options, event, run))
			continue;
		if (n-- <= most)
			event_print(ctl, event);
	}
}

int
log_recent(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	struct error err;
	struct client *client = client_new(ctl->options.socket, &err);
	int code = CTL_UNREACHABLE;

	if (!client || !client_ask(client, "GET", "/api/v1/log?after=0", NULL, &said, &err))
		fprintf(stderr, "failoverctl: nor does failoverd answer: %s\n", err.text);
	else if (said.status != 200)
		code = ctl_problem(ctl, &said);
	else {
		print(ctl, json_object_get(said.json, "events"));
		code = CTL_DONE;
	}
	client_free(client);
	return code;
}

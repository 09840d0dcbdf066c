/* SPDX-License-Identifier: MIT */
/* The state now, then one line a change: the events of the journal, without the journal. */
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "base/alloc.h"
#include "ctl.h"
#include "event.h"
#include "field.h"
#include "print.h"

#define EVERY 500

static void
print_now(const struct ctl *ctl, json_t *status)
{
	const json_t *application;
	size_t i;

	if (ctl->options.json) {
		json_object_set_new(status, "event", json_string("snapshot"));
		event_line(status);
		return;
	}
	json_array_foreach(json_object_get(status, "applications"), i, application)
	{
		char time[PRINT_TIME];

		if (!ctl->options.app || field_is(application, "name", ctl->options.app))
			printf("%s  %-12s  %-17s %s\n", print_time(field_text(status, "now"), time),
			    field_text(application, "name"), field_text(application, "state"),
			    field_text(application, "sentence"));
	}
}

/* Those after `last`, printed unless first. A number that went back means a new failoverd. */
static bool
news(const struct ctl *ctl, bool first, json_int_t *last, struct error *err)
{
	autofree(xfree) char *path = xasprintf("/api/v1/log?after=%lld", (long long)*last);
	autofree(said_done) struct said said = { 0 };
	const json_t *event;
	json_int_t newest;
	size_t i;

	if (!client_ask(ctl->client, "GET", path, NULL, &said, err))
		return false;
	newest = (json_int_t)field_number(said.json, "last");
	if (!first && field_true(said.json, "lost"))
		fputs("failoverctl: some changes were missed; see journalctl -u failoverd\n",
		    stderr);
	json_array_foreach(json_object_get(said.json, "events"), i, event) if (!first)
	    event_print(ctl, event);
	*last = newest < *last ? 0 : newest;
	fflush(stdout);
	return true;
}

int
watch_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	msec_t started = client_now(ctl->client), limit = ctl->options.timeout;
	json_int_t last = 0;
	struct error err;
	bool lost = false;
	int code;

	if (!news(ctl, true, &last, &err))
		return ctl_unreachable(ctl, &err);
	code = ctl_ask(ctl, "GET", "/api/v1/status", NULL, &said);
	if (code != CTL_DONE)
		return code;
	print_now(ctl, said.json);
	fflush(stdout);
	client_catch_interrupt(ctl->client);
	while (client_sleep(ctl->client, EVERY)) {
		bool heard = news(ctl, false, &last, &err);

		if (!heard && !lost)
			fprintf(stderr, "failoverctl: failoverd does not answer any more: %s\n",
			    err.text);
		else if (heard && lost)
			fputs("failoverctl: failoverd answers again\n", stderr);
		lost = !heard;
		if (limit > 0 && client_now(ctl->client) - started >= limit)
			break;
	}
	return lost ? CTL_UNREACHABLE : CTL_DONE;
}

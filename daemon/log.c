/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/journal.h"

#define MESSAGE_TEXT 1024

static const struct {
	const char *name, *message_id;
	int priority;
} events[] = {

#define LOG_ROW(id, name, message_id, priority) { name, message_id, priority },
	LOG_EVENTS(LOG_ROW)
#undef LOG_ROW
};

static log_follow_fn *follow;
static void *follow_arg;

void
log_follow(log_follow_fn *fn, void *arg)
{
	follow = fn;
	follow_arg = arg;
}

const char *
log_name(enum log_id id)
{
	return events[id].name;
}

const char *
log_message_id(enum log_id id)
{
	return events[id].message_id;
}

static void
set(json_t *json, const char *name, const char *value)
{
	if (value && *value)
		json_object_set_new(json, name, json_string(value));
}

static void
tell_followers(enum log_id id, const struct log_about *about, const char *message)
{
	json_t *json = json_object();
	char *text;

	set(json, "event", events[id].name);
	set(json, "message", message);
	set(json, "application", about->app);
	set(json, "region", about->region);
	set(json, "to_region", about->to_region);
	set(json, "probe", about->probe);
	set(json, "fact", about->fact);
	set(json, "guard", about->guard);
	set(json, "alert", about->alert);
	set(json, "state", about->state);
	set(json, "run", about->run);
	set(json, "step", about->step);
	set(json, "reason", about->reason);
	set(json, "actor", about->actor);
	set(json, "request_id", about->request_id);
	json_object_set_new(json, "priority", json_integer(events[id].priority));
	text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(json);
	if (text)
		follow(events[id].name, text, follow_arg);
	free(text); /* jansson's own */
}

void
log_at(const struct log_where *where, enum log_id id, const struct log_about *about,
    const char *fmt, ...)
{
	static const struct log_about nothing;
	char message[MESSAGE_TEXT];
	va_list ap;

	if (!about)
		about = &nothing;
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	journal_send(&(struct journal_entry){
	    .priority = events[id].priority,
	    .message_id = events[id].message_id,
	    .message = message,
	    .file = where->file,
	    .function = where->function,
	    .line = where->line,
	    .fields = {
		{ "FAILOVERD_EVENT", events[id].name },
		{ "FAILOVERD_APP", about->app },
		{ "FAILOVERD_REGION", about->region },
		{ "FAILOVERD_TO_REGION", about->to_region },
		{ "FAILOVERD_PROBE", about->probe },
		{ "FAILOVERD_FACT", about->fact },
		{ "FAILOVERD_GUARD", about->guard },
		{ "FAILOVERD_ALERT", about->alert },
		{ "FAILOVERD_STATE", about->state },
		{ "FAILOVERD_RUN", about->run },
		{ "FAILOVERD_STEP", about->step },
		{ "FAILOVERD_DECISION", about->decision },
		{ "FAILOVERD_REASON", about->reason },
		{ "FAILOVERD_ACTOR", about->actor },
		{ "FAILOVERD_AWS_REQUEST_ID", about->request_id },
	    },
	});
	if (follow)
		tell_followers(id, about, message);
}

void
log_debug(const char *fmt, ...)
{
	char message[MESSAGE_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	journal_send(&(struct journal_entry){ .priority = LOG_DEBUG, .message = message });
}

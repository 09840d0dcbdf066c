/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "io/journal.h"
#include "log_restraint.h"

#define MESSAGE_TEXT 1024
#define NAMED_TEXT   (MESSAGE_TEXT + 128)

static const struct {
	const char *name, *message_id;
	int priority;
} events[] = {

#define LOG_ROW(id, name, message_id, priority) { name, message_id, priority },
	LOG_EVENTS(LOG_ROW)
#undef LOG_ROW
};

static struct log_restraint restraints[LOG_ID_COUNT];
static uint64_t counts[LOG_ID_COUNT];
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

int
log_priority(enum log_id id)
{
	return events[id].priority;
}

uint64_t
log_count(enum log_id id)
{
	return counts[id];
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
#define LOG_SET(member, field, name, meaning) set(json, name, about->member);
	LOG_FIELDS(LOG_SET)
#undef LOG_SET
	json_object_set_new(json, "priority", json_integer(events[id].priority));
	text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(json);
	if (text)
		follow(events[id].name, text, follow_arg);
	free(text); /* jansson's own */
}

/* Whoever reads text alone must see which of the applications it is about. */
static const char *
with_name(const struct log_about *about, const char *message, char ret[NAMED_TEXT])
{
	if (!about->app || strncmp(message, about->app, strlen(about->app)) == 0)
		return message;
	snprintf(ret, NAMED_TEXT, "%.120s: %s", about->app, message);
	return ret;
}

static void
to_journal(const struct log_where *where, enum log_id id, const struct log_about *about,
    const char *text)
{
	char named[NAMED_TEXT];
	const char *message = with_name(about, text, named);

	journal_send(&(struct journal_entry){
	    .priority = events[id].priority,
	    .message_id = events[id].message_id,
	    .message = message,
	    .file = where->file,
	    .function = where->function,
	    .line = where->line,
	    .fields = { { "FAILOVERD_EVENT", events[id].name },
#define LOG_FIELD(member, field, name, meaning) { field, about->member },
		LOG_FIELDS(LOG_FIELD)
#undef LOG_FIELD
	    },
	});
}

/* Of the restraint itself: it is no event, and nobody follows it. */
static void note(int priority, const char *fmt, ...) printf_like(2, 3);

static void
note(int priority, const char *fmt, ...)
{
	char message[MESSAGE_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	journal_send(&(struct journal_entry){ .priority = priority, .message = message });
}

static bool
admitted(enum log_id id)
{
	struct timespec ts;
	int left_out;
	enum log_restraint_word word;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	word =
	    log_restraint(&restraints[id], events[id].priority, ts.tv_sec * MSEC_SECOND, &left_out);
	if (left_out > 0)
		note(events[id].priority, "%d entries \"%s\" were left out", left_out,
		    events[id].name);
	if (word == LOG_RESTRAINT_LAST)
		note(events[id].priority,
		    "%d entries \"%s\" within a minute: the rest of that minute's are left out",
		    LOG_RESTRAINT_MOST, events[id].name);
	return word != LOG_RESTRAINT_DROP;
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
	counts[id]++;
	if (admitted(id))
		to_journal(where, id, about, message);
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
	note(LOG_DEBUG, "%s", message);
}

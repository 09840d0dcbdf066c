/* SPDX-License-Identifier: MIT */
#include "events.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "log.h"
#include "view.h"

#define RING         256
#define STREAMS_MOST 32
#define PING         (5 * MSEC_SECOND)

struct stream {
	struct stream *next;
	struct events *events;
	struct exchange *exchange;
};

struct events {
	struct daemon *daemon;
	struct timer *ping;
	struct stream *streams;
	size_t n_streams;
	json_int_t last;    /* the number of the newest */
	json_t *ring[RING]; /* event i is at i % RING */
};

static void
on_gone(void *arg)
{
	struct stream *stream = arg;
	struct events *events = stream->events;
	struct stream **at = &events->streams;

	while (*at != stream)
		at = &(*at)->next;
	*at = stream->next;
	events->n_streams--;
	xfree(stream);
}

/* A stream that reads too slowly is gone when the call returns. */
static void
send_all(struct events *events, const char *name, const char *data)
{
	struct stream *next;

	for (struct stream *stream = events->streams; stream; stream = next) {
		next = stream->next;
		server_stream_send(stream->exchange, name, data);
	}
}

static void
on_ping(void *arg)
{
	struct events *events = arg;

	send_all(events, NULL, "ping");
	timer_arm(events->ping, loop_now(events->daemon->loop).boot + PING);
}

static void
on_event(const char *name, const char *json, void *arg)
{
	struct events *events = arg;
	json_t *event = json_loads(json, 0, NULL);
	char *text;

	if (!event)
		return;
	events->last++;
	json_object_set_new(event, "id", json_integer(events->last));
	json_object_set_new(event, "time", view_time(loop_now(events->daemon->loop).wall));
	json_decref(events->ring[events->last % RING]);
	events->ring[events->last % RING] = event;

	text = json_dumps(event, JSON_COMPACT | JSON_PRESERVE_ORDER);
	send_all(events, name, text);
	free(text); /* jansson's own */
}

struct events *
events_new(struct daemon *daemon)
{
	struct events *events = xcalloc(1, sizeof(*events));

	events->daemon = daemon;
	events->ping = timer_new(daemon->loop, on_ping, events);
	timer_arm(events->ping, loop_now(daemon->loop).boot + PING);
	log_follow(on_event, events);
	return events;
}

void
events_free(struct events *events)
{
	struct stream *next;

	if (!events)
		return;
	log_follow(NULL, NULL);
	timer_free(events->ping);
	for (struct stream *stream = events->streams; stream; stream = next) {
		next = stream->next;
		xfree(stream);
	}
	for (size_t i = 0; i < RING; i++)
		json_decref(events->ring[i]);
	xfree(events);
}

bool
events_stream(struct events *events, struct exchange *exchange, json_t *snapshot)
{
	struct stream *stream;
	char *text = json_dumps(snapshot, JSON_COMPACT | JSON_PRESERVE_ORDER);

	json_decref(snapshot);
	if (!text || events->n_streams == STREAMS_MOST) {
		free(text);
		return false;
	}
	stream = xcalloc(1, sizeof(*stream));
	*stream = (struct stream){ events->streams, events, exchange };
	events->streams = stream;
	events->n_streams++;
	server_stream(exchange, on_gone, stream);
	server_stream_send(exchange, "snapshot", text);
	free(text);
	return true;
}

json_t *
events_after(const struct events *events, json_int_t after)
{
	json_int_t oldest = events->last >= RING ? events->last - RING + 1 : 1;
	json_t *list = json_array();

	for (json_int_t id = after >= oldest ? after + 1 : oldest; id <= events->last; id++)
		json_array_append(list, events->ring[id % RING]);
	return json_pack("{s:I, s:b, s:o}", "last", events->last, "lost", after + 1 < oldest,
	    "events", list);
}

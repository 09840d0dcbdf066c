/* SPDX-License-Identifier: MIT */
#include "io/clients.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/alloc.h"

#define INPUT_MOST ((size_t)96 * 1024) /* a whole request; more is left in the kernel */
#define DRAIN_LOOK ((msec_t)5)
#define SWEEP_FULL ((msec_t)50) /* when there is no place for the next client */

static const struct server_limits usual_limits = {
	.request = 10 * MSEC_SECOND,
	.reply = MSEC_MINUTE,
	.sweep = 1 * MSEC_SECOND,
	.connections = 64,
};

static bool
is_gone(const struct client *client)
{
	void *arg;

	bufferevent_getcb(client->bev, NULL, NULL, NULL, &arg);
	return !arg;
}

static bool
is_over(const struct client *client)
{
	return is_gone(client) && !client->held;
}

static void
client_free(struct client *client)
{
	if (client->sent)
		evhttp_request_free(client->sent);
	bufferevent_decref(client->bev);
	xfree(client);
}

static void
reap(struct clients *clients)
{
	struct client **at = &clients->list;

	while (*at) {
		struct client *client = *at;

		if (!is_over(client)) {
			at = &client->next;
			continue;
		}
		*at = client->next;
		clients->n--;
		client_free(client);
	}
}

static bool
is_late(const struct client *client, msec_t now)
{
	const struct server_limits *limits = &client->clients->limits;

	switch (client->phase) {
	case CLIENT_READS:
		return now - client->since >= limits->request;
	case CLIENT_IS_TOLD:
		return now - client->since >= limits->reply;
	case CLIENT_ASKED:
		break;
	}
	return false;
}

static bool
is_full(const struct clients *clients)
{
	return clients->n >= clients->limits.connections;
}

static void
arm_sweep(struct clients *clients, msec_t now)
{
	bool soon = is_full(clients) && SWEEP_FULL < clients->limits.sweep;

	timer_arm(clients->sweep, now + (soon ? SWEEP_FULL : clients->limits.sweep));
}

static void
sweep(void *arg)
{
	struct clients *clients = arg;
	msec_t now = loop_now(clients->loop).boot;

	reap(clients);
	for (struct client *client = clients->list; client; client = client->next)
		if (is_late(client, now))
			clients_drop(client);
	if (!is_full(clients) && !clients->drain)
		evconnlistener_enable(clients->listener);
	arm_sweep(clients, now);
}

/* Neither a header nor JSON has a NUL, and evhttp would not see what follows one. */
static void
look_for_nul(struct evbuffer *input, const struct evbuffer_cb_info *info, void *arg)
{
	struct client *client = arg;
	struct evbuffer_ptr from;
	size_t before = evbuffer_get_length(input) - info->n_added;

	if (info->n_added == 0 || evbuffer_ptr_set(input, &from, before, EVBUFFER_PTR_SET) != 0)
		return;
	if (evbuffer_search(input, "", 1, &from).pos >= 0)
		client->nul = true;
}

/* What evhttp asks for when it has accepted a connection. */
static struct bufferevent *
want_bufferevent(struct event_base *base, void *arg)
{
	struct clients *clients = arg;
	struct client *client = xcalloc(1, sizeof(*client));
	struct bufferevent *bev = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);

	if (!bev)
		abort();
	reap(clients);
	*client = (struct client){ .next = clients->list, .clients = clients, .bev = bev };
	clients->list = client;
	clients->n++;
	clients_phase(client, CLIENT_READS);
	bufferevent_incref(bev);
	bufferevent_setwatermark(bev, EV_READ, 0, INPUT_MOST);
	evbuffer_add_cb(bufferevent_get_input(bev), look_for_nul, client);
	if (is_full(clients)) {
		evconnlistener_disable(clients->listener);
		arm_sweep(clients, client->since);
	}
	return bev;
}

/* Out of descriptors, most likely. To accept again at once would only spin: the sweep will. */
static void
on_accept_error(struct evconnlistener *listener, void *arg)
{
	evconnlistener_disable(listener);
}

void
clients_start(struct clients *clients, struct loop *loop, struct evhttp *http, int fd)
{
	*clients = (struct clients){ .loop = loop, .limits = usual_limits };
	clients->listener = evconnlistener_new(loop_base(loop), NULL, NULL,
	    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (!clients->listener || !evhttp_bind_listener(http, clients->listener))
		abort();
	evconnlistener_set_error_cb(clients->listener, on_accept_error);
	evhttp_set_bevcb(http, want_bufferevent, clients);
	clients->sweep = timer_new(loop, sweep, clients);
	arm_sweep(clients, loop_now(loop).boot);
}

void
clients_limit(struct clients *clients, const struct server_limits *limits)
{
	clients->limits = *limits;
	arm_sweep(clients, loop_now(clients->loop).boot);
}

void
clients_done(struct clients *clients)
{
	struct client *next;

	timer_free(clients->sweep);
	timer_free(clients->drain);
	for (struct client *client = clients->list; client; client = next) {
		next = client->next;
		client_free(client);
	}
}

struct client *
clients_find(struct clients *clients, const struct bufferevent *bev)
{
	struct client *client = clients->list;

	while (client->bev != bev)
		client = client->next;
	return client;
}

void
clients_phase(struct client *client, enum client_phase phase)
{
	client->phase = phase;
	client->since = loop_now(client->clients->loop).boot;
}

/* For an answer, or was accepted and has not asked yet. A stream waits for nothing. */
static bool
waits(const struct client *client)
{
	switch (client->phase) {
	case CLIENT_READS:
		return !client->served;
	case CLIENT_ASKED:
		return !client->streams;
	case CLIENT_IS_TOLD:
		break;
	}
	return true;
}

static void
look_who_waits(void *arg)
{
	struct clients *clients = arg;
	msec_t now = loop_now(clients->loop).boot;
	const struct client *client;

	reap(clients);
	client = clients->list;
	while (client && (is_gone(client) || !waits(client)))
		client = client->next;
	if (client && now < clients->drain_by)
		timer_arm(clients->drain, now + DRAIN_LOOK);
	else
		clients->on_drained(clients->arg);
}

void
clients_drain(struct clients *clients, msec_t patience, void (*then)(void *arg), void *arg)
{
	if (!clients->drain)
		clients->drain = timer_new(clients->loop, look_who_waits, clients);
	clients->drain_by = loop_now(clients->loop).boot + patience;
	clients->on_drained = then;
	clients->arg = arg;
	evconnlistener_disable(clients->listener);
	look_who_waits(clients);
}

void
clients_drop(struct client *client)
{
	shutdown(bufferevent_getfd(client->bev), SHUT_RDWR);
}

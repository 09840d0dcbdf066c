/* SPDX-License-Identifier: MIT */
/*
 * The connections of io/server: how many, how long, and when each is over.
 *
 * evhttp keeps no count of its connections, and tells of their end only once a
 * request was made. So each bufferevent is held by a reference of ours too: one
 * that evhttp has freed is known by its empty callback argument, and is reaped
 * before the next accept, and by a sweep. It closes its descriptor itself (not
 * evhttp), or a new connection could get the number while events still watch it.
 */
#ifndef IO_CLIENTS_H
#define IO_CLIENTS_H

#include "io/loop.h"
#include "io/server_limits.h"

struct bufferevent;
struct evconnlistener;
struct evhttp;
struct evhttp_request;

enum client_phase {
	CLIENT_READS,  /* evhttp reads a request, or nothing came yet */
	CLIENT_ASKED,  /* it is our turn; a stream stays here */
	CLIENT_IS_TOLD /* evhttp writes the answer */
};

struct client {
	struct client *next;
	struct clients *clients;
	struct bufferevent *bev;
	enum client_phase phase;
	msec_t since;
	bool nul;     /* a NUL byte came */
	bool served;  /* at least once: until it asks again, it waits for nothing */
	bool streams; /* it is told until it goes */
	bool held;    /* by an exchange: stays, even when evhttp has freed its part */
	struct evhttp_request *sent; /* given back to evhttp, which has not freed it yet */
};

struct clients {
	struct loop *loop;
	struct server_limits limits;
	struct evconnlistener *listener;
	struct timer *sweep;
	struct client *list;
	size_t n;

	/* Before the end: nobody is accepted any more. */
	struct timer *drain; /* looks who still waits; NULL: it is not the end */
	msec_t drain_by;
	void (*on_drained)(void *arg);
	void *arg;
};

/* fd: a listening socket, taken over: freeing http closes it. clients must stay in its place. */
void clients_start(struct clients *clients, struct loop *loop, struct evhttp *http, int fd);
void clients_limit(struct clients *clients, const struct server_limits *limits);
void clients_done(struct clients *clients); /* after http was freed */

struct client *clients_find(struct clients *clients, const struct bufferevent *bev);
void clients_phase(struct client *client, enum client_phase phase);
/* server_drain() */
void clients_drain(struct clients *clients, msec_t patience, void (*then)(void *arg), void *arg);
/* Shuts the socket: evhttp sees the end of it from the loop, and is not freed beneath its own
 * callbacks. */
void clients_drop(struct client *client);

#endif

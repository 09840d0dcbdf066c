/* SPDX-License-Identifier: MIT */
/*
 * The API's HTTP server: libevent's evhttp on a unix socket, hardened where
 * evhttp 2.1 is lax (size limits, a header deadline, no Transfer-Encoding, no
 * absolute URIs, a cap on connections). server.c and clients.c are the only files
 * beside loop.c that include libevent, because evhttp needs its base.
 *
 * A request is answered by server_reply(), at once or later. A client that went
 * away makes the exchange dead: replies to it are dropped, and on_gone says so.
 */
#ifndef IO_SERVER_H
#define IO_SERVER_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "io/loop.h"

struct server;
struct exchange;

struct peer {
	bool known;
	uid_t uid;
	gid_t gid;
	pid_t pid;
};

typedef void server_request_fn(struct exchange *exchange, void *arg);

/*
 * fd >= 0: a listening socket that was passed; path is then only for messages.
 * Otherwise path is bound, mode 0660; a stale socket is replaced, one that
 * answers is "another failoverd is listening", a file that is no socket is left.
 */
struct server *server_new(struct loop *loop, int fd, const char *path,
    server_request_fn *on_request, void *arg, struct error *err);
/* Before the end: accepts nobody any more, answers those that were accepted, and then calls then(),
 * from the loop or at once; after patience in any case. A passed socket keeps who comes meanwhile.
 */
void server_drain(struct server *server, msec_t patience, void (*then)(void *arg), void *arg);
/* Removes the socket it bound itself. Streams are told by on_gone; no exchange may be used after.
 */
void server_free(struct server *server);

size_t server_clients(const struct server *server); /* connections that are open */

const char *exchange_method(const struct exchange *exchange); /* "GET" */
const char *exchange_path(const struct exchange
	*exchange); /* "/api/v1/status", undecoded, no query */
/* The decoded value of a query parameter, or NULL; valid until the reply. */
const char *exchange_query(struct exchange *exchange, const char *name);
const char *exchange_header(const struct exchange *exchange, const char *name);
const char *exchange_body(const struct exchange *exchange, size_t *ret_len);
struct peer exchange_peer(const struct exchange *exchange);

void server_reply(struct exchange *exchange, int status, const char *type, const struct buf *body);

/* Server-sent events: start once, then send as many as wished; NULL event name: a comment, as
 * heartbeat. */
void server_stream(struct exchange *exchange, void (*on_gone)(void *arg), void *arg);
/* false: the client reads too slowly (256 KiB unsent) and was dropped; on_gone was called. */
bool server_stream_send(struct exchange *exchange, const char *event, const char *data);
void server_stream_end(struct exchange *exchange);

#endif

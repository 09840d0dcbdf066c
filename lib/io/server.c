/* SPDX-License-Identifier: MIT */
/*
 * Requests and answers; the connections are in clients.c.
 *
 * A request belongs to us (evhttp_request_own) until evhttp has sent its answer:
 * what it says can be read even when the client is gone.
 */
#include "io/server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "io/clients.h"
#include "io/server_limits.h"
#include "io/server_socket.h"

#define BODY_MOST    ((ev_ssize_t)64 * 1024)
#define HEADERS_MOST ((ev_ssize_t)16 * 1024)
#define UNSENT_MOST  ((size_t)256 * 1024)

struct exchange {
	struct exchange *next;
	struct server *server;
	struct client *client;
	struct evhttp_request *req;
	struct evkeyvalq *query; /* decoded, once asked for */
	struct peer peer;
	bool dead, streams;
	void (*on_gone)(void *arg);
	void *arg;
};

struct server {
	struct server_socket socket;
	struct evhttp *http;
	struct clients clients;
	struct exchange *exchanges; /* that were not answered yet */
	server_request_fn *on_request;
	void *arg;
};

/* ---- exchanges ---- */

static struct peer
peer_of(int fd)
{
	struct sockaddr_storage address = { 0 };
	struct ucred ucred;
	socklen_t address_len = sizeof(address), len = sizeof(ucred);

	if (getsockname(fd, (struct sockaddr *)&address, &address_len) != 0 ||
	    address.ss_family != AF_UNIX ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &ucred, &len) != 0)
		return (struct peer){ .known = false };
	return (struct peer){ true, ucred.uid, ucred.gid, ucred.pid };
}

static struct exchange *
exchange_new(struct server *server, struct evhttp_request *req)
{
	struct exchange *exchange = xcalloc(1, sizeof(*exchange));
	struct evhttp_connection *evcon = evhttp_request_get_connection(req);
	struct bufferevent *bev = evhttp_connection_get_bufferevent(evcon);

	*exchange = (struct exchange){ server->exchanges, server,
		clients_find(&server->clients, bev), req, .peer = peer_of(bufferevent_getfd(bev)) };
	server->exchanges = exchange;
	exchange->client->held = true;
	clients_phase(exchange->client, CLIENT_ASKED);
	evhttp_request_own(req);
	return exchange;
}

/* The request is kept by its connection, until evhttp or the end of that frees it. */
static void
exchange_free(struct exchange *exchange)
{
	struct exchange **at = &exchange->server->exchanges;

	while (*at != exchange)
		at = &(*at)->next;
	*at = exchange->next;
	if (exchange->query) {
		evhttp_clear_headers(exchange->query);
		xfree(exchange->query);
	}
	exchange->client->sent = exchange->req;
	exchange->client->held = false;
	xfree(exchange);
}

static void
end_stream(struct exchange *exchange)
{
	void (*on_gone)(void *arg) = exchange->on_gone;
	void *arg = exchange->arg;

	exchange_free(exchange);
	if (on_gone)
		on_gone(arg);
}

static void
on_close(struct evhttp_connection *evcon, void *arg)
{
	struct exchange *exchange = arg;

	exchange->dead = true;
	if (exchange->streams)
		end_stream(exchange);
}

/* evhttp frees the request after this. */
static void
on_complete(struct evhttp_request *req, void *arg)
{
	struct client *client = arg;

	client->sent = NULL;
	client->served = true;
	clients_phase(client, CLIENT_READS);
}

static bool
has_control(const char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < ' ' && *text != '\t') || *text == '\x7f')
			return true;
	return false;
}

/* What evhttp lets pass and should not: each has been a way to smuggle a request. */
static const char *
fault_of(const struct client *client, struct evhttp_request *req)
{
	const struct evkeyvalq *headers = evhttp_request_get_input_headers(req);
	int lengths = 0;

	if (client->nul)
		return "there is a NUL byte in it";
	if (evhttp_request_get_uri(req)[0] != '/' || has_control(evhttp_request_get_uri(req)))
		return "its target is not a path";
	for (const struct evkeyval *h = headers->tqh_first; h; h = h->next.tqe_next) {
		if (strcasecmp(h->key, "Transfer-Encoding") == 0)
			return "Transfer-Encoding is not taken; send a Content-Length";
		if (strcasecmp(h->key, "Content-Length") == 0 &&
		    (lengths++ > 0 || h->value[strspn(h->value, "0123456789")] != '\0'))
			return "its Content-Length is not one number";
		if (has_control(h->key) || has_control(h->value))
			return "there is a control byte in a header";
	}
	return NULL;
}

static void
refuse(struct exchange *exchange, const char *fault)
{
	autofree(buf_done) struct buf body = { 0 };

	buf_printf(&body,
	    "{\"title\":\"Bad request\",\"status\":400,\"code\":\"bad-request\","
	    "\"detail\":\"the request is not taken: %s\"}\n",
	    fault);
	evhttp_add_header(evhttp_request_get_output_headers(exchange->req), "Connection", "close");
	server_reply(exchange, 400, "application/problem+json", &body);
}

static void
on_evhttp(struct evhttp_request *req, void *arg)
{
	struct server *server = arg;
	struct exchange *exchange = exchange_new(server, req);
	const char *fault = fault_of(exchange->client, req);

	evhttp_connection_set_closecb(evhttp_request_get_connection(req), on_close, exchange);
	if (fault)
		refuse(exchange, fault);
	else
		server->on_request(exchange, server->arg);
}

const char *
exchange_method(const struct exchange *exchange)
{
	static const struct {
		enum evhttp_cmd_type type;
		const char *name;
	} methods[] = {
		{ EVHTTP_REQ_GET, "GET" },
		{ EVHTTP_REQ_POST, "POST" },
		{ EVHTTP_REQ_HEAD, "HEAD" },
		{ EVHTTP_REQ_PUT, "PUT" },
		{ EVHTTP_REQ_DELETE, "DELETE" },
	};
	enum evhttp_cmd_type type = evhttp_request_get_command(exchange->req);

	for (size_t i = 0; i < COUNT(methods); i++)
		if (methods[i].type == type)
			return methods[i].name;
	return "";
}

const char *
exchange_path(const struct exchange *exchange)
{
	return evhttp_uri_get_path(evhttp_request_get_evhttp_uri(exchange->req));
}

const char *
exchange_query(struct exchange *exchange, const char *name)
{
	const char *text = evhttp_uri_get_query(evhttp_request_get_evhttp_uri(exchange->req));

	if (!exchange->query) {
		exchange->query = xcalloc(1, sizeof(*exchange->query));
		if (evhttp_parse_query_str(text ? text : "", exchange->query) != 0)
			evhttp_clear_headers(exchange->query);
	}
	return evhttp_find_header(exchange->query, name);
}

const char *
exchange_header(const struct exchange *exchange, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(exchange->req), name);
}

const char *
exchange_body(const struct exchange *exchange, size_t *ret_len)
{
	struct evbuffer *body = evhttp_request_get_input_buffer(exchange->req);

	*ret_len = evbuffer_get_length(body);
	return *ret_len > 0 ? (const char *)evbuffer_pullup(body, -1) : "";
}

struct peer
exchange_peer(const struct exchange *exchange)
{
	return exchange->peer;
}

/* ---- answers ---- */

static void
add_headers(struct evhttp_request *req, const char *type)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(req);

	evhttp_add_header(headers, "Content-Type", type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
}

/* From here on evhttp sends, and frees the request; or the connection dies first. */
static struct evhttp_request *
hand_over(struct exchange *exchange)
{
	struct client *client = exchange->client;
	struct evhttp_request *req = exchange->dead ? NULL : exchange->req;

	exchange_free(exchange);
	if (!req)
		return NULL;
	clients_phase(client, CLIENT_IS_TOLD);
	evhttp_connection_set_closecb(evhttp_request_get_connection(req), NULL, NULL);
	evhttp_request_set_on_complete_cb(req, on_complete, client);
	return req;
}

void
server_reply(struct exchange *exchange, int status, const char *type, const struct buf *body)
{
	struct evhttp_request *req = hand_over(exchange);

	if (!req)
		return;
	add_headers(req, type);
	evbuffer_add(evhttp_request_get_output_buffer(req), buf_text(body), body->len);
	evhttp_send_reply(req, status, NULL, NULL);
}

void
server_stream(struct exchange *exchange, void (*on_gone)(void *arg), void *arg)
{
	exchange->streams = true;
	exchange->client->streams = true;
	exchange->on_gone = on_gone;
	exchange->arg = arg;
	add_headers(exchange->req, "text/event-stream");
	evhttp_add_header(evhttp_request_get_output_headers(exchange->req), "Connection", "close");
	evhttp_send_reply_start(exchange->req, 200, NULL);
}

static void
add_event(struct evbuffer *chunk, const char *event, const char *data)
{
	const char *prefix = event ? "data" : "";
	size_t len;

	if (event)
		evbuffer_add_printf(chunk, "event: %s\n", event);
	for (;; data += len + 1) {
		len = strcspn(data, "\n");
		evbuffer_add_printf(chunk, "%s: %.*s\n", prefix, (int)len, data);
		if (data[len] == '\0')
			break;
	}
	evbuffer_add(chunk, "\n", 1);
}

bool
server_stream_send(struct exchange *exchange, const char *event, const char *data)
{
	struct evbuffer *output = bufferevent_get_output(exchange->client->bev);
	struct evbuffer *chunk;

	if (evbuffer_get_length(output) > UNSENT_MOST) {
		evhttp_connection_set_closecb(evhttp_request_get_connection(exchange->req), NULL,
		    NULL);
		clients_drop(exchange->client);
		end_stream(exchange);
		return false;
	}
	chunk = evbuffer_new();
	if (!chunk)
		abort();
	add_event(chunk, event, data);
	evhttp_send_reply_chunk(exchange->req, chunk);
	evbuffer_free(chunk);
	return true;
}

void
server_stream_end(struct exchange *exchange)
{
	evhttp_send_reply_end(hand_over(exchange));
}

/* ---- life ---- */

void
server_set_limits(struct server *server, const struct server_limits *limits)
{
	clients_limit(&server->clients, limits);
}

struct server *
server_new(struct loop *loop, int fd, const char *path, server_request_fn *on_request, void *arg,
    struct error *err)
{
	struct server_socket socket;
	struct server *server;

	if (!(fd >= 0 ? server_socket_adopt(fd, path, &socket, err)
		      : server_socket_bind(path, &socket, err)))
		return NULL;
	server = xcalloc(1, sizeof(*server));
	*server = (struct server){ .socket = socket, .on_request = on_request, .arg = arg };
	server->http = evhttp_new(loop_base(loop));
	if (!server->http)
		abort();
	clients_start(&server->clients, loop, server->http, socket.fd);
	evhttp_set_gencb(server->http, on_evhttp, server);
	evhttp_set_max_body_size(server->http, BODY_MOST);
	evhttp_set_max_headers_size(server->http, HEADERS_MOST);
	return server;
}

size_t
server_clients(const struct server *server)
{
	return server->clients.n;
}

void
server_drain(struct server *server, msec_t patience, void (*then)(void *arg), void *arg)
{
	clients_drain(&server->clients, patience, then, arg);
}

void
server_free(struct server *server)
{
	if (!server)
		return;
	server_socket_remove(&server->socket);
	evhttp_free(server->http); /* on_close() tells the streams */
	while (server->exchanges)
		exchange_free(server->exchanges);
	clients_done(&server->clients);
	xfree(server);
}

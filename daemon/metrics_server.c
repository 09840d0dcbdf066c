/* SPDX-License-Identifier: MIT */
/* Metrics on a port: they can be read there, and nothing can be commanded. */
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/journal.h"
#include "io/listen.h"
#include "metrics.h"
#include "request.h"

#define PORT 9464 /* that OpenTelemetry's exporter has */

struct metrics_server {
	struct daemon *daemon;
	struct server *server;
};

void
metrics_reply(const struct daemon *daemon, struct exchange *exchange)
{
	const char *accepted = exchange_header(exchange, "Accept");
	bool open = accepted && strstr(accepted, "application/openmetrics-text");
	autofree(buf_done) struct buf text = { 0 };

	metrics_write(daemon, open, &text, loop_now(daemon->loop));
	server_reply(exchange, 200, metrics_text_type(open), &text);
}

static void
on_request(struct exchange *exchange, void *arg)
{
	const struct metrics_server *server = arg;

	if (strcmp(exchange_path(exchange), "/metrics") != 0)
		reply_problem(exchange,
		    &(struct problem){
			404, "no-such-path", "there is nothing at this path", "GET /metrics" });
	else if (strcmp(exchange_method(exchange), "GET") != 0)
		reply_problem(exchange,
		    &(struct problem){ 405, "wrong-method", "this path does not take that method",
			"GET /metrics" });
	else
		metrics_reply(server->daemon, exchange);
}

struct metrics_server *
metrics_server_new(struct daemon *daemon, struct error *err)
{
	const char *address = daemon->config->settings.metrics;
	struct metrics_server *server;
	int fd = notify_listener("metrics");

	if (fd < 0 && (!address || !listen_tcp(address, PORT, &fd, err)))
		return NULL;
	server = xcalloc(1, sizeof(*server));
	server->daemon = daemon;
	server->server =
	    server_new(daemon->loop, fd, address ? address : "metrics", on_request, server, err);
	if (server->server)
		return server;
	close(fd);
	xfree(server);
	return NULL;
}

void
metrics_server_free(struct metrics_server *server)
{
	if (!server)
		return;
	server_free(server->server);
	xfree(server);
}

/* SPDX-License-Identifier: MIT */
/* The route table, and who may take which route. */
#include "api.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "plans.h"
#include "query.h"

#define DRAIN (2 * MSEC_SECOND)

/* One row a path; "*" stands for one segment. A row below applications/ names one of them. */
static const struct route {
	const char *path;
	bool of_application;
	request_fn *get, *post, *put, *delete;
} routes[] = {
	{ "/healthz", .get = read_health },
	{ "/metrics", .get = read_metrics },
	{ "/api/v1/version", .get = read_version },
	{ "/api/v1/status", .get = read_status },
	{ "/api/v1/log", .get = read_log },
	{ "/api/v1/events", .get = read_events },
	{ "/api/v1/plans", .post = command_plan },
	{ "/api/v1/plans/*", .get = read_plan },
	{ "/api/v1/runs", .post = command_run },
	{ "/api/v1/runs/*", .get = read_run },
	{ "/api/v1/runs/*/report", .get = read_report },
	{ "/api/v1/decisions", .get = read_decisions },
	{ "/api/v1/decisions/*", .get = read_decision },
	{ "/api/v1/decisions/*/mark", .post = command_mark },
	{ "/api/v1/audit", .get = read_audit },
	{ "/api/v1/reload", .post = command_reload },
	{ "/api/v1/applications/*/explain", true, .get = read_explain },
	{ "/api/v1/applications/*/machine", true, .get = read_machine },
	{ "/api/v1/applications/*/runs", true, .get = read_runs },
	{ "/api/v1/applications/*/doctor", true, .get = read_doctor, .post = command_doctor },
	{ "/api/v1/applications/*/drills", true, .get = read_drills, .post = command_drill },
	{ "/api/v1/applications/*/readiness", true, .get = read_readiness,
	    .post = command_readiness },
	{ "/api/v1/applications/*/waive", true, .post = command_waive },
	{ "/api/v1/applications/*/failover", true, .post = command_failover },
	{ "/api/v1/applications/*/switchover", true, .post = command_switchover },
	{ "/api/v1/applications/*/failback", true, .post = command_failback },
	{ "/api/v1/applications/*/pause", true, .put = command_pause, .delete = command_resume },
	{ "/api/v1/applications/*/ack", true, .post = command_ack },
	{ "/api/v1/applications/*/approve", true, .post = command_approve },
	{ "/api/v1/applications/*/abort", true, .post = command_abort },
};

static bool
path_matches(const char *pattern, const char *path, struct request *request)
{
	const char *star = strchr(pattern, '*');
	size_t before, len;

	if (!star)
		return strcmp(pattern, path) == 0;
	before = (size_t)(star - pattern);
	if (strncmp(pattern, path, before) != 0)
		return false;
	path += before;
	len = strcspn(path, "/");
	if (len == 0 || len >= sizeof(request->capture) || strcmp(path + len, star + 1) != 0)
		return false;
	memcpy(request->capture, path, len);
	request->capture[len] = '\0';
	return true;
}

static const struct route *
find_route(const char *path, struct request *request)
{
	for (size_t i = 0; i < COUNT(routes); i++)
		if (path_matches(routes[i].path, path, request))
			return &routes[i];
	return NULL;
}

static request_fn *
method_of(const struct route *route, const char *method)
{
	if (strcmp(method, "GET") == 0)
		return route->get;
	if (strcmp(method, "POST") == 0)
		return route->post;
	if (strcmp(method, "PUT") == 0)
		return route->put;
	return strcmp(method, "DELETE") == 0 ? route->delete : NULL;
}

static json_t *
allowed_methods(const struct route *route)
{
	json_t *list = json_array();

	if (route->get)
		json_array_append_new(list, json_string("GET"));
	if (route->post)
		json_array_append_new(list, json_string("POST"));
	if (route->put)
		json_array_append_new(list, json_string("PUT"));
	if (route->delete)
		json_array_append_new(list, json_string("DELETE"));
	return json_pack("{s:o}", "allow", list);
}

static void
reply_no_application(const struct request *request)
{
	const struct daemon *daemon = request->daemon;
	json_t *list = json_array();
	char detail[256], remedy[256] = "there is none";
	size_t len = 0;

	for (size_t i = 0; i < daemon->n_applications; i++) {
		const char *name = daemon->applications[i].app->name;

		json_array_append_new(list, json_string(name));
		if (len < sizeof(remedy))
			len += (size_t)snprintf(remedy + len, sizeof(remedy) - len, "%s%s",
			    i > 0 ? ", " : "there is ", name);
	}
	snprintf(detail, sizeof(detail), "there is no application \"%s\"", request->capture);
	reply_problem(request->exchange,
	    &(struct problem){ 404, "no-such-application", detail, remedy,
		json_pack("{s:o}", "applications", list) });
}

static bool
permitted(struct request *request)
{
	const struct settings *settings = &request->daemon->config->settings;

	request->person = person_of(settings, exchange_peer(request->exchange));
	return request->person.may_command;
}

static void
on_request(struct exchange *exchange, void *arg)
{
	struct api *api = arg;
	struct request request = { .api = api,
		.daemon = api->daemon,
		.exchange = exchange,
		.now = loop_now(api->daemon->loop) };
	const char *method = exchange_method(exchange);
	const struct route *route = find_route(exchange_path(exchange), &request);
	request_fn *answer = route ? method_of(route, method) : NULL;

	if (route && route->of_application)
		request.application = daemon_application(api->daemon, request.capture);

	if (!route)
		reply_problem(exchange,
		    &(struct problem){ 404, "no-such-path", "there is nothing at this path",
			"GET /api/v1/status" });
	else if (!answer)
		reply_problem(exchange,
		    &(struct problem){ 405, "wrong-method", "this path does not take that method",
			.more = allowed_methods(route) });
	else if (answer != route->get && !permitted(&request))
		reply_problem(exchange,
		    &(struct problem){ 403, "not-permitted", "you may read, and not command",
			"become root, or a member of a group that \"operators\" of failoverd.json "
			"names",
			json_pack("{s:s}", "person", request.person.name) });
	else if (route->of_application && !request.application)
		reply_no_application(&request);
	else
		answer(&request);
}

struct api *
api_new(struct daemon *daemon, int fd, struct error *err)
{
	struct api *api = xcalloc(1, sizeof(*api));

	api->daemon = daemon;
	api->server =
	    server_new(daemon->loop, fd, daemon->config->settings.socket, on_request, api, err);
	if (!api->server) {
		xfree(api);
		return NULL;
	}
	api->events = events_new(daemon);
	return api;
}

void
api_drain(struct api *api, void (*then)(void *arg), void *arg)
{
	server_drain(api->server, DRAIN, then, arg);
}

size_t
api_clients(const struct api *api)
{
	return api ? server_clients(api->server) : 0;
}

/* The server first: while it closes, it tells the streams. */
void
api_free(struct api *api)
{
	if (!api)
		return;
	server_free(api->server);
	events_free(api->events);
	query_free_all(api);
	plans_free(api->plans);
	xfree(api);
}

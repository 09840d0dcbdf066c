/* SPDX-License-Identifier: MIT */
/*
 * Nothing that is needed to leave a Region may live in it. Computed from the
 * configuration, for the move at hand and for the way back; nobody is asked.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws/endpoint.h"
#include "aws/kinds.h"
#include "core/run.h"

#define FOUND_MOST 24

struct found {
	struct opinion list[FOUND_MOST];
	size_t n;
};

/* The way that is looked at. */
struct way {
	const struct check_ctx *ctx;
	struct move move;
	const char *from, *to;
};

static size_t
count(const struct check_ctx *ctx)
{
	return 2; /* there, and back */
}

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	return true; /* CALL_NONE */
}

/* "us-east-1" in the host of a URL. */
static bool
lies_in(const char *url, const char *region)
{
	const char *host = strstr(url, "://");
	size_t len = strlen(region);
	const char *end;

	host = host ? host + 3 : url;
	end = host + strcspn(host, "/?");
	for (; host + len <= end; host++)
		if (strncmp(host, region, len) == 0 && !isalnum((unsigned char)host[len]))
			return true;
	return false;
}

/* The last one is written over when there are more than anybody would read. */
static struct opinion *
add(struct found *found)
{
	if (found->n < FOUND_MOST)
		found->n++;
	return &found->list[found->n - 1];
}

/* ---- what a move asks ---- */

static void
look_at_service(const struct way *way, const char *service, struct found *found)
{
	struct endpoint endpoint;
	struct error err;

	if (!endpoint_find(way->ctx->site->endpoints, service, way->to, NULL, &endpoint, &err)) {
		struct opinion *wrong = add(found);

		opinion_set(wrong, HEALTH_FAIL, "%.150s", err.text);
	} else if (lies_in(endpoint.url, way->from) && !lies_in(endpoint.url, way->to)) {
		struct opinion *wrong = add(found);

		opinion_set(wrong, HEALTH_FAIL, "%s of %s is asked in %s", service, way->to,
		    way->from);
		opinion_remedy(wrong, "change aws.endpoints, or AWS_ENDPOINT_URL: it is %.60s",
		    endpoint.url);
	}
}

static void
look_at_services(const struct way *way, struct found *found)
{
	const struct app *app = way->ctx->app;

	if (app->aurora.global_cluster)
		look_at_service(way, "rds", found);
	if (app->secret.id)
		look_at_service(way, "secretsmanager", found);
	if (app->aurora.global_cluster || app->secret.id || app->routing.endpoints.n > 0)
		look_at_service(way, "sts", found);
}

static void
look_at_controls(const struct way *way, struct found *found)
{
	const struct option_map *endpoints = &way->ctx->app->routing.endpoints;
	size_t elsewhere = 0;

	for (size_t i = 0; i < endpoints->n; i++)
		elsewhere += strcmp(endpoints->keys[i], way->from) != 0 &&
		    !lies_in(endpoints->values[i], way->from);
	if (endpoints->n > 0 && elsewhere == 0) {
		struct opinion *wrong = add(found);

		opinion_set(wrong, HEALTH_FAIL, "every endpoint of routing.endpoints is in %s",
		    way->from);
		opinion_remedy(wrong, "name all five of the cluster");
	}
}

/* A step's own check asks where the step will. */
static void
look_at_steps(const struct way *way, struct found *found)
{
	const struct app *app = way->ctx->app;
	const struct runbook *book =
	    way->move.kind == MOVE_FAILOVER ? app->failover : app->switchover;
	struct check_ctx ctx = *way->ctx;

	ctx.move = &way->move;
	ctx.nth = 0;
	for (size_t i = 0; book && i < book->n_steps; i++) {
		const struct step_spec *step = &book->steps[i];
		autofree(call_done) struct call call = { 0 };
		struct opinion *wrong;
		struct error err;

		ctx.args = step->args;
		if (!step->kind->check || !step->kind->check->ask(&ctx, &call, &err) ||
		    !call.region || strcmp(call.region, way->from) != 0)
			continue;
		wrong = add(found);
		opinion_set(wrong, run_may_fail(step) ? HEALTH_WARN : HEALTH_FAIL,
		    "step %.40s is done in %s", step->name, way->from);
		opinion_remedy(wrong, "write \"region\": \"{to}\", and keep what it needs there");
	}
}

/* ---- what we stand on ---- */

static void
look_at_ourselves(const struct way *way, struct found *found)
{
	const struct check_site *site = way->ctx->site;

	if (strcmp(site->place, way->from) == 0) {
		struct opinion *wrong = add(found);

		opinion_set(wrong, HEALTH_WARN, "failoverd itself stands in %s", way->from);
		opinion_remedy(wrong,
		    "run it in %s or in a third Region: G20 holds every failover "
		    "from where it stands",
		    way->to);
	}
	if (strcmp(site->sts_region, way->from) == 0) {
		struct opinion *wrong = add(found);

		opinion_set(wrong, HEALTH_WARN, "roles are assumed in %s first", way->from);
		opinion_remedy(wrong,
		    "set AWS_REGION=%s: others are asked when that one does not "
		    "answer, which takes longer",
		    way->to);
	}
}

static void
look_at_servers(const struct way *way, struct found *found)
{
	const struct app *app = way->ctx->app;
	const struct region_spec *from = &app->regions[way->move.from];
	const struct option_list *servers = &app->dns.servers;

	for (size_t i = 0; i < servers->n; i++)
		for (size_t a = 0; a < from->addresses.n; a++) {
			size_t len = strlen(from->addresses.items[a]);
			const char *server = servers->items[i];
			struct opinion *wrong;

			if (strncmp(server, from->addresses.items[a], len) != 0 ||
			    (server[len] && server[len] != ':'))
				continue;
			wrong = add(found);
			opinion_set(wrong, HEALTH_WARN, "dns server %.60s is an address of %s",
			    server, way->from);
			opinion_remedy(wrong, "name the zone's servers at Route 53");
		}
}

static void
look_at_references(const struct way *way, struct found *found)
{
	const struct option_list *references = way->ctx->site->references;
	size_t there = 0;

	for (size_t i = 0; i < references->n; i++)
		there += lies_in(references->items[i], way->from);
	/* Two of three must answer. */
	if (references->n > 0 && (references->n - there) * 3 < references->n * 2 && there > 0) {
		struct opinion *wrong = add(found);

		opinion_set(wrong, HEALTH_WARN, "%zu of %zu references are in %s", there,
		    references->n, way->from);
		opinion_remedy(wrong,
		    "without it we would count ourselves as cut off (G04): name "
		    "others");
	}
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	bool back = ctx->nth > 0;
	struct way way = { .ctx = ctx, .move = *ctx->move };
	struct found found = { .n = 0 };

	if (back) {
		way.move.from = ctx->move->to;
		way.move.to = ctx->move->from;
	}
	way.from = ctx->app->regions[way.move.from].name;
	way.to = ctx->app->regions[way.move.to].name;
	look_at_services(&way, &found);
	look_at_controls(&way, &found);
	look_at_steps(&way, &found);
	if (!back) /* we may stand where a move goes to: that is for the day after */
		look_at_ourselves(&way, &found);
	look_at_servers(&way, &found);
	look_at_references(&way, &found);
	if (found.n > 0)
		opinion_worst(found.list, found.n, ret);
	else
		opinion_set(ret, HEALTH_OK, "nothing that is needed to leave %s is in it",
		    way.from);
	if (back)
		opinion_aside(ret);
}

const struct check_kind place_check = {
	.name = "static-stability",
	.why = "what is needed to leave a Region must not go down with it",
	.unproved = "where the addresses of dns.servers and aws.addresses lie",
	.count = count,
	.ask = ask,
	.judge = judge,
};

/* SPDX-License-Identifier: MIT */
/* The public name at each of the zone's servers: for how long its answers are kept by others. */
#include <stdio.h>
#include <string.h>

#include "kinds/kinds.h"

#define TTL_GOOD 60  /* seconds */
#define TTL_LONG 120 /* longer than most outages that heal by themselves */

static size_t
count(const struct check_ctx *ctx)
{
	size_t n = ctx->app->dns.servers.n;

	if (!ctx->app->dns.name)
		return 0;
	if (n == 0)
		return 1;
	return n < CHECK_QUESTIONS_MOST ? n : CHECK_QUESTIONS_MOST;
}

static const char *
server(const struct check_ctx *ctx)
{
	return ctx->app->dns.servers.n > 0 ? ctx->app->dns.servers.items[ctx->nth] : "";
}

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	if (strlen(ctx->app->dns.name) >= DNS_NAME || strlen(server(ctx)) >= DNS_SERVER)
		return error_set(err, "dns: the name or the server %.80s is too long", server(ctx));
	ret->kind = CALL_DNS;
	snprintf(ret->name, sizeof(ret->name), "A");
	snprintf(ret->dns.name, DNS_NAME, "%s", ctx->app->dns.name);
	snprintf(ret->dns.server, DNS_SERVER, "%s", server(ctx));
	ret->dns.type = DNS_A;
	return true;
}

static void
judge_records(const struct check_ctx *ctx, const struct dns_answer *dns, struct opinion *ret)
{
	const char *name = ctx->app->dns.name;

	opinion_set(ret, HEALTH_OK, "%.90s is kept for %d s", name, dns->ttl);
	if (ctx->app->dns.servers.n == 0) {
		opinion_set(ret, HEALTH_WARN, "no servers of %.90s are named", name);
		opinion_remedy(ret, "give dns.servers: a resolver's cache does not show a change");
	} else if (dns->ttl > TTL_GOOD) {
		opinion_set(ret, HEALTH_WARN, "%.60s is kept for %d s%s", name, dns->ttl,
		    dns->ttl > TTL_LONG ? ": for so long clients stay after a move" : "");
		opinion_remedy(ret, "lower the record's TTL to %d s or less", TTL_GOOD);
	}
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const struct dns_answer *dns = answer->dns;

	if (!dns)
		opinion_set(ret, HEALTH_UNKNOWN, "%s",
		    answer->trouble ? answer->trouble : "the question was not sent");
	else if (dns->failure != DNS_ANSWERED)
		opinion_set(ret, HEALTH_UNKNOWN, "%.60s: %.90s", server(ctx), dns->why);
	else if (dns->rcode == 3 || (dns->rcode == 0 && dns->n == 0))
		opinion_set(ret, HEALTH_FAIL, "%.60s: %.80s has no address", server(ctx),
		    ctx->app->dns.name);
	else if (dns->rcode != 0)
		opinion_set(ret, HEALTH_UNKNOWN, "%.60s: an answer with code %d", server(ctx),
		    dns->rcode);
	else
		judge_records(ctx, dns, ret);
}

/* One server that answers is enough for a name. */
static void
sum(const struct check_ctx *ctx, const struct opinion *list, size_t n, struct opinion *ret)
{
	const struct opinion *best = NULL;
	size_t silent = 0;

	for (size_t i = 0; i < n; i++) {
		silent += list[i].health == HEALTH_UNKNOWN;
		if (list[i].health != HEALTH_UNKNOWN && (!best || list[i].health > best->health))
			best = &list[i];
	}
	*ret = best ? *best : list[0];
	if (!best || silent == 0 || best->health != HEALTH_OK)
		return;
	opinion_set(ret, HEALTH_WARN, "%zu of %zu servers do not answer", silent, n);
	opinion_remedy(ret, "compare dns.servers with the zone's NS records");
}

const struct check_kind public_name_check = {
	.name = "public-name",
	.why = "clients stay for as long as the name's answer is kept",
	.count = count,
	.ask = ask,
	.judge = judge,
	.sum = sum,
};

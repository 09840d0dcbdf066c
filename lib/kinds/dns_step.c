/* SPDX-License-Identifier: MIT */
/*
 * The public name answers with the target's addresses. Asked of the zone's own
 * servers, one after the other: resolvers in between remember for a while what
 * was true before.
 */
#include <stdio.h>
#include <string.h>

#include "core/run.h"
#include "kinds/kinds.h"
#include "kinds/record.h"

#define ADDRESS "address" /* for whoever wants to connect */

/* The scratch has a character for each server that was asked in this round. */
#define RIGHT  'r'
#define SILENT 's'

struct dns_args {
	int type; /* index of types */
};

static const char *const types[] = { "A", "CNAME", NULL };

static const struct region_spec *
target(const struct step_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->to];
}

/* Without configured servers it is the system's resolvers. */
static size_t
servers(const struct step_ctx *ctx)
{
	return ctx->app->dns.servers.n > 0 ? ctx->app->dns.servers.n : 1;
}

static const char *
server(const struct step_ctx *ctx)
{
	const struct option_list *list = &ctx->app->dns.servers;

	return list->n > 0 ? list->items[ctx->scratch->len % list->n] : "";
}

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct dns_args *args = ctx->args;
	struct dns_question *question = &ret->dns;
	int name = snprintf(question->name, DNS_NAME, "%s", ctx->app->dns.name);
	int at = snprintf(question->server, DNS_SERVER, "%s", server(ctx));

	if (target(ctx)->addresses.n == 0)
		return error_set(err,
		    "what %s should answer is not known: give regions.%s.addresses",
		    ctx->app->dns.name, target(ctx)->name);
	if (name >= DNS_NAME || at >= DNS_SERVER)
		return error_set(err, "dns: the name or the server %s is too long", server(ctx));
	ret->kind = CALL_DNS;
	snprintf(ret->name, sizeof(ret->name), "%s", types[args->type]);
	question->type = args->type == 0 ? DNS_A : DNS_CNAME;
	return true;
}

static bool
belongs(const struct region_spec *region, const char *address)
{
	for (size_t i = 0; i < region->addresses.n; i++)
		if (record_same(region->addresses.items[i], address))
			return true;
	return false;
}

static const char *
owner(const struct app *app, const char *address)
{
	for (size_t r = 0; r < app->n_regions; r++)
		if (belongs(&app->regions[r], address))
			return app->regions[r].name;
	return "no Region of ours";
}

/* The first answer that is not the target's; NULL: all are. */
static const char *
stranger(const struct step_ctx *ctx, const struct dns_answer *dns)
{
	for (size_t i = 0; i < dns->n; i++)
		if (!belongs(target(ctx), dns->list[i]))
			return dns->list[i];
	return NULL;
}

static bool
silent(const struct dns_answer *dns)
{
	return dns->failure != DNS_ANSWERED || (dns->rcode != 0 && dns->rcode != 3);
}

/* Resolvers pass over a server that does not answer, and so do we, as long as half of them do. */
static enum verdict
end_round(const struct step_ctx *ctx, const struct dns_answer *last, struct error *err)
{
	size_t n = ctx->scratch->len, right = 0;

	for (size_t i = 0; i < n; i++)
		right += ctx->scratch->data[i] == RIGHT;
	if (right > 0 && 2 * right >= n) {
		snprintf(ctx->detail, DETAIL_TEXT, "%.60s answers %.46s (%.40s)",
		    ctx->app->dns.name, memo_get(ctx->memo, ADDRESS), target(ctx)->name);
		return VERDICT_DONE;
	}
	buf_clear(ctx->scratch);
	error_set(err, "%zu of %zu servers of %s answer; the last one: %s", right, n,
	    ctx->app->dns.name, last->why[0] ? last->why : "no use of its answer");
	return VERDICT_RETRY;
}

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct dns_answer *dns = answer->dns;
	const char *other;

	if (!dns) {
		error_set(err, "%s",
		    answer->trouble ? answer->trouble : "the question could not be sent");
		return VERDICT_RETRY;
	}
	other = stranger(ctx, dns);
	if (silent(dns)) {
		buf_putc(ctx->scratch, SILENT);
	} else if (other || dns->n == 0) {
		snprintf(ctx->detail, DETAIL_TEXT, "%.60s answers %.46s (%.40s)",
		    ctx->app->dns.name, other ? other : "nothing",
		    other ? owner(ctx->app, other) : "no such record");
		buf_clear(ctx->scratch);
		return VERDICT_NOT_YET;
	} else {
		buf_putc(ctx->scratch, RIGHT);
		if (!memo_put(ctx->memo, ADDRESS, dns->list[0])) {
			error_set(err, "the memo of the run is full");
			return VERDICT_FAIL;
		}
	}
	return ctx->scratch->len < servers(ctx) ? VERDICT_MORE : end_round(ctx, dns, err);
}

static const struct option options[] = {
	{ "type", OPTION_WORD, offsetof(struct dns_args, type), "\"A\"",
	    "The record that regions.*.addresses are of.", types },
	{ 0 },
};

const struct step_kind dns_step = {
	.name = "dns",
	.help = "Waits until each of the zone's authoritative servers answers the public name with "
		"addresses of the target, and with none of another Region.",
	.claim = "the public name answers with {to}",
	.manual = "Ask the zone's own servers, not a resolver: dig +norecurse @SERVER NAME A. The "
		  "answer must be an address of {to}. If it is not, look at the health checks that "
		  "stand behind the records: aws route53 get-health-check-status. Resolvers keep "
		  "the former answer for its TTL.",
	.options = options,
	.args_size = sizeof(struct dns_args),
	.needs = "dns",
	.look = { ask, judge },
	.every = MSEC_SECOND,
	.deadline = 5 * MSEC_MINUTE,
};

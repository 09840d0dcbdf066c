/* SPDX-License-Identifier: MIT */
/* Which Region does the public name answer from? */
#include <stdio.h>
#include <string.h>

#include "core/app.h"
#include "kinds/kinds.h"
#include "kinds/record.h"

struct name_args {
	int type; /* index of types */
};

static const char *const types[] = { "A", "CNAME", NULL };

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct name_args *args = ctx->args;
	const struct option_list *servers = &ctx->app->dns.servers;
	const char *server = servers->n > 0 ? servers->items[ctx->turn % servers->n] : "";

	if (strlen(ctx->app->dns.name) >= DNS_NAME || strlen(server) >= DNS_SERVER)
		return error_set(err, "dns: the name or the server %.80s is too long", server);
	ret->kind = CALL_DNS;
	snprintf(ret->name, sizeof(ret->name), "%s", types[args->type]);
	snprintf(ret->dns.name, DNS_NAME, "%s", ctx->app->dns.name);
	snprintf(ret->dns.server, DNS_SERVER, "%s", server);
	ret->dns.type = args->type == 0 ? DNS_A : DNS_CNAME;
	return true;
}

static size_t
owner(const struct app *app, const char *address)
{
	for (size_t r = 0; r < app->n_regions; r++)
		for (size_t i = 0; i < app->regions[r].addresses.n; i++)
			if (record_same(app->regions[r].addresses.items[i], address))
				return r;
	return REGION_NONE;
}

/* The one Region that all answers are of. */
static size_t
region_of(const struct app *app, const struct dns_answer *dns)
{
	size_t region = owner(app, dns->list[0]);

	for (size_t i = 1; i < dns->n; i++)
		if (owner(app, dns->list[i]) != region)
			return REGION_NONE;
	return region;
}

/* No server's silence says where the name leads, or anything of a Region. */
static void
judge_silence(const struct dns_answer *dns, struct sighting *ret)
{
	enum reason reason = reason_of_dns(dns);

	sighting_judge(ret, reason_outcome(reason) == OUTCOME_FAIL ? REASON_RESOLVE : reason, "%s",
	    dns->why);
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	const struct dns_answer *dns = answer->dns;
	size_t region;

	if (!dns) {
		sighting_unsent(ret, answer->trouble);
		return;
	}
	if (dns->failure != DNS_ANSWERED) {
		judge_silence(dns, ret);
		return;
	}
	if (dns->rcode != 0 && dns->rcode != 3) {
		sighting_judge(ret, REASON_OTHER, "an answer with code %d", dns->rcode);
		return;
	}
	region = dns->n > 0 ? region_of(ctx->app, dns) : REGION_NONE;
	world->answer = region;
	world->answer_at = answer->now.boot;
	sighting_judge(ret, REASON_OK, "answers %.60s (%.40s)",
	    dns->n > 0 ? dns->list[0] : "nothing",
	    region == REGION_NONE ? "no one Region of ours" : ctx->app->regions[region].name);
}

static const struct option options[] = {
	{ "type", OPTION_WORD, offsetof(struct name_args, type), "\"A\"",
	    "The record that regions.*.addresses are of.", types },
	{ 0 },
};

const struct probe_kind public_name_probe = {
	.name = "public-name",
	.help = "Asks the zone's servers, in turn, for the public name and notes which Region's "
		"addresses they answer. Where that is another than traffic goes to for five "
		"minutes, automation stops and says so. It never says that a Region is down.",
	.options = options,
	.args_size = sizeof(struct name_args),
	.global = true,
	.needs = "dns",
	.ask = ask,
	.judge = judge,
};

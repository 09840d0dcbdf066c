/* SPDX-License-Identifier: MIT */
/*
 * What a name answers, asked of the chosen servers, one after the other. Trouble of
 * the system's resolvers is our own; a server that was chosen is part of what is
 * watched.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "core/app.h"
#include "core/place.h"
#include "kinds/kinds.h"
#include "kinds/record.h"

#define NXDOMAIN 3

enum match {
	MATCH_ANY,
	MATCH_ALL,
	MATCH_ONLY,
};

struct dns_args {
	const char *name;
	int type;  /* enum dns_type */
	int match; /* enum match */
	struct option_list expect, servers;
};

static const char *const types[] = {
	[DNS_A] = "A",
	[DNS_AAAA] = "AAAA",
	[DNS_CNAME] = "CNAME",
	[DNS_TXT] = "TXT",
	[DNS_NS] = "NS",
	NULL,
};

static const char *const matches[] = { "any", "all", "only", NULL };

static const char *
region_of(const struct probe_ctx *ctx)
{
	return ctx->app->regions[ctx->region].name;
}

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct dns_args *args = ctx->args;
	const struct option_list *servers = &args->servers;
	const char *server = servers->n > 0 ? servers->items[ctx->turn % servers->n] : "";
	autofree(xfree) char *name = place_fill(args->name, region_of(ctx));

	if (strlen(name) >= DNS_NAME || strlen(server) >= DNS_SERVER)
		return error_set(err, "the name, or the server %.80s, is too long", server);
	ret->kind = CALL_DNS;
	snprintf(ret->name, sizeof(ret->name), "%s", types[args->type]);
	snprintf(ret->dns.name, DNS_NAME, "%s", name);
	snprintf(ret->dns.server, DNS_SERVER, "%s", server);
	ret->dns.type = (enum dns_type)args->type;
	return true;
}

/* ---- what a server that answers may say ---- */

/*
 * That there is nothing, where the zone's servers were told to have it: an emptied
 * record looks like that. Else the question may be wrong, or an old answer.
 */
static enum reason
of_nothing(const struct dns_args *args)
{
	return args->servers.n > 0 && args->expect.n > 0 ? REASON_BODY : REASON_MISSING;
}

/* What is not here is REASON_OTHER; NXDOMAIN says that there is nothing. */
static const struct {
	int rcode;
	enum reason chosen, own; /* own: said by the system's resolvers */
	const char *text;
} rcodes[] = {
	{ 2, REASON_VALUE, REASON_RESOLVE, "the server fails (SERVFAIL)" },
	{ 5, REASON_BLOCKED, REASON_RESOLVE, "the prober is blocked (REFUSED)" },
};

static void
judge_rcode(const struct dns_args *args, int rcode, struct sighting *ret)
{
	if (rcode == NXDOMAIN) {
		sighting_judge(ret, of_nothing(args), "there is no such name (NXDOMAIN)");
		return;
	}
	for (size_t i = 0; i < COUNT(rcodes); i++)
		if (rcodes[i].rcode == rcode) {
			sighting_judge(ret, args->servers.n > 0 ? rcodes[i].chosen : rcodes[i].own,
			    "%s", rcodes[i].text);
			return;
		}
	sighting_judge(ret, REASON_OTHER, "an answer with code %d", rcode);
}

static void
judge_silence(const struct dns_args *args, const struct dns_answer *dns, struct sighting *ret)
{
	enum reason reason = reason_of_dns(dns);

	if (args->servers.n == 0 && reason_outcome(reason) == OUTCOME_FAIL)
		reason = REASON_RESOLVE;
	sighting_judge(ret, reason, "%s", dns->why);
}

/* ---- the records ---- */

/* Is this answer the i-th of the expected ones? */
static bool
is_expected(const struct probe_ctx *ctx, size_t i, const char *answer)
{
	const struct dns_args *args = ctx->args;
	autofree(xfree) char *text = place_fill(args->expect.items[i], region_of(ctx));

	return args->type == DNS_TXT ? strcmp(text, answer) == 0 : record_same(text, answer);
}

static bool
is_answered(const struct probe_ctx *ctx, const struct dns_answer *dns, size_t i)
{
	for (size_t a = 0; a < dns->n; a++)
		if (is_expected(ctx, i, dns->list[a]))
			return true;
	return false;
}

static bool
is_known(const struct probe_ctx *ctx, const char *answer)
{
	const struct dns_args *args = ctx->args;

	for (size_t i = 0; i < args->expect.n; i++)
		if (is_expected(ctx, i, answer))
			return true;
	return false;
}

static bool
is_right(const struct probe_ctx *ctx, const struct dns_answer *dns)
{
	const struct dns_args *args = ctx->args;
	size_t answered = 0, known = 0;

	for (size_t i = 0; i < args->expect.n; i++)
		answered += is_answered(ctx, dns, i);
	for (size_t a = 0; a < dns->n; a++)
		known += is_known(ctx, dns->list[a]);
	switch ((enum match)args->match) {
	case MATCH_ANY:
		return known > 0;
	case MATCH_ALL:
		return answered == args->expect.n;
	case MATCH_ONLY:
		return known == dns->n;
	}
	return false;
}

static void
judge_records(const struct probe_ctx *ctx, const struct dns_answer *dns, struct sighting *ret)
{
	const struct dns_args *args = ctx->args;
	bool right = args->expect.n == 0 || is_right(ctx, dns);
	autofree(buf_done) struct buf list = { 0 };

	for (size_t i = 0; i < dns->n; i++)
		buf_printf(&list, "%s%s", i > 0 ? ", " : "", dns->list[i]);
	if (right)
		sighting_judge(ret, REASON_OK, "%s %s", types[args->type], list.data);
	else
		sighting_judge(ret, REASON_BODY, "%s %.70s; expected %s of %zu: %.40s%s",
		    types[args->type], list.data, matches[args->match], args->expect.n,
		    args->expect.items[0], args->expect.n > 1 ? ", ..." : "");
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	const struct dns_args *args = ctx->args;
	const struct dns_answer *dns = answer->dns;

	if (!dns)
		sighting_unsent(ret, answer->trouble);
	else if (dns->failure != DNS_ANSWERED)
		judge_silence(args, dns, ret);
	else if (dns->rcode != 0)
		judge_rcode(args, dns->rcode, ret);
	else if (dns->n == 0)
		sighting_judge(ret, of_nothing(args), "there is no such record");
	else
		judge_records(ctx, dns, ret);
}

#define AT(member) offsetof(struct dns_args, member)

static const struct option options[] = {
	{ "name", OPTION_STRING, AT(name), NULL,
	    "The name to ask for; {region} stands for the Region's name.", .required = true },
	{ "type", OPTION_WORD, AT(type), "\"A\"", "The type of the records.", types },
	{ "expect", OPTION_LIST, AT(expect), NULL,
	    "Answers as they should be, with {region} filled in. Unless given, any will do." },
	{ "match", OPTION_WORD, AT(match), "\"any\"",
	    "Whether any of the expected answers is enough, all of them must be there, or only "
	    "they may.",
	    matches },
	{ "servers", OPTION_LIST, AT(servers), NULL,
	    "Whom to ask, in turn: \"IP\" or \"IP:port\". Unless given, the system's resolvers, "
	    "which remember old answers, and whose trouble says nothing about a Region." },
	{ 0 },
};

const struct probe_kind dns_probe = {
	.name = "dns",
	.help =
	    "Asks DNS servers for a name of each Region. A server that fails or says nothing, "
	    "and an answer other than expected, are failures. A name or record that does not "
	    "exist is one if expect says that it should and servers says who must know; else it "
	    "is unknown, for perhaps the question is wrong.",
	.options = options,
	.args_size = sizeof(struct dns_args),
	.ask = ask,
	.judge = judge,
};

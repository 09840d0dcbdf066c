/* SPDX-License-Identifier: MIT */
/*
 * Who serves the zone of the public name. Asked of Route 53's control plane, which is
 * in us-east-1 alone, so only ahead of time: a move goes by the servers that are
 * written down in dns.servers.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZone.html
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/checked.h"
#include "aws/kinds.h"
#include "aws/percent.h"
#include "aws/right.h"
#include "aws/xml.h"
#include "base/alloc.h"

static size_t
count(const struct check_ctx *ctx)
{
	return ctx->app->dns.zone ? 1 : 0;
}

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const char *zone = ctx->app->dns.zone;
	struct buf url = { 0 };

	buf_puts(&url, "/2013-04-01/hostedzone/");
	percent_encode(&url, zone, strlen(zone), "");
	*ret = (struct call){ .kind = CALL_AWS,
		.name = "route53:GetHostedZone",
		.service = "route53",
		.region = ctx->app->regions[ctx->move->to].name,
		.http = { .method = "GET", .url = url.data } };
	return true;
}

/* Whether the name is in the zone, which is written with a dot at its end. */
static bool
holds(const char *zone, const char *name)
{
	size_t len = strlen(zone), n = strlen(name);

	len -= len > 0 && zone[len - 1] == '.';
	n -= n > 0 && name[n - 1] == '.';
	return len > 0 && n >= len && strncasecmp(name + n - len, zone, len) == 0 &&
	    (n == len || name[n - len - 1] == '.');
}

/* "ns-1.example, ns-2.example"; the number of them. */
static size_t
list_servers(const struct xml *xml, char *ret, size_t size)
{
	const struct xml *server = xml_at(xml, "DelegationSet/NameServers/NameServer");
	size_t n = 0, len = 0;

	ret[0] = '\0';
	for (; server; server = xml_next(server)) {
		if (len + 1 < size)
			len += (size_t)snprintf(ret + len, size - len, "%s%s", n > 0 ? ", " : "",
			    server->text);
		n++;
	}
	return n;
}

static void
judge_zone(const struct check_ctx *ctx, const struct xml *xml, struct opinion *ret)
{
	const struct dns_spec *dns = &ctx->app->dns;
	const char *zone = xml_text(xml, "HostedZone/Name");
	char servers[DETAIL_TEXT];

	if (!*zone) {
		checked_garbled(ret, "it names no zone");
		return;
	}
	if (!holds(zone, dns->name)) {
		opinion_set(ret, HEALTH_FAIL, "the zone %.60s does not hold %.60s", zone,
		    dns->name);
		opinion_remedy(ret, "compare dns.zone with: aws route53 list-hosted-zones");
		return;
	}
	if (list_servers(xml, servers, sizeof(servers)) == 0) {
		opinion_set(ret, HEALTH_WARN, "the zone %.90s has no name servers of its own",
		    zone);
		opinion_remedy(ret, "name a public zone: nobody outside sees a private one");
		return;
	}
	opinion_set(ret, dns->servers.n > 0 ? HEALTH_OK : HEALTH_WARN, "%.40s is served by %.130s",
	    zone, servers);
	if (dns->servers.n == 0)
		opinion_remedy(ret,
		    "give the addresses of these as dns.servers: when a Region is lost, nobody "
		    "may be there to ask");
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = NULL;
	struct error err = { "" };

	if (!checked_answer(answer, CHECKED_EXTRA, ret))
		return;
	xml = xml_parse(buf_text(&answer->http->body), answer->http->body.len, &err);
	if (xml)
		judge_zone(ctx, xml, ret);
	else
		checked_garbled(ret, err.text);
}

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	autofree(xfree) char *arn = NULL;

	if (!ctx->app->dns.zone)
		return;
	arn = xasprintf("arn:%s:route53:::hostedzone/%s", ctx->partition, ctx->app->dns.zone);
	names_add(&ret->arns, arn);
}

static const struct right rights[] = {
	{ "route53:GetHostedZone", "SeeZone", reach },
	{ 0 },
};

const struct check_kind zone_check = {
	.name = "zone",
	.why = "what the public name answers is asked of the zone's own servers",
	.count = count,
	.ask = ask,
	.judge = judge,
	.rights = rights,
};

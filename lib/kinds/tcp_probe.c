/* SPDX-License-Identifier: MIT */
/* Whether something in each Region takes TCP connections, and perhaps what it says first. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "core/app.h"
#include "core/place.h"
#include "kinds/kinds.h"

struct tcp_args {
	const char *host;
	struct option_map hosts;
	int port;
	const char *expect;
};

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct tcp_args *args = ctx->args;
	const char *region = ctx->app->regions[ctx->region].name;
	const char *pattern = place_of(&args->hosts, args->host, region);
	autofree(xfree) char *host = pattern ? place_fill(pattern, region) : NULL;

	if (!host)
		return error_set(err, "no host for %s: give host, or hosts with a member %s",
		    region, region);
	if (strlen(host) >= TCP_HOST)
		return error_set(err, "the host's name is longer than %d bytes", TCP_HOST - 1);
	ret->kind = CALL_TCP;
	snprintf(ret->name, sizeof(ret->name), "connect");
	snprintf(ret->tcp.host, TCP_HOST, "%s", host);
	ret->tcp.port = args->port;
	ret->tcp.expect = args->expect;
	return true;
}

static bool
heard(const struct tcp_answer *tcp, const char *text)
{
	return memmem(tcp->heard, tcp->heard_len, text, strlen(text)) != NULL;
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	const struct tcp_args *args = ctx->args;
	const struct tcp_answer *tcp = answer->tcp;
	char took[DURATION_TEXT];

	if (!tcp) {
		sighting_unsent(ret, answer->trouble);
		return;
	}
	if (tcp->failure != TCP_CONNECTED) {
		sighting_judge(ret, reason_of_tcp(tcp), "%s", tcp->why);
		return;
	}
	sighting_value(ret, (double)tcp->took, answer->now.boot);
	if (!args->expect || heard(tcp, args->expect))
		sighting_judge(ret, REASON_OK, "%s in %s", args->expect ? "greeted" : "connected",
		    duration_text(tcp->took, took));
	else
		sighting_judge(ret, REASON_BODY, "connected, says \"%.40s\"%s, expected \"%.40s\"",
		    tcp->heard, tcp->ended ? " and ends" : "", args->expect);
}

#define AT(member) offsetof(struct tcp_args, member)

static const struct option options[] = {
	{ "host", OPTION_STRING, AT(host), NULL,
	    "A name or an IP address; {region} stands for the Region's name." },
	{ "hosts", OPTION_MAP, AT(hosts), NULL,
	    "The hosts of Regions whose name does not follow the pattern of host." },
	{ "port", OPTION_INT, AT(port), NULL, "The TCP port.", NULL, 1, UINT16_MAX, true },
	{ "expect", OPTION_STRING, AT(expect), NULL,
	    "A text that the server must say by itself, within its first KiB: \"220 \" of a mail "
	    "server, \"SSH-2.0\". Unless given, the connection is enough." },
	{ 0 },
};

const struct probe_kind tcp_probe = {
	.name = "tcp",
	.help = "Makes a TCP connection to a host in each Region and closes it again. A refusal, "
		"silence or another greeting is a failure; a name without an address or a missing "
		"route is our own matter. Its value is the time that it took.",
	.options = options,
	.args_size = sizeof(struct tcp_args),
	.ask = ask,
	.judge = judge,
};

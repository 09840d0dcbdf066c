/* SPDX-License-Identifier: MIT */
/*
 * The proof of the whole move: the application answers through its public name,
 * on new connections, several times in a row.
 *
 * The address is learned from the zone's own servers, where they are configured:
 * our resolver may still remember the former one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "core/reason.h"
#include "core/run.h"
#include "kinds/expect.h"
#include "kinds/kinds.h"

#define CONNECT "http-connect" /* the address and port that were learned */
#define TIMEOUT (5 * MSEC_SECOND)

/* The scratch has a character for the address that was learned, and one for each good answer. */
#define LEARNED '@'
#define GOOD    '+'

struct http_args {
	const char *url;
	int times;
	struct expect expect;
	const char *ca_file;
};

static char *
url_of(const struct step_ctx *ctx)
{
	const struct http_args *args = ctx->args;
	char url[1024];

	if (!args->url)
		return xasprintf("https://%s/", ctx->app->dns.name);
	return xstrdup(move_text(ctx->app, ctx->move, args->url, url, sizeof(url)));
}

/* Host and port of a URL; the scheme's port when it has none. */
static void
split(const char *url, const char **ret_host, size_t *ret_len, int *ret_port)
{
	const char *host = strstr(url, "://");

	*ret_port = strncasecmp(url, "http:", 5) == 0 ? 80 : 443;
	*ret_host = host ? host + 3 : url;
	*ret_len = strcspn(*ret_host, ":/?#");
	if ((*ret_host)[*ret_len] == ':')
		*ret_port = (int)strtol(*ret_host + *ret_len + 1, NULL, 10);
}

/* Must the address be learned from the zone's servers? */
static bool
learns(const struct step_ctx *ctx, int *ret_port)
{
	autofree(xfree) char *url = url_of(ctx);
	const char *name = ctx->app->dns.name;
	const char *host;
	size_t len;

	split(url, &host, &len, ret_port);
	return ctx->app->dns.servers.n > 0 && name && strlen(name) == len &&
	    strncasecmp(host, name, len) == 0;
}

static bool
ask_address(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct option_list *list = &ctx->app->dns.servers;
	const char *server = list->items[ctx->turn % list->n];

	if (strlen(server) >= DNS_SERVER || strlen(ctx->app->dns.name) >= DNS_NAME)
		return error_set(err, "dns: the name or the server %s is too long", server);
	ret->kind = CALL_DNS;
	snprintf(ret->name, sizeof(ret->name), "A");
	snprintf(ret->dns.name, DNS_NAME, "%s", ctx->app->dns.name);
	snprintf(ret->dns.server, DNS_SERVER, "%s", server);
	ret->dns.type = DNS_A;
	return true;
}

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct http_args *args = ctx->args;
	int port;
	bool by_address = learns(ctx, &port);

	if (!args->url && !ctx->app->dns.name)
		return error_set(err, "nothing says where to ask: give url, or dns.name");
	if (by_address && ctx->scratch->len == 0)
		return ask_address(ctx, ret, err);
	ret->kind = CALL_HTTP;
	snprintf(ret->name, sizeof(ret->name), "GET");
	ret->http.method = "GET";
	ret->http.url = url_of(ctx);
	ret->http.timeout = TIMEOUT;
	ret->http.body_most = EXPECT_BODY_MOST;
	ret->http.address = by_address ? memo_get(ctx->memo, CONNECT) : NULL;
	ret->http.ca_file = args->ca_file;
	ret->http.fresh = true;
	return true;
}

static enum verdict
judge_address(const struct step_ctx *ctx, const struct dns_answer *dns, struct error *err)
{
	char address[DNS_NAME + 16];
	int port;

	if (dns->failure != DNS_ANSWERED || dns->rcode != 0 || dns->n == 0) {
		error_set(err, "%s has no address: %s", ctx->app->dns.name,
		    dns->why[0] ? dns->why : "the zone's server knows none");
		return VERDICT_RETRY;
	}
	(void)learns(ctx, &port);
	snprintf(address, sizeof(address), "%s:%d", dns->list[0], port);
	if (!memo_put(ctx->memo, CONNECT, address)) {
		error_set(err, "the memo of the run is full");
		return VERDICT_FAIL;
	}
	buf_putc(ctx->scratch, LEARNED);
	return VERDICT_MORE;
}

static int
good_answers(const struct step_ctx *ctx)
{
	int good = 0;

	for (size_t i = 0; i < ctx->scratch->len; i++)
		good += ctx->scratch->data[i] == GOOD;
	return good;
}

static enum verdict
judge_http(const struct step_ctx *ctx, const struct http_response *rsp)
{
	const struct http_args *args = ctx->args;
	size_t len;

	if (expect_judge(&args->expect, rsp, ctx->detail) != REASON_OK) {
		buf_clear(ctx->scratch); /* perhaps the address is an old one */
		return VERDICT_NOT_YET;
	}
	buf_putc(ctx->scratch, GOOD);
	len = strlen(ctx->detail);
	snprintf(ctx->detail + len, DETAIL_TEXT - len, ", good answer %d of %d", good_answers(ctx),
	    args->times);
	return good_answers(ctx) < args->times ? VERDICT_NOT_YET : VERDICT_DONE;
}

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	if (answer->dns)
		return judge_address(ctx, answer->dns, err);
	if (answer->http)
		return judge_http(ctx, answer->http);
	error_set(err, "%s", answer->trouble ? answer->trouble : "the question could not be sent");
	return VERDICT_RETRY;
}

#define AT(member) offsetof(struct http_args, member)

static const struct option options[] = {
	{ "url", OPTION_STRING, AT(url), NULL,
	    "Where to ask; unless given, https:// and dns.name. {to} and {from} are filled in.",
	    .form = FORM_STEP_URL },
	{ "times", OPTION_INT, AT(times), "2", "So many good answers in a row are wanted.", NULL, 1,
	    100 },
	EXPECT_OPTIONS(AT(expect)),
	{ "ca_file", OPTION_STRING, AT(ca_file), NULL,
	    "A PEM file with the authorities that may have signed the server's certificate, in "
	    "place of the system's.",
	    .form = FORM_AUTHORITIES },
	{ 0 },
};

const struct step_kind http_step = {
	.name = "http",
	.help = "Asks the application through its public name, on a new connection each time, "
		"until it answers well several times in a row. The address comes from the zone's "
		"own servers, if dns.servers has them.",
	.claim = "the application answers through its public name from {to}",
	.manual = "curl -sv https://NAME/ --resolve NAME:443:ADDRESS-OF-{to}. If that is good, the "
		  "move is complete and only names or caches lag behind. If it is not, look at the "
		  "application's own logs in {to}: has it read its secret again, and does it reach "
		  "the writer?",
	.options = options,
	.args_size = sizeof(struct http_args),
	.needs = "dns",
	.look = { ask, judge },
	.every = MSEC_SECOND,
	.deadline = 5 * MSEC_MINUTE,
};

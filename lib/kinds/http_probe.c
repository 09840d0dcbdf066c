/* SPDX-License-Identifier: MIT */
/* Asks an endpoint of the application in each Region, as a customer's program would. */
#include <stdio.h>
#include <string.h>

#include "core/app.h"
#include "core/place.h"
#include "kinds/expect.h"
#include "kinds/kinds.h"

struct http_args {
	const char *url;
	struct option_map urls;
	const char *method;
	struct option_map headers;
	const char *body;
	struct expect expect;
	const char *ca_file;
	bool keep;
	int value; /* of enum measure */
};

enum measure {
	CERT_DAYS,
	LATENCY,
};

static const char *const measures[] = { "cert-days", "latency", NULL };

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct http_args *args = ctx->args;
	const char *region = ctx->app->regions[ctx->region].name;
	const char *url = place_of(&args->urls, args->url, region);

	if (!url)
		return error_set(err, "no URL for %s: give url, or urls with a member %s", region,
		    region);
	if (args->headers.n > HTTP_HEADERS_MOST)
		return error_set(err, "more than %d headers", HTTP_HEADERS_MOST);
	ret->kind = CALL_HTTP;
	snprintf(ret->name, sizeof(ret->name), "%s", args->method);
	ret->http.method = args->method;
	ret->http.url = place_fill(url, region);
	for (size_t i = 0; i < args->headers.n; i++)
		http_header_add(&ret->http.headers, args->headers.keys[i], args->headers.values[i]);
	if (args->body)
		buf_puts(&ret->http.body, args->body);
	ret->http.body_most = EXPECT_BODY_MOST;
	ret->http.ca_file = args->ca_file;
	ret->http.fresh = !args->keep;
	return true;
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	const struct http_args *args = ctx->args;
	const struct http_response *http = answer->http;

	if (!http) {
		sighting_unsent(ret, answer->trouble);
		return;
	}
	sample_judge(&ret->sample, expect_judge(&args->expect, http, ret->detail));
	if (args->value == LATENCY && http->failure == HTTP_ANSWERED)
		sighting_value(ret, (double)http->took, answer->now.boot);
	else if (args->value == CERT_DAYS && http->cert_days >= 0)
		sighting_value(ret, http->cert_days, answer->now.boot);
}

#define AT(member) offsetof(struct http_args, member)

static const struct option options[] = {
	{ "url", OPTION_STRING, AT(url), NULL,
	    "Where to ask; {region} stands for the Region's name.", .form = FORM_PROBE_URL },
	{ "urls", OPTION_MAP, AT(urls), NULL,
	    "Where to ask, for Regions whose URL does not follow the pattern of url.",
	    .form = FORM_PROBE_URL, .keys = FORM_REGION },
	{ "method", OPTION_STRING, AT(method), "\"GET\"", "The HTTP method." },
	{ "headers", OPTION_MAP, AT(headers), NULL,
	    "Headers of the request, such as a key that lets the prober through a firewall." },
	{ "body", OPTION_STRING, AT(body), NULL, "The body of the request." },
	EXPECT_OPTIONS(AT(expect)),
	{ "ca_file", OPTION_STRING, AT(ca_file), NULL,
	    "A PEM file with the authorities that may have signed the server's certificate, in "
	    "place of the system's.",
	    .form = FORM_AUTHORITIES },
	{ "keep", OPTION_BOOL, AT(keep), "false",
	    "Keep the connection for the next question. A new one each time costs more and sees "
	    "what a new customer would see." },
	{ "value", OPTION_WORD, AT(value), "\"cert-days\"",
	    "What facts about its value see: the days until the certificate expires, a bare number "
	    "(\"> 14\"), or the time that a whole answer takes (\"< 800ms\").",
	    measures },
	{ 0 },
};

const struct probe_kind http_probe = {
	.name = "http",
	.help =
	    "Asks an HTTP or HTTPS endpoint of each Region. A status that says that it fails, a "
	    "body or a certificate that is not as expected is a failure; a firewall or a login "
	    "that refuses the prober is not, nor what may be a wrong question.",
	.options = options,
	.args_size = sizeof(struct http_args),
	.ask = ask,
	.judge = judge,
};

/* SPDX-License-Identifier: MIT */
/* Answers that are none, or are wrong: what each is, as HTTP, as DNS and as a program shows it. */
#ifndef TESTS_UNIT_BAD_H
#define TESTS_UNIT_BAD_H

#include <stdio.h>
#include <string.h>

#include "base/dns.h"
#include "base/http.h"
#include "base/process.h"
#include "test.h"

#define LATE_TAKES (10 * MSEC_SECOND)

struct bad {
	const char *name;
	enum http_failure failure;
	int status;
	const char *code; /* what AWS calls it; NULL: as the status has it */
	const char *body; /* NULL: the world has words for the status */
	bool sent;        /* so the world may have done what was asked */
	msec_t takes;
	bool trouble; /* it could not even be sent */
	bool other;   /* the right answer to another question */
	bool twice;   /* the right answer, delivered again */
	bool cut;     /* the right answer, up to its middle */
};

static const struct bad bads[] = {
	{ .name = "no connection", .failure = HTTP_CONNECT },
	{ .name = "refused", .failure = HTTP_REFUSED },
	{ .name = "no TLS", .failure = HTTP_TLS },
	{ .name = "no credentials", .trouble = true },
	{ .name = "silence", .failure = HTTP_TIMEOUT, .sent = true },
	{ .name = "too late", .failure = HTTP_TIMEOUT, .sent = true, .takes = LATE_TAKES },
	{ .name = "reset", .failure = HTTP_RESET, .sent = true },
	{ .name = "too large", .failure = HTTP_TOO_LARGE, .sent = true },
	{ .name = "429", .status = 429 },
	{ .name = "500", .status = 500, .sent = true },
	{ .name = "503", .status = 503, .sent = true },
	{ .name = "400", .status = 400 },
	{ .name = "403", .status = 403 },
	{ .name = "expired", .status = 403, .code = "ExpiredTokenException" },
	{ .name = "skewed", .status = 403, .code = "RequestTimeTooSkewed" },
	{ .name = "empty", .status = 200, .body = "", .sent = true },
	{ .name = "garbage", .status = 200, .body = "\xff<a>{\"b\":", .sent = true },
	{ .name = "truncated", .sent = true, .cut = true },
	{ .name = "another's", .status = 200, .sent = true, .other = true },
	{ .name = "twice", .status = 200, .sent = true, .twice = true },
};

/* Refused for good: asking again cannot help. */
static inline bool
bad_lasts(const struct bad *bad)
{
	return (bad->status == 400 || bad->status == 403) && !bad->code;
}

/* The answer itself is that of the world, be it handed on or not. */
static inline bool
bad_is_right(const struct bad *bad)
{
	return bad->twice || bad->cut;
}

/* Whether it may, or may not, have been done by whoever answers so. */
static inline bool
bad_fits(const struct bad *bad, bool done)
{
	return done ? bad->sent : !bad_is_right(bad);
}

static inline void
bad_dns(const struct bad *bad, struct dns_answer *ret)
{
	static const struct dns_answer as[] = {
		[HTTP_CONNECT] = { .failure = DNS_NO_ROUTE },
		[HTTP_REFUSED] = { .failure = DNS_REFUSED },
		[HTTP_TIMEOUT] = { .failure = DNS_TIMEOUT },
		[HTTP_TLS] = { .failure = DNS_LOCAL },
		[HTTP_RESET] = { .failure = DNS_GARBLED },
		[HTTP_TOO_LARGE] = { .failure = DNS_GARBLED },
		[HTTP_ANSWERED] = { .failure = DNS_ANSWERED },
	};
	bool speaks = bad->failure == HTTP_ANSWERED && !bad->cut;

	*ret = as[bad->failure];
	if (bad->cut || (bad->body && bad->body[0]))
		ret->failure = DNS_GARBLED;
	else if (speaks && bad->status >= 400)
		ret->rcode = bad->status >= 500 ? 2 : 5;
	else if (speaks && bad->other)
		snprintf(ret->list[ret->n++], DNS_NAME, "192.0.2.222");
	if (ret->failure != DNS_ANSWERED || ret->rcode != 0)
		snprintf(ret->why, sizeof(ret->why), "the server: %s", bad->name);
}

/* What it wrote does not count; how it ended does. */
static inline void
bad_process(const struct bad *bad, struct process_answer *ret)
{
	ret->failure = PROCESS_EXITED;
	ret->status = 3;
	if (!bad->sent && bad->status == 0)
		ret->failure = PROCESS_LOCAL;
	else if (bad->failure == HTTP_TIMEOUT)
		ret->failure = PROCESS_TIMEOUT;
	else if (bad->failure == HTTP_RESET || bad->cut)
		ret->failure = PROCESS_KILLED;
	if (ret->failure != PROCESS_EXITED)
		snprintf(ret->why, sizeof(ret->why), "the program: %s", bad->name);
	else
		snprintf(ret->err, sizeof(ret->err), "%s", bad->name);
}

#endif

/* SPDX-License-Identifier: MIT */
#include "core/reason.h"

/* The one table of what an answer means. What is not in it is unknown. */
static const struct row {
	const char *name, *text;
	enum outcome outcome;
	bool local; /* our own fault, whatever the Region does */
} table[REASON_COUNT] = {
	[REASON_NONE] = { "none", "not asked yet", OUTCOME_UNKNOWN },
	[REASON_OK] = { "ok", "as expected", OUTCOME_OK },
	[REASON_STATUS] = { "status", "an HTTP status that was not expected", OUTCOME_FAIL },
	[REASON_BODY] = { "body", "an answer without what was expected", OUTCOME_FAIL },
	[REASON_VALUE] = { "value", "it says itself that it is not well", OUTCOME_FAIL },
	[REASON_TIMEOUT] = { "timeout", "no whole answer in time", OUTCOME_FAIL },
	[REASON_REFUSED] = { "refused", "the connection was refused", OUTCOME_FAIL },
	[REASON_RESET] = { "reset", "the connection ended early", OUTCOME_FAIL },
	[REASON_CONNECT] = { "connect", "no connection could be made", OUTCOME_FAIL },
	[REASON_TLS] = { "tls", "the TLS handshake failed", OUTCOME_FAIL },
	[REASON_CERT] = { "certificate", "the certificate could not be verified", OUTCOME_FAIL },
	[REASON_BLOCKED] = { "blocked",
	    "the prober is blocked: by a firewall, or for want of a login", OUTCOME_UNKNOWN },
	[REASON_MISSING] = { "missing", "there is nothing at this path", OUTCOME_UNKNOWN },
	[REASON_THROTTLED] = { "throttled", "we ask too often", OUTCOME_UNKNOWN },
	[REASON_GARBLED] = { "garbled", "an answer that was not understood", OUTCOME_UNKNOWN },
	[REASON_TOO_LARGE] = { "too-large", "an answer that was too large", OUTCOME_UNKNOWN },
	[REASON_NO_DATA] = { "no-data", "an answer without data", OUTCOME_UNKNOWN },
	[REASON_STALE] = { "stale", "the newest datapoint is too old", OUTCOME_UNKNOWN },
	[REASON_NOT_APPLICABLE] = { "not-applicable", "this cannot be asked of this Region now",
	    OUTCOME_UNKNOWN },
	[REASON_RESOLVE] = { "resolve", "our resolver gave no address", OUTCOME_UNKNOWN, true },
	[REASON_NO_ROUTE] = { "no-route", "our network has no route", OUTCOME_UNKNOWN, true },
	[REASON_CREDENTIALS] = { "credentials", "our credentials are missing, expired or refused",
	    OUTCOME_UNKNOWN, true },
	[REASON_SKEW] = { "clock-skew", "our clock is wrong", OUTCOME_UNKNOWN, true },
	[REASON_DENIED] = { "denied", "we are not permitted to ask", OUTCOME_UNKNOWN, true },
	[REASON_PROXY] = { "proxy", "our proxy refused or could not be reached", OUTCOME_UNKNOWN,
	    true },
	[REASON_LOCAL] = { "local", "our own fault", OUTCOME_UNKNOWN, true },
	[REASON_SERVICE] = { "service", "the AWS API that was asked has trouble of its own",
	    OUTCOME_UNKNOWN },
	[REASON_OTHER] = { "other", "something that we do not know", OUTCOME_UNKNOWN },
};

static const struct row *
row_of(enum reason reason)
{
	return &table[(unsigned)reason < REASON_COUNT ? reason : REASON_OTHER];
}

enum outcome
reason_outcome(enum reason reason)
{
	return row_of(reason)->outcome;
}

bool
reason_local(enum reason reason)
{
	return row_of(reason)->local;
}

const char *
reason_name(enum reason reason)
{
	return row_of(reason)->name;
}

const char *
reason_text(enum reason reason)
{
	return row_of(reason)->text;
}

const char *
outcome_name(enum outcome outcome)
{
	static const char *const names[] = { "unknown", "ok", "fail" };

	return names[outcome];
}

enum reason
reason_of_http(const struct http_response *rsp)
{
	static const enum reason reasons[] = {
		[HTTP_ANSWERED] = REASON_OK,
		[HTTP_RESOLVE] = REASON_RESOLVE,
		[HTTP_REFUSED] = REASON_REFUSED,
		[HTTP_NO_ROUTE] = REASON_NO_ROUTE,
		[HTTP_CONNECT] = REASON_CONNECT,
		[HTTP_TIMEOUT] = REASON_TIMEOUT,
		[HTTP_TLS] = REASON_TLS,
		[HTTP_CERT] = REASON_CERT,
		[HTTP_RESET] = REASON_RESET,
		[HTTP_GARBLED] = REASON_GARBLED,
		[HTTP_TOO_LARGE] = REASON_TOO_LARGE,
		[HTTP_PROXY] = REASON_PROXY,
		[HTTP_LOCAL] = REASON_LOCAL,
	};

	return (unsigned)rsp->failure < COUNT(reasons) ? reasons[rsp->failure] : REASON_OTHER;
}

/*
 * What a status says when nobody said that it is a good one. Only what cannot be
 * the asker's fault is the Region's: it says itself that it fails, or gave up on
 * us, or took away for good what was there. A path that it does not know, a
 * redirect, a method, a form or a protocol that it does not want may well be our
 * wrong question: unknown, as is everything that is not here.
 */
static const struct {
	int from, to;
	enum reason reason;
} statuses[] = {
	{ 200, 299, REASON_OK },
	{ 401, 401, REASON_BLOCKED },
	{ 403, 403, REASON_BLOCKED },
	{ 404, 404, REASON_MISSING },
	{ 407, 407, REASON_PROXY },
	{ 408, 408, REASON_STATUS },
	{ 410, 410, REASON_STATUS },
	{ 429, 429, REASON_THROTTLED },
	{ 500, 599, REASON_STATUS },
};

enum reason
reason_of_http_status(int status)
{
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (status >= statuses[i].from && status <= statuses[i].to)
			return statuses[i].reason;
	return REASON_OTHER;
}

enum reason
reason_of_dns(const struct dns_answer *rsp)
{
	static const enum reason reasons[] = {
		[DNS_ANSWERED] = REASON_OK,
		[DNS_TIMEOUT] = REASON_TIMEOUT,
		[DNS_REFUSED] = REASON_REFUSED,
		[DNS_NO_ROUTE] = REASON_NO_ROUTE,
		[DNS_GARBLED] = REASON_GARBLED,
		[DNS_LOCAL] = REASON_LOCAL,
	};

	return (unsigned)rsp->failure < COUNT(reasons) ? reasons[rsp->failure] : REASON_OTHER;
}

enum reason
reason_of_tcp(const struct tcp_answer *rsp)
{
	static const enum reason reasons[] = {
		[TCP_CONNECTED] = REASON_OK,
		[TCP_RESOLVE] = REASON_RESOLVE,
		[TCP_REFUSED] = REASON_REFUSED,
		[TCP_NO_ROUTE] = REASON_NO_ROUTE,
		[TCP_TIMEOUT] = REASON_TIMEOUT,
		[TCP_RESET] = REASON_RESET,
		[TCP_LOCAL] = REASON_LOCAL,
		[TCP_OTHER] = REASON_OTHER,
	};

	return (unsigned)rsp->failure < COUNT(reasons) ? reasons[rsp->failure] : REASON_OTHER;
}

/* That a program of ours hangs or dies is no word about the Region. */
enum reason
reason_of_process(const struct process_answer *rsp)
{
	static const enum reason reasons[] = {
		[PROCESS_EXITED] = REASON_OK,
		[PROCESS_TIMEOUT] = REASON_OTHER,
		[PROCESS_KILLED] = REASON_LOCAL,
		[PROCESS_LOCAL] = REASON_LOCAL,
	};

	return (unsigned)rsp->failure < COUNT(reasons) ? reasons[rsp->failure] : REASON_OTHER;
}

/* SPDX-License-Identifier: MIT */
/*
 * What an answer means: every error of every probe is a reason of this closed
 * list, and one table says what each means for the Region that was asked.
 *
 * A reason says "fail" only when the Region answered wrongly, or not at all while
 * we ourselves were sound. Our own sickness, and what we do not understand, is
 * unknown, and unknown never counts as down.
 */
#ifndef CORE_REASON_H
#define CORE_REASON_H

#include "base/dns.h"
#include "base/http.h"
#include "base/process.h"
#include "base/tcp.h"

enum outcome {
	OUTCOME_UNKNOWN,
	OUTCOME_OK,
	OUTCOME_FAIL,
};

enum reason {
	REASON_NONE, /* nothing was asked yet */
	REASON_OK,
	/* the Region's fault: fail */
	REASON_STATUS, /* an HTTP status that was not expected: 5xx and the like */
	REASON_BODY,   /* the expected member, text or record was not there */
	REASON_VALUE,  /* the answer says that it is not well */
	REASON_TIMEOUT,
	REASON_REFUSED,
	REASON_RESET,
	REASON_CONNECT,
	REASON_TLS,
	REASON_CERT,
	/* could be either: unknown */
	REASON_BLOCKED,   /* a firewall or a login refused the prober: 401, 403, a WAF's page */
	REASON_MISSING,   /* 404: perhaps our path is wrong */
	REASON_THROTTLED, /* 429 and throttling codes */
	REASON_GARBLED,   /* truncated, not HTTP, not JSON, not XML */
	REASON_TOO_LARGE,
	REASON_NO_DATA,        /* no datapoint, an empty list */
	REASON_STALE,          /* the newest datapoint is too old */
	REASON_NOT_APPLICABLE, /* asked of a Region of which it cannot be asked: the lag of the
				  writer */
	/* our own fault, local: unknown */
	REASON_RESOLVE,     /* our resolver */
	REASON_NO_ROUTE,    /* our network */
	REASON_CREDENTIALS, /* none, expired, or refused */
	REASON_SKEW,        /* our clock */
	REASON_DENIED,      /* our permissions */
	REASON_PROXY,
	REASON_LOCAL, /* descriptors, files, memory */
	/* neither the Region's fault nor ours: unknown */
	REASON_SERVICE, /* an AWS API that we ask about the Region has trouble of its own */
	REASON_OTHER,   /* whatever the table does not know */
	REASON_COUNT,
};

enum outcome reason_outcome(enum reason reason);
bool reason_local(enum reason reason);          /* our own fault; its outcome is unknown */
const char *reason_name(enum reason reason);    /* stable: "timeout" */
const char *reason_text(enum reason reason);    /* "no answer in time" */
const char *outcome_name(enum outcome outcome); /* "unknown", "ok", "fail" */

/* The reason of an exchange that failed; REASON_OK for one that was answered, whatever the status.
 */
enum reason reason_of_http(const struct http_response *rsp);
/* Of an HTTP status that nobody said was good; 2xx is. */
enum reason reason_of_http_status(int status);
enum reason reason_of_dns(const struct dns_answer *rsp);
enum reason reason_of_tcp(const struct tcp_answer *rsp);
enum reason reason_of_process(const struct process_answer *rsp);

#endif

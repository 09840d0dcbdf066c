/* SPDX-License-Identifier: MIT */
/*
 * What a probe or a step wants to have asked, and what came back; both plain data.
 *
 * A call for AWS is written without credentials, endpoint and signature: the
 * daemon adds them (aws/endpoint, aws/sign) when it sends.
 */
#ifndef CORE_CALL_H
#define CORE_CALL_H

#include "base/dns.h"
#include "base/error.h"
#include "base/http.h"
#include "base/process.h"
#include "base/tcp.h"

enum call_kind {
	CALL_NONE, /* nothing needs asking: judge at once, with an answer that holds no messages */
	CALL_HTTP,
	CALL_AWS,
	CALL_DNS,
	CALL_TCP,
	CALL_COMMAND,
};

#define CALL_NAME 64

/* For whom AWS is asked: each may have a role of its own. */
enum call_purpose {
	PURPOSE_READ,     /* to watch */
	PURPOSE_FAILOVER, /* a run that leaves a Region, forced or planned */
	PURPOSE_FAILBACK,
	PURPOSES,
};

struct call {
	enum call_kind kind;
	char name[CALL_NAME]; /* AWS: "rds:FailoverGlobalCluster", as IAM writes it; HTTP: "GET";
				 DNS: "A"; TCP: "connect"; command: "run" */
	const char *service;  /* AWS: the key of aws/endpoint's table, "rds"; borrowed */
	const char *region;   /* AWS: where it is sent and for which it is signed; borrowed */
	const char *endpoint; /* AWS: base URL, for a service whose endpoints are configured; else
				 NULL; borrowed */
	enum call_purpose purpose; /* AWS */
	bool acts; /* AWS: it may change something, and is sent again only if it certainly was not
		      taken */
	struct http_request http; /* AWS: url is only path and query, "/" */
	struct dns_question dns;
	struct tcp_question tcp;
	struct process_request process;
};

struct answer {
	const struct http_response *http;     /* of CALL_HTTP and CALL_AWS, else NULL */
	const struct dns_answer *dns;         /* of CALL_DNS, else NULL */
	const struct tcp_answer *tcp;         /* of CALL_TCP, else NULL */
	const struct process_answer *process; /* of CALL_COMMAND, else NULL */
	const char *trouble; /* the call could not even be sent: no credentials, say; else NULL */
	const char *host; /* of CALL_AWS: who was asked, "rds.us-east-1.amazonaws.com"; else NULL */
	struct now now;
};

void call_limit(struct call *call, msec_t timeout); /* for the whole of it, of whatever kind */
void call_done(struct call *call);
/* The call was taken, however it ended: a program ran, or HTTP says success. */
bool answer_taken(const struct answer *answer);

define_autodone(struct call, call_done)

#endif

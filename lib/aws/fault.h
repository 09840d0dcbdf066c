/* SPDX-License-Identifier: MIT */
/*
 * What any AWS answer means before its body is read: the part all services
 * share. Error codes are found in XML and JSON bodies and in x-amzn-errortype;
 * codes that mean the same are one fault.
 */
#ifndef AWS_FAULT_H
#define AWS_FAULT_H

#include "core/kind.h"

enum fault {
	FAULT_NONE,      /* 2xx */
	FAULT_NO_ANSWER, /* nothing came back; http.sent says whether it may have been taken */
	FAULT_THROTTLED,
	FAULT_SERVER,      /* 5xx */
	FAULT_UNAVAILABLE, /* this endpoint only: EndpointTemporarilyUnavailable; try another */
	FAULT_EXPIRED,     /* credentials */
	FAULT_SKEW,        /* our clock */
	FAULT_DENIED,
	FAULT_NOT_FOUND,
	FAULT_CONFLICT, /* the state of the thing forbids it now: Invalid...State, Conflict */
	FAULT_INVALID,  /* any other 4xx: asking again cannot help */
	FAULT_GARBLED,  /* a 2xx or an error that is not what the protocol says */
};

struct aws_error {
	enum fault fault;
	char code[96]; /* "InvalidGlobalClusterStateFault", or "" */
	char message[256];
	char request_id[64];
	char extended_id[96]; /* x-amz-id-2, where a service gives one */
};

/* Reads status, headers and, for errors, the body. trouble counts as FAULT_EXPIRED. */
void aws_error_read(const struct answer *answer, struct aws_error *ret);
const char *fault_name(enum fault fault);
/* "HTTP 400 InvalidGlobalClusterStateFault: ..." or the transport's words; returns ret. */
const char *aws_error_text(const struct aws_error *error, const struct answer *answer, char *ret,
    size_t size);

/* For probes: the reason of a sample. */
enum reason aws_reason(const struct aws_error *error, const struct answer *answer);
/* The same as a whole: true, there is a body to be read; false, ret says why there is none. */
bool aws_answered(const struct answer *answer, struct sighting *ret);
/* For looks: RETRY for what passes, FAIL for what does not; fills err. Not for FAULT_NONE. */
enum verdict aws_look_verdict(const struct aws_error *error, const struct answer *answer,
    struct error *err);
/* For acts: RETRY if it was certainly not taken, NOT_YET if that is unclear, else FAIL; fills err.
 */
enum verdict aws_act_verdict(const struct aws_error *error, const struct answer *answer,
    struct error *err);

#endif

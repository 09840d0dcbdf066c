/* SPDX-License-Identifier: MIT */
/*
 * The questions to an EC2 instance's metadata service, version 2 only: a token
 * first, then with it the rest. Heeds AWS_EC2_METADATA_DISABLED,
 * AWS_EC2_METADATA_SERVICE_ENDPOINT, its _MODE, and AWS_METADATA_SERVICE_TIMEOUT.
 */
#ifndef AWS_IMDS_H
#define AWS_IMDS_H

#include "base/error.h"
#include "base/http.h"

enum imds_ask {
	IMDS_TOKEN,
	IMDS_ROLE,        /* the name of the instance's role */
	IMDS_CREDENTIALS, /* of that role */
	IMDS_REGION,      /* that the instance stands in */
};

bool imds_is_off(const char *(*env)(const char *));
/* token: but for IMDS_TOKEN; role: for IMDS_CREDENTIALS. */
must_check bool imds_request(const char *(*env)(const char *), enum imds_ask ask, const char *token,
    const char *role, struct http_request *ret, struct error *err);
/* true: rsp has a body that can be taken. Else err says why not, and what can be done. */
must_check bool imds_answered(enum imds_ask ask, const struct http_response *rsp,
    struct error *err);

#endif

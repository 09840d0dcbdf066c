/* SPDX-License-Identifier: MIT */
/*
 * Where a service of a Region answers, and under which name and Region it is
 * signed. Regional always; partitions by the Region's name (aws, aws-cn,
 * aws-us-gov, aws-eusc).
 *
 * First hit wins: the call's own endpoint (ARC's five), the configuration's
 * "service.region" and then "service", AWS_ENDPOINT_URL_<SERVICE>,
 * AWS_ENDPOINT_URL, the real name. An override changes the address only.
 */
#ifndef AWS_ENDPOINT_H
#define AWS_ENDPOINT_H

#include "base/error.h"
#include "base/option.h"

struct endpoint_settings {
	struct option_map urls;           /* configuration: "rds.us-east-1" or "rds" -> URL */
	const char *(*env)(const char *); /* getenv, or a test's */
};

struct endpoint {
	char url[512]; /* "https://rds.us-east-1.amazonaws.com", without a trailing slash */
	const char *signing_name;
	char signing_region[32];
};

/* service: "rds", "cloudwatch", "secretsmanager", "route53-recovery-cluster", "route53", "sts", ...
 */
must_check bool endpoint_find(const struct endpoint_settings *settings, const char *service,
    const char *region, const char *own, struct endpoint *ret, struct error *err);
/* All service keys, NULL at the end: for diagnostics of the configuration. */
const char *const *endpoint_services(void);

#endif

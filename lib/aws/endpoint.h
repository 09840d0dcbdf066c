/* SPDX-License-Identifier: MIT */
/*
 * Where a service of a Region answers, and under which name and Region it is
 * signed. Regional always; partitions by the Region's name (aws, aws-cn,
 * aws-us-gov, aws-eusc).
 *
 * First hit wins: the call's own endpoint (ARC's five), the configuration's
 * "service.region" and then "service", AWS_ENDPOINT_URL_<SERVICE>,
 * AWS_ENDPOINT_URL, the profile's services section, the profile's endpoint_url,
 * the real name. An override changes the address only.
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, or the profile, turns those of the
 * environment and of the profile off.
 *
 * The real name is that of FIPS or of dual-stack endpoints when
 * AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT, or the profile, says so.
 * ARC's own five are what they are.
 */
#ifndef AWS_ENDPOINT_H
#define AWS_ENDPOINT_H

#include "base/error.h"
#include "base/option.h"
#include "base/trit.h"

#define ENDPOINT_SERVICES_MOST 32

/* What a profile of the shared config file says. Zeroed it says nothing. */
struct endpoint_shared {
	enum trit fips, dual_stack;         /* unknown: it does not say */
	bool ignore;                        /* the URLs below, and the environment's */
	char *url;                          /* for every service */
	char *urls[ENDPOINT_SERVICES_MOST]; /* in the order of endpoint_services() */
	char *ca_bundle;                    /* a PEM file with authorities; NULL: not said */
	char *retry_mode, *max_attempts;    /* see aws/retry; NULL: not said */
	char file[128];                     /* for messages */
};

struct endpoint_settings {
	struct option_map urls;               /* configuration: "rds.us-east-1" or "rds" -> URL */
	const char *(*env)(const char *);     /* getenv, or a test's */
	const struct endpoint_shared *shared; /* NULL: there is none */
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

/* What the profile of that name says in the config file; text NULL: there is no file. */
must_check bool endpoint_shared_read(const char *text, const char *file, const char *profile,
    struct endpoint_shared *ret, struct error *err);
void endpoint_shared_done(struct endpoint_shared *shared);

define_autodone(struct endpoint_shared, endpoint_shared_done)

#endif

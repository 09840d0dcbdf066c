/* SPDX-License-Identifier: MIT */
/*
 * Policies of IAM that allow what an application's probes, steps and checks ask of
 * AWS, and nothing else. Made of the configuration; nobody is asked.
 */
#ifndef AWS_POLICY_H
#define AWS_POLICY_H

#include <jansson.h>

#include "core/app.h"
#include "core/check.h"

struct policy_wish {
	const struct app *apps;
	size_t n_apps;
	bool purposes[PURPOSES];
	struct option_list roles; /* ARNs of those that may be assumed */
	const char *account;      /* NULL: as the ARNs of the application have it */
	const char *metrics;      /* the Region whose CloudWatch we tell how we are; NULL: none */
	const struct check_kind *const *checks; /* ends with NULL */
	const struct check_kind *const *gates;  /* of planned moves; ends with NULL */
};

/* NULL: there is nothing to allow, or an ARN cannot be written. */
json_t *policy_make(const struct policy_wish *wish, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What the steps of a move would ask, of AWS and of others, before any of it is
 * asked: by the calls that a step would write now, and by what its kind says that it
 * may need. Nothing is sent.
 */
#ifndef AWS_OUTLOOK_H
#define AWS_OUTLOOK_H

#include <jansson.h>

#include "core/run.h"

/*
 * A list of {"operation": "rds:FailoverGlobalCluster", "acts": true, "undoes": false,
 * "regions": ["us-west-2"], "any": false, "endpoint": null, "targets": ["arn:..."]},
 * what acts first. undoes: only to take back what went wrong. any: one of the Regions
 * after the other, until one answers. endpoint: of what is no AWS. The caller's.
 */
json_t *outlook_calls(const struct app *app, const struct move *move, const struct step_spec *step);

#endif

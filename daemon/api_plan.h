/* SPDX-License-Identifier: MIT */
/* What looking at a plan and running it have in common. */
#ifndef DAEMON_API_PLAN_H
#define DAEMON_API_PLAN_H

#include "plans.h"
#include "request.h"

/* NULL: there is none, or it cannot be run any more, and that was answered. */
struct plan *api_plan_find(struct request *request, const char *id);
const char *api_plan_kind(const struct plan *plan); /* "failover" */

#endif

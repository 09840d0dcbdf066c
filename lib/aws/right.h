/* SPDX-License-Identifier: MIT */
/*
 * What a kind of probe, step or check asks of AWS, in the words of IAM: one row an
 * action, beside the kind that sends it. Policies are made of these rows alone, so
 * a kind that asks and has none is refused what it asks. A table ends with a row
 * whose action is NULL.
 *
 * Which actions know resources, and which:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
#ifndef AWS_RIGHT_H
#define AWS_RIGHT_H

#include "aws/names.h"
#include "core/move.h"

struct right_ctx {
	const struct app *app;
	const struct move *move; /* one that may come: of a step or a check; of a probe NULL */
	size_t region;           /* that is watched: of a probe */
	const void *args;        /* of the probe or the step */
	const char *partition;   /* "aws" */
	const char *account;     /* its number; NULL: nothing says it */
};

/* On what an action is done. */
struct reach {
	struct names arns;
	struct names regions; /* of an action that knows no resources: where it is asked */
	bool nameless;        /* an ARN needs the account's number, and nothing says it */
};

/* The key that is true of a request that overrides a safety rule. */
#define RIGHT_OVERRIDE "route53-recovery-cluster:AllowSafetyRulesOverrides"

enum right_when {
	RIGHT_ALWAYS,
	RIGHT_FORCED,  /* of a step: only a failover does it */
	RIGHT_PLANNED, /* of a step: every move but a failover */
};

struct right {
	const char *action; /* "rds:DescribeDBClusters"; the same as the name of the call */
	const char *what;   /* for the statement's Sid: "WatchDatabase" */
	void (*reach)(const struct right_ctx *ctx, struct reach *ret);
	enum right_when when;
	const char *never; /* a key of a condition that must not be true; or NULL */
	bool unseen;       /* AWS asks for it when we ask for another: no call has its name */
	bool undoes;       /* only to take back what went wrong */
};

/* Whether such a move does it; of a probe, which has none, always. */
bool right_applies(const struct right *right, const struct move *move);

void reach_done(struct reach *reach);
/* "arn:aws:SERVICE:REGION:ACCOUNT:" and what follows. region: "" of what is global. */
void reach_add(const struct right_ctx *ctx, struct reach *ret, const char *service,
    const char *region, const char *fmt, ...) printf_like(5, 6);

/* What several kinds reach. Those of a move are of Regions that it is about. */
void reach_global(const struct right_ctx *ctx, struct reach *ret); /* the global cluster */
void reach_target(const struct right_ctx *ctx, struct reach *ret); /* the target's cluster */
void reach_both(const struct right_ctx *ctx, struct reach *ret);   /* the source's, too */
/* The global cluster, and each cluster in it. */
void reach_members(const struct right_ctx *ctx, struct reach *ret);
void reach_secret(const struct right_ctx *ctx, const char *region, struct reach *ret);
void reach_controls(const struct right_ctx *ctx, struct reach *ret);  /* all routing controls */
void reach_endpoints(const struct right_ctx *ctx, struct reach *ret); /* of the controls' cluster */

define_autodone(struct reach, reach_done)

#endif

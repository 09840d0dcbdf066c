/* SPDX-License-Identifier: MIT */
/*
 * The plans that may be run: few, in memory, each for a short while and once. What has
 * become of one is remembered for longer, so that who comes too late, or twice, is told.
 * A restart forgets them all, and with them nothing but that somebody had looked.
 */
#ifndef DAEMON_PLANS_H
#define DAEMON_PLANS_H

#include <jansson.h>

#include "command.h"

#define PLANS_MOST 16 /* the oldest gives way */
#define PLAN_ID    16
#define PLAN_GOOD  (2 * MSEC_MINUTE)

struct plan {
	char id[PLAN_ID]; /* "p-7f3a91"; "": there is none */
	char application[64], from[64], to[64];
	enum command_verb verb;
	bool force;
	char actor[64];       /* who planned it */
	msec_t made, expires; /* wall and boot time */
	char digest[DIGEST_HEX];
	json_t
	    *shown; /* as the API shows it, "matters" among it; NULL once it was run or expired */

	/* Of one that was run. */
	char run[RUN_ID], by[64], key[72];
};

struct loop;
struct plans;

struct plans *plans_new(struct loop *loop);
void plans_free(struct plans *plans);

/* Gives it an id, which it adds to shown with its expiry; takes over shown. */
struct plan *plans_add(struct plans *plans, const struct plan *plan, struct now now);
/* NULL: there is none, or no more. plans may be NULL. */
struct plan *plans_find(struct plans *plans, const char *id);
bool plan_expired(const struct plan *plan, struct now now);
/* It has become a run, and is none any more. key: of the request, or NULL. */
void plan_used(struct plan *plan, const char *run, const char *by, const char *key);

#endif

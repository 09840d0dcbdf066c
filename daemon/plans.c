/* SPDX-License-Identifier: MIT */
#include "plans.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/loop.h"
#include "view.h"

#define ID_DIGITS 6

struct plans {
	struct loop *loop;
	struct timer *timer;
	struct plan list[PLANS_MOST];
	size_t next;   /* the oldest */
	uint64_t seed; /* that no id comes again, not even after a restart */
};

static void
drop(struct plan *plan)
{
	json_decref(plan->shown);
	plan->shown = NULL;
}

/* What has expired needs no memory but for its name. */
static void
expire(void *arg)
{
	struct plans *plans = arg;
	struct now now = loop_now(plans->loop);
	msec_t next = MSEC_NEVER;

	for (size_t i = 0; i < PLANS_MOST; i++) {
		struct plan *plan = &plans->list[i];

		if (plan_expired(plan, now))
			drop(plan);
		else if (plan->shown && plan->expires < next)
			next = plan->expires;
	}
	timer_arm(plans->timer, next);
}

struct plans *
plans_new(struct loop *loop)
{
	struct plans *plans = xcalloc(1, sizeof(*plans));

	plans->loop = loop;
	plans->timer = timer_new(loop, expire, plans);
	digest_random(&plans->seed, sizeof(plans->seed));
	return plans;
}

void
plans_free(struct plans *plans)
{
	if (!plans)
		return;
	for (size_t i = 0; i < PLANS_MOST; i++)
		drop(&plans->list[i]);
	timer_free(plans->timer);
	xfree(plans);
}

static void
make_id(struct plans *plans, char ret[PLAN_ID])
{
	char hex[DIGEST_HEX];

	do {
		plans->seed++;
		digest_text(&plans->seed, sizeof(plans->seed), hex);
		snprintf(ret, PLAN_ID, "p-%.*s", ID_DIGITS, hex);
	} while (plans_find(plans, ret));
}

struct plan *
plans_add(struct plans *plans, const struct plan *plan, struct now now)
{
	struct plan *ret = &plans->list[plans->next++ % PLANS_MOST];
	char id[PLAN_ID];

	make_id(plans, id);
	drop(ret);
	*ret = *plan;
	memcpy(ret->id, id, sizeof(id));
	ret->made = now.wall;
	ret->expires = now.boot + PLAN_GOOD;
	json_object_set_new(ret->shown, "id", json_string(ret->id));
	json_object_set_new(ret->shown, "planned", view_time(ret->made));
	json_object_set_new(ret->shown, "expires", view_time(ret->made + PLAN_GOOD));
	json_object_set_new(ret->shown, "actor", view_text(ret->actor));
	expire(plans);
	return ret;
}

struct plan *
plans_find(struct plans *plans, const char *id)
{
	for (size_t i = 0; plans && i < PLANS_MOST; i++)
		if (plans->list[i].id[0] && strcmp(plans->list[i].id, id) == 0)
			return &plans->list[i];
	return NULL;
}

bool
plan_expired(const struct plan *plan, struct now now)
{
	return now.boot >= plan->expires;
}

void
plan_used(struct plan *plan, const char *run, const char *by, const char *key)
{
	snprintf(plan->run, sizeof(plan->run), "%s", run);
	snprintf(plan->by, sizeof(plan->by), "%s", by);
	snprintf(plan->key, sizeof(plan->key), "%s", key ? key : "");
	drop(plan);
}

/* SPDX-License-Identifier: MIT */
#include "keeper.h"

#include <stdio.h>
#include <string.h>

#include "aws/renewal.h"
#include "base/alloc.h"
#include "base/digest.h"
#include "base/duration.h"
#include "fetch.h"
#include "log.h"

#define CALM    (10 * MSEC_MINUTE) /* so long without hurry: what was wrong is over */
#define LASTING 3                  /* attempts in a row */
#define SHORT   (5 * MSEC_MINUTE)  /* before the end, it is told at once */

struct keeper {
	struct daemon *daemon;
	const struct keeper_kind *kind;
	void *arg;
	struct timer *timer;
	struct fetch *fetch;
	bool from_files; /* the last ones needed no fetching */
	bool has;
	struct credentials credentials;
	char trouble[512]; /* why there are none, or why the last attempt failed */
	int failures;      /* in a row */
	bool told_lost, told_end;
	bool settled; /* an attempt has ended */
	msec_t began; /* boot time: the last attempt */
	msec_t due;   /* boot time: the next one */
	int hurries;  /* without a calm in between */
	msec_t hurried;
	uint32_t seed;
};

const struct credentials *
keeper_credentials(const struct keeper *keeper, const char **ret_trouble)
{
	*ret_trouble = keeper->has ? NULL : keeper->trouble;
	return keeper->has ? &keeper->credentials : NULL;
}

bool
keeper_is_new(const struct keeper *keeper)
{
	return !keeper->settled;
}

static struct now
now_of(const struct keeper *keeper)
{
	return loop_now(keeper->daemon->loop);
}

/* Their end is a time of AWS's clock. */
static msec_t
wall_of(const struct keeper *keeper)
{
	return now_of(keeper).wall + keeper->daemon->remotes.offset;
}

static void
arm(struct keeper *keeper, msec_t delay)
{
	keeper->due = now_of(keeper).boot + delay;
	timer_arm(keeper->timer, keeper->due);
}

static bool
have_ended(const struct keeper *keeper)
{
	return keeper->has && keeper->credentials.expires <= wall_of(keeper);
}

/* Once for each set: they have ended, and nothing newer can be had. */
static void
mind_end(struct keeper *keeper, const char *why)
{
	if (!have_ended(keeper) || keeper->told_end)
		return;
	keeper->told_end = true;
	log_event(CREDENTIALS_LOST, NULL,
	    "the AWS credentials%s of the %s have expired and are used on, calls may be refused: %s",
	    keeper->kind->what, keeper->credentials.source, why);
}

/* What is there is good for long, and the next attempt comes in seconds: nobody need know. */
static bool
may_pass(const struct keeper *keeper)
{
	return keeper->has && keeper->failures < LASTING &&
	    (keeper->credentials.expires == MSEC_NEVER ||
		keeper->credentials.expires - wall_of(keeper) > SHORT);
}

static void
tell_lost(struct keeper *keeper, const char *why)
{
	char left[DURATION_TEXT];

	if (!keeper->told_lost && !keeper->has)
		log_event(CREDENTIALS_LOST, NULL, "no AWS credentials%s: %s", keeper->kind->what,
		    why);
	else if (!keeper->told_lost && keeper->credentials.expires == MSEC_NEVER)
		log_event(CREDENTIALS_LOST, NULL,
		    "no newer AWS credentials%s, those of the %s are used on: %s",
		    keeper->kind->what, keeper->credentials.source, why);
	else if (!keeper->told_lost && !have_ended(keeper))
		log_event(CREDENTIALS_LOST, NULL,
		    "no newer AWS credentials%s, those of the %s are good for %s: %s",
		    keeper->kind->what, keeper->credentials.source,
		    duration_text(keeper->credentials.expires - wall_of(keeper), left), why);
	keeper->told_lost = true;
	mind_end(keeper, why);
}

static void
lost(struct keeper *keeper, const char *why)
{
	keeper->settled = true;
	keeper->failures++;
	snprintf(keeper->trouble, sizeof(keeper->trouble), "%s", why);
	if (!may_pass(keeper))
		tell_lost(keeper, why);
	arm(keeper, renewal_pause(keeper->failures, &keeper->seed));
}

static void
tell_fresh(const struct keeper *keeper, bool same)
{
	if (keeper->told_lost)
		log_event(CREDENTIALS_BACK, NULL, "AWS credentials%s can be had again, from %s",
		    keeper->kind->what, keeper->credentials.source);
	else if (!same)
		log_event(CREDENTIALS, NULL, "AWS credentials%s taken from %s", keeper->kind->what,
		    keeper->credentials.source);
}

static void
take_up(struct keeper *keeper, struct credentials *fresh)
{
	bool same = keeper->has && strcmp(keeper->credentials.access_key, fresh->access_key) == 0;

	credentials_done(&keeper->credentials);
	keeper->credentials = *fresh;
	*fresh = (struct credentials){ 0 };
	keeper->has = keeper->settled = true;
	keeper->trouble[0] = '\0';
	if (!same)
		keeper->told_end = false;
	if (have_ended(keeper)) {
		lost(keeper, "whoever gives them has no newer ones");
	} else {
		tell_fresh(keeper, same);
		keeper->failures = 0;
		keeper->told_lost = false;
		arm(keeper,
		    renewal_rest(&keeper->credentials, keeper->from_files, wall_of(keeper),
			&keeper->seed));
	}
	if (!same)
		keeper->kind->on_change(keeper->arg);
}

static void
on_fetched(struct credentials *fresh, const struct error *err, void *arg)
{
	struct keeper *keeper = arg;

	keeper->fetch = NULL;
	if (fresh)
		take_up(keeper, fresh);
	else
		lost(keeper, err->text);
}

static void
look(void *arg)
{
	struct keeper *keeper = arg;
	autofree(origin_done) struct origin origin = { .kind = ORIGIN_KEYS };
	struct error err = { 0 };
	enum trit found;

	if (keeper->fetch)
		return;
	keeper->began = now_of(keeper).boot;
	found = keeper->kind->find(keeper->arg, &origin, &err);
	keeper->from_files = origin.kind == ORIGIN_KEYS && origin.n_roles == 0;
	if (found == TRIT_UNKNOWN)
		lost(keeper, err.text);
	else if (found == TRIT_NO)
		snprintf(keeper->trouble, sizeof(keeper->trouble), "%s", err.text);
	else if (keeper->from_files)
		take_up(keeper, &origin.keys);
	else
		keeper->fetch = fetch_start(keeper->daemon, &origin, on_fetched, keeper);
}

void
keeper_hurry(struct keeper *keeper)
{
	msec_t now = now_of(keeper).boot, at;

	if (now - keeper->hurried > CALM)
		keeper->hurries = 0;
	at = keeper->began + renewal_gap(keeper->hurries);
	at = at > now ? at : now;
	if (keeper->fetch || (keeper->due > now && keeper->due <= at))
		return;
	keeper->hurries++;
	keeper->hurried = now;
	arm(keeper, at - now);
}

struct keeper *
keeper_new(struct daemon *daemon, const struct keeper_kind *kind, void *arg)
{
	struct keeper *keeper = xcalloc(1, sizeof(*keeper));

	*keeper = (struct keeper){ .daemon = daemon, .kind = kind, .arg = arg };
	snprintf(keeper->trouble, sizeof(keeper->trouble), "still being looked for");
	digest_random(&keeper->seed, sizeof(keeper->seed));
	keeper->seed |= 1;
	keeper->timer = timer_new(daemon->loop, look, keeper);
	look(keeper);
	return keeper;
}

void
keeper_free(struct keeper *keeper)
{
	if (!keeper)
		return;
	fetch_cancel(keeper->fetch);
	timer_free(keeper->timer);
	credentials_done(&keeper->credentials);
	xfree(keeper);
}

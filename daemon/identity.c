/* SPDX-License-Identifier: MIT */
#include "identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/retry.h"
#include "base/alloc.h"
#include "instance.h"
#include "keeper.h"
#include "log.h"
#include "shared_files.h"

#define PLACE_AGAIN MSEC_MINUTE

/* The credentials of one role of "aws.roles". */
struct office {
	struct identity *identity;
	enum call_purpose purpose;
	char *arn; /* NULL: none is configured, what we began with serves */
	struct keeper *keeper;
};

struct identity {
	struct daemon *daemon;
	struct keeper *own; /* what everything begins with */
	struct office offices[PURPOSES];
	struct timer *place_timer;
	struct instance_call *place_call;
	char place[32];
	struct endpoint_shared endpoints; /* of the profile */
	char doubt[sizeof(struct error)]; /* what of it is not heeded, as it was told; or "" */
};

static const struct office_kind {
	const char *option; /* in aws.roles */
	struct keeper_kind keeper;
} office_kinds[PURPOSES];

static const char *
get_env(const char *name)
{
	return getenv(name);
}

static struct keeper *
keeper_of(const struct identity *identity, enum call_purpose purpose)
{
	const struct office *office = &identity->offices[purpose];

	return office->keeper ? office->keeper : identity->own;
}

const struct credentials *
identity_credentials(const struct identity *identity, enum call_purpose purpose,
    const char **ret_trouble)
{
	return keeper_credentials(keeper_of(identity, purpose), ret_trouble);
}

bool
identity_is_new(const struct identity *identity, enum call_purpose purpose)
{
	const char *trouble;

	/* A role is assumed with what everything begins with. */
	return keeper_is_new(identity->own) ||
	    (keeper_credentials(identity->own, &trouble) &&
		keeper_is_new(keeper_of(identity, purpose)));
}

void
identity_refused(struct identity *identity, enum call_purpose purpose)
{
	keeper_hurry(keeper_of(identity, purpose));
}

/* ---- what we begin with ---- */

const struct endpoint_shared *
identity_endpoints(const struct identity *identity)
{
	return &identity->endpoints;
}

static const char *
or_else(const char *text, const char *other)
{
	return text && *text ? text : other;
}

/* Once, until it is something else. */
static void
doubt_retries(struct identity *identity, const char *(*env)(const char *))
{
	struct error err = { "" };

	if (!retry_heeds(or_else(env("AWS_RETRY_MODE"), identity->endpoints.retry_mode),
		or_else(env("AWS_MAX_ATTEMPTS"), identity->endpoints.max_attempts), &err) &&
	    strcmp(identity->doubt, err.text) != 0)
		log_event(CONFIG_WARNING, NULL, "%s", err.text);
	snprintf(identity->doubt, sizeof(identity->doubt), "%s", err.text);
}

static bool
read_endpoints(struct identity *identity, const struct origin_texts *texts, struct error *err)
{
	struct endpoint_shared found = { .ignore = false };
	bool named;

	if (!endpoint_shared_read(texts->config.text, texts->config.name,
		origin_profile_name(texts->env, texts->profile, &named), &found, err))
		return false;
	endpoint_shared_done(&identity->endpoints);
	identity->endpoints = found;
	doubt_retries(identity, texts->env);
	return true;
}

static enum trit
find_own(void *arg, struct origin *ret, struct error *err)
{
	struct identity *identity = arg;
	autofree(shared_files_done) struct shared_files files = { .session = "" };

	if (!shared_files_read(&files, identity->daemon->config->settings.aws.profile, err) ||
	    !read_endpoints(identity, &files.texts, err) || !origin_find(&files.texts, ret, err))
		return TRIT_UNKNOWN;
	return TRIT_YES;
}

/* Roles that have waited for these need wait no more. */
static void
on_own(void *arg)
{
	struct identity *identity = arg;
	const char *trouble;

	for (size_t i = 0; i < PURPOSES; i++) {
		struct keeper *keeper = identity->offices[i].keeper;

		if (keeper && !keeper_credentials(keeper, &trouble))
			keeper_hurry(keeper);
	}
	daemon_wake(identity->daemon);
}

static const struct keeper_kind own_kind = { "", find_own, on_own };

/* ---- roles ---- */

static enum trit
find_role(void *arg, struct origin *ret, struct error *err)
{
	const struct office *office = arg;
	const char *trouble;
	const struct credentials *own = keeper_credentials(office->identity->own, &trouble);

	if (!own) {
		error_set(err, "%s", trouble);
		return TRIT_NO;
	}
	*ret = (struct origin){ .kind = ORIGIN_KEYS, .n_roles = 1 };
	snprintf(ret->name, sizeof(ret->name), "%s", own->source);
	credentials_copy(&ret->keys, own);
	ret->roles[0].arn = xstrdup(office->arn);
	ret->roles[0].session = xasprintf("failoverd-%s", office_kinds[office->purpose].option);
	return TRIT_YES;
}

static void
on_role(void *arg)
{
	const struct office *office = arg;

	daemon_wake(office->identity->daemon);
}

static const struct office_kind office_kinds[PURPOSES] = {
	[PURPOSE_READ] = { "read", { " for reading", find_role, on_role } },
	[PURPOSE_FAILOVER] = { "failover", { " for a failover", find_role, on_role } },
	[PURPOSE_FAILBACK] = { "failback", { " for a failback", find_role, on_role } },
};

const char *
identity_purpose_name(enum call_purpose purpose)
{
	return office_kinds[purpose].option;
}

static const char *
configured_role(const struct identity *identity, enum call_purpose purpose)
{
	const struct option_map *roles = &identity->daemon->config->settings.aws.roles;

	for (size_t i = 0; i < roles->n; i++)
		if (strcmp(roles->keys[i], office_kinds[purpose].option) == 0)
			return roles->values[i];
	return NULL;
}

static void
close_office(struct office *office)
{
	keeper_free(take(office->keeper));
	xfree(take(office->arn));
}

static void
open_office(struct identity *identity, enum call_purpose purpose)
{
	struct office *office = &identity->offices[purpose];
	const char *arn = configured_role(identity, purpose);

	if (arn && office->arn && strcmp(arn, office->arn) == 0)
		return;
	close_office(office);
	office->identity = identity;
	office->purpose = purpose;
	if (!arn)
		return;
	office->arn = xstrdup(arn);
	office->keeper = keeper_new(identity->daemon, &office_kinds[purpose].keeper, office);
}

/* ---- the place ---- */

const char *
identity_place(const struct identity *identity)
{
	return identity->place;
}

static void
on_place(const struct buf *body, const char *role, const struct error *err, void *arg)
{
	struct identity *identity = arg;

	identity->place_call = NULL;
	if (!body) {
		/* No instance of EC2, perhaps: guard G20 says that nobody knows the place. */
		timer_arm(identity->place_timer,
		    loop_now(identity->daemon->loop).boot + PLACE_AGAIN);
		return;
	}
	snprintf(identity->place, sizeof(identity->place), "%.*s",
	    (int)strcspn(buf_text(body), "\r\n"), buf_text(body));
	daemon_wake(identity->daemon);
}

/* Where we stand the instance knows, whoever gave the credentials. */
static void
ask_place(void *arg)
{
	struct identity *identity = arg;

	if (identity->daemon->config->settings.place || identity->place[0] ||
	    identity->place_call || imds_is_off(get_env))
		return;
	identity->place_call = instance_ask(identity->daemon, IMDS_REGION, on_place, identity);
}

/* ---- its life ---- */

void
identity_reload(struct identity *identity)
{
	keeper_hurry(identity->own);
	for (size_t i = 0; i < PURPOSES; i++)
		open_office(identity, i);
	ask_place(identity);
}

struct identity *
identity_new(struct daemon *daemon)
{
	struct identity *identity = xcalloc(1, sizeof(*identity));

	identity->daemon = daemon;
	identity->place_timer = timer_new(daemon->loop, ask_place, identity);
	identity->own = keeper_new(daemon, &own_kind, identity);
	for (size_t i = 0; i < PURPOSES; i++)
		open_office(identity, i);
	ask_place(identity);
	return identity;
}

void
identity_free(struct identity *identity)
{
	if (!identity)
		return;
	for (size_t i = 0; i < PURPOSES; i++)
		close_office(&identity->offices[i]);
	keeper_free(identity->own);
	instance_cancel(identity->place_call);
	timer_free(identity->place_timer);
	endpoint_shared_done(&identity->endpoints);
	xfree(identity);
}

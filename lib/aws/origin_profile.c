/* SPDX-License-Identifier: MIT */
/* Where a profile of the shared files leads: to keys, to a program, or along source_profile from
 * role to role. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/credentials.h"
#include "aws/origin_private.h"
#include "aws/profile.h"
#include "base/alloc.h"

#define DURATION_LEAST 900
#define DURATION_MOST  43200

/* One profile as both files have it. */
struct both {
	struct profile credentials, config;
};

/* From the profile that is asked for along source_profile, as far as it leads. */
struct walk {
	const struct origin_texts *texts;
	struct origin *ret;
	char *names[ORIGIN_ROLES_MOST + 1];
	size_t n;
};

static void
both_done(struct both *both)
{
	profile_done(&both->credentials);
	profile_done(&both->config);
}

define_autodone(struct both, both_done)

    static void walk_done(struct walk *walk)
{
	for (size_t i = 0; i < walk->n; i++)
		xfree(walk->names[i]);
}

define_autodone(struct walk, walk_done)

    const char *origin_profile_name(const char *(*env)(const char *), const char *configured,
	bool *ret_named)
{
	const char *named = configured ? configured : env("AWS_PROFILE");

	*ret_named = named && *named;
	return *ret_named ? named : "default";
}

/* ---- a role ---- */

static bool
read_duration(const char *text, int *ret, struct error *err)
{
	char *end = NULL;
	long seconds = text ? strtol(text, &end, 10) : 0;

	if (text && (*end || seconds < DURATION_LEAST || seconds > DURATION_MOST))
		return error_set(err, "duration_seconds is not a number from %d to %d",
		    DURATION_LEAST, DURATION_MOST);
	*ret = (int)seconds;
	return true;
}

static char *
member(const struct both *both, enum profile_slot slot)
{
	char *first = both->credentials.slots[slot];

	return first ? first : both->config.slots[slot];
}

static bool
add_profile_role(struct walk *walk, const struct both *both, struct error *err)
{
	struct origin_role role = { .arn = member(both, PROFILE_ROLE),
		.external_id = member(both, PROFILE_EXTERNAL_ID),
		.session = member(both, PROFILE_SESSION) };

	if (member(both, PROFILE_MFA))
		return error_set(err,
		    "mfa_serial wants a person each time: name a role that a daemon may assume, "
		    "and take that line out");
	return read_duration(member(both, PROFILE_DURATION), &role.duration, err) &&
	    origin_add_role(walk->ret, walk->texts, &role, err);
}

/* ---- where a row of roles begins ---- */

static bool
has_keys(const struct profile *profile)
{
	return profile->slots[PROFILE_KEY] || profile->slots[PROFILE_SECRET];
}

static bool
take_keys(struct origin *ret, const struct profile *profile, struct error *err)
{
	const struct credentials_text text = {
		.key_name = profile_members[PROFILE_KEY],
		.secret_name = profile_members[PROFILE_SECRET],
		.token_name = profile_members[PROFILE_TOKEN],
		.key = profile->slots[PROFILE_KEY],
		.secret = profile->slots[PROFILE_SECRET],
		.token = profile->slots[PROFILE_TOKEN],
	};

	ret->kind = ORIGIN_KEYS;
	return credentials_make(&text, &ret->keys, err);
}

static bool
refuse_person(const struct both *both, struct error *err)
{
	static const enum profile_slot slots[] = { PROFILE_SSO_SESSION, PROFILE_SSO_URL,
		PROFILE_LOGIN };

	for (size_t i = 0; i < COUNT(slots); i++)
		if (member(both, slots[i]))
			return error_set(err,
			    "%s needs a person to log in, and ends within hours: give failoverd "
			    "an instance or task role, credential_process, or role_arn with a "
			    "source_profile",
			    profile_members[slots[i]]);
	return true;
}

/* What the profile has beside a role_arn with a source. */
static enum trit
take_rest(struct walk *walk, const struct both *both, struct error *err)
{
	const char *file = member(both, PROFILE_WEB_TOKEN);
	const char *command = member(both, PROFILE_PROCESS);
	struct origin_role role = { .arn = member(both, PROFILE_ROLE),
		.session = member(both, PROFILE_SESSION) };

	if (file && !role.arn) {
		error_set(err, "web_identity_token_file is set but role_arn is not: set both");
		return TRIT_UNKNOWN;
	}
	if (file)
		return origin_add_web(walk->ret, walk->texts, file, &role, err) ? TRIT_YES
										: TRIT_UNKNOWN;
	if (!refuse_person(both, err))
		return TRIT_UNKNOWN;
	if (has_keys(&both->credentials))
		return take_keys(walk->ret, &both->credentials, err) ? TRIT_YES : TRIT_UNKNOWN;
	if (command) {
		walk->ret->kind = ORIGIN_PROCESS;
		walk->ret->command = xstrdup(command);
		return TRIT_YES;
	}
	if (has_keys(&both->config))
		return take_keys(walk->ret, &both->config, err) ? TRIT_YES : TRIT_UNKNOWN;
	return TRIT_NO;
}

static bool
take_named(struct walk *walk, const char *source, struct error *err)
{
	enum trit found;

	if (strcmp(source, "EcsContainer") == 0) {
		walk->ret->kind = ORIGIN_CONTAINER;
		return true;
	}
	if (strcmp(source, "Ec2InstanceMetadata") == 0) {
		walk->ret->kind = ORIGIN_INSTANCE;
		return true;
	}
	if (strcmp(source, "Environment") != 0)
		return error_set(err,
		    "credential_source is none of Environment, EcsContainer, Ec2InstanceMetadata");
	walk->ret->kind = ORIGIN_KEYS;
	found = credentials_from_env(walk->texts->env, &walk->ret->keys, err);
	return found == TRIT_YES ||
	    (found == TRIT_NO &&
		error_set(err,
		    "credential_source is Environment, and AWS_ACCESS_KEY_ID is not set there"));
}

/* ---- the walk ---- */

static bool
read_both(const struct origin_texts *texts, const char *name, struct both *ret, struct error *err)
{
	if (!profile_read(texts->credentials.text, false, name, &ret->credentials, err))
		return error_wrap(err, "%s", texts->credentials.name);
	if (!profile_read(texts->config.text, true, name, &ret->config, err))
		return error_wrap(err, "%s", texts->config.name);
	return true;
}

static bool
was_there(const struct walk *walk, const char *name)
{
	for (size_t i = 0; i < walk->n; i++)
		if (strcmp(walk->names[i], name) == 0)
			return true;
	return false;
}

static bool
says_role(const struct both *both)
{
	return member(both, PROFILE_ROLE) && !member(both, PROFILE_WEB_TOKEN);
}

/* The profile's role is noted; where do the credentials to assume it come from? *ret_next: a
 * profile, or NULL when that is settled. */
static bool
take_role(struct walk *walk, const struct both *both, const char **ret_next, struct error *err)
{
	const char *source = member(both, PROFILE_CREDENTIAL_SOURCE);
	const char *next = member(both, PROFILE_SOURCE_PROFILE);
	const char *own = walk->names[walk->n - 1];

	*ret_next = NULL;
	if (!next && !source)
		return error_set(err, "role_arn needs a source_profile or a credential_source");
	if (next && source)
		return error_set(err, "source_profile and credential_source: keep one of the two");
	if (!add_profile_role(walk, both, err))
		return false;
	if (source)
		return take_named(walk, source, err);
	if (strcmp(next, own) == 0 && (has_keys(&both->credentials) || has_keys(&both->config)))
		return take_keys(walk->ret,
		    has_keys(&both->credentials) ? &both->credentials : &both->config, err);
	if (was_there(walk, next))
		return error_set(err,
		    "source_profile %s leads in a circle: let it end at a profile with keys", next);
	*ret_next = next;
	return true;
}

/* One profile. Of the first one it is not an error that it says nothing. */
static enum trit
visit(struct walk *walk, const struct both *both, char **ret_next, struct error *err)
{
	bool first = walk->n == 1;
	const char *next = NULL;
	enum trit found;

	if (!first && !both->credentials.found && !both->config.found) {
		error_set(err,
		    "it is in neither of the shared files: add it, or correct "
		    "source_profile");
		return TRIT_UNKNOWN;
	}
	if (says_role(both) && (first || !has_keys(&both->credentials))) {
		if (!take_role(walk, both, &next, err))
			return TRIT_UNKNOWN;
		*ret_next = next ? xstrdup(next) : NULL;
		return TRIT_YES;
	}
	found = take_rest(walk, both, err);
	if (found == TRIT_NO && !first) {
		error_set(err, "it has neither keys nor a way to get some, and %s needs them",
		    walk->names[walk->n - 2]);
		return TRIT_UNKNOWN;
	}
	return found;
}

static void
take_region(struct origin *ret, const struct both *both)
{
	const char *region = member(both, PROFILE_REGION);

	ret->region = region ? xstrdup(region) : NULL;
}

/* The last of the row is assumed first. */
static void
turn_round(struct origin *ret)
{
	for (size_t i = 0; i < ret->n_roles / 2; i++) {
		struct origin_role other = ret->roles[i];

		ret->roles[i] = ret->roles[ret->n_roles - 1 - i];
		ret->roles[ret->n_roles - 1 - i] = other;
	}
}

enum trit
origin_profile_find(const struct origin_texts *texts, const char *name, struct origin *ret,
    bool *ret_found, struct error *err)
{
	autofree(walk_done) struct walk walk = { .texts = texts, .ret = ret };
	char *next = xstrdup(name);
	enum trit found = TRIT_YES;

	while (next && found == TRIT_YES) {
		autofree(both_done) struct both both = { .config.found = false };

		walk.names[walk.n++] = take(next);
		found = read_both(walk.texts, walk.names[walk.n - 1], &both, err)
		    ? visit(&walk, &both, &next, err)
		    : TRIT_UNKNOWN;
		if (found == TRIT_UNKNOWN)
			error_wrap(err, "profile %.64s", walk.names[walk.n - 1]);
		if (walk.n == 1) {
			*ret_found = both.credentials.found || both.config.found;
			take_region(ret, &both);
		}
	}
	turn_round(walk.ret);
	if (!walk.ret->name[0])
		snprintf(walk.ret->name, sizeof(walk.ret->name), "profile %.48s", name);
	return found;
}

bool
origin_profile_assumes(const struct origin_texts *texts, const char *name, bool *ret,
    struct error *err)
{
	autofree(both_done) struct both both = { .config.found = false };

	if (!read_both(texts, name, &both, err))
		return false;
	*ret = says_role(&both);
	return true;
}

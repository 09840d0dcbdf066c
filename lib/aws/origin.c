/* SPDX-License-Identifier: MIT */
#include "aws/origin.h"

#include <stdio.h>
#include <string.h>

#include "aws/credentials.h"
#include "aws/origin_private.h"
#include "base/alloc.h"

#define BLANKS " \t\r\n"

static void
role_done(struct origin_role *role)
{
	xfree(role->arn);
	xfree_secret(role->external_id);
	xfree(role->session);
}

void
origin_done(struct origin *origin)
{
	credentials_done(&origin->keys);
	xfree_secret(origin->command);
	xfree(origin->token_file);
	xfree(origin->region);
	for (size_t i = 0; i < origin->n_roles; i++)
		role_done(&origin->roles[i]);
	*origin = (struct origin){ .kind = ORIGIN_KEYS };
}

/* An empty variable counts as unset. */
static const char *
get(const struct origin_texts *texts, const char *name)
{
	const char *value = texts->env(name);

	return value && *value ? value : NULL;
}

bool
origin_is_role(const char *arn)
{
	return strncmp(arn, "arn:", 4) == 0 && strstr(arn, ":iam::") && strstr(arn, ":role/");
}

bool
origin_add_role(struct origin *ret, const struct origin_texts *texts,
    const struct origin_role *role, struct error *err)
{
	const char *session = role->session ? role->session : texts->session;
	struct origin_role *row = &ret->roles[ret->n_roles];

	if (ret->n_roles == ORIGIN_ROLES_MOST)
		return error_set(err,
		    "more than %d roles, one after the other: make the row shorter",
		    ORIGIN_ROLES_MOST);
	if (!origin_is_role(role->arn))
		return error_set(err,
		    "%.100s is not the ARN of a role: write one such as "
		    "arn:aws:iam::123456789012:role/failoverd",
		    role->arn);
	*row = (struct origin_role){
		.arn = xstrdup(role->arn),
		.external_id = role->external_id ? xstrdup(role->external_id) : NULL,
		.session = xstrdup(session),
		.duration = role->duration,
	};
	ret->n_roles++;
	return true;
}

bool
origin_add_web(struct origin *ret, const struct origin_texts *texts, const char *token_file,
    const struct origin_role *role, struct error *err)
{
	ret->kind = ORIGIN_WEB;
	ret->token_file = xstrdup(token_file);
	return origin_add_role(ret, texts, role, err);
}

/* ---- what needs no profile ---- */

static char *
trimmed(const struct origin_file *file)
{
	const char *text = file->text ? file->text + strspn(file->text, BLANKS) : "";
	size_t len = strlen(text);

	while (len > 0 && strchr(BLANKS, text[len - 1]))
		len--;
	return len > 0 ? xstrndup(text, len) : NULL;
}

static enum trit
from_systemd(const struct origin_texts *texts, struct origin *ret, struct error *err)
{
	char *key = trimmed(&texts->key), *secret = trimmed(&texts->secret);
	char *token = trimmed(&texts->token);
	const struct credentials_text text = { texts->key.name, texts->secret.name,
		texts->token.name, key, secret, token };
	enum trit found = TRIT_NO;

	if (key || secret)
		found = credentials_make(&text, &ret->keys, err) ? TRIT_YES : TRIT_UNKNOWN;
	snprintf(ret->name, sizeof(ret->name), "systemd credentials");
	xfree_secret(key);
	xfree_secret(secret);
	xfree_secret(token);
	return found;
}

static enum trit
from_keys(const struct origin_texts *texts, struct origin *ret, struct error *err)
{
	enum trit found = credentials_from_env(texts->env, &ret->keys, err);

	snprintf(ret->name, sizeof(ret->name), "environment");
	return found == TRIT_NO ? from_systemd(texts, ret, err) : found;
}

static enum trit
from_web_variables(const struct origin_texts *texts, struct origin *ret, struct error *err)
{
	const char *file = get(texts, "AWS_WEB_IDENTITY_TOKEN_FILE");
	const struct origin_role role = { .arn = (char *)get(texts, "AWS_ROLE_ARN"),
		.session = (char *)get(texts, "AWS_ROLE_SESSION_NAME") };

	if (!file)
		return TRIT_NO;
	if (!role.arn) {
		error_set(err,
		    "AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not: set both or none");
		return TRIT_UNKNOWN;
	}
	snprintf(ret->name, sizeof(ret->name), "web identity");
	return origin_add_web(ret, texts, file, &role, err) ? TRIT_YES : TRIT_UNKNOWN;
}

static enum trit
from_profile(const struct origin_texts *texts, struct origin *ret, struct error *err)
{
	bool named, assumes, is_there = false;
	const char *name = origin_profile_name(texts->env, texts->profile, &named);
	enum trit found = TRIT_NO;

	if (!origin_profile_assumes(texts, name, &assumes, err))
		return TRIT_UNKNOWN;
	if (!texts->profile && !assumes)
		found = from_web_variables(texts, ret, err);
	if (found == TRIT_NO)
		found = origin_profile_find(texts, name, ret, &is_there, err);
	if (found != TRIT_NO || !named || is_there)
		return found;
	/* Asked for by name: an instance role instead would be somebody else's rights. */
	error_set(err,
	    "profile %.64s is in neither of the shared files; add it to %s, or take its name out of "
	    "aws.profile and AWS_PROFILE",
	    name, texts->credentials.name);
	return TRIT_UNKNOWN;
}

static void
from_around(const struct origin_texts *texts, struct origin *ret)
{
	bool container = get(texts, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") ||
	    get(texts, "AWS_CONTAINER_CREDENTIALS_FULL_URI");

	ret->kind = container ? ORIGIN_CONTAINER : ORIGIN_INSTANCE;
	snprintf(ret->name, sizeof(ret->name), "%s", container ? "container" : "instance");
}

bool
origin_find(const struct origin_texts *texts, struct origin *ret, struct error *err)
{
	autofree(origin_done) struct origin found = { .kind = ORIGIN_KEYS };
	enum trit known = TRIT_NO;

	if (!texts->profile)
		known = from_keys(texts, &found, err);
	if (known == TRIT_NO) {
		found.name[0] = '\0';
		known = from_profile(texts, &found, err);
	}
	if (known == TRIT_UNKNOWN)
		return false;
	if (known == TRIT_NO)
		from_around(texts, &found);
	snprintf(found.keys.source, sizeof(found.keys.source), "%s", found.name);
	*ret = found;
	found = (struct origin){ .kind = ORIGIN_KEYS };
	return true;
}

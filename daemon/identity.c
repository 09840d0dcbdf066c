/* SPDX-License-Identifier: MIT */
#include "identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/credentials.h"
#include "base/alloc.h"
#include "base/duration.h"
#include "io/file.h"
#include "log.h"

#define LOOK_AGAIN    MSEC_MINUTE
#define REFRESH_AHEAD (15 * MSEC_MINUTE)
#define IMDS_TIMEOUT  MSEC_SECOND
#define FILE_MOST     ((size_t)256 * 1024)
#define TOKEN_TTL     "21600"

/* The instance metadata service is asked for one thing after the other. */
enum stage {
	STAGE_IDLE,
	STAGE_TOKEN,
	STAGE_ROLE,
	STAGE_CREDENTIALS,
	STAGE_PLACE,
};

struct identity {
	struct daemon *daemon;
	struct timer *timer;
	struct http_call *call;
	enum stage stage;
	char *token; /* of IMDS, not of AWS */
	char role[128];
	char place[32];
	bool has;
	struct credentials credentials;
	char trouble[512]; /* why there are none, or why the last refresh failed */
	bool told_lost;
	bool for_place; /* the metadata service is asked for the place alone */
};

static const char *
get_env(const char *name)
{
	return getenv(name);
}

const struct credentials *
identity_credentials(const struct identity *identity, const char **ret_trouble)
{
	*ret_trouble = identity->has ? NULL : identity->trouble;
	return identity->has ? &identity->credentials : NULL;
}

const char *
identity_place(const struct identity *identity)
{
	return identity->place;
}

static void
look_again(struct identity *identity)
{
	struct now now = loop_now(identity->daemon->loop);
	msec_t next = LOOK_AGAIN;

	if (identity->has && identity->credentials.expires != MSEC_NEVER) {
		msec_t left = identity->credentials.expires - now.wall - REFRESH_AHEAD;

		next = left > 0 ? left : LOOK_AGAIN;
	}
	if (!identity->place[0] && next > LOOK_AGAIN)
		next = LOOK_AGAIN;
	identity->stage = STAGE_IDLE;
	timer_arm(identity->timer, now.boot + next);
}

static void
take_up(struct identity *identity, struct credentials *fresh)
{
	bool same =
	    identity->has && strcmp(identity->credentials.access_key, fresh->access_key) == 0;

	credentials_done(&identity->credentials);
	identity->credentials = *fresh;
	*fresh = (struct credentials){ 0 };
	identity->has = true;
	identity->trouble[0] = '\0';
	identity->told_lost = false;
	if (!same)
		log_event(CREDENTIALS, NULL, "AWS credentials taken from %s",
		    identity->credentials.source);
	daemon_wake(identity->daemon);
}

/* Old credentials are kept: AWS may honour them, and they are all there is. */
static void
lost(struct identity *identity, const char *why)
{
	snprintf(identity->trouble, sizeof(identity->trouble), "%s", why);
	if (!identity->told_lost)
		log_event(CREDENTIALS_LOST, NULL, "no %sAWS credentials: %s",
		    identity->has ? "newer " : "", why);
	identity->told_lost = true;
	look_again(identity);
}

/* ---- environment and shared files ---- */

static enum trit
from_file(const char *variable, const char *fallback, bool is_config, const char *profile,
    struct credentials *ret, struct error *err)
{
	const char *home = getenv("HOME");
	autofree(xfree) char *path = NULL;
	autofree(buf_wipe) struct buf text = { 0 };

	if (getenv(variable))
		path = xstrdup(getenv(variable));
	else if (home)
		path = xasprintf("%s/%s", home, fallback);
	if (!path || file_exists(path) == TRIT_NO)
		return TRIT_NO;
	if (!file_read(path, FILE_MOST, &text, err))
		return TRIT_UNKNOWN;
	return credentials_from_file(buf_text(&text), is_config, path, profile, ret, err);
}

static enum trit
from_here(const struct identity *identity, struct credentials *ret, struct error *err)
{
	const char *named = identity->daemon->config->settings.aws.profile;
	const char *profile;
	enum trit found = TRIT_NO;

	if (!named)
		found = credentials_from_env(get_env, ret, err);
	if (!named)
		named = getenv("AWS_PROFILE");
	profile = named && *named ? named : "default";
	if (found == TRIT_NO)
		found = from_file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials", false, profile,
		    ret, err);
	if (found == TRIT_NO)
		found = from_file("AWS_CONFIG_FILE", ".aws/config", true, profile, ret, err);
	if (found != TRIT_NO || profile != named)
		return found;
	/* Asked for by name: an instance role instead would be somebody else's rights. */
	error_set(err,
	    "profile %s is in neither of the shared files; add it to ~/.aws/credentials, or take "
	    "its name out of aws.profile and AWS_PROFILE",
	    profile);
	return TRIT_UNKNOWN;
}

/* ---- the instance role, IMDSv2 ---- */

static void ask(struct identity *identity, enum stage stage);

static void
imds_failed(struct identity *identity, const struct http_response *rsp, const char *what)
{
	char why[512];

	if (identity->for_place) {
		look_again(identity); /* no instance of EC2, perhaps: "place" says it then */
		return;
	}
	snprintf(why, sizeof(why),
	    "none in the environment or the shared files, and the instance metadata service gave "
	    "no %s (%s %d %.150s); set AWS_ACCESS_KEY_ID, a profile, or give the instance a role",
	    what, http_failure_name(rsp->failure), rsp->status, rsp->why);
	lost(identity, why);
}

static void
on_token(struct identity *identity, const struct http_response *rsp)
{
	if (rsp->status != 200 || rsp->body.len == 0) {
		imds_failed(identity, rsp, "token");
		return;
	}
	xfree_secret(identity->token);
	identity->token = xstrdup(buf_text(&rsp->body));
	ask(identity, identity->for_place ? STAGE_PLACE : STAGE_ROLE);
}

static void
on_role(struct identity *identity, const struct http_response *rsp)
{
	size_t len = strcspn(buf_text(&rsp->body), "\r\n");

	if (rsp->status != 200 || len == 0 || len >= sizeof(identity->role)) {
		imds_failed(identity, rsp, "role");
		return;
	}
	snprintf(identity->role, sizeof(identity->role), "%.*s", (int)len, buf_text(&rsp->body));
	ask(identity, STAGE_CREDENTIALS);
}

static void
on_credentials(struct identity *identity, const struct http_response *rsp)
{
	autofree(credentials_done) struct credentials fresh = { 0 };
	struct error err = { 0 };

	if (rsp->status != 200) {
		imds_failed(identity, rsp, "credentials");
		return;
	}
	if (!credentials_from_imds(buf_text(&rsp->body), identity->role, &fresh, &err)) {
		lost(identity, err.text);
		return;
	}
	take_up(identity, &fresh);
	if (identity->place[0])
		look_again(identity);
	else
		ask(identity, STAGE_PLACE);
}

static void
on_place(struct identity *identity, const struct http_response *rsp)
{
	if (rsp->status == 200)
		snprintf(identity->place, sizeof(identity->place), "%.*s",
		    (int)strcspn(buf_text(&rsp->body), "\r\n"), buf_text(&rsp->body));
	look_again(identity);
}

static const struct {
	const char *path;
	void (*on_answer)(struct identity *identity, const struct http_response *rsp);
} stages[] = {
	[STAGE_TOKEN] = { "/latest/api/token", on_token },
	[STAGE_ROLE] = { "/latest/meta-data/iam/security-credentials/", on_role },
	[STAGE_CREDENTIALS] = { "/latest/meta-data/iam/security-credentials/", on_credentials },
	[STAGE_PLACE] = { "/latest/meta-data/placement/region", on_place },
};

static void
on_answer(const struct http_response *rsp, void *arg)
{
	struct identity *identity = arg;

	identity->call = NULL;
	stages[identity->stage].on_answer(identity, rsp);
}

static void
ask(struct identity *identity, enum stage stage)
{
	const char *base = getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT");
	autofree(http_request_done) struct http_request req = {
		.method = stage == STAGE_TOKEN ? "PUT" : "GET",
		.timeout = IMDS_TIMEOUT,
		.body_most = FILE_MOST,
		.no_proxy = true,
	};

	if (!base || !*base)
		base = "http://169.254.169.254";
	req.url = xasprintf("%.*s%s%s", (int)(strlen(base) - (base[strlen(base) - 1] == '/')), base,
	    stages[stage].path, stage == STAGE_CREDENTIALS ? identity->role : "");
	if (stage == STAGE_TOKEN)
		http_header_add(&req.headers, "x-aws-ec2-metadata-token-ttl-seconds", TOKEN_TTL);
	else
		http_header_add(&req.headers, "x-aws-ec2-metadata-token", identity->token);
	identity->stage = stage;
	identity->call = http_send(identity->daemon->http, NULL, &req, on_answer, identity);
}

static bool
metadata_is_off(void)
{
	const char *off = getenv("AWS_EC2_METADATA_DISABLED");

	return off && strcasecmp(off, "true") == 0;
}

/* Where we stand the instance knows, whoever gave the credentials. */
static bool
place_is_needed(const struct identity *identity)
{
	return !identity->daemon->config->settings.place && !identity->place[0] &&
	    !metadata_is_off();
}

static void
refresh(void *arg)
{
	struct identity *identity = arg;
	autofree(credentials_done) struct credentials fresh = { 0 };
	struct error err = { 0 };

	if (identity->stage != STAGE_IDLE)
		return;
	identity->for_place = false;
	switch (from_here(identity, &fresh, &err)) {
	case TRIT_YES:
		take_up(identity, &fresh);
		identity->for_place = place_is_needed(identity);
		if (identity->for_place)
			ask(identity, STAGE_TOKEN);
		else
			look_again(identity);
		break;
	case TRIT_UNKNOWN:
		lost(identity, err.text);
		break;
	case TRIT_NO:
		if (metadata_is_off())
			lost(identity,
			    "none in the environment or the shared files, and "
			    "AWS_EC2_METADATA_DISABLED forbids to ask the instance");
		else
			ask(identity, STAGE_TOKEN);
		break;
	}
}

void
identity_refused(struct identity *identity)
{
	if (identity->stage == STAGE_IDLE)
		timer_arm(identity->timer, loop_now(identity->daemon->loop).boot + MSEC_SECOND);
}

struct identity *
identity_new(struct daemon *daemon)
{
	struct identity *identity = xcalloc(1, sizeof(*identity));

	identity->daemon = daemon;
	snprintf(identity->trouble, sizeof(identity->trouble), "still being looked for");
	identity->timer = timer_new(daemon->loop, refresh, identity);
	refresh(identity);
	return identity;
}

void
identity_free(struct identity *identity)
{
	if (!identity)
		return;
	http_cancel(identity->call);
	timer_free(identity->timer);
	xfree_secret(identity->token);
	credentials_done(&identity->credentials);
	xfree(identity);
}

/* SPDX-License-Identifier: MIT */
#include "fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/container.h"
#include "aws/credential_process.h"
#include "aws/credentials.h"
#include "aws/fault.h"
#include "aws/sts.h"
#include "base/alloc.h"
#include "caller.h"
#include "identity.h"
#include "instance.h"
#include "io/file.h"

#define TOKEN_MOST  ((size_t)64 * 1024)
#define STS_TIMEOUT (5 * MSEC_SECOND)

#define REGIONS_TRIED 8

struct fetch {
	struct daemon *daemon;
	struct origin origin;
	struct credentials got; /* so far; no access key: nothing yet */
	size_t at;              /* index into origin.roles: to be assumed next */
	size_t tried;           /* Regions that were asked for that one in vain */
	char region[32];        /* asked now; the configuration it is from may change meanwhile */
	struct timer *begin;
	struct http_call *http;
	struct instance_call *instance;
	struct process_call *process;
	struct sent *sent;
	fetch_fn *on_done;
	void *arg;
};

static const char *
get_env(const char *name)
{
	return getenv(name);
}

void
fetch_cancel(struct fetch *fetch)
{
	if (!fetch)
		return;
	timer_free(fetch->begin);
	http_cancel(fetch->http);
	instance_cancel(fetch->instance);
	process_cancel(fetch->process);
	caller_cancel(fetch->sent);
	credentials_done(&fetch->got);
	origin_done(&fetch->origin);
	xfree(fetch);
}

static void
fail(struct fetch *fetch, const struct error *err)
{
	fetch->on_done(NULL, err, fetch->arg);
	fetch_cancel(fetch);
}

static void assume(struct fetch *fetch);

/* Credentials are there: the next role, or the end. */
static void
go_on(struct fetch *fetch)
{
	fetch->tried = 0;
	if (fetch->at < fetch->origin.n_roles) {
		assume(fetch);
		return;
	}
	fetch->on_done(&fetch->got, NULL, fetch->arg);
	fetch_cancel(fetch);
}

/* ---- roles ---- */

static void
add_region(const char *list[REGIONS_TRIED], size_t *n, const char *region)
{
	if (!region || !*region || strcmp(region, "elsewhere") == 0)
		return;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(list[i], region) == 0)
			return;
	if (*n < REGIONS_TRIED)
		list[(*n)++] = region;
}

/* Where STS may be asked: where we are told to, where we stand, and, for any of these may be the
 * one that is lost, wherever the applications live. */
static size_t
sts_regions(const struct fetch *fetch, const char *list[REGIONS_TRIED])
{
	const struct daemon *daemon = fetch->daemon;
	size_t n = 0;

	add_region(list, &n, getenv("AWS_REGION"));
	add_region(list, &n, getenv("AWS_DEFAULT_REGION"));
	add_region(list, &n, fetch->origin.region);
	add_region(list, &n, daemon->config->settings.place);
	add_region(list, &n, daemon->identity ? identity_place(daemon->identity) : NULL);
	for (size_t i = 0; i < daemon->config->n_apps; i++)
		for (size_t r = 0; r < daemon->config->apps[i].n_regions; r++)
			add_region(list, &n, daemon->config->apps[i].regions[r].name);
	return n;
}

/* Another Region may answer when this one did not; what it refuses all do. */
static bool
may_ask_elsewhere(const struct answer *answer)
{
	struct aws_error error;

	aws_error_read(answer, &error);
	switch (error.fault) {
	case FAULT_NO_ANSWER:
	case FAULT_THROTTLED:
	case FAULT_SERVER:
	case FAULT_UNAVAILABLE:
	case FAULT_GARBLED:
		return true;
	default:
		return strcmp(error.code, "RegionDisabledException") == 0;
	}
}

static void
on_sts(const struct answer *answer, void *arg)
{
	struct fetch *fetch = arg;
	const struct origin_role *role = &fetch->origin.roles[fetch->at];
	autofree(credentials_done) struct credentials fresh = { 0 };
	const char *regions[REGIONS_TRIED];
	struct error err = { 0 };

	fetch->sent = NULL;
	if (sts_read(answer, role, &fresh, &err)) {
		credentials_done(&fetch->got);
		fetch->got = fresh;
		fresh = (struct credentials){ 0 };
		fetch->at++;
		go_on(fetch);
		return;
	}
	fetch->tried++;
	if (may_ask_elsewhere(answer) && fetch->tried < sts_regions(fetch, regions))
		assume(fetch);
	else
		fail(fetch, &err);
}

/* What failed has made its message, and ended the fetch. */
static void
assume(struct fetch *fetch)
{
	const struct origin_role *role = &fetch->origin.roles[fetch->at];
	bool by_token = fetch->origin.kind == ORIGIN_WEB && fetch->at == 0;
	autofree(buf_wipe) struct buf token = { 0 };
	autofree(call_done) struct call call = { 0 };
	const char *regions[REGIONS_TRIED];
	struct error err = { 0 };

	if (sts_regions(fetch, regions) <= fetch->tried) {
		error_set(&err, "no Region to ask STS in is known: set AWS_REGION");
		fail(fetch, &err);
		return;
	}
	if (by_token && !file_read(fetch->origin.token_file, TOKEN_MOST, &token, &err)) {
		error_wrap(&err, "web identity token");
		fail(fetch, &err);
		return;
	}
	snprintf(fetch->region, sizeof(fetch->region), "%s", regions[fetch->tried]);
	if (by_token)
		sts_assume_by_token(&call, fetch->region, role, buf_text(&token));
	else
		sts_assume(&call, fetch->region, role);
	call_limit(&call, STS_TIMEOUT);
	fetch->sent =
	    caller_send_as(fetch->daemon, by_token ? NULL : &fetch->got, &call, on_sts, fetch);
}

/* ---- where the row begins ---- */

static void
take_json(struct fetch *fetch, enum credentials_giver giver, const struct buf *body,
    const char *who)
{
	struct error err = { 0 };

	if (credentials_from_json(giver, buf_text(body), body->len, who, &fetch->got, &err))
		go_on(fetch);
	else
		fail(fetch, &err);
}

/* Nobody has asked for the instance: it was what was left. */
static void
say_what_was_left(const struct fetch *fetch, struct error *ret, const struct error *err)
{
	if (fetch->origin.n_roles > 0)
		*ret = *err;
	else
		error_set(ret,
		    "none in the environment or the shared files, and %.300s; set "
		    "AWS_ACCESS_KEY_ID, a profile, or give the instance a role",
		    err->text);
}

static void
on_instance(const struct buf *body, const char *role, const struct error *err, void *arg)
{
	struct fetch *fetch = arg;
	char who[ORIGIN_TEXT];
	struct error whole;

	fetch->instance = NULL;
	snprintf(who, sizeof(who), "instance role %.40s", role);
	if (body) {
		take_json(fetch, GIVER_INSTANCE, body, who);
		return;
	}
	say_what_was_left(fetch, &whole, err);
	fail(fetch, &whole);
}

static void
ask_instance(struct fetch *fetch)
{
	struct error err = { 0 }, whole;

	if (imds_is_off(get_env)) {
		error_set(&err, "AWS_EC2_METADATA_DISABLED forbids to ask the instance");
		say_what_was_left(fetch, &whole, &err);
		fail(fetch, &whole);
		return;
	}
	fetch->instance = instance_ask(fetch->daemon, IMDS_CREDENTIALS, on_instance, fetch);
}

static void
on_container(const struct http_response *rsp, void *arg)
{
	struct fetch *fetch = arg;
	struct error err = { 0 };

	fetch->http = NULL;
	if (rsp->failure == HTTP_ANSWERED && rsp->status == 200) {
		take_json(fetch, GIVER_CONTAINER, &rsp->body, "container");
		return;
	}
	if (rsp->failure != HTTP_ANSWERED)
		error_set(&err, "the container's credentials endpoint gave none: %s", rsp->why);
	else
		error_set(&err,
		    "the container's credentials endpoint gave none: HTTP %d; look whether the task "
		    "has a role, and its token is right",
		    rsp->status);
	fail(fetch, &err);
}

static void
ask_container(struct fetch *fetch)
{
	const char *file = container_token_file(get_env);
	autofree(buf_wipe) struct buf token = { 0 };
	autofree(http_request_done) struct http_request req = { .method = NULL };
	struct error err = { 0 };

	if (file && !file_read(file, TOKEN_MOST, &token, &err)) {
		error_wrap(&err, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
		fail(fetch, &err);
		return;
	}
	if (!container_request(get_env, file ? buf_text(&token) : NULL, &req, &err)) {
		fail(fetch, &err);
		return;
	}
	fetch->http = http_send(fetch->daemon->http, NULL, &req, on_container, fetch);
}

static void
on_process(const struct process_answer *answer, void *arg)
{
	struct fetch *fetch = arg;
	struct error err = { 0 };

	fetch->process = NULL;
	if (credential_process_read(answer, fetch->origin.name, &fetch->got, &err))
		go_on(fetch);
	else
		fail(fetch, &err);
}

static void
run_process(struct fetch *fetch)
{
	autofree(process_request_done) struct process_request req = { .timeout = 0 };
	struct error err = { 0 };

	if (credential_process_request(fetch->origin.command, &req, &err)) {
		fetch->process = process_send(fetch->daemon->process, &req, on_process, fetch);
		return;
	}
	error_wrap(&err, "%s", fetch->origin.name);
	fail(fetch, &err);
}

static void
take_keys(struct fetch *fetch)
{
	credentials_copy(&fetch->got, &fetch->origin.keys);
	go_on(fetch);
}

static void
begin(void *arg)
{
	static void (*const kinds[])(struct fetch * fetch) = {
		[ORIGIN_KEYS] = take_keys,
		[ORIGIN_PROCESS] = run_process,
		[ORIGIN_WEB] = assume,
		[ORIGIN_CONTAINER] = ask_container,
		[ORIGIN_INSTANCE] = ask_instance,
	};
	struct fetch *fetch = arg;

	kinds[fetch->origin.kind](fetch);
}

struct fetch *
fetch_start(struct daemon *daemon, struct origin *origin, fetch_fn *on_done, void *arg)
{
	struct fetch *fetch = xcalloc(1, sizeof(*fetch));

	*fetch =
	    (struct fetch){ .daemon = daemon, .origin = *origin, .on_done = on_done, .arg = arg };
	*origin = (struct origin){ .kind = ORIGIN_KEYS };
	fetch->begin = timer_new(daemon->loop, begin, fetch);
	timer_arm(fetch->begin, loop_now(daemon->loop).boot);
	return fetch;
}

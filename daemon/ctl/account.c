/* SPDX-License-Identifier: MIT */
#include "account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "../caller.h"
#include "../catalog.h"
#include "../identity.h"
#include "../instance.h"
#include "../shared_files.h"
#include "aws/fault.h"
#include "base/alloc.h"
#include "io/file.h"
#include "io/journal.h"

#define PAGES_MOST 100
#define TEXT_MOST  ((size_t)1024 * 1024)

/* What stands for a file that is not there, and for an application, without which nothing loads. */
static const char no_file[] = "{ \"config_version\": 1, \"observers\": \"single\" }";
static const char no_application[] =
    "{ \"application\": \"none\", \"mode\": \"observe\", \"home\": \"us-east-1\", \"regions\": "
    "{ \"us-east-1\": {}, \"us-west-2\": {} }, \"probes\": { \"api\": { \"http\": { \"url\": "
    "\"https://{region}.invalid/\" }, \"critical\": true } } }";

struct account {
	struct daemon daemon; /* as much of one as asks AWS */
	char region[32];
	bool region_known;

	/* of the question that is under way */
	enum inventory_kind kind;
	const char *of;
	struct inventory *found;
	char *address;
	struct error *err, unheard;
	bool good;
};

/* ---- its life ---- */

static struct config *
load(const char *file, struct error *err)
{
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(buf_done) struct buf text = { 0 }, line = { 0 };
	struct source sources[] = { { file, no_file, sizeof(no_file) - 1 },
		{ "no application", no_application, sizeof(no_application) - 1 } };
	struct config *config;

	if (file_exists(file) == TRIT_YES) {
		if (!file_read(file, TEXT_MOST, &text, err))
			return NULL;
		sources[0].text = buf_text(&text);
		sources[0].len = text.len;
	}
	config = config_load(sources, COUNT(sources), catalog_all(), &diags);
	if (!config) {
		diagnostics_line(&diags, &line);
		error_set(err, "%s", buf_text(&line));
	} else {
		config->n_apps = 0;
	}
	return config;
}

/* Nothing is decided here. */
static void
tick(void *arg)
{
}

struct account *
account_new(const char *file, struct error *err)
{
	autofree(account_free) struct account *account = xcalloc(1, sizeof(*account));
	struct daemon *daemon = &account->daemon;

	journal_open(JOURNAL_STDERR, LOG_ERR);
	daemon->config = load(file, err);
	if (!daemon->config)
		return NULL;
	daemon->loop = loop_new();
	daemon->http = http_new(daemon->loop,
	    &(struct http_settings){ .user_agent = "failoverctl/" VERSION, .connections = 4 }, err);
	if (!daemon->http)
		return NULL;
	daemon->dns = dns_new(daemon->loop);
	daemon->process = process_new(daemon->loop);
	daemon->tick = timer_new(daemon->loop, tick, daemon);
	daemon->identity = identity_new(daemon);
	return take(account);
}

void
account_free(struct account *account)
{
	struct daemon *daemon = &account->daemon;

	if (!account)
		return;
	identity_free(daemon->identity);
	remotes_done(&daemon->remotes);
	traffic_done(&daemon->traffic);
	timer_free(daemon->tick);
	process_free(daemon->process);
	dns_free(daemon->dns);
	http_free(daemon->http);
	loop_free(daemon->loop);
	config_free(daemon->config);
	xfree(account);
}

/* ---- lists ---- */

static void
on_list(const struct answer *answer, void *arg)
{
	struct account *account = arg;
	struct aws_error error;

	loop_stop(account->daemon.loop);
	aws_error_read(answer, &error);
	if (error.fault == FAULT_NONE)
		account->good = inventory_read(account->kind, account->of, answer, account->found,
		    account->err);
	else
		(void)aws_look_verdict(&error, answer, account->err); /* fills err */
}

static bool
ask(struct account *account, struct call *call, caller_answer_fn *on_answer)
{
	account->good = false;
	caller_send(&account->daemon, NULL, call, on_answer, account);
	if (!loop_run(account->daemon.loop))
		return error_set(account->err, "the event loop failed");
	return account->good;
}

bool
account_list(struct account *account, enum inventory_kind kind, const char *region, const char *of,
    struct inventory *ret, struct error *err)
{
	account->kind = kind;
	account->of = of;
	account->found = ret;
	account->err = err;
	for (int page = 0; page < PAGES_MOST; page++) {
		autofree(xfree) char *next = take(ret->next);
		struct call call;

		inventory_ask(kind, region, of, next, &call);
		if (!ask(account, &call, on_list))
			return false;
		if (!ret->next)
			return true;
	}
	return error_set(err, "%s has more than %d pages", inventory_action(kind), PAGES_MOST);
}

/* ---- names ---- */

static void
on_dns(const struct answer *answer, void *arg)
{
	struct account *account = arg;
	const struct dns_answer *dns = answer->dns;

	loop_stop(account->daemon.loop);
	account->good = dns && dns->failure == DNS_ANSWERED && dns->n > 0;
	if (account->good)
		snprintf(account->address, ACCOUNT_ADDRESS, "%.*s", ACCOUNT_ADDRESS - 1,
		    dns->list[0]);
}

bool
account_resolve(struct account *account, const char *name, char ret[ACCOUNT_ADDRESS])
{
	struct call call = { .kind = CALL_DNS, .dns = { .type = DNS_A } };

	account->err = &account->unheard;
	account->address = ret;
	snprintf(call.dns.name, sizeof(call.dns.name), "%s", name);
	return ask(account, &call, on_dns);
}

/* ---- where we are ---- */

static const char *
get_env(const char *name)
{
	return getenv(name);
}

static bool
take_region(struct account *account, const char *region)
{
	snprintf(account->region, sizeof(account->region), "%s", region ? region : "");
	return account->region[0] != '\0';
}

static bool
region_of_profile(struct account *account)
{
	autofree(shared_files_done) struct shared_files files = { .session = "" };
	autofree(origin_done) struct origin origin = { .kind = ORIGIN_KEYS };
	struct error err;

	return shared_files_read(&files, account->daemon.config->settings.aws.profile, &err) &&
	    origin_find(&files.texts, &origin, &err) && take_region(account, origin.region);
}

static void
on_place(const struct buf *body, const char *role, const struct error *err, void *arg)
{
	struct account *account = arg;

	loop_stop(account->daemon.loop);
	if (body)
		snprintf(account->region, sizeof(account->region), "%.*s",
		    (int)strcspn(buf_text(body), "\r\n"), buf_text(body));
}

const char *
account_region(struct account *account)
{
	if (account->region_known)
		return account->region;
	account->region_known = true;
	if (take_region(account, getenv("AWS_REGION")) ||
	    take_region(account, getenv("AWS_DEFAULT_REGION")) || region_of_profile(account) ||
	    imds_is_off(get_env))
		return account->region;
	instance_ask(&account->daemon, IMDS_REGION, on_place, account);
	if (!loop_run(account->daemon.loop))
		account->region[0] = '\0';
	return account->region;
}

/* SPDX-License-Identifier: MIT */
#include "aws/endpoint.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/profile.h"
#include "base/alloc.h"
#include "base/buf.h"

/* ---- the tables ---- */

/* How the names of hosts differ from "service-fips.region.suffix". */
enum way {
	WAY_NO_FIPS = 1,     /* there are none for FIPS */
	WAY_PLAIN_FIPS = 2,  /* the plain name is one for FIPS */
	WAY_BOTH_STACKS = 4, /* the plain name answers over IPv6, too */
};

static const struct partition {
	const char *prefix;               /* of its Regions' names */
	const char *suffix;               /* of its hosts' names */
	const char *dual;                 /* the same of those that answer over IPv4 and IPv6 */
	const char *global, *global_dual; /* between name and suffix of a global service's host */
	const char *home;                 /* the Region for which global services are signed */
	unsigned ways;                    /* which of the ways below its hosts go */
} partitions[] = {
	{ "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "", ".global",
	    "cn-northwest-1", WAY_NO_FIPS | WAY_BOTH_STACKS },
	{ "us-gov-", "amazonaws.com", "api.aws", ".us-gov", ".us-gov", "us-gov-west-1",
	    WAY_PLAIN_FIPS | WAY_BOTH_STACKS },
	{ "eusc-", "amazonaws.eu", "api.amazonwebservices.eu", "", ".global", "eusc-de-east-1", 0 },
	{ "", "amazonaws.com", "api.aws", "", ".global", "us-east-1", WAY_BOTH_STACKS },
};

enum reach {
	REGIONAL,
	DUAL, /* Regional, and only over both IPv4 and IPv6 */
	GLOBAL,
	CLUSTER, /* each customer has endpoints of his own */
};

static const struct service {
	const char *key;
	const char *host; /* first label, and the name in signatures */
	const char *id;   /* in the environment: AWS_ENDPOINT_URL_<id> */
	enum reach reach;
	unsigned ways; /* those that its hosts go where the partition's do, too */
} services[] = {
	{ "rds", "rds", "RDS", REGIONAL, WAY_PLAIN_FIPS },
	{ "rds-data", "rds-data", "RDS_DATA", REGIONAL, 0 },
	{ "cloudwatch", "monitoring", "CLOUDWATCH", REGIONAL, WAY_PLAIN_FIPS },
	{ "secretsmanager", "secretsmanager", "SECRETS_MANAGER", REGIONAL, WAY_BOTH_STACKS },
	{ "route53-recovery-cluster", "route53-recovery-cluster", "ROUTE53_RECOVERY_CLUSTER",
	    CLUSTER, 0 },
	{ "route53-recovery-control-config", "route53-recovery-control-config",
	    "ROUTE53_RECOVERY_CONTROL_CONFIG", REGIONAL, 0 },
	{ "arc-region-switch", "arc-region-switch", "ARC_REGION_SWITCH", DUAL, 0 },
	{ "route53", "route53", "ROUTE_53", GLOBAL, WAY_PLAIN_FIPS },
	{ "sts", "sts", "STS", REGIONAL, WAY_PLAIN_FIPS },
	{ "ssm", "ssm", "SSM", REGIONAL, WAY_PLAIN_FIPS },
	{ "lambda", "lambda", "LAMBDA", REGIONAL, 0 },
	{ "sns", "sns", "SNS", REGIONAL, WAY_PLAIN_FIPS },
	{ "dynamodb", "dynamodb", "DYNAMODB", REGIONAL, WAY_PLAIN_FIPS },
	{ "events", "events", "EVENTBRIDGE", REGIONAL, WAY_PLAIN_FIPS },
};

_Static_assert(COUNT(services) <= ENDPOINT_SERVICES_MOST, "endpoint_shared holds them all");

const char *const *
endpoint_services(void)
{
	static const char *keys[COUNT(services) + 1];

	for (size_t i = 0; i < COUNT(services); i++)
		keys[i] = services[i].key;
	return keys;
}

static const struct service *
find_service(const char *key)
{
	for (size_t i = 0; i < COUNT(services); i++)
		if (strcmp(services[i].key, key) == 0)
			return &services[i];
	return NULL;
}

static const struct partition *
find_partition(const char *region)
{
	const struct partition *at = partitions;

	while (strncmp(region, at->prefix, strlen(at->prefix)) != 0)
		at++; /* the last one's prefix fits every name */
	return at;
}

/* ---- settings ---- */

struct setting {
	char name[128]; /* where it is written, for messages */
	const char *url;
};

static bool
in_map(const struct endpoint_settings *settings, const char *key, struct setting *ret)
{
	const struct option_map *map = &settings->urls;

	for (size_t i = 0; i < map->n; i++)
		if (strcmp(map->keys[i], key) == 0) {
			snprintf(ret->name, sizeof(ret->name), "aws.endpoints.\"%s\"", key);
			ret->url = map->values[i];
			return true;
		}
	return false;
}

static bool
is_true(const char *text)
{
	return text && strcasecmp(text, "true") == 0;
}

static bool
take_if(const char *url, const char *name, struct setting *ret)
{
	if (!url || !*url)
		return false;
	snprintf(ret->name, sizeof(ret->name), "%s", name);
	ret->url = url;
	return true;
}

static bool
in_shared(const struct endpoint_shared *shared, const struct service *service, struct setting *ret)
{
	char one[128], all[128];

	snprintf(one, sizeof(one), "endpoint_url of %s in %.80s", service->key, shared->file);
	snprintf(all, sizeof(all), "endpoint_url in %.80s", shared->file);
	return take_if(shared->urls[service - services], one, ret) ||
	    take_if(shared->url, all, ret);
}

/* The environment's and the profile's, unless both are to be ignored. */
static bool
in_files(const struct endpoint_settings *settings, const struct service *service,
    struct setting *ret)
{
	const char *(*env)(const char *) = settings->env;
	const struct endpoint_shared *shared = settings->shared;
	char name[96];

	if (is_true(env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) || (shared && shared->ignore))
		return false;
	snprintf(name, sizeof(name), "AWS_ENDPOINT_URL_%s", service->id);
	return take_if(env(name), name, ret) ||
	    take_if(env("AWS_ENDPOINT_URL"), "AWS_ENDPOINT_URL", ret) ||
	    (shared && in_shared(shared, service, ret));
}

static bool
find_setting(const struct endpoint_settings *settings, const struct service *service,
    const char *region, struct setting *ret)
{
	char key[96];

	snprintf(key, sizeof(key), "%s.%s", service->key, region);
	return in_map(settings, key, ret) || in_map(settings, service->key, ret) ||
	    in_files(settings, service, ret);
}

static bool
is_host(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr(".-_:[]", text[i]))
			return false;
	return isalnum((unsigned char)*text) || (*text == '[' && memchr(text, ']', len));
}

/* The path may not hold what would end it, since the request's own path is appended. */
static bool
is_path(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~' || *text == '?' || *text == '#')
			return false;
	return true;
}

static bool
take_setting(const struct setting *setting, char *ret, size_t size, struct error *err)
{
	size_t len = strlen(setting->url);
	const char *host = NULL;

	if (strncmp(setting->url, "https://", 8) == 0 || strncmp(setting->url, "http://", 7) == 0)
		host = strstr(setting->url, "://") + 3;
	if (!host || !is_host(host, strcspn(host, "/")) || !is_path(host))
		return error_set(err,
		    "%s is not the URL of an endpoint: write https://HOST, with port and path if "
		    "need be, without user and query",
		    setting->name);
	while (len > 0 && setting->url[len - 1] == '/')
		len--;
	if (len >= size)
		return error_set(err, "%s is longer than %zu bytes", setting->name, size - 1);
	snprintf(ret, size, "%.*s", (int)len, setting->url);
	return true;
}

/* ---- the answer ---- */

static bool
check_region(const char *region, size_t most, struct error *err)
{
	size_t len = region ? strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;

	if (len == 0 || region[len] || len > most)
		return error_set(err, "\"%s\" is not the name of a Region, such as us-east-1",
		    region ? region : "");
	return true;
}

/* The variable before the profile, as with all settings. */
static bool
wants(const struct endpoint_settings *settings, const char *variable, enum trit shared)
{
	const char *text = settings->env(variable);

	return text && *text ? is_true(text) : shared == TRIT_YES;
}

/* Which of the forms of a real name. */
struct form {
	bool fips, dual;
};

static struct form
find_form(const struct endpoint_settings *settings)
{
	const struct endpoint_shared *shared = settings->shared;

	return (struct form){
		wants(settings, "AWS_USE_FIPS_ENDPOINT", shared ? shared->fips : TRIT_NO),
		wants(settings, "AWS_USE_DUALSTACK_ENDPOINT",
		    shared ? shared->dual_stack : TRIT_NO),
	};
}

static void
write_name(const struct service *service, const struct partition *partition, const char *region,
    struct form form, struct endpoint *ret)
{
	unsigned ways = partition->ways & service->ways;
	const char *mark = form.fips && !(ways & WAY_PLAIN_FIPS) ? "-fips" : "";
	bool dual = service->reach == DUAL || (form.dual && !(ways & WAY_BOTH_STACKS));
	const char *suffix = dual ? partition->dual : partition->suffix;

	if (service->reach == GLOBAL)
		snprintf(ret->url, sizeof(ret->url), "https://%s%s%s.%s", service->host, mark,
		    dual ? partition->global_dual : partition->global, suffix);
	else
		snprintf(ret->url, sizeof(ret->url), "https://%s%s.%s.%s", service->host, mark,
		    region, suffix);
}

static bool
real_name(const struct endpoint_settings *settings, const struct service *service,
    const char *region, struct endpoint *ret, struct error *err)
{
	const struct partition *partition = find_partition(region);
	struct form form = find_form(settings);

	if (service->reach == CLUSTER)
		return error_set(err,
		    "%s has no endpoint that all share: give routing.endpoints of the application",
		    service->key);
	if (form.fips && (partition->ways & WAY_NO_FIPS))
		return error_set(err,
		    "there are no FIPS endpoints in the partition of %s: take "
		    "AWS_USE_FIPS_ENDPOINT and use_fips_endpoint back",
		    region);
	write_name(service, partition, region, form, ret);
	return true;
}

bool
endpoint_find(const struct endpoint_settings *settings, const char *service, const char *region,
    const char *own, struct endpoint *ret, struct error *err)
{
	const struct service *row = find_service(service);
	struct endpoint found = { "" };
	struct setting setting = { "", own };

	if (!row)
		return error_set(err, "no AWS service is known as \"%s\"", service);
	if (!check_region(region, sizeof(found.signing_region) - 1, err))
		return false;
	found.signing_name = row->host;
	snprintf(found.signing_region, sizeof(found.signing_region), "%s",
	    row->reach == GLOBAL ? find_partition(region)->home : region);
	if (own)
		snprintf(setting.name, sizeof(setting.name), "the endpoint of %s in %s", row->key,
		    region);
	if (own || find_setting(settings, row, region, &setting)) {
		if (!take_setting(&setting, found.url, sizeof(found.url), err))
			return false;
	} else if (!real_name(settings, row, region, &found, err)) {
		return false;
	}
	*ret = found;
	return true;
}

/* ---- the profile ---- */

void
endpoint_shared_done(struct endpoint_shared *shared)
{
	xfree(shared->url);
	xfree(shared->ca_bundle);
	xfree(shared->retry_mode);
	xfree(shared->max_attempts);
	for (size_t i = 0; i < COUNT(shared->urls); i++)
		xfree(shared->urls[i]);
	*shared = (struct endpoint_shared){ .ignore = false };
}

static enum trit
flag(const char *text)
{
	return text ? trit_of(is_true(text)) : TRIT_UNKNOWN;
}

static bool
read_services(const char *text, const char *name, struct endpoint_shared *ret, struct error *err)
{
	for (size_t i = 0; i < COUNT(services); i++) {
		autofree(buf_done) struct buf url = { 0 };

		if (!profile_service(text, name, services[i].id, &url, err))
			return false;
		ret->urls[i] = url.len > 0 ? xstrdup(buf_text(&url)) : NULL;
	}
	return true;
}

bool
endpoint_shared_read(const char *text, const char *file, const char *profile,
    struct endpoint_shared *ret, struct error *err)
{
	autofree(endpoint_shared_done) struct endpoint_shared found = { .ignore = false };
	autofree(profile_done) struct profile read = { .found = false };

	snprintf(found.file, sizeof(found.file), "%s", file);
	if (!profile_read(text, true, profile, &read, err))
		return error_wrap(err, "%s", file);
	if (read.slots[PROFILE_SERVICES] &&
	    !read_services(text, read.slots[PROFILE_SERVICES], &found, err))
		return error_wrap(err, "%s: profile %.64s", file, profile);
	found.url = take(read.slots[PROFILE_ENDPOINT]);
	found.ca_bundle = take(read.slots[PROFILE_CA_BUNDLE]);
	found.retry_mode = take(read.slots[PROFILE_RETRY_MODE]);
	found.max_attempts = take(read.slots[PROFILE_MAX_ATTEMPTS]);
	found.fips = flag(read.slots[PROFILE_FIPS]);
	found.dual_stack = flag(read.slots[PROFILE_DUAL_STACK]);
	found.ignore = is_true(read.slots[PROFILE_IGNORE_ENDPOINTS]);
	*ret = found;
	found = (struct endpoint_shared){ .ignore = false };
	return true;
}

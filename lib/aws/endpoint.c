/* SPDX-License-Identifier: MIT */
#include "aws/endpoint.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"

/* ---- the tables ---- */

static const struct partition {
	const char *prefix; /* of its Regions' names */
	const char *suffix; /* of its hosts' names */
	const char *dual;   /* the same of those that answer over IPv4 and IPv6 */
	const char *global; /* what a global service's host has between name and suffix */
	const char *home;   /* the Region for which global services are signed */
} partitions[] = {
	{ "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "", "cn-northwest-1" },
	{ "us-gov-", "amazonaws.com", "api.aws", ".us-gov", "us-gov-west-1" },
	{ "eusc-", "amazonaws.eu", "api.amazonwebservices.eu", "", "eusc-de-east-1" },
	{ "", "amazonaws.com", "api.aws", "", "us-east-1" },
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
} services[] = {
	{ "rds", "rds", "RDS", REGIONAL },
	{ "rds-data", "rds-data", "RDS_DATA", REGIONAL },
	{ "cloudwatch", "monitoring", "CLOUDWATCH", REGIONAL },
	{ "secretsmanager", "secretsmanager", "SECRETS_MANAGER", REGIONAL },
	{ "route53-recovery-cluster", "route53-recovery-cluster", "ROUTE53_RECOVERY_CLUSTER",
	    CLUSTER },
	{ "arc-region-switch", "arc-region-switch", "ARC_REGION_SWITCH", DUAL },
	{ "route53", "route53", "ROUTE_53", GLOBAL },
	{ "sts", "sts", "STS", REGIONAL },
	{ "ssm", "ssm", "SSM", REGIONAL },
	{ "lambda", "lambda", "LAMBDA", REGIONAL },
	{ "sns", "sns", "SNS", REGIONAL },
	{ "dynamodb", "dynamodb", "DYNAMODB", REGIONAL },
	{ "events", "events", "EVENTBRIDGE", REGIONAL },
};

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
in_env(const struct endpoint_settings *settings, const char *name, struct setting *ret)
{
	const char *ignore = settings->env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
	const char *url = settings->env(name);

	if (!url || !*url || (ignore && strcasecmp(ignore, "true") == 0))
		return false;
	snprintf(ret->name, sizeof(ret->name), "%s", name);
	ret->url = url;
	return true;
}

static bool
find_setting(const struct endpoint_settings *settings, const struct service *service,
    const char *region, struct setting *ret)
{
	char key[96], name[96];

	snprintf(key, sizeof(key), "%s.%s", service->key, region);
	snprintf(name, sizeof(name), "AWS_ENDPOINT_URL_%s", service->id);
	return in_map(settings, key, ret) || in_map(settings, service->key, ret) ||
	    in_env(settings, name, ret) || in_env(settings, "AWS_ENDPOINT_URL", ret);
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

static bool
real_name(const struct service *service, const char *region, char *ret, size_t size,
    struct error *err)
{
	const struct partition *partition = find_partition(region);

	switch (service->reach) {
	case REGIONAL:
		snprintf(ret, size, "https://%s.%s.%s", service->host, region, partition->suffix);
		break;
	case DUAL:
		snprintf(ret, size, "https://%s.%s.%s", service->host, region, partition->dual);
		break;
	case GLOBAL:
		snprintf(ret, size, "https://%s%s.%s", service->host, partition->global,
		    partition->suffix);
		break;
	case CLUSTER:
		return error_set(err,
		    "%s has no endpoint that all share: give routing.endpoints of the application",
		    service->key);
	}
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
	} else if (!real_name(row, region, found.url, sizeof(found.url), err)) {
		return false;
	}
	*ret = found;
	return true;
}

/* SPDX-License-Identifier: MIT */
/* Secrets Manager, as the cloud of the tests has it: one secret a Region, or one and a replica. */
#ifndef TESTS_UNIT_DAEMON_CLOUD_SECRET_H
#define TESTS_UNIT_DAEMON_CLOUD_SECRET_H

#include <jansson.h>

#include "cloud.h"

static inline void
put_json(json_t *json, struct http_response *ret)
{
	char *text = json_dumps(json, JSON_COMPACT);

	assert_non_null(text);
	buf_puts(&ret->body, text);
	free(text);
	json_decref(json);
}

static inline json_t *
call_json(const struct call *call)
{
	json_t *json = json_loads(buf_text(&call->http.body), 0, NULL);

	assert_non_null(json);
	return json;
}

static inline void
secret_set(struct cloud_secret *secret, const char *host, const char *version)
{
	snprintf(secret->text, sizeof(secret->text),
	    "{\"password\":\"hunter2\",\"host\":\"%s\",\"port\":5432}", host);
	snprintf(secret->version, UUID_TEXT, "%s", version);
}

/* The copies of what was written here are as it is, a while later; here at once. */
static inline void
secret_replicate(struct cloud *cloud, size_t region)
{
	for (size_t r = 0; r < CLOUD_REGIONS; r++)
		if (r != region && cloud->secrets[r].primary == region)
			cloud->secrets[r] = cloud->secrets[region];
}

static inline void
put_secret(struct drive *d, struct cloud *cloud, const struct call *call, struct http_response *ret)
{
	size_t region = cloud_region(cloud, call);
	struct cloud_secret *secret = &cloud->secrets[region];
	json_t *body = call_json(call);
	const char *token = json_string_value(json_object_get(body, "ClientRequestToken"));

	assert_non_null(token);
	if (secret->primary != region) {
		cloud_refused(ret, 400, "InvalidRequestException", "it is a replica");
		json_decref(body);
		return;
	}
	if (strcmp(secret->version, token) != 0) {
		memcpy(secret->former_text, secret->text, sizeof(secret->text));
		memcpy(secret->former, secret->version, sizeof(secret->version));
		snprintf(secret->version, UUID_TEXT, "%s", token);
		snprintf(secret->text, sizeof(secret->text), "%s",
		    json_string_value(json_object_get(body, "SecretString")));
		cloud_do(d, "write", call->region);
		secret_replicate(cloud, region);
	}
	put_json(json_pack("{s:s, s:s}", "Name", "database", "VersionId", token), ret);
	json_decref(body);
}

static inline void
put_back(struct drive *d, struct cloud *cloud, const struct call *call, struct http_response *ret)
{
	struct cloud_secret *secret = &cloud->secrets[cloud_region(cloud, call)];
	json_t *body = call_json(call);
	const char *to = json_string_value(json_object_get(body, "MoveToVersionId"));

	if (strcmp(to, secret->version) != 0) {
		assert_string_equal(to, secret->former);
		memcpy(secret->text, secret->former_text, sizeof(secret->text));
		memcpy(secret->version, secret->former, sizeof(secret->version));
		cloud_do(d, "take back", call->region);
	}
	put_json(json_pack("{s:s}", "Name", "database"), ret);
	json_decref(body);
}

static inline void
describe_secret(struct drive *d, const struct cloud *cloud, size_t region,
    struct http_response *ret)
{
	const struct cloud_secret *secret = &cloud->secrets[region];
	json_t *json = json_pack("{s:s}", "Name", "database");

	if (secret->primary != region)
		json_object_set_new(json, "PrimaryRegion",
		    json_string(cloud->app->regions[secret->primary].name));
	else if (cloud->secrets[1 - region].primary == region)
		json_object_set_new(json, "ReplicationStatus",
		    json_pack("[{s:s, s:s}]", "Region", cloud->app->regions[1 - region].name,
			"Status",
			d->now.boot - cloud->replicating_since < NAME_TAKES ? "InProgress"
									    : "InSync"));
	put_json(json, ret);
}

static inline void
replicate_secret(struct drive *d, struct cloud *cloud, size_t region, struct http_response *ret)
{
	struct cloud_secret *other = &cloud->secrets[1 - region];

	if (other->primary != region) {
		other->primary = region;
		cloud->replicating_since = d->now.boot;
		cloud_do(d, "replicate", cloud->app->regions[region].name);
	}
	secret_replicate(cloud, region);
	put_json(json_pack("{s:s}", "ARN", "arn:database"), ret);
}

static inline void
stop_replication(struct drive *d, struct cloud *cloud, size_t region, struct http_response *ret)
{
	if (cloud->secrets[region].primary == region) {
		cloud_refused(ret, 400, "InvalidRequestException", "it is no copy");
		return;
	}
	cloud->secrets[region].primary = region;
	cloud_do(d, "promote", cloud->app->regions[region].name);
	put_json(json_pack("{s:s}", "ARN", "arn:database"), ret);
}

static inline void
perform_secret(struct drive *d, struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	size_t region = cloud_region(cloud, call);
	const struct cloud_secret *secret = &cloud->secrets[region];

	if (cloud_asks(call, "secretsmanager:GetSecretValue"))
		put_json(json_pack("{s:s, s:s}", "VersionId", secret->version, "SecretString",
			     secret->text),
		    ret);
	else if (cloud_asks(call, "secretsmanager:PutSecretValue"))
		put_secret(d, cloud, call, ret);
	else if (cloud_asks(call, "secretsmanager:UpdateSecretVersionStage"))
		put_back(d, cloud, call, ret);
	else if (cloud_asks(call, "secretsmanager:DescribeSecret"))
		describe_secret(d, cloud, region, ret);
	else if (cloud_asks(call, "secretsmanager:ReplicateSecretToRegions"))
		replicate_secret(d, cloud, region, ret);
	else
		stop_replication(d, cloud, region, ret);
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Steps that take more than one call. What Automation cannot say in its own words, a
 * list that is searched, an endpoint of our own, a secret that must not be an output,
 * is a short script: the same looks before, and the same looks after.
 */
#include <stdio.h>
#include <string.h>

#include "aws/automation.h"

static const struct region_spec *
target(const struct step_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->to];
}

/* ---- Aurora ---- */

#define FIND_WRITER                                                                             \
	"import time\n"                                                                         \
	"import boto3\n"                                                                        \
	"\n"                                                                                    \
	"def look(events):\n"                                                                   \
	"    rds = boto3.client('rds', region_name=events['region'])\n"                         \
	"    answer = rds.describe_global_clusters(GlobalClusterIdentifier=events['global'])\n" \
	"    found = answer['GlobalClusters'][0]\n"                                             \
	"    writers = [member['DBClusterArn'] for member in found['GlobalClusterMembers']\n"   \
	"               if member['IsWriter']]\n"                                               \
	"    moving = bool(found.get('FailoverState')) or found['Status'] != 'available'\n"     \
	"    return (writers or ['none'])[0], moving\n"                                         \
	"\n"

static const char find_writer[] = FIND_WRITER "def run(events, context):\n"
					      "    return {'writer': look(events)[0]}\n";

/* A move that is accepted may not be seen yet: once is no proof that it is over. */
static const char await_writer[] =
    FIND_WRITER "def run(events, context):\n"
		"    until = time.monotonic() + events['seconds']\n"
		"    while True:\n"
		"        writer, moving = look(events)\n"
		"        if writer == events['cluster'] and not moving:\n"
		"            return {'writer': writer}\n"
		"        if time.monotonic() > until:\n"
		"            raise Exception('the writer is still ' + writer)\n"
		"        time.sleep(5)\n";

#define SCRIPT_WAITS 540 /* seconds: less than a script may run */

static json_t *
writer_payload(const struct step_ctx *ctx)
{
	return json_pack("{s:s, s:s, s:s, s:i}", "region", target(ctx)->name, "global",
	    ctx->app->aurora.global_cluster, "cluster", target(ctx)->cluster, "seconds",
	    SCRIPT_WAITS);
}

static json_t *
cluster_name(const struct step_ctx *ctx)
{
	const char *colon = strrchr(target(ctx)->cluster, ':');

	return json_pack("{s:s}", "DBClusterIdentifier", colon ? colon + 1 : target(ctx)->cluster);
}

void
automate_writer(const struct step_ctx *ctx, struct automation *ret)
{
	const char *arn = target(ctx)->cluster;
	char writer[AUTOMATION_NAME + 16];
	json_t *action;

	if (!arn) {
		automation_pause(ctx, ret);
		return;
	}
	action = automation_script(ret, NULL, find_writer, writer_payload(ctx));
	automation_output(action, "writer", "$.Payload.writer");
	snprintf(writer, sizeof(writer), "{{%s.writer}}", ret->name);
	automation_skip(ret, "needed", writer, arn);
	action = automation_call(ret, "act", "rds", "FailoverGlobalCluster",
	    json_pack("{s:s, s:s, s:b}", "GlobalClusterIdentifier", ctx->app->aurora.global_cluster,
		"TargetDbClusterIdentifier", arn, "AllowDataLoss", 1));
	/* A second one while the first is under way is refused; whether it is, the looks tell. */
	json_object_set_new(action, "onFailure", json_string("Continue"));
	json_object_set_new(action, "isCritical", json_false());
	action = automation_script(ret, "seen", await_writer, writer_payload(ctx));
	json_object_set_new(action, "maxAttempts", json_integer(2));
	automation_await(ret, "serves", "rds", "DescribeDBClusters", cluster_name(ctx),
	    (struct automation_wish){ "$.DBClusters[0].Status", "available" });
}

void
automate_fencing(const struct step_ctx *ctx, struct automation *ret)
{
	automation_tolerate(automation_call(ret, NULL, "rds", "DescribeEvents",
	    json_pack("{s:s, s:i}", "SourceType", "db-cluster", "Duration", 1440)));
}

void
automate_replication(const struct step_ctx *ctx, struct automation *ret)
{
	automation_tolerate(automation_call(ret, NULL, "rds", "DescribeGlobalClusters",
	    json_pack("{s:s}", "GlobalClusterIdentifier", ctx->app->aurora.global_cluster)));
}

/* ---- the secret ---- */

static const char write_secret[] =
    "import json\n"
    "import boto3\n"
    "\n"
    "def run(events, context):\n"
    "    rds = boto3.client('rds', region_name=events['database'])\n"
    "    answer = rds.describe_db_clusters(DBClusterIdentifier=events['cluster'])\n"
    "    endpoint = answer['DBClusters'][0]['Endpoint']\n"
    "    secrets = boto3.client('secretsmanager', region_name=events['region'])\n"
    "    value = json.loads(secrets.get_secret_value(\n"
    "        SecretId=events['secret'], VersionStage='AWSCURRENT')['SecretString'])\n"
    "    if events['member'] not in value:\n"
    "        raise Exception('the secret has no member ' + events['member'])\n"
    "    if value[events['member']] == endpoint:\n"
    "        return {'written': False}\n"
    "    value[events['member']] = endpoint\n"
    "    secrets.put_secret_value(SecretId=events['secret'],\n"
    "                             SecretString=json.dumps(value, ensure_ascii=False),\n"
    "                             VersionStages=['AWSCURRENT'])\n"
    "    return {'written': True}\n";

void
automate_secret(const struct step_ctx *ctx, const char *region, const char *suffix,
    struct automation *ret)
{
	const char *colon = target(ctx)->cluster ? strrchr(target(ctx)->cluster, ':') : NULL;
	json_t *action;

	if (!colon) {
		automation_pause(ctx, ret);
		return;
	}
	action = automation_script(ret, suffix, write_secret,
	    json_pack("{s:s, s:s, s:s, s:s, s:s}", "region", region, "database", target(ctx)->name,
		"cluster", colon + 1, "secret", ctx->app->secret.id, "member",
		ctx->app->secret.member));
	json_object_set_new(action, "maxAttempts", json_integer(3));
}

/* ---- routing controls ---- */

/* Any of the endpoints may be away; states are absolute, so that again is the same. */
static const char turn_controls[] =
    "import random\n"
    "import boto3\n"
    "\n"
    "def run(events, context):\n"
    "    wanted = {entry['RoutingControlArn']: entry['RoutingControlState']\n"
    "              for entry in events['entries']}\n"
    "    panel = events['entries'][0]['RoutingControlArn'].split('/routingcontrol/')[0]\n"
    "    trouble = 'no endpoint is known'\n"
    "    endpoints = list(events['endpoints'].items())\n"
    "    random.shuffle(endpoints)\n"
    "    for region, url in endpoints:\n"
    "        arc = boto3.client('route53-recovery-cluster', region_name=region,\n"
    "                           endpoint_url=url)\n"
    "        try:\n"
    "            arc.update_routing_control_states(\n"
    "                UpdateRoutingControlStateEntries=events['entries'])\n"
    "            controls = []\n"
    "            for page in arc.get_paginator('list_routing_controls').paginate(\n"
    "                    ControlPanelArn=panel):\n"
    "                controls += page['RoutingControls']\n"
    "            states = {control['RoutingControlArn']: control['RoutingControlState']\n"
    "                      for control in controls}\n"
    "            if all(states.get(arn) == state for arn, state in wanted.items()):\n"
    "                return {'endpoint': region}\n"
    "            trouble = region + ' does not show the states'\n"
    "        except Exception as error:\n"
    "            trouble = region + ': ' + str(error)\n"
    "    raise Exception(trouble)\n";

static json_t *
endpoints_of(const struct app *app)
{
	const struct option_map *endpoints = &app->routing.endpoints;
	json_t *ret = json_object();

	for (size_t i = 0; i < endpoints->n; i++)
		json_object_set_new(ret, endpoints->keys[i], json_string(endpoints->values[i]));
	return ret;
}

/* Safety rules stand: to override one is for a person to say. */
void
automate_controls(const struct step_ctx *ctx, json_t *entries, struct automation *ret)
{
	json_t *action = automation_script(ret, NULL, turn_controls,
	    json_pack("{s:o, s:o}", "entries", entries, "endpoints", endpoints_of(ctx->app)));

	json_object_set_new(action, "maxAttempts", json_integer(3));
}

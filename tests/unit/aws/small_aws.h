/* SPDX-License-Identifier: MIT */
/*
 * As much of AWS as a move needs, in both Regions: the global cluster, a secret in
 * each, the routing controls. It goes through its states in its time, shows what
 * it has accepted a little later, and counts.
 */
#ifndef TESTS_UNIT_AWS_SMALL_AWS_H
#define TESTS_UNIT_AWS_SMALL_AWS_H

#include <jansson.h>

#include "drive.h"
#include "rds_answers.h"

#define MOVE_TAKES ((msec_t)60000)
#define MOVE_SHOWN ((msec_t)5000)

struct small_aws {
	size_t writer, control;
	msec_t moving_since; /* 0: not moving */

	struct {
		char text[256], version[UUID_TEXT];
		int writes;
	} secrets[2];

	int moves, turns;
	int again; /* a move was asked for that had been accepted */
};

static const char *const small_arns[] = { ARN_E, ARN_W };

static inline void
small_aws_init(struct small_aws *aws)
{
	*aws = (struct small_aws){ .writer = EAST };
	for (size_t r = 0; r < 2; r++) {
		snprintf(aws->secrets[r].text, 256,
		    "{\"password\":\"hunter2\",\"host\":\"dbcluster1.example\",\"port\":5432}");
		snprintf(aws->secrets[r].version, UUID_TEXT, "first");
	}
}

static inline bool
asks(const struct call *call, const char *action)
{
	return strcmp(strchr(call->name, ':') + 1, action) == 0;
}

static inline bool
is_rds(const struct call *call)
{
	return strcmp(call->service, "rds") == 0;
}

static inline size_t
region_of(const struct call *call)
{
	return strcmp(call->region, "us-west-2") == 0 ? WEST : EAST;
}

/* ---- what it answers ---- */

static inline void
describe_global(const struct small_aws *aws, bool shown, struct http_response *ret)
{
	const struct global_facts facts = {
		.status = shown ? "switching-over" : "available",
		.writer = small_arns[aws->writer],
		.operation = shown ? "switching-over" : NULL,
		.to = ARN_W,
		.sync_east = "connected",
		.sync_west = "connected",
	};

	buf_puts(&ret->body, global_xml(&facts));
}

static inline void
begin_move(struct drive *d, struct small_aws *aws, const struct call *call,
    struct http_response *ret)
{
	const char *action = strchr(call->name, ':') + 1;

	if (aws->moving_since || aws->writer == WEST) {
		aws->again++;
		ret->status = 400;
		buf_puts(&ret->body,
		    FAULT_XML("InvalidGlobalClusterStateFault", "in an invalid state"));
		return;
	}
	aws->moving_since = d->now.boot;
	aws->moves++;
	buf_printf(&ret->body,
	    "<%sResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><%sResult>"
	    "<GlobalCluster><Status>available</Status></GlobalCluster></%sResult></%sResponse>",
	    action, action, action, action);
}

static inline void
put_json(json_t *json, struct http_response *ret)
{
	char *text = json_dumps(json, JSON_COMPACT);

	assert_non_null(text);
	buf_puts(&ret->body, text);
	free(text);
	json_decref(json);
}

static inline void
write_secret(struct small_aws *aws, const struct call *call, struct http_response *ret)
{
	json_t *body = json_loads(buf_text(&call->http.body), 0, NULL);
	const char *token = json_string_value(json_object_get(body, "ClientRequestToken"));
	size_t r = region_of(call);

	assert_non_null(token);
	if (strcmp(aws->secrets[r].version, token) != 0) {
		snprintf(aws->secrets[r].version, UUID_TEXT, "%s", token);
		snprintf(aws->secrets[r].text, 256, "%s",
		    json_string_value(json_object_get(body, "SecretString")));
		aws->secrets[r].writes++;
	}
	put_json(json_pack("{s:s, s:s}", "Name", "database", "VersionId", token), ret);
	json_decref(body);
}

static inline void
list_controls(const struct small_aws *aws, struct http_response *ret)
{
	put_json(json_pack("{s:[{s:s, s:s}, {s:s, s:s}]}", "RoutingControls", "RoutingControlArn",
		     CTRL_E, "RoutingControlState", aws->control == EAST ? "On" : "Off",
		     "RoutingControlArn", CTRL_W, "RoutingControlState",
		     aws->control == WEST ? "On" : "Off"),
	    ret);
}

static inline void
turn_controls(struct drive *d, struct small_aws *aws, struct http_response *ret)
{
	if (aws->writer != WEST)
		drive_wrong(d, "traffic before the writer");
	if (aws->control != WEST)
		aws->turns++;
	aws->control = WEST;
	buf_puts(&ret->body, "{}");
}

static inline void
perform_rds(struct drive *d, struct small_aws *aws, const struct call *call,
    struct http_response *ret)
{
	msec_t since = aws->moving_since ? d->now.boot - aws->moving_since : 0;

	if (since >= MOVE_TAKES) {
		aws->writer = WEST;
		aws->moving_since = 0;
	}
	if (asks(call, "DescribeGlobalClusters"))
		describe_global(aws, aws->moving_since && since >= MOVE_SHOWN, ret);
	else if (asks(call, "DescribeDBClusters"))
		buf_puts(&ret->body, cluster_xml("available", ENDPOINT_W, "true"));
	else
		begin_move(d, aws, call, ret);
}

static inline void
small_aws_perform(struct drive *d, const struct call *call, struct http_response *ret)
{
	struct small_aws *aws = d->world;
	size_t r = region_of(call);

	ret->status = 200;
	ret->sent = true;
	if (is_rds(call))
		perform_rds(d, aws, call, ret);
	else if (asks(call, "GetSecretValue"))
		put_json(json_pack("{s:s, s:s}", "VersionId", aws->secrets[r].version,
			     "SecretString", aws->secrets[r].text),
		    ret);
	else if (asks(call, "PutSecretValue"))
		write_secret(aws, call, ret);
	else if (asks(call, "ListRoutingControls"))
		list_controls(aws, ret);
	else
		turn_controls(d, aws, ret);
}

static inline void
small_aws_refuse(const struct call *call, const struct bad *bad, struct http_response *ret)
{
	int status = bad->status;
	const char *code = bad->code ? bad->code
	    : status == 400          ? "InvalidParameterValue"
	    : status == 403          ? "AccessDeniedException"
	    : status == 429          ? "ThrottlingException"
	    : status == 500          ? "InternalFailure"
				     : "ServiceUnavailable";

	if (is_rds(call))
		buf_printf(&ret->body,
		    "<ErrorResponse><Error><Code>%s</Code><Message>no</Message></Error>"
		    "</ErrorResponse>",
		    code);
	else
		put_json(json_pack("{s:s, s:s}", "__type", code, "message", "no"), ret);
}

/* A right answer, to what was not asked. */
static inline void
small_aws_other(struct drive *d, const struct call *call, struct http_response *ret)
{
	if (asks(call, "DescribeGlobalClusters"))
		buf_puts(&ret->body, cluster_xml("available", ENDPOINT_W, "true"));
	else if (is_rds(call))
		buf_puts(&ret->body, global_xml(&MOVED));
	else if (asks(call, "ListRoutingControls"))
		buf_puts(&ret->body, "{\"VersionId\":\"v\",\"SecretString\":\"{}\"}");
	else
		buf_puts(&ret->body, "{\"RoutingControls\":[]}");
}

static const struct world_of small_aws_world = { .perform = small_aws_perform,
	.refuse = small_aws_refuse,
	.other = small_aws_other };

/* Why it is not as after a move; NULL: it is, and each thing was done once. */
static inline const char *
small_aws_moved(const struct small_aws *aws, bool planned)
{
	if (aws->writer != WEST || aws->control != WEST || aws->moves != 1 || aws->turns != 1)
		return "the writer and the traffic have not moved, once";
	if (!strstr(aws->secrets[WEST].text, ENDPOINT_W) || aws->secrets[WEST].writes != 1)
		return "the secret was not written, once";
	if (aws->secrets[EAST].writes != planned ||
	    !strstr(aws->secrets[EAST].text, planned ? ENDPOINT_W : "dbcluster1.example"))
		return "the secret of the old side is wrong";
	return aws->again ? "a move was sent again that had been accepted" : NULL;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "aws/rds.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/query.h"
#include "aws/xml.h"

#define VERSION_RDS "2014-10-31"
#define END         ((const char *)NULL) /* of the arguments of query_form() */

const char *
rds_identifier(const char *arn)
{
	const char *colon = strrchr(arn, ':');

	return colon ? colon + 1 : arn;
}

void
rds_ask_global(struct call *ret, const char *region, const char *global)
{
	query_form(ret, "rds", region, VERSION_RDS, "DescribeGlobalClusters",
	    "GlobalClusterIdentifier", global, END);
}

void
rds_ask_cluster(struct call *ret, const char *region, const char *arn)
{
	query_form(ret, "rds", region, VERSION_RDS, "DescribeDBClusters", "DBClusterIdentifier",
	    rds_identifier(arn), END);
}

void
rds_ask_instances(struct call *ret, const char *region, const char *arn)
{
	query_form(ret, "rds", region, VERSION_RDS, "DescribeDBInstances", "Filters.Filter.1.Name",
	    "db-cluster-id", "Filters.Filter.1.Values.Value.1", rds_identifier(arn), END);
}

void
rds_ask_events(struct call *ret, const char *region, msec_t since, const char *marker)
{
	char start[CLOCK_TEXT];

	query_form(ret, "rds", region, VERSION_RDS, "DescribeEvents", "StartTime",
	    clock_text(since, start), "MaxRecords", "100", marker ? "Marker" : END, marker, END);
}

void
rds_ask_snapshots(struct call *ret, const char *region, const char *arn, const char *marker)
{
	query_form(ret, "rds", region, VERSION_RDS, "DescribeDBClusterSnapshots",
	    "DBClusterIdentifier", rds_identifier(arn), "MaxRecords", "100",
	    marker ? "Marker" : END, marker, END);
}

void
rds_ask_snapshot(struct call *ret, const char *region, const char *snapshot)
{
	query_form(ret, "rds", region, VERSION_RDS, "DescribeDBClusterSnapshots",
	    "DBClusterSnapshotIdentifier", snapshot, END);
}

void
rds_ask_parameters(struct call *ret, const char *region, const char *group)
{
	query_form(ret, "rds", region, VERSION_RDS, "DescribeDBClusterParameters",
	    "DBClusterParameterGroupName", group, "Source", "user", "MaxRecords", "100", END);
}

void
rds_ask_maintenance(struct call *ret, const char *region, const char *arn)
{
	query_form(ret, "rds", region, VERSION_RDS, "DescribePendingMaintenanceActions",
	    "Filters.Filter.1.Name", "db-cluster-id", "Filters.Filter.1.Values.Value.1", arn, END);
}

void
rds_ask_green(struct call *ret, const char *region, const char *arn)
{
	query_form(ret, "rds", region, VERSION_RDS, "DescribeBlueGreenDeployments",
	    "Filters.Filter.1.Name", "source", "Filters.Filter.1.Values.Value.1", arn, END);
}

void
rds_ask_copy(struct call *ret, const char *region, const char *source, const char *copy)
{
	query_form(ret, "rds", region, VERSION_RDS, "CopyDBClusterSnapshot",
	    "SourceDBClusterSnapshotIdentifier", source, "TargetDBClusterSnapshotIdentifier", copy,
	    "CopyTags", "true", END);
}

void
rds_ask_failover(struct call *ret, const char *region, const char *global, const char *arn)
{
	query_form(ret, "rds", region, VERSION_RDS, "FailoverGlobalCluster",
	    "GlobalClusterIdentifier", global, "TargetDbClusterIdentifier", arn, "AllowDataLoss",
	    "true", END);
}

void
rds_ask_switchover(struct call *ret, const char *region, const char *global, const char *arn)
{
	query_form(ret, "rds", region, VERSION_RDS, "SwitchoverGlobalCluster",
	    "GlobalClusterIdentifier", global, "TargetDbClusterIdentifier", arn, END);
}

static struct xml *
parse(const struct answer *answer, struct error *err)
{
	if (!answer->http) {
		error_set(err, "there is no answer");
		return NULL;
	}
	return xml_parse(buf_text(&answer->http->body), answer->http->body.len, err);
}

/* Copies a text whole; "" when there is none. */
static bool
copy(const struct xml *xml, const char *path, char *ret, size_t size, struct error *err)
{
	if ((size_t)snprintf(ret, size, "%s", xml_text(xml, path)) >= size)
		return error_set(err, "%s of the answer is longer than any known", path);
	return true;
}

/* The same for a text that the answer must have. */
static bool
need(const struct xml *xml, const char *path, char *ret, size_t size, struct error *err)
{
	if (!copy(xml, path, ret, size, err))
		return false;
	return ret[0] || error_set(err, "the answer lacks %s", path);
}

static bool
is_true(const struct xml *xml, const char *path)
{
	return strcasecmp(xml_text(xml, path), "true") == 0;
}

static enum sync_status
sync_of(const char *word)
{
	if (!*word)
		return SYNC_UNKNOWN;
	return strcmp(word, "connected") == 0 ? SYNC_CONNECTED : SYNC_PENDING;
}

static bool
read_members(const struct xml *cluster, struct rds_global *ret, struct error *err)
{
	const struct xml *at = xml_at(cluster, "GlobalClusterMembers/GlobalClusterMember");

	for (; at; at = xml_next(at)) {
		struct rds_member *member = &ret->members[ret->n];

		if (ret->n == RDS_MEMBERS_MOST)
			return error_set(err, "more than %d members", RDS_MEMBERS_MOST);
		if (!need(at, "DBClusterArn", member->arn, sizeof(member->arn), err))
			return false;
		member->writer = is_true(at, "IsWriter");
		member->sync = sync_of(xml_text(at, "SynchronizationStatus"));
		ret->n++;
	}
	return true;
}

/* A state without a word for it, but with a direction, is under way too. */
static bool
read_operation(const struct xml *cluster, struct rds_global *ret, struct error *err)
{
	if (!copy(cluster, "FailoverState/Status", ret->operation, sizeof(ret->operation), err) ||
	    !copy(cluster, "FailoverState/ToDbClusterArn", ret->to, sizeof(ret->to), err))
		return false;
	if (!ret->operation[0] && ret->to[0])
		snprintf(ret->operation, sizeof(ret->operation), "pending");
	return true;
}

bool
rds_read_global(const struct answer *answer, const char *global, struct rds_global *ret,
    struct error *err)
{
	autofree(xml_free) struct xml *xml = parse(answer, err);
	const struct xml *at =
	    xml_at(xml, "DescribeGlobalClustersResult/GlobalClusters/GlobalClusterMember");
	struct rds_global found = { 0 };

	if (!xml)
		return false;
	/* RDS keeps identifiers in lower case, people do not. */
	while (at && strcasecmp(xml_text(at, "GlobalClusterIdentifier"), global) != 0)
		at = xml_next(at);
	if (!at)
		return error_set(err, "the answer names no global cluster %s", global);
	if (!need(at, "Status", found.status, sizeof(found.status), err) ||
	    !copy(at, "Endpoint", found.endpoint, sizeof(found.endpoint), err) ||
	    !read_members(at, &found, err) || !read_operation(at, &found, err))
		return error_wrap(err, "global cluster %s", global);
	*ret = found;
	return true;
}

static void
count_instances(const struct xml *cluster, struct rds_cluster *ret)
{
	const struct xml *at = xml_at(cluster, "DBClusterMembers/DBClusterMember");

	for (; at; at = xml_next(at)) {
		ret->instances++;
		ret->writer = ret->writer || is_true(at, "IsClusterWriter");
	}
}

bool
rds_read_cluster(const struct answer *answer, const char *arn, struct rds_cluster *ret,
    struct error *err)
{
	autofree(xml_free) struct xml *xml = parse(answer, err);
	const struct xml *at = xml_at(xml, "DescribeDBClustersResult/DBClusters/DBCluster");
	struct rds_cluster found = { 0 };

	if (!xml)
		return false;
	while (at && strcasecmp(xml_text(at, "DBClusterIdentifier"), rds_identifier(arn)) != 0)
		at = xml_next(at);
	if (!at)
		return error_set(err, "the answer names no cluster %s", rds_identifier(arn));
	if (!need(at, "Status", found.status, sizeof(found.status), err) ||
	    !copy(at, "Endpoint", found.endpoint, sizeof(found.endpoint), err) ||
	    !copy(at, "EngineVersion", found.version, sizeof(found.version), err))
		return error_wrap(err, "cluster %s", rds_identifier(arn));
	found.data_api = is_true(at, "HttpEndpointEnabled");
	count_instances(at, &found);
	*ret = found;
	return true;
}

bool
rds_read_instances(const struct answer *answer, struct rds_instances *ret, struct error *err)
{
	autofree(xml_free) struct xml *xml = parse(answer, err);
	const struct xml *list = xml_at(xml, "DescribeDBInstancesResult/DBInstances"), *at;
	struct rds_instances found = { 0 };
	char status[32];

	if (!xml)
		return false;
	if (!list)
		return error_set(err, "the answer has no list of instances");
	for (at = xml_at(list, "DBInstance"); at; at = xml_next(at)) {
		if (!need(at, "DBInstanceStatus", status, sizeof(status), err) ||
		    !need(at, "DBInstanceClass", found.class, sizeof(found.class), err))
			return false;
		found.n++;
		if (strcmp(status, "available") == 0)
			found.available++;
		else
			snprintf(found.other, sizeof(found.other), "%s", status);
	}
	*ret = found;
	return true;
}

bool
rds_accepted(const struct answer *answer)
{
	struct error err;
	autofree(xml_free) struct xml *xml = parse(answer, &err);

	return xml_at(xml, "FailoverGlobalClusterResult/GlobalCluster") != NULL ||
	    xml_at(xml, "SwitchoverGlobalClusterResult/GlobalCluster") != NULL;
}

bool
rds_settled(const struct rds_global *global)
{
	return strcmp(global->status, "available") == 0 && !global->operation[0];
}

const struct rds_member *
rds_member(const struct rds_global *global, const char *arn)
{
	for (size_t i = 0; i < global->n; i++)
		if (strcmp(global->members[i].arn, arn) == 0)
			return &global->members[i];
	return NULL;
}

const struct rds_member *
rds_writer(const struct rds_global *global)
{
	for (size_t i = 0; i < global->n; i++)
		if (global->members[i].writer)
			return &global->members[i];
	return NULL;
}

/* SPDX-License-Identifier: MIT */
/* Aurora, as the cloud of the tests has it: the global cluster, its events and snapshots, and the
 * Data API. */
#ifndef TESTS_UNIT_DAEMON_CLOUD_RDS_H
#define TESTS_UNIT_DAEMON_CLOUD_RDS_H

#include "cloud.h"

#define RDS_SPACE "http://rds.amazonaws.com/doc/2014-10-31/"
#define COPY_NAME "failoverd-point-of-failure-"

/* A member of a form, as it was sent, for what needs no decoding; NULL: there is none. */
static inline bool
form_has(const struct call *call, const char *pair)
{
	return strstr(buf_text(&call->http.body), pair) != NULL;
}

static inline void
rds_refuse(const char *code, const char *message, struct http_response *ret)
{
	ret->status = strstr(code, "NotFound") ? 404 : 400;
	buf_printf(&ret->body,
	    "<ErrorResponse xmlns=\"" RDS_SPACE "\"><Error><Type>Sender</Type><Code>%s</Code>"
	    "<Message>%s</Message></Error><RequestId>req-1</RequestId></ErrorResponse>",
	    code, message);
}

/* ---- the clusters ---- */

static inline void
global_member(const struct cloud *cloud, size_t region, struct buf *ret)
{
	const char *sync =
	    cloud->moved_at && cloud->move->kind == MOVE_FAILOVER && region == cloud->move->from
	    ? "pending-resync"
	    : "connected";

	buf_printf(ret,
	    "<GlobalClusterMember><DBClusterArn>%s</DBClusterArn><IsWriter>%s</IsWriter><Readers/>"
	    "<SynchronizationStatus>%s</SynchronizationStatus></GlobalClusterMember>",
	    cloud->app->regions[region].cluster, region == cloud->writer ? "true" : "false", sync);
}

static inline void
describe_global(const struct cloud *cloud, bool shown, struct buf *ret)
{
	const char *word = cloud->move->kind == MOVE_FAILOVER ? "failing-over" : "switching-over";
	char endpoint[128];

	buf_printf(ret,
	    "<DescribeGlobalClustersResponse xmlns=\"" RDS_SPACE "\"><DescribeGlobalClustersResult>"
	    "<GlobalClusters><GlobalClusterMember><GlobalClusterIdentifier>%s"
	    "</GlobalClusterIdentifier><Status>%s</Status><Endpoint>%s</Endpoint>"
	    "<Engine>aurora-mysql</Engine><GlobalClusterMembers>",
	    cloud->app->aurora.global_cluster, shown ? word : "available",
	    cloud_global_endpoint(cloud, endpoint));
	for (size_t r = 0; r < CLOUD_REGIONS; r++)
		global_member(cloud, r, ret);
	buf_puts(ret, "</GlobalClusterMembers>");
	if (shown)
		buf_printf(ret,
		    "<FailoverState><Status>%s</Status><FromDbClusterArn>%s</FromDbClusterArn>"
		    "<ToDbClusterArn>%s</ToDbClusterArn></FailoverState>",
		    word, cloud->app->regions[cloud->move->from].cluster,
		    cloud->app->regions[cloud->move->to].cluster);
	buf_puts(ret,
	    "</GlobalClusterMember></GlobalClusters></DescribeGlobalClustersResult>"
	    "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
	    "</DescribeGlobalClustersResponse>");
}

static inline void
describe_cluster(const struct cloud *cloud, size_t region, struct buf *ret)
{
	char endpoint[128];

	buf_printf(ret,
	    "<DescribeDBClustersResponse xmlns=\"" RDS_SPACE "\"><DescribeDBClustersResult>"
	    "<DBClusters><DBCluster><DBClusterIdentifier>%s</DBClusterIdentifier>"
	    "<Status>available</Status><Endpoint>%s</Endpoint><DBClusterMembers><DBClusterMember>"
	    "<DBInstanceIdentifier>i-1</DBInstanceIdentifier><IsClusterWriter>true"
	    "</IsClusterWriter></DBClusterMember></DBClusterMembers></DBCluster></DBClusters>"
	    "</DescribeDBClustersResult></DescribeDBClustersResponse>",
	    strrchr(cloud->app->regions[region].cluster, ':') + 1,
	    cloud_endpoint(cloud, region, endpoint));
}

static inline void
begin_move(struct drive *d, struct cloud *cloud, const struct call *call, struct http_response *ret)
{
	bool forced = cloud_asks(call, "rds:FailoverGlobalCluster");
	const char *action = strchr(call->name, ':') + 1;

	if (forced != (cloud->move->kind == MOVE_FAILOVER) ||
	    cloud_region(cloud, call) != (forced ? cloud->move->to : cloud->move->from))
		drive_wrong(d, "a move of another kind, or sent to the wrong Region");
	if (cloud->moving_since || cloud->writer == cloud->move->to) {
		cloud->again++;
		rds_refuse("InvalidGlobalClusterStateFault", "in an invalid state", ret);
		return;
	}
	cloud->moving_since = d->now.boot;
	cloud_do(d, "move", "the writer");
	buf_printf(&ret->body,
	    "<%sResponse xmlns=\"" RDS_SPACE "\"><%sResult><GlobalCluster><Status>available"
	    "</Status></GlobalCluster></%sResult></%sResponse>",
	    action, action, action, action);
}

/* ---- events and snapshots ---- */

static inline void
describe_events(struct drive *d, const struct cloud *cloud, struct buf *ret)
{
	const struct region_spec *from = &cloud->app->regions[cloud->move->from];
	char date[CLOCK_TEXT];

	buf_puts(ret,
	    "<DescribeEventsResponse xmlns=\"" RDS_SPACE "\"><DescribeEventsResult><Events>");
	if (cloud->moved_at)
		buf_printf(ret,
		    "<Event><Message>Attempt to block writes for DB cluster %s in Region %s "
		    "succeeded.</Message><Date>%s</Date></Event>",
		    strrchr(from->cluster, ':') + 1, from->name, clock_text(d->now.wall, date));
	buf_puts(ret, "</Events></DescribeEventsResult></DescribeEventsResponse>");
}

/* Where the writes were lost that a snapshot has. */
static inline size_t
lost_region(const struct cloud *cloud)
{
	return cloud->move->kind == MOVE_FAILOVER ? cloud->move->from : cloud->move->to;
}

static inline void
put_snapshot(const char *name, const char *cluster, const char *status, msec_t wall,
    struct buf *ret)
{
	char date[CLOCK_TEXT];

	buf_printf(ret,
	    "<DescribeDBClusterSnapshotsResponse xmlns=\"" RDS_SPACE "\">"
	    "<DescribeDBClusterSnapshotsResult><DBClusterSnapshots><DBClusterSnapshot>"
	    "<DBClusterSnapshotIdentifier>%s</DBClusterSnapshotIdentifier><DBClusterIdentifier>%s"
	    "</DBClusterIdentifier><Status>%s</Status><SnapshotCreateTime>%s</SnapshotCreateTime>"
	    "</DBClusterSnapshot></DBClusterSnapshots></DescribeDBClusterSnapshotsResult>"
	    "</DescribeDBClusterSnapshotsResponse>",
	    name, cluster, status, clock_text(wall, date));
}

static inline void
describe_snapshots(struct drive *d, const struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	const char *cluster = strrchr(cloud->app->regions[lost_region(cloud)].cluster, ':') + 1;
	const char *copy = strstr(buf_text(&call->http.body), COPY_NAME);
	char name[160];

	snprintf(name, sizeof(name), "rds:unplanned-global-failover-%s-2026", cluster);
	if (!copy) {
		put_snapshot(name, cluster, "available", d->now.wall, &ret->body);
		return;
	}
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(copy, "&"), copy);
	if (cloud->copied_at)
		put_snapshot(name, cluster,
		    d->now.boot - cloud->copied_at < WORK_TAKES ? "creating" : "available",
		    d->now.wall, &ret->body);
	else
		rds_refuse("DBClusterSnapshotNotFoundFault", "no such snapshot", ret);
}

static inline void
copy_snapshot(struct drive *d, struct cloud *cloud, struct http_response *ret)
{
	if (cloud->copied_at) {
		rds_refuse("DBClusterSnapshotAlreadyExistsFault", "it is there", ret);
		return;
	}
	cloud->copied_at = d->now.boot;
	cloud_do(d, "copy", "the snapshot");
	buf_puts(&ret->body,
	    "<CopyDBClusterSnapshotResponse xmlns=\"" RDS_SPACE "\"><CopyDBClusterSnapshotResult>"
	    "<DBClusterSnapshot/></CopyDBClusterSnapshotResult></CopyDBClusterSnapshotResponse>");
}

/* ---- all of it ---- */

static inline void
perform_rds(struct drive *d, struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	bool shown = cloud->moving_since && d->now.boot - cloud->moving_since >= MOVE_SHOWN;

	if (cloud_asks(call, "rds:DescribeGlobalClusters"))
		describe_global(cloud, shown, &ret->body);
	else if (cloud_asks(call, "rds:DescribeDBClusters"))
		describe_cluster(cloud, cloud_region(cloud, call), &ret->body);
	else if (cloud_asks(call, "rds:DescribeEvents"))
		describe_events(d, cloud, &ret->body);
	else if (cloud_asks(call, "rds:DescribeDBClusterSnapshots"))
		describe_snapshots(d, cloud, call, ret);
	else if (cloud_asks(call, "rds:CopyDBClusterSnapshot"))
		copy_snapshot(d, cloud, ret);
	else
		begin_move(d, cloud, call, ret);
}

static inline void
perform_data(struct drive *d, struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	if (cloud_region(cloud, call) == cloud->writer)
		buf_puts(&ret->body, "{\"numberOfRecordsUpdated\":1}");
	else
		cloud_refused(ret, 400, "DatabaseErrorException", "read-only");
}

#endif

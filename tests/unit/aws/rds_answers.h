/* SPDX-License-Identifier: MIT */
/* What RDS answers, in its own shape. */
#ifndef TESTS_UNIT_AWS_RDS_ANSWERS_H
#define TESTS_UNIT_AWS_RDS_ANSWERS_H

#include <stdio.h>

#include "scene.h"

struct global_facts {
	const char *status;
	const char *writer;                /* an ARN, or NULL: nobody */
	const char *operation, *to;        /* NULL: there is no FailoverState */
	const char *sync_east, *sync_west; /* NULL: not said */
};

static inline int
member_xml(char *ret, size_t size, const char *arn, const char *writer, const char *sync)
{
	return snprintf(ret, size,
	    "<GlobalClusterMember><DBClusterArn>%s</DBClusterArn><IsWriter>%s</IsWriter>"
	    "<Readers/>%s%s%s</GlobalClusterMember>\n",
	    arn, writer && strcmp(arn, writer) == 0 ? "true" : "false",
	    sync ? "<SynchronizationStatus>" : "", sync ? sync : "",
	    sync ? "</SynchronizationStatus>" : "");
}

static inline const char *
global_xml(const struct global_facts *facts)
{
	static char text[4096];
	char east[512], west[512], other[512] = "", state[512] = "";

	member_xml(east, sizeof(east), ARN_E, facts->writer, facts->sync_east);
	member_xml(west, sizeof(west), ARN_W, facts->writer, facts->sync_west);
	if (facts->writer && strcmp(facts->writer, ARN_X) == 0)
		member_xml(other, sizeof(other), ARN_X, facts->writer, NULL);
	if (facts->operation)
		snprintf(state, sizeof(state),
		    "<FailoverState><Status>%s</Status><FromDbClusterArn>" ARN_E
		    "</FromDbClusterArn><ToDbClusterArn>%s</ToDbClusterArn></FailoverState>",
		    facts->operation, facts->to ? facts->to : "");
	snprintf(text, sizeof(text),
	    "<DescribeGlobalClustersResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">\n"
	    "<DescribeGlobalClustersResult><GlobalClusters><GlobalClusterMember>"
	    "<GlobalClusterIdentifier>remittance</GlobalClusterIdentifier><Status>%s</Status>"
	    "<Engine>aurora-postgresql</Engine><GlobalClusterMembers>%s%s%s</GlobalClusterMembers>%s"
	    "</GlobalClusterMember></GlobalClusters></DescribeGlobalClustersResult>"
	    "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
	    "</DescribeGlobalClustersResponse>",
	    facts->status, east, west, other, state);
	return text;
}

static inline const char *
cluster_xml(const char *status, const char *endpoint, const char *writer)
{
	static char text[2048];

	snprintf(text, sizeof(text),
	    "<DescribeDBClustersResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">"
	    "<DescribeDBClustersResult><DBClusters><DBCluster>"
	    "<DBClusterIdentifier>dbcluster2</DBClusterIdentifier><Status>%s</Status>"
	    "<Endpoint>%s</Endpoint><Port>5432</Port><DBClusterMembers><DBClusterMember>"
	    "<DBInstanceIdentifier>i-1</DBInstanceIdentifier><IsClusterWriter>%s</IsClusterWriter>"
	    "</DBClusterMember></DBClusterMembers></DBCluster></DBClusters>"
	    "</DescribeDBClustersResult></DescribeDBClustersResponse>",
	    status, endpoint, writer);
	return text;
}

#define ENDPOINT_W "dbcluster2.cluster-abc.us-west-2.rds.amazonaws.com"

static const struct global_facts HOME = { "available", ARN_E, NULL, NULL, "connected",
	"connected" };
static const struct global_facts MOVED = { "available", ARN_W, NULL, NULL, "connected",
	"connected" };

#define FAULT_XML(code, message)                                                         \
	"<ErrorResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><Error>"      \
	"<Type>Sender</Type><Code>" code "</Code><Message>" message "</Message></Error>" \
	"<RequestId>req-1</RequestId></ErrorResponse>"

#endif

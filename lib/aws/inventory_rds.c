/* SPDX-License-Identifier: MIT */
/* Aurora's global clusters, with their members. */
#include <string.h>
#include <strings.h>

#include "aws/arn.h"
#include "aws/inventory_private.h"
#include "aws/query.h"
#include "base/alloc.h"

#define END ((const char *)NULL) /* of the arguments of query_form() */

static void
ask(const struct inventory_where *where, struct call *ret)
{
	query_form(ret, "rds", where->region, "2014-10-31", "DescribeGlobalClusters", "MaxRecords",
	    "100", where->next ? "Marker" : END, where->next, END);
}

static void
add_members(const struct xml *global, struct inventory *ret)
{
	const char *name = xml_text(global, "GlobalClusterIdentifier");
	const struct xml *at = xml_at(global, "GlobalClusterMembers/GlobalClusterMember");
	char region[32];

	for (; at; at = xml_next(at)) {
		const char *arn = xml_text(at, "DBClusterArn");

		arn_region(arn, region, sizeof(region));
		inventory_add(ret, name, arn, NULL, region)->marked =
		    strcasecmp(xml_text(at, "IsWriter"), "true") == 0;
	}
}

static bool
read_clusters(const struct inventory_where *where, const struct answer *answer,
    struct inventory *ret, struct error *err)
{
	autofree(xml_free) struct xml *xml = inventory_xml(answer, err);
	const struct xml *result = xml_at(xml, "DescribeGlobalClustersResult");
	const struct xml *at = xml_at(result, "GlobalClusters/GlobalClusterMember");
	const char *next = xml_text(result, "Marker");

	if (!xml)
		return false;
	if (!result)
		return error_set(err, "the answer has no DescribeGlobalClustersResult");
	for (; at; at = xml_next(at))
		add_members(at, ret);
	ret->next = *next ? xstrdup(next) : NULL;
	return true;
}

const struct inventory_row inventory_clusters = { "rds:DescribeGlobalClusters", NULL, ask,
	read_clusters };

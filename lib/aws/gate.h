/* SPDX-License-Identifier: MIT */
/*
 * What the gates of a planned move have in common. AWS refuses a switchover for
 * some of what they look at, and carries it out in spite of the rest; either way it
 * is better known before writes are stopped. Each is a struct check_kind.
 */
#ifndef AWS_GATE_H
#define AWS_GATE_H

#include "aws/rds.h"
#include "aws/right.h"
#include "aws/xml.h"
#include "core/check.h"

const struct region_spec *gate_to(const struct check_ctx *ctx);
const struct region_spec *gate_from(const struct check_ctx *ctx);
/* The first question is about the target, the second about the Region that is left. */
const struct region_spec *gate_nth(const struct check_ctx *ctx);

/* Whether both Regions have a cluster in the global cluster. */
bool gate_has_clusters(const struct check_ctx *ctx);
size_t gate_one(const struct check_ctx *ctx); /* count(): of those that do, else none */
size_t gate_two(const struct check_ctx *ctx);
size_t gate_four(const struct check_ctx *ctx);

/* A 2xx answer as a tree; NULL: ret says why there is none. */
struct xml *gate_read(const struct answer *answer, struct opinion *ret);
/* The cluster of a Region in an answer of rds:DescribeDBClusters; NULL: ret says so. */
const struct xml *gate_cluster(const struct xml *xml, const struct region_spec *region,
    struct opinion *ret);
/* The list of instances in an answer of rds:DescribeDBInstances; NULL: ret says so. */
const struct xml *gate_instances(const struct xml *xml, struct opinion *ret);

/* The instances of a Region: they are found by their cluster, what they are called is not known. */
void gate_reach_instances(const struct right_ctx *ctx, size_t region, struct reach *ret);

#endif

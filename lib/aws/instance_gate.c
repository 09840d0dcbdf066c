/* SPDX-License-Identifier: MIT */
/*
 * The instances of the target: there is one that could write, and it is as large as
 * the one that writes now. Sizes are compared by memory, in which a class of
 * another generation, or a Serverless capacity, says the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/checked.h"
#include "aws/gate.h"
#include "aws/kinds.h"

#define ACU_GIB    2.0 /* of one Aurora capacity unit */
#define CLASS      32
#define SERVERLESS "db.serverless"

static bool
available(const struct xml *instance)
{
	return strcmp(xml_text(instance, "DBInstanceStatus"), "available") == 0;
}

/* ---- one that could write ---- */

static bool
ask_instances(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_instances(ret, gate_to(ctx)->name, gate_to(ctx)->cluster);
	return true;
}

static void
judge_instances(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const char *name = gate_to(ctx)->name;
	struct rds_instances found;
	struct error err;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	if (!rds_read_instances(answer, &found, &err)) {
		checked_garbled(ret, err.text);
	} else if (found.n == 0) {
		opinion_set(ret, HEALTH_FAIL, "the cluster of %s is headless: it has no instance",
		    name);
		opinion_remedy(ret,
		    "aws rds create-db-instance --region %s --db-cluster-identifier %.80s ...",
		    name, rds_identifier(gate_to(ctx)->cluster));
	} else if (found.available == 0) {
		opinion_set(ret, HEALTH_FAIL, "none of the %zu in %s is available; one is %s",
		    found.n, name, found.other);
		opinion_remedy(ret, "wait, or aws rds describe-db-instances --region %s", name);
	} else {
		opinion_set(ret, HEALTH_OK, "%zu of %zu in %s available", found.available, found.n,
		    name);
	}
}

static void
reach_to_instances(const struct right_ctx *ctx, struct reach *ret)
{
	gate_reach_instances(ctx, ctx->move->to, ret);
}

static const struct right instances_rights[] = {
	{ "rds:DescribeDBInstances", "SeeInstances", reach_to_instances },
	{ 0 },
};

const struct check_kind instances_gate = {
	.name = "instances",
	.why = "a cluster without an instance cannot write",
	.count = gate_one,
	.ask = ask_instances,
	.judge = judge_instances,
	.rights = instances_rights,
};

/* ---- sizes ---- */

/* In GiB, of the size "large" of a family of general purpose, memory or burst; 0: not known. */
static double
large_of(const char *family)
{
	static const struct {
		const char *begin;
		double gib;
	} families[] = { { "x", 32 }, { "r", 16 }, { "m", 8 }, { "t", 8 } };

	for (size_t i = 0; i < COUNT(families); i++)
		if (family[0] == families[i].begin[0] && family[1] >= '0' && family[1] <= '9')
			return families[i].gib;
	return 0;
}

/* How many times "large": "2xlarge" is four times; 0: no size that is known. */
static double
times_large(const char *size)
{
	static const struct {
		const char *name;
		double times;
	} sizes[] = { { "micro", 0.125 }, { "small", 0.25 }, { "medium", 0.5 }, { "large", 1 },
		{ "xlarge", 2 } };

	char *end;
	long n = strtol(size, &end, 10);

	for (size_t i = 0; i < COUNT(sizes); i++)
		if (strcmp(size, sizes[i].name) == 0)
			return sizes[i].times;
	return end > size && n > 0 && n < 1000 && strcmp(end, "xlarge") == 0 ? 2.0 * (double)n : 0;
}

/* "db.r6g.2xlarge"; what follows the size, as in "db.r5.2xlarge.tpc2.mem2x", is left out. 0: not
 * known. */
static double
gib_of(const char *class)
{
	char family[CLASS], size[CLASS];

	if (sscanf(class, "db.%31[a-z0-9-].%31[a-z0-9]", family, size) != 2)
		return 0;
	return large_of(family) * times_large(size);
}

/* ---- as large as the one that writes: asked of the cluster and its instances, here and there ----
 */

static const struct region_spec *
size_of(const struct check_ctx *ctx)
{
	return ctx->nth < 2 ? gate_from(ctx) : gate_to(ctx);
}

static bool
ask_size(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *region = size_of(ctx);

	if (ctx->nth % 2 == 0)
		rds_ask_cluster(ret, region->name, region->cluster);
	else
		rds_ask_instances(ret, region->name, region->cluster);
	return true;
}

/* The mark of a cluster: the most that its Serverless instances may have, and its writer. */
static void
judge_capacity(const struct check_ctx *ctx, const struct xml *xml, struct opinion *ret)
{
	const struct xml *cluster = gate_cluster(xml, size_of(ctx), ret), *at;
	const char *most;

	if (!cluster)
		return;
	most = xml_text(cluster, "ServerlessV2ScalingConfiguration/MaxCapacity");
	at = xml_at(cluster, "DBClusterMembers/DBClusterMember");
	while (at && strcmp(xml_text(at, "IsClusterWriter"), "true") != 0)
		at = xml_next(at);
	opinion_set(ret, HEALTH_OK, "%s", size_of(ctx)->name);
	snprintf(ret->mark, sizeof(ret->mark), "%.20s %.200s", *most ? most : "0",
	    xml_text(at, "DBInstanceIdentifier"));
}

struct size {
	double gib; /* 0: not known */
	char class[CLASS];
};

static struct size
size_in(const struct xml *instance, double acu)
{
	const char *class = xml_text(instance, "DBInstanceClass");
	struct size ret = { .gib = gib_of(class) };

	if (strcmp(class, SERVERLESS) == 0)
		ret.gib = acu * ACU_GIB;
	snprintf(ret.class, sizeof(ret.class), "%.31s", *class ? class : "?");
	return ret;
}

/* The lower it is, the sooner an instance becomes the writer. */
static int
tier_of(const struct xml *instance)
{
	const char *tier = xml_text(instance, "PromotionTier");

	return tier[0] >= '0' && tier[0] <= '9' ? (int)strtol(tier, NULL, 10) : 1;
}

/* The one that writes; or, of those that could, the one that would. NULL: none. */
static const struct xml *
choose(const struct xml *list, const char *writer)
{
	const struct xml *best = NULL, *at = xml_at(list, "DBInstance");

	for (; at; at = xml_next(at)) {
		if (*writer && strcmp(xml_text(at, "DBInstanceIdentifier"), writer) == 0)
			return at;
		if (!*writer && available(at) && (!best || tier_of(at) < tier_of(best)))
			best = at;
	}
	return best;
}

/* The mark of instances: the memory and the class of the one that counts. */
static void
judge_class(const struct check_ctx *ctx, const struct xml *xml, struct opinion *ret)
{
	const struct xml *list = gate_instances(xml, ret), *instance;
	const char *known = ctx->opinions[ctx->nth - 1].mark;
	bool left = ctx->nth == 1;
	char acu[24] = "0", writer[CHECK_MARK] = "";
	struct size size;

	if (!list)
		return;
	if (sscanf(known, "%23s %255s", acu, writer) < 1 || (left && !*writer)) {
		opinion_set(ret, HEALTH_UNKNOWN, "AWS does not say which instance of %s writes",
		    size_of(ctx)->name);
		return;
	}
	instance = choose(list, left ? writer : "");
	if (!instance) {
		opinion_set(ret, HEALTH_UNKNOWN,
		    left ? "the writer %.60s is not among those of %s"
			 : "none of those %.0sof %s is available",
		    writer, size_of(ctx)->name);
		return;
	}
	size = size_in(instance, strtod(acu, NULL));
	opinion_set(ret, HEALTH_OK, "%s", size.class);
	snprintf(ret->mark, sizeof(ret->mark), "%.3f %s", size.gib, size.class);
}

static void
judge_size(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = gate_read(answer, ret);

	if (!xml)
		return;
	if (ctx->nth % 2 == 0)
		judge_capacity(ctx, xml, ret);
	else
		judge_class(ctx, xml, ret);
}

/* As judge_class() has marked it. */
static struct size
marked(const struct opinion *opinion)
{
	struct size ret = { .gib = 0 };
	char *end;

	ret.gib = strtod(opinion->mark, &end);
	snprintf(ret.class, sizeof(ret.class), "%.31s", *end == ' ' ? end + 1 : "?");
	return ret;
}

static void
sum_size(const struct check_ctx *ctx, const struct opinion *list, size_t n, struct opinion *ret)
{
	struct size from = marked(&list[1]), to = marked(&list[3]);

	opinion_worst(list, n, ret);
	if (ret->health != HEALTH_OK)
		return;
	if ((to.gib > 0 && from.gib > 0 && to.gib >= from.gib) ||
	    (to.gib <= 0 && strcmp(to.class, from.class) == 0 &&
		strcmp(to.class, SERVERLESS) != 0)) {
		opinion_set(ret, HEALTH_OK, "%s in %s, %s in %s", to.class, gate_to(ctx)->name,
		    from.class, gate_from(ctx)->name);
		if (to.gib > 0)
			opinion_set(ret, HEALTH_OK,
			    "%s with %.0f GiB in %s, %s with %.0f GiB in %s", to.class, to.gib,
			    gate_to(ctx)->name, from.class, from.gib, gate_from(ctx)->name);
		return;
	}
	if (to.gib <= 0 || from.gib <= 0) {
		opinion_set(ret, HEALTH_UNKNOWN, "%s in %s and %s in %s cannot be compared",
		    to.class, gate_to(ctx)->name, from.class, gate_from(ctx)->name);
		opinion_remedy(ret, "compare them yourself, and waive it if the first will do");
		return;
	}
	opinion_set(ret, HEALTH_FAIL,
	    "%s with %.0f GiB in %s is smaller than %s with %.0f GiB in %s", to.class, to.gib,
	    gate_to(ctx)->name, from.class, from.gib, gate_from(ctx)->name);
	opinion_remedy(ret, "give %s an instance as large, or a higher MaxCapacity",
	    gate_to(ctx)->name);
}

static void
reach_both_instances(const struct right_ctx *ctx, struct reach *ret)
{
	gate_reach_instances(ctx, ctx->move->to, ret);
	gate_reach_instances(ctx, ctx->move->from, ret);
}

static const struct right class_rights[] = {
	{ "rds:DescribeDBClusters", "WatchClusters", reach_both },
	{ "rds:DescribeDBInstances", "SeeInstances", reach_both_instances },
	{ 0 },
};

const struct check_kind class_gate = {
	.name = "class",
	.why = "the new writer must carry what the old one does",
	.waivable = true,
	.count = gate_four,
	.ask = ask_size,
	.judge = judge_size,
	.sum = sum_size,
	.rights = class_rights,
};

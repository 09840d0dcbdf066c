/* SPDX-License-Identifier: MIT */
/* To try gates on: all answers are given in a row, and the gate says one thing. */
#ifndef TESTS_UNIT_GATE_SCENE_H
#define TESTS_UNIT_GATE_SCENE_H

#include "check_scene.h"

static inline void
gate_init(struct check_scene *c)
{
	check_init(c);
	c->scene.move.kind = MOVE_SWITCHOVER;
	c->scene.app.limits = (struct limits){ .max_lag = 2 * MSEC_SECOND,
		.lag_for = 5 * MSEC_MINUTE,
		.loss_age = 3 * MSEC_MINUTE,
		.stable = 6 * MSEC_HOUR,
		.stable_request = MSEC_HOUR };
}

/* NULL, or the end of the list: nobody answers. */
static inline enum trit
gate_says(struct check_scene *c, const struct check_kind *kind, const char *const *bodies)
{
	struct http_response silent = { .failure = HTTP_TIMEOUT, .why = "no answer" };
	struct opinion list[CHECK_QUESTIONS_MOST] = { 0 };
	size_t n = check_count(c, kind);
	bool end = false;

	c->ctx.opinions = list;
	for (size_t i = 0; i < n; i++) {
		end = end || !bodies[i];
		assert_true(check_asks(c, kind, i));
		if (c->scene.call.kind == CALL_NONE)
			check_answer(c, kind, i, &(struct answer){ .now = { BOOT, WALL } });
		else if (end)
			check_answer(c, kind, i,
			    &(struct answer){ .http = &silent, .now = { BOOT, WALL } });
		else
			check_says(c, kind, i, 200, bodies[i]);
		list[i] = c->opinion;
	}
	if (kind->sum)
		kind->sum(&c->ctx, list, n, &c->opinion);
	else
		opinion_worst(list, n, &c->opinion);
	c->ctx.opinions = NULL;
	return health_gate(c->opinion.health);
}

struct gate_case {
	const char *bodies[5];
	enum trit is;
	const char *words;
};

static inline void
gate_cases(struct check_scene *c, const struct check_kind *kind, const struct gate_case *cases,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum trit is = gate_says(c, kind, cases[i].bodies);

		if (is != cases[i].is || !check_tells(c, cases[i].words))
			fail_msg("%s, case %zu: %s: %s -> %s", kind->name, i, trit_name(is),
			    c->opinion.detail, c->opinion.remedy);
	}
}

/* ---- what RDS answers ---- */

#define GATE_CLUSTER(id, inside)                                                               \
	"<R><DescribeDBClustersResult><DBClusters><DBCluster><DBClusterIdentifier>" id         \
	"</DBClusterIdentifier>" inside "</DBCluster></DBClusters></DescribeDBClustersResult>" \
	"</R>"
#define GATE_INSTANCES(list)                               \
	"<R><DescribeDBInstancesResult><DBInstances>" list \
	"</DBInstances></DescribeDBInstancesResult></R>"
#define GATE_INSTANCE(id, class, inside)                                             \
	"<DBInstance><DBInstanceIdentifier>" id                                      \
	"</DBInstanceIdentifier><DBInstanceClass>" class "</DBInstanceClass>" inside \
							 "</DBInstance>"
#define GATE_STATUS(status) "<DBInstanceStatus>" status "</DBInstanceStatus>"
#define GATE_MEMBER(id, writer, group)                                                       \
	"<DBClusterMember><DBInstanceIdentifier>" id "</DBInstanceIdentifier>"               \
	"<IsClusterWriter>" writer "</IsClusterWriter><DBClusterParameterGroupStatus>" group \
	"</DBClusterParameterGroupStatus></DBClusterMember>"

#endif

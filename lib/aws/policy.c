/* SPDX-License-Identifier: MIT */
#include "aws/policy.h"

#include <stdio.h>
#include <string.h>

#include "aws/arn.h"
#include "aws/key_need.h"
#include "aws/metric_data.h"
#include "aws/right.h"
#include "base/alloc.h"

#define SID 64

/* One action, and all that it is done on. */
struct grant {
	const struct right *right;
	struct reach reach;
	const char *via; /* the service that does it for us; NULL: we do it ourselves */
};

struct grants {
	const struct policy_wish *wish;
	struct grant *list;
	size_t n;
};

static void
grants_done(struct grants *grants)
{
	for (size_t i = 0; i < grants->n; i++)
		reach_done(&grants->list[i].reach);
	xfree(grants->list);
}

define_autodone(struct grants, grants_done)

    static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static struct grant *
find(struct grants *grants, const struct right *right)
{
	for (size_t i = 0; i < grants->n; i++) {
		const struct right *other = grants->list[i].right;

		if (strcmp(other->action, right->action) == 0 &&
		    strcmp(other->what, right->what) == 0 && same_text(other->never, right->never))
			return &grants->list[i];
	}
	grants->list = xrealloc(grants->list, grants->n + 1, sizeof(*grants->list));
	grants->list[grants->n] = (struct grant){ .right = right };
	return &grants->list[grants->n++];
}

/* ---- who asks ---- */

static void
add(struct grants *grants, const struct right *rights, const struct right_ctx *asked)
{
	struct right_ctx ctx = *asked;
	struct arn_owner owner;

	arn_owner(ctx.app, &owner);
	ctx.partition = owner.partition;
	ctx.account = grants->wish->account ? grants->wish->account : owner.account;
	if (!ctx.account[0])
		ctx.account = NULL;
	for (; rights && rights->action; rights++)
		if (right_applies(rights, ctx.move))
			rights->reach(&ctx, &find(grants, rights)->reach);
}

static void
add_probes(struct grants *grants, const struct app *app)
{
	for (size_t p = 0; p < app->n_probes; p++) {
		const struct probe_spec *probe = &app->probes[p];
		size_t regions = probe->kind->global ? 1 : app->n_regions;

		for (size_t r = 0; r < regions; r++) {
			struct right_ctx ctx = { .app = app, .region = r, .args = probe->args };

			add(grants, probe->kind->rights, &ctx);
		}
	}
}

static void
add_check(struct grants *grants, const struct app *app, const struct move *move,
    const struct check_kind *check, const void *args)
{
	struct check_ctx ctx = { .app = app, .move = move, .args = args };
	struct right_ctx right = { .app = app, .move = move, .args = args };

	if (!grants->wish->purposes[check->reads ? PURPOSE_READ : move_purpose(move)] ||
	    (check->count && check->count(&ctx) == 0))
		return;
	add(grants, check->rights, &right);
}

static void
add_move(struct grants *grants, const struct app *app, const struct move *move)
{
	const struct runbook *book = move->kind == MOVE_FAILOVER ? app->failover : app->switchover;

	for (const struct check_kind *const *check = grants->wish->checks; *check; check++)
		add_check(grants, app, move, *check, NULL);
	for (const struct check_kind *const *gate = grants->wish->gates;
	     *gate && move->kind != MOVE_FAILOVER; gate++)
		add_check(grants, app, move, *gate, NULL);
	for (size_t i = 0; book && i < book->n_steps; i++) {
		const struct step_spec *step = &book->steps[i];
		struct right_ctx right = { .app = app, .move = move, .args = step->args };

		if (step->kind->check)
			add_check(grants, app, move, step->kind->check, step->args);
		if (grants->wish->purposes[move_purpose(move)])
			add(grants, step->kind->rights, &right);
	}
}

/* Every move that there may be. One that is planned and leads home is a failback. */
static void
add_moves(struct grants *grants, const struct app *app)
{
	for (size_t from = 0; from < app->n_regions; from++)
		for (size_t to = 0; to < app->n_regions; to++) {
			struct move move = { .kind = MOVE_FAILOVER, .from = from, .to = to };

			if (from == to)
				continue;
			add_move(grants, app, &move);
			move.kind = to == app->home ? MOVE_FAILBACK : MOVE_SWITCHOVER;
			add_move(grants, app, &move);
		}
}

/* ---- keys of customers ---- */

static void
add_key(struct grants *grants, const struct key_need *need, const char *key)
{
	for (const struct right *right = need->rights; right->action; right++) {
		struct grant *grant = find(grants, right);

		grant->via = need->via;
		names_add(&grant->reach.arns, key);
	}
}

/* By index: a grant that is new may move all of them. */
static void
add_keys(struct grants *grants, const struct key_need *need)
{
	const struct policy_wish *wish = grants->wish;
	size_t n = grants->n;

	for (size_t g = 0; g < n; g++) {
		if (strcmp(grants->list[g].right->action, need->action) != 0)
			continue;
		for (size_t i = 0; i < grants->list[g].reach.arns.n; i++)
			for (size_t a = 0; a < wish->n_apps; a++) {
				const char *key = key_need_of(&wish->apps[a], need,
				    grants->list[g].reach.arns.list[i]);

				if (key)
					add_key(grants, need, key);
			}
	}
}

/* ---- what is written ---- */

static json_t *
words(const struct names *names)
{
	json_t *ret = json_array();

	for (size_t i = 0; i < names->n; i++)
		json_array_append_new(ret, json_string(names->list[i]));
	return ret;
}

/* The key is used by the service alone, in the key's own Region. */
static json_t *
services_of(const struct grant *grant)
{
	struct names names = { 0 };
	json_t *ret;

	for (size_t i = 0; i < grant->reach.arns.n; i++) {
		char region[32], name[128];

		arn_region(grant->reach.arns.list[i], region, sizeof(region));
		snprintf(name, sizeof(name), "%s.%s.%s", grant->via, region,
		    strncmp(region, "cn-", 3) == 0 ? "amazonaws.com.cn" : "amazonaws.com");
		names_add(&names, name);
	}
	ret = words(&names);
	names_done(&names);
	return ret;
}

static void
add_conditions(json_t *statement, const struct grant *grant)
{
	json_t *conditions = json_object();

	if (grant->reach.arns.n == 0)
		json_object_set_new(conditions, "StringEquals",
		    json_pack("{s:o}", "aws:RequestedRegion", words(&grant->reach.regions)));
	if (grant->via)
		json_object_set_new(conditions, "StringEquals",
		    json_pack("{s:o}", "kms:ViaService", services_of(grant)));
	if (grant->right->never)
		json_object_set_new(conditions, "BoolIfExists",
		    json_pack("{s:s}", grant->right->never, "false"));
	if (json_object_size(conditions) > 0)
		json_object_set(statement, "Condition", conditions);
	json_decref(conditions);
}

static bool
same_statement(const struct grant *a, const struct grant *b)
{
	return strcmp(a->right->what, b->right->what) == 0 &&
	    same_text(a->right->never, b->right->never) &&
	    names_equal(&a->reach.arns, &b->reach.arns) &&
	    names_equal(&a->reach.regions, &b->reach.regions);
}

/* "WatchDatabase"; the second of that name is "WatchDatabase2". */
static void
sid_of(const json_t *statements, const char *what, char ret[SID])
{
	size_t len = strlen(what), same = 1, i;
	const json_t *other;

	json_array_foreach(statements, i, other)
	{
		const char *sid = json_string_value(json_object_get(other, "Sid"));

		same += strncmp(sid, what, len) == 0 &&
		    strspn(sid + len, "0123456789") == strlen(sid + len);
	}
	if (same > 1)
		snprintf(ret, SID, "%s%zu", what, same);
	else
		snprintf(ret, SID, "%s", what);
}

static json_t *
statement_of(const json_t *statements, const struct grants *grants, size_t first)
{
	const struct grant *grant = &grants->list[first];
	struct names actions = { 0 };
	char sid[SID];
	json_t *ret;

	for (size_t i = first; i < grants->n; i++)
		if (same_statement(grant, &grants->list[i]))
			names_add(&actions, grants->list[i].right->action);
	sid_of(statements, grant->right->what, sid);
	ret = json_pack("{s:s, s:s, s:o, s:o}", "Sid", sid, "Effect", "Allow", "Action",
	    words(&actions), "Resource",
	    grant->reach.arns.n > 0 ? words(&grant->reach.arns) : json_string("*"));
	add_conditions(ret, grant);
	names_done(&actions);
	return ret;
}

static bool
written_before(const struct grants *grants, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_statement(&grants->list[i], &grants->list[at]))
			return true;
	return false;
}

static bool
empty(const struct reach *reach)
{
	return reach->arns.n == 0 && reach->regions.n == 0;
}

static bool
write(const struct grants *grants, json_t *statements, struct error *err)
{
	for (size_t i = 0; i < grants->n; i++) {
		const struct grant *grant = &grants->list[i];

		if (grant->reach.nameless)
			return error_set(err,
			    "the ARN of what %s is done on needs the account's number, and the "
			    "configuration has none: give it with --account 111122223333",
			    grant->right->action);
		if (empty(&grant->reach) || written_before(grants, i))
			continue;
		json_array_append_new(statements, statement_of(statements, grants, i));
	}
	return true;
}

static void
write_roles(const struct option_list *roles, json_t *statements)
{
	struct names arns = { 0 };

	for (size_t i = 0; i < roles->n; i++)
		names_add(&arns, roles->items[i]);
	if (arns.n > 0)
		json_array_append_new(statements,
		    json_pack("{s:s, s:s, s:s, s:o}", "Sid", "AssumeRoles", "Effect", "Allow",
			"Action", "sts:AssumeRole", "Resource", words(&arns)));
	names_done(&arns);
}

/* Whoever reads tells CloudWatch, too; of itself alone. */
static void
write_metrics(const struct policy_wish *wish, json_t *statements)
{
	if (wish->metrics && wish->purposes[PURPOSE_READ])
		json_array_append_new(statements,
		    json_pack("{s:s, s:s, s:s, s:s, s:{s:{s:s, s:s}}}", "Sid", "PublishMetrics",
			"Effect", "Allow", "Action", "cloudwatch:PutMetricData", "Resource", "*",
			"Condition", "StringEquals", "aws:RequestedRegion", wish->metrics,
			"cloudwatch:namespace", METRIC_DATA_NAMESPACE));
}

json_t *
policy_make(const struct policy_wish *wish, struct error *err)
{
	autofree(grants_done) struct grants grants = { .wish = wish };
	json_t *statements = json_array();

	for (size_t i = 0; i < wish->n_apps; i++) {
		if (wish->purposes[PURPOSE_READ])
			add_probes(&grants, &wish->apps[i]);
		add_moves(&grants, &wish->apps[i]);
	}
	for (const struct key_need *need = key_needs; need->action; need++)
		add_keys(&grants, need);
	write_roles(&wish->roles, statements);
	write_metrics(wish, statements);
	if (!write(&grants, statements, err) ||
	    (json_array_size(statements) == 0 &&
		!error_set(err, "nothing is asked of AWS, so there is nothing to allow"))) {
		json_decref(statements);
		return NULL;
	}
	return json_pack("{s:s, s:o}", "Version", "2012-10-17", "Statement", statements);
}

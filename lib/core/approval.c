/* SPDX-License-Identifier: MIT */
#include "core/approval.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "core/engine.h"

static void
add_facts(struct buf *text, const struct app *app, const struct rule_spec *rule)
{
	static const char *const roles[] = {
		[ROLE_HOME] = "home", [ROLE_ACTIVE] = "active", [ROLE_TARGET] = "target"
	};

	for (size_t i = 0; rule && i < rule->n_when; i++)
		buf_printf(text, " %s%s.%s", rule->when[i].negate ? "!" : "",
		    roles[rule->when[i].role], app->facts[rule->when[i].fact].name);
}

const char *
approval_hash(const struct engine *engine, const struct proposal *proposal,
    const struct guard *guards, char ret[DIGEST_HEX])
{
	const struct app *app = engine->app;
	size_t to = proposal->to;
	autofree(buf_done) struct buf text = { 0 };

	buf_printf(&text, "%s: %s from %s to %s, in %s, by", app->name, move_name(proposal->kind),
	    app->regions[proposal->from].name, to == REGION_NONE ? "" : app->regions[to].name,
	    app->states[engine->memory.state].name);
	add_facts(&text, app, proposal->rule);
	buf_puts(&text, ", asked by");
	for (size_t i = 0; i < GUARD_COUNT; i++)
		if (guards[i].asks)
			buf_printf(&text, " %s", guards[i].code);
	buf_printf(&text, ", under %s", engine->config);
	return digest_text(text.data, text.len, ret);
}

enum approval_is
approval_is(const struct approval *approval, const char *hash, msec_t wall)
{
	if (!approval->hash[0] || strcmp(approval->hash, hash) != 0)
		return APPROVAL_NONE;
	if (wall < approval->expires)
		return approval->given ? APPROVAL_GIVEN : APPROVAL_WAITS;
	if (!approval->go || approval->given)
		return APPROVAL_EXPIRED;
	return wall - approval->expires < approval->expires - approval->asked ? APPROVAL_SILENT
									      : APPROVAL_EXPIRED;
}

bool
approval_ask(struct approval *approval, const char *hash, const struct decision *decision,
    const struct engine *engine, msec_t wall)
{
	const struct limits *limits = &engine->app->limits;

	if (strcmp(approval->hash, hash) == 0)
		return false;
	*approval = (struct approval){ .rule = decision->rule,
		.to = decision->proposal.to,
		.asked = wall,
		.expires = wall + limits->approval_for,
		.go = limits->approval_timeout == TIMEOUT_GO };
	snprintf(approval->hash, sizeof(approval->hash), "%s", hash);
	return true;
}

bool
engine_approve(struct engine *engine, const char *hash, const char *actor, struct now now,
    struct error *err)
{
	struct approval *approval = &engine->memory.approval;

	if (!approval->hash[0])
		return error_set(err, "nothing waits for an approval");
	if (strlen(hash) < APPROVAL_ID || strncmp(approval->hash, hash, strlen(hash)) != 0)
		return error_set(err, "\"%.64s\" is not what waits for an approval; %.*s is", hash,
		    APPROVAL_ID, approval->hash);
	if (now.wall >= approval->expires)
		return error_set(err, "%.*s has expired", APPROVAL_ID, approval->hash);
	if (approval->given)
		return error_set(err, "%.*s was approved already, by %s", APPROVAL_ID,
		    approval->hash, approval->by);
	approval->given = true;
	snprintf(approval->by, sizeof(approval->by), "%s", actor);
	return true;
}

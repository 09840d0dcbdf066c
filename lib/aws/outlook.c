/* SPDX-License-Identifier: MIT */
#include "aws/outlook.h"

#include <stdio.h>
#include <string.h>

#include "aws/arn.h"
#include "aws/right.h"

#define TOKEN "00000000-0000-8000-8000-000000000000"

/* A step that nobody has begun. */
struct scratch {
	struct memo memo;
	struct buf buf;
	char detail[DETAIL_TEXT], request_id[64];
	struct notice notice;
};

static bool
ask(const struct app *app, const struct move *move, const struct step_spec *step, bool act,
    struct call *ret)
{
	struct scratch scratch = { .buf = { 0 } };
	struct step_ctx ctx = { .app = app,
		.move = move,
		.args = step->args,
		.token = TOKEN,
		.recheck = TRIT_YES,
		.recheck_text = "",
		.memo = &scratch.memo,
		.scratch = &scratch.buf,
		.detail = scratch.detail,
		.request_id = scratch.request_id,
		.notice = &scratch.notice };
	const struct action *action = act ? &step->kind->act : &step->kind->look;
	struct error err;
	bool asked = action->ask && action->ask(&ctx, ret, &err);

	buf_wipe(&scratch.buf);
	return asked && ret->kind != CALL_NONE;
}

/* ---- rows ---- */

static json_t *
row_of(json_t *rows, const char *operation)
{
	json_t *row;
	size_t i;

	json_array_foreach(rows, i,
	    row) if (strcmp(json_string_value(json_object_get(row, "operation")), operation) ==
	    0) return row;
	row = json_pack("{s:s, s:b, s:b, s:[], s:b, s:n, s:[]}", "operation", operation, "acts", 0,
	    "undoes", 0, "regions", "any", 0, "endpoint", "targets");
	json_array_append_new(rows, row);
	return row;
}

static void
add_word(json_t *row, const char *list, const char *word)
{
	json_t *words = json_object_get(row, list), *item;
	size_t i;

	json_array_foreach(words, i, item) if (strcmp(json_string_value(item), word) == 0) return;
	json_array_append_new(words, json_string(word));
}

static const char *
endpoint_of(const struct call *call)
{
	switch (call->kind) {
	case CALL_HTTP:
		return call->http.url;
	case CALL_DNS:
		return call->dns.name;
	case CALL_TCP:
		return call->tcp.host;
	case CALL_COMMAND:
		return call->process.argv[0];
	case CALL_AWS:
	case CALL_NONE:
		break;
	}
	return NULL;
}

/* Where an AWS call goes: its Region, or whichever endpoint of a cluster answers. */
static void
add_where(json_t *row, const struct app *app, const struct call *call)
{
	const struct option_map *endpoints = &app->routing.endpoints;

	if (!call->endpoint) {
		add_word(row, "regions", call->region);
		return;
	}
	json_object_set_new(row, "any", json_true());
	for (size_t i = 0; i < endpoints->n; i++)
		add_word(row, "regions", endpoints->keys[i]);
}

static void
add_call(json_t *rows, const struct app *app, const struct call *call, bool act)
{
	char name[CALL_NAME + 8];
	json_t *row;

	snprintf(name, sizeof(name), "%s%s", call->kind == CALL_DNS ? "DNS " : "", call->name);
	row = row_of(rows, name);
	if (act)
		json_object_set_new(row, "acts", json_true());
	if (call->kind == CALL_AWS && call->region)
		add_where(row, app, call);
	if (endpoint_of(call))
		json_object_set_new(row, "endpoint", json_string(endpoint_of(call)));
}

/* ---- what the kind says that it may need ---- */

static bool
reads(const char *action)
{
	static const char *const words[] = { "Describe", "Get", "List", "BatchGet" };
	const char *verb = strchr(action, ':');

	for (size_t i = 0; verb && i < COUNT(words); i++)
		if (strncmp(verb + 1, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static void
add_regions(json_t *row, const struct reach *reach)
{
	bool known = json_array_size(json_object_get(row, "regions")) > 0;
	char region[64];

	for (size_t i = 0; !known && i < reach->arns.n; i++) {
		arn_region(reach->arns.list[i], region, sizeof(region));
		if (region[0])
			add_word(row, "regions", region);
	}
	for (size_t i = 0; i < reach->regions.n; i++)
		add_word(row, "regions", reach->regions.list[i]);
}

static void
add_right(json_t *rows, const struct right *right, const struct reach *reach)
{
	json_t *row = row_of(rows, right->action);

	if (!reads(right->action))
		json_object_set_new(row, "acts", json_true());
	if (right->undoes)
		json_object_set_new(row, "undoes", json_true());
	add_regions(row, reach);
	for (size_t i = 0; i < reach->arns.n; i++)
		add_word(row, "targets", reach->arns.list[i]);
}

/* What is asked of AWS by an action that the step has no use for in such a move, is not asked. */
static bool
needed(const struct call *call, const json_t *rights)
{
	size_t i;
	const json_t *row;

	if (call->kind != CALL_AWS)
		return true;
	json_array_foreach(rights, i,
	    row) if (strcmp(json_string_value(json_object_get(row, "operation")), call->name) ==
	    0) return true;
	return false;
}

static json_t *
needs_of(const struct app *app, const struct move *move, const struct step_spec *step)
{
	struct arn_owner owner;
	struct right_ctx ctx = { .app = app, .move = move, .args = step->args };
	json_t *rows = json_array();

	arn_owner(app, &owner);
	ctx.partition = owner.partition;
	ctx.account = owner.account[0] ? owner.account : NULL;
	for (const struct right *right = step->kind->rights; right && right->action; right++) {
		autofree(reach_done) struct reach reach = { 0 };

		if (!right_applies(right, move) || right->unseen)
			continue;
		right->reach(&ctx, &reach);
		if (reach.arns.n > 0 || reach.regions.n > 0 || reach.nameless)
			add_right(rows, right, &reach);
	}
	return rows;
}

/* ---- all of it ---- */

static void
add_asked(json_t *rows, const struct app *app, const struct move *move,
    const struct step_spec *step, bool act, const json_t *needs)
{
	autofree(call_done) struct call call = { 0 };

	if (ask(app, move, step, act, &call) && needed(&call, needs))
		add_call(rows, app, &call, act);
}

/* What the calls themselves did not say. */
static void
merge(json_t *rows, const json_t *need)
{
	json_t *row = row_of(rows, json_string_value(json_object_get(need, "operation")));
	bool placed = json_array_size(json_object_get(row, "regions")) > 0;
	const json_t *item;
	size_t i;

	if (json_is_true(json_object_get(need, "acts")))
		json_object_set_new(row, "acts", json_true());
	json_object_set(row, "undoes", json_object_get(need, "undoes"));
	json_array_foreach(json_object_get(need, "targets"), i, item)
	    add_word(row, "targets", json_string_value(item));
	json_array_foreach(json_object_get(need, "regions"), i, item) if (!placed)
	    add_word(row, "regions", json_string_value(item));
}

json_t *
outlook_calls(const struct app *app, const struct move *move, const struct step_spec *step)
{
	json_t *needs = needs_of(app, move, step), *rows = json_array(), *sorted = json_array();
	json_t *row;
	size_t i;

	add_asked(rows, app, move, step, true, needs);
	add_asked(rows, app, move, step, false, needs);
	json_array_foreach(needs, i, row) merge(rows, row);
	json_decref(needs);
	for (int acts = 1; acts >= 0; acts--)
		json_array_foreach(rows, i, row) if (json_is_true(json_object_get(row, "acts")) ==
		    acts) json_array_append(sorted, row);
	json_decref(rows);
	return sorted;
}

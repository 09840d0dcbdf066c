/* SPDX-License-Identifier: MIT */
#include "aws/inventory.h"

#include "aws/inventory_private.h"
#include "aws/query.h"
#include "base/alloc.h"

static const struct inventory_row *const rows[INVENTORY_KINDS] = {
	[INVENTORY_CLUSTERS] = &inventory_clusters,
	[INVENTORY_ENDPOINTS] = &inventory_endpoints,
	[INVENTORY_PANELS] = &inventory_panels,
	[INVENTORY_CONTROLS] = &inventory_controls,
	[INVENTORY_SECRETS] = &inventory_secrets,
	[INVENTORY_CHECKS] = &inventory_checks,
	[INVENTORY_ZONES] = &inventory_zones,
	[INVENTORY_RECORDS] = &inventory_records,
	[INVENTORY_SERVERS] = &inventory_servers,
};

const char *
inventory_action(enum inventory_kind kind)
{
	return rows[kind]->action;
}

const char *
inventory_region(enum inventory_kind kind)
{
	return rows[kind]->region;
}

void
inventory_ask(enum inventory_kind kind, const char *region, const char *of, const char *next,
    struct call *ret)
{
	const char *only = rows[kind]->region;

	rows[kind]->ask(&(struct inventory_where){ only ? only : region, of, next }, ret);
}

bool
inventory_read(enum inventory_kind kind, const char *of, const struct answer *answer,
    struct inventory *ret, struct error *err)
{
	xfree(take(ret->next));
	if (rows[kind]->read(&(struct inventory_where){ .of = of }, answer, ret, err))
		return true;
	return error_wrap(err, "%s", rows[kind]->action);
}

void
inventory_done(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->n; i++) {
		xfree(inventory->list[i].of);
		xfree(inventory->list[i].id);
		xfree(inventory->list[i].name);
		xfree(inventory->list[i].place);
	}
	xfree(inventory->list);
	xfree(inventory->next);
	*inventory = (struct inventory){ 0 };
}

/* ---- for the rows ---- */

static char *
copy(const char *text)
{
	return xstrdup(text ? text : "");
}

struct inventory_item *
inventory_add(struct inventory *ret, const char *of, const char *id, const char *name,
    const char *place)
{
	struct inventory_item *item;

	ret->list = xrealloc(ret->list, ret->n + 1, sizeof(*ret->list));
	item = &ret->list[ret->n++];
	*item = (struct inventory_item){ copy(of), copy(id), copy(name), copy(place), false };
	return item;
}

struct xml *
inventory_xml(const struct answer *answer, struct error *err)
{
	if (!answer->http) {
		error_set(err, "there is no answer");
		return NULL;
	}
	return xml_parse(buf_text(&answer->http->body), answer->http->body.len, err);
}

const char *
inventory_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

json_t *
inventory_json(const struct answer *answer, const char *list, struct inventory *ret,
    struct error *err)
{
	json_t *body = query_answer(answer);
	const char *next = inventory_text(body, "NextToken");

	if (!json_is_array(json_object_get(body, list))) {
		error_set(err, "the answer has no %s", list);
		json_decref(body);
		return NULL;
	}
	ret->next = *next ? xstrdup(next) : NULL;
	return body;
}

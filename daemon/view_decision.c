/* SPDX-License-Identifier: MIT */
#include "view_decision.h"

#include <string.h>

#include "view.h"

static json_t *
mark_json(const json_t *mark)
{
	json_t *json;

	if (!json_is_object(mark))
		return json_null();
	json = json_copy((json_t *)mark);
	json_object_del(json, "wall");
	json_object_set_new(json, "time",
	    view_time(json_integer_value(json_object_get(mark, "wall"))));
	return json;
}

json_t *
view_decision_head(const json_t *row)
{
	const char *run = json_string_value(json_object_get(row, "run"));
	json_t *head = json_object_get(row, "head"), *json;

	if (!head)
		head = json_object_get(json_object_get(row, "record"), "head");
	json = json_pack("{s:o, s:o, s:O, s:o}", "id",
	    json_sprintf("d-%" JSON_INTEGER_FORMAT,
		json_integer_value(json_object_get(row, "seq"))),
	    "time", view_time(json_integer_value(json_object_get(row, "wall"))), "application",
	    json_object_get(row, "application"), "run",
	    run && *run ? json_string(run) : json_null());
	json_object_update(json, head);
	json_object_set_new(json, "mark", mark_json(json_object_get(row, "mark")));
	return json;
}

json_t *
view_decision_whole(const json_t *row)
{
	static const char *const members[] = { "missed", "pending", "facts", "guards", "otherwise",
		"command", "inputs" };
	const json_t *record = json_object_get(row, "record");
	json_t *json = view_decision_head(row);

	for (size_t i = 0; i < COUNT(members); i++)
		if (json_object_get(record, members[i]))
			json_object_set(json, members[i], json_object_get(record, members[i]));
	json_object_set(json, "configuration", json_object_get(row, "config"));
	return json;
}

json_t *
view_decision_page(const json_t *row)
{
	json_t *page = json_copy(json_object_get(json_object_get(row, "record"), "page"));

	json_object_set_new(page, "decision", view_decision_head(row));
	return page;
}

const char *
view_decision_number(const char *id)
{
	if (strncmp(id, "d-", 2) != 0 || strspn(id + 2, "0123456789") != strlen(id + 2))
		return "";
	return id + 2;
}

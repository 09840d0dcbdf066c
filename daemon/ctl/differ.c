/* SPDX-License-Identifier: MIT */
#include "differ.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "field.h"

#define NAME_MOST 96

static json_t *
or_null(const json_t *json)
{
	return json ? json_incref((json_t *)json) : json_null();
}

void
differ_add(json_t *list, const char *field, const json_t *recorded, const json_t *made)
{
	if ((!recorded && !made) || json_equal(recorded, made))
		return;
	json_array_append_new(list,
	    json_pack("{s:s, s:o, s:o}", "field", field, "recorded", or_null(recorded),
		"recomputed", or_null(made)));
}

/* "facts us-east-1.down: value" */
static void
add_member(json_t *list, const char *of, const char *key, const json_t *recorded,
    const json_t *made)
{
	char field[2 * NAME_MOST];

	snprintf(field, sizeof(field), "%s%s%s", of, *of ? ": " : "", key);
	differ_add(list, field, json_object_get(recorded, key), json_object_get(made, key));
}

/* Members of both; whole: also those that only the record has. */
static void
add_members(json_t *list, const char *of, const json_t *recorded, const json_t *made, bool whole)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)made, key, value) add_member(list, of, key, recorded, made);
	if (!whole)
		return;
	json_object_foreach((json_t *)recorded, key, value)
	{
		if (!json_object_get(made, key))
			add_member(list, of, key, recorded, made);
	}
}

/* By what people know it. */
static void
name_of(const char *part, const json_t *item, char ret[NAME_MOST])
{
	if (field_has(item, "code"))
		snprintf(ret, NAME_MOST, "%s %s", field_text(item, "code"),
		    field_text(item, "name"));
	else if (field_has(item, "fact"))
		snprintf(ret, NAME_MOST, "%s.%s", field_text(item, "region"),
		    field_text(item, "fact"));
	else
		snprintf(ret, NAME_MOST, "%s %d", part, (int)field_number(item, "rule"));
}

/* Both lists are in the order of the configuration. */
static void
add_list(json_t *list, const char *part, const json_t *recorded, const json_t *made)
{
	size_t n = json_array_size(recorded), m = json_array_size(made);

	for (size_t i = 0; i < n || i < m; i++) {
		const json_t *was = json_array_get(recorded, i), *is = json_array_get(made, i);
		char name[NAME_MOST];

		name_of(part, is ? is : was, name);
		if (was && is)
			add_members(list, name, was, is, true);
		else
			differ_add(list, name, was, is);
	}
}

json_t *
differ_decisions(const json_t *recorded, const json_t *made)
{
	static const char *const lists[] = { "pending", "facts", "guards" };
	const json_t *was = json_object_get(recorded, "missed");
	const json_t *is = json_object_get(made, "missed");
	json_t *list = json_array();

	add_members(list, "", recorded, json_object_get(made, "head"), false);
	if (json_is_object(was) && json_is_object(is))
		add_members(list, "missed", was, is, true);
	else
		differ_add(list, "missed", was, is);
	for (size_t i = 0; i < COUNT(lists); i++)
		add_list(list, lists[i], json_object_get(recorded, lists[i]),
		    json_object_get(made, lists[i]));
	differ_add(list, "otherwise", json_object_get(recorded, "otherwise"),
	    json_object_get(made, "otherwise"));
	return list;
}

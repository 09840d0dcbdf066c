/* SPDX-License-Identifier: MIT */
#include "options_json.h"

#include <stdio.h>

#include "base/clock.h"

static json_t *
text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *
list_json(const struct option_list *list)
{
	json_t *json = json_array();

	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(json, json_string(list->items[i]));
	return json;
}

static json_t *
map_json(const struct option_map *map)
{
	json_t *json = json_object();

	for (size_t i = 0; i < map->n; i++)
		json_object_set_new(json, map->keys[i], json_string(map->values[i]));
	return json;
}

static json_t *
statuses_json(const struct status_set *set)
{
	json_t *json = json_array();

	for (size_t i = 0; i < set->n; i++)
		json_array_append_new(json,
		    json_sprintf("%d-%d", set->ranges[i].from, set->ranges[i].to));
	return json;
}

static json_t *
compare_json(const struct compare *compare)
{
	char text[32];

	return compare->op == COMPARE_NONE ? json_null() : json_string(compare_text(compare, text));
}

static json_t *
value_json(const struct option *option, const void *field)
{
	switch (option->type) {
	case OPTION_STRING:
	case OPTION_URL:
		return text_or_null(*(const char *const *)field);
	case OPTION_INT:
		return json_integer(*(const int *)field);
	case OPTION_BOOL:
		return json_boolean(*(const bool *)field);
	case OPTION_DURATION:
		return json_real((double)*(const msec_t *)field / MSEC_SECOND);
	case OPTION_SIZE:
		return json_integer(*(const int64_t *)field);
	case OPTION_RATIO:
		return json_real(*(const double *)field);
	case OPTION_WORD:
		return json_string(option->words[*(const int *)field]);
	case OPTION_LIST:
		return list_json(field);
	case OPTION_MAP:
		return map_json(field);
	case OPTION_STATUSES:
		return statuses_json(field);
	case OPTION_COMPARE:
		return compare_json(field);
	}
	return json_null();
}

json_t *
options_json(const struct option *options, const void *base)
{
	json_t *json = json_object();

	for (const struct option *o = options; o->name; o++) {
		char name[64];

		snprintf(name, sizeof(name), "%s%s", o->name,
		    o->type == OPTION_DURATION ? "_s" : "");
		json_object_set_new(json, name, value_json(o, (const char *)base + o->offset));
	}
	return json;
}

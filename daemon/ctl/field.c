/* SPDX-License-Identifier: MIT */
#include "field.h"

#include <string.h>

const char *
field_text(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));

	return text ? text : "";
}

double
field_number(const json_t *json, const char *name)
{
	return json_number_value(json_object_get(json, name));
}

bool
field_true(const json_t *json, const char *name)
{
	return json_is_true(json_object_get(json, name));
}

bool
field_has(const json_t *json, const char *name)
{
	const json_t *value = json_object_get(json, name);

	return value && !json_is_null(value);
}

bool
field_is(const json_t *json, const char *name, const char *text)
{
	return strcmp(field_text(json, name), text) == 0;
}

msec_t
field_seconds(const json_t *json, const char *name)
{
	return (msec_t)(field_number(json, name) * 1000);
}

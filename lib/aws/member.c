/* SPDX-License-Identifier: MIT */
#include "aws/member.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define BLANKS " \t\r\n"

/* The scanner walks over text that jansson has found to be a JSON object. */

static const char *
skip_blanks(const char *at)
{
	return at + strspn(at, BLANKS);
}

static const char *
skip_string(const char *at)
{
	for (at++; *at && *at != '"'; at++)
		if (*at == '\\' && at[1])
			at++;
	return *at ? at + 1 : at;
}

static const char *
skip_brackets(const char *at)
{
	int depth = 0;

	do {
		if (*at == '"') {
			at = skip_string(at);
			continue;
		}
		depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
		at++;
	} while (*at && depth > 0);
	return at;
}

static const char *
skip_value(const char *at)
{
	if (*at == '"')
		return skip_string(at);
	if (*at == '{' || *at == '[')
		return skip_brackets(at);
	return at + strcspn(at, ",}]" BLANKS);
}

/* A JSON string of the text, quotes included, against plain text: escapes are many. */
static bool
string_is(const char *text, size_t len, const char *plain)
{
	json_t *string = json_loadb(text, len, JSON_DECODE_ANY, NULL);
	const char *value = json_string_value(string);
	bool same = value && strcmp(value, plain) == 0;

	json_decref(string);
	return same;
}

/* Numbers that jansson cannot hold are none of our business: it only has to find the end. */
static bool
is_object(const char *text)
{
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
	bool object = json_is_object(json);

	json_decref(json);
	return object;
}

bool
member_find(const char *text, const char *name, struct member *ret, struct error *err)
{
	const char *at = skip_blanks(text);

	if (!is_object(text))
		return error_set(err, "it is not a JSON object, or names a member twice");
	for (at = skip_blanks(at + 1); *at == '"' || *at == ','; at = skip_blanks(at)) {
		const char *key = *at == ',' ? skip_blanks(at + 1) : at;
		const char *end = skip_string(key);
		const char *value = skip_blanks(skip_blanks(end) + 1); /* past the colon */

		at = skip_value(value);
		if (!string_is(key, (size_t)(end - key), name))
			continue;
		if (*value != '"')
			return error_set(err, "its member \"%s\" is not a string", name);
		*ret = (struct member){ (size_t)(value - text), (size_t)(at - value) };
		return true;
	}
	return error_set(err, "it has no member \"%s\"", name);
}

bool
member_equals(const char *text, const struct member *member, const char *value)
{
	return string_is(text + member->start, member->len, value);
}

void
member_replace(const char *text, const struct member *member, const char *value, struct buf *ret)
{
	json_t *string = json_string(value);
	char *quoted = json_dumps(string, JSON_ENCODE_ANY);

	buf_add(ret, text, member->start);
	buf_puts(ret,
	    quoted ? quoted : "\"\""); /* NULL: value is not UTF-8, which no host name is */
	buf_puts(ret, text + member->start + member->len);
	free(quoted);
	json_decref(string);
}

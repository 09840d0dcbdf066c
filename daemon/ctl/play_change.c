/* SPDX-License-Identifier: MIT */
#include "play_change.h"

#include <stdio.h>
#include <string.h>

#include "io/file.h"

#define TEXT_MOST ((size_t)1024 * 1024)

/* ---- reading ---- */

/* The end of what begins here, if it is a string; else NULL. */
static char *
string_end(char *at, const char *end)
{
	if (*at != '"')
		return NULL;
	for (at++; at < end && *at != '"'; at++)
		if (*at == '\\' && at + 1 < end)
			at++;
	return at < end ? at + 1 : at;
}

/* The end of a comment that begins here, or NULL. */
static char *
comment_end(char *at, char *end)
{
	char *ret;

	if (end - at < 2 || at[0] != '/' || (at[1] != '/' && at[1] != '*'))
		return NULL;
	if (at[1] == '/') {
		ret = memchr(at, '\n', (size_t)(end - at));
		return ret ? ret : end;
	}
	ret = memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
	return ret ? ret + 2 : end;
}

/* A comment becomes blanks, that what stands where is kept; returns its end. */
static char *
blank_comment(char *at, const char *end)
{
	for (; at < end; at++)
		*at = *at == '\n' ? '\n' : ' ';
	return at;
}

/* So do commas before a closing bracket. */
static void
blank(char *text, size_t len)
{
	char *at = text, *end = text + len, *comma = NULL, *next;

	while (at < end) {
		if ((next = comment_end(at, end))) {
			at = blank_comment(at, next);
			continue;
		}
		if ((*at == '}' || *at == ']') && comma)
			*comma = ' ';
		if (!strchr(" \t\r\n", *at))
			comma = *at == ',' ? at : NULL;
		next = string_end(at, end);
		at = next ? next : at + 1;
	}
}

json_t *
play_change_read(const char *path, struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };
	json_error_t why;
	json_t *ret;

	if (!file_read(path, TEXT_MOST, &text, err))
		return NULL;
	blank(text.data, text.len);
	ret = json_loadb(buf_text(&text), text.len, JSON_REJECT_DUPLICATES, &why);
	if (!ret)
		error_set(err, "%s:%d:%d: %s", path, why.line, why.column, why.text);
	return ret;
}

/* ---- changing ---- */

/* The object that holds the last name of a path; the others are made when they are missing. NULL:
 * a name is no UTF-8. */
static json_t *
holder(json_t *root, const char **path)
{
	const char *dot;

	while (json_is_object(root) && (dot = strchr(*path, '.'))) {
		char name[128];
		json_t *inner;

		snprintf(name, sizeof(name), "%.*s", (int)(dot - *path), *path);
		inner = json_object_get(root, name);
		if (!inner) {
			inner = json_object();
			if (json_object_set_new(root, name, inner) != 0)
				return NULL;
		}
		root = inner;
		*path = dot + 1;
	}
	return root;
}

bool
play_change_set(json_t *root, const char *path, const char *value, struct error *err)
{
	json_error_t why;
	const char *name = path;
	json_t *object = holder(root, &name);
	json_t *json = json_loads(value, JSON_DECODE_ANY, &why);
	bool good = true;

	if (!json)
		return error_set(err,
		    "%.60s: write a value as the configuration has it, in JSON: %s", path,
		    why.text);
	if (!json_is_object(object) || !*name) {
		json_decref(json);
		return error_set(err,
		    "%.60s: there is no such place: what stands before it is no object", path);
	}
	if (json_is_null(json))
		json_object_del(object, name);
	else
		good = json_object_set(object, name, json) == 0;
	json_decref(json);
	return good || error_set(err, "%.60s: this is no name that can be", path);
}

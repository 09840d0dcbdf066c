/* SPDX-License-Identifier: MIT */
/* The options of the configuration: the JSON Schema, read aloud. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../catalog.h"
#include "base/alloc.h"
#include "config/schema.h"
#include "man.h"

/* NOLINTBEGIN(misc-no-recursion): the schema is our own, and not deep */

static void walk(struct buf *ret, const char *path, const json_t *node);

static const char *
text_of(const json_t *node, const char *name)
{
	return json_string_value(json_object_get(node, name));
}

static void
add_words(struct buf *ret, const json_t *words)
{
	const json_t *word;
	size_t i;

	json_array_foreach(words, i, word)
	{
		buf_puts(ret, i > 0 ? " | " : "");
		buf_puts(ret, json_string_value(word) ? json_string_value(word) : "");
	}
}

static void
add_plain_type(struct buf *ret, const json_t *node)
{
	const json_t *words = json_object_get(node, "enum");
	const char *ref = text_of(node, "$ref"), *type = text_of(node, "type");

	if (words)
		add_words(ret, words);
	else if (ref)
		buf_puts(ret, strrchr(ref, '/') + 1);
	else if (type)
		buf_puts(ret, strcmp(type, "array") == 0 ? "list" : type);
	else
		buf_puts(ret, json_object_get(node, "const") ? "constant" : "value");
}

/* "duration", "url, or a list", "observe | propose | auto" */
static void
add_type(struct buf *ret, const json_t *node)
{
	const json_t *one = json_array_get(json_object_get(node, "oneOf"), 0);
	bool either = one && !json_object_get(node, "properties");

	add_plain_type(ret, either ? one : node);
	if (either)
		buf_puts(ret, ", or a list");
}

static bool
is_required(const json_t *parent, const char *name)
{
	const json_t *word;
	size_t i;

	json_array_foreach(json_object_get(parent, "required"), i, word)
	{
		if (strcmp(json_string_value(word), name) == 0)
			return true;
	}
	return false;
}

static void
add_option(struct buf *ret, const char *path, const json_t *node, bool required)
{
	autofree(buf_done) struct buf type = { 0 };
	const json_t *standard = json_object_get(node, "default");
	const char *description = text_of(node, "description");

	add_type(&type, node);
	buf_printf(ret, ".It Cm %s Pq ", path);
	man_word(ret, buf_text(&type));
	buf_putc(ret, '\n');
	if (description)
		man_sentence(ret, description);
	if (required)
		buf_puts(ret, "Must be given.\n");
	if (standard) {
		char *text = json_dumps(standard, JSON_ENCODE_ANY);

		buf_puts(ret, "Unless given:\n.Li ");
		man_word(ret, text);
		buf_putc(ret, '\n');
		free(text); /* jansson's own */
	}
}

static void
walk_members(struct buf *ret, const char *path, const json_t *node)
{
	json_t *members = json_object_get(node, "properties"), *member;
	const char *name;

	json_object_foreach(members, name, member)
	{
		autofree(xfree) char *whole = xasprintf("%s%s%s", path, *path ? "." : "", name);

		add_option(ret, whole, member, is_required(node, name));
		walk(ret, whole, member);
	}
}

/* Of members whose names are the user's own. */
static void
walk_named(struct buf *ret, const char *path, const json_t *node)
{
	json_t *patterns = json_object_get(node, "patternProperties"), *member;
	const char *pattern;

	json_object_foreach(patterns, pattern, member)
	{
		autofree(xfree) char *whole = xasprintf("%s.NAME", path);

		if (json_is_object(member) && json_object_get(member, "description"))
			add_option(ret, whole, member, false);
		walk(ret, whole, member);
	}
}

static void
walk(struct buf *ret, const char *path, const json_t *node)
{
	const json_t *items = json_object_get(node, "items"),
		     *others = json_object_get(node, "additionalProperties");

	walk_members(ret, path, node);
	walk_named(ret, path, node);
	if (json_is_object(items)) {
		autofree(xfree) char *whole = xasprintf("%s[]", path);

		walk(ret, whole, items);
	}
	if (json_is_object(others) && json_object_get(others, "properties")) {
		autofree(xfree) char *whole = xasprintf("%s.NAME", path);

		walk(ret, whole, others);
	}
}

/* NOLINTEND(misc-no-recursion) */

void
man_settings(struct buf *ret)
{
	autofree(buf_done) struct buf text = { 0 };
	json_t *schema;

	schema_settings(catalog_all(), &text);
	schema = json_loads(buf_text(&text), 0, NULL);
	walk(ret, "", schema);
	json_decref(schema);
}

static json_t *
application(void)
{
	autofree(buf_done) struct buf text = { 0 };

	schema_application(catalog_all(), &text);
	return json_loads(buf_text(&text), 0, NULL);
}

/* Steps have a page of their own. */
void
man_application(struct buf *ret)
{
	json_t *schema = application();

	json_object_del(json_object_get(schema, "properties"), "runbooks");
	walk(ret, "", schema);
	json_decref(schema);
}

/* All runbooks are made of the same steps. */
void
man_steps(struct buf *ret)
{
	json_t *schema = application();
	const json_t *books =
	    json_object_get(json_object_get(json_object_get(schema, "properties"), "runbooks"),
		"properties");

	walk(ret, "", json_object_get(json_object_get(books, "failover"), "items"));
	json_decref(schema);
}

/* SPDX-License-Identifier: MIT */
#include "config/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "config/jsonc.h"

#define KEY_MOST  64
#define PATH_MOST 80 /* of a fact: "facts." and its name */

/* A text, and where in it what the path names begins. */
struct place {
	const struct node *parent, *node; /* the last that is there; what is named, or NULL */
	const char *rest;                 /* of the path: what is missing below parent */
};

/* A path's next name. */
struct key {
	char name[KEY_MOST];
	const char *rest; /* "" at the end */
};

static bool
next_key(const char *path, struct key *ret, struct error *err)
{
	size_t len = strcspn(path, ".");

	if (len == 0 || len >= sizeof(ret->name) || strpbrk(path, "\"\\\n\r\t"))
		return error_set(err,
		    "\"%.80s\" is no name of a value: write it as in guards.hold or "
		    "facts.down.over",
		    path);
	memcpy(ret->name, path, len);
	ret->name[len] = '\0';
	ret->rest = path[len] ? path + len + 1 : "";
	if (path[len] && !*ret->rest)
		return error_set(err, "\"%.80s\" ends with a dot: what is behind it?", path);
	return true;
}

static const struct node *
child(const struct node *parent, const char *name)
{
	const struct node *node = parent->first;
	char *end;
	size_t index;

	if (parent->type != NODE_ARRAY)
		return node_member(parent, name);
	index = strtoul(name, &end, 10);
	while (!*end && node && node->index != index)
		node = node->next;
	return *end ? NULL : node;
}

/* All names of a path must be names, those that are missing in the text, too. */
static bool
check_path(const char *path, struct error *err)
{
	struct key key = { .rest = path };

	do {
		if (!next_key(key.rest, &key, err))
			return false;
	} while (*key.rest);
	return true;
}

static bool
has_children(const struct node *node, const char *path, struct error *err)
{
	return node->type == NODE_OBJECT || node->type == NODE_ARRAY ||
	    error_set(err, "%.100s: there is %s on the way, which has no members", path,
		node_type_name(node->type));
}

static bool
find(const struct node *root, const char *path, struct place *ret, struct error *err)
{
	struct key key = { .rest = path };

	*ret = (struct place){ .parent = root, .rest = path };
	if (!check_path(path, err))
		return false;
	for (; *ret->rest; ret->rest = key.rest) {
		const struct node *parent = ret->node ? ret->node : root;

		if (!next_key(ret->rest, &key, err) || !has_children(parent, path, err))
			return false;
		ret->parent = parent;
		ret->node = child(parent, key.name);
		if (!ret->node)
			return parent->type == NODE_OBJECT ||
			    error_set(err, "%.100s: the list has no item %s; it has %zu, from 0",
				path, key.name, parent->n);
	}
	return true;
}

/* ---- values ---- */

static bool
is_number(const char *value)
{
	size_t digits = strspn(value + (*value == '-'), "0123456789.");

	return digits > 0 && !value[digits + (*value == '-')];
}

/* Numbers, truth and JSON stand for themselves, unless a text was there. */
static bool
is_plain(const char *value, enum node_type was)
{
	if (strchr("\"[{", value[0]) && value[0])
		return true;
	return was != NODE_STRING &&
	    (is_number(value) || strcmp(value, "true") == 0 || strcmp(value, "false") == 0 ||
		strcmp(value, "null") == 0);
}

static void
add_value(const char *value, enum node_type was, struct buf *ret)
{
	if (is_plain(value, was)) {
		buf_puts(ret, value);
		return;
	}
	buf_putc(ret, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			buf_putc(ret, '\\');
		buf_putc(ret, *value);
	}
	buf_putc(ret, '"');
}

/* ---- texts ---- */

static void
cut_in(const struct source *source, size_t from, size_t until, const char *text, struct buf *ret)
{
	buf_add(ret, source->text, from);
	buf_puts(ret, text);
	buf_add(ret, source->text + until, source->len - until);
}

/* Behind the bracket that opens the parent, with a comma behind it, which does no harm at the end.
 */
static bool
put_in(const struct source *source, const struct place *place, const char *value, struct buf *ret,
    struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };
	size_t at = place->parent->span.at + 1, depth = 0;
	struct key key = { .rest = place->rest };

	while (*key.rest) {
		if (!next_key(key.rest, &key, err))
			return false;
		buf_printf(&text, " \"%s\": ", key.name);
		if (*key.rest) {
			buf_putc(&text, '{');
			depth++;
		}
	}
	add_value(value, NODE_NULL, &text);
	while (depth-- > 0)
		buf_puts(&text, " }");
	buf_putc(&text, ',');
	cut_in(source, at, at, buf_text(&text), ret);
	return true;
}

/* ---- facts that were made ---- */

static bool
add_limit(const struct fact_spec *fact, struct buf *ret)
{
	char text[32];

	switch (fact->kind) {
	case FACT_RATIO:
		buf_printf(ret, "\"fail_ratio\": \"%s\", ", compare_text(&fact->holds, text));
		break;
	case FACT_LATENCY:
		compare_text(&fact->holds, text);
		buf_printf(ret, "\"latency\": \"p%g %s\", ", fact->quantile * 100, text);
		break;
	case FACT_VALUE:
		buf_printf(ret, "\"value\": \"%s\", \"fresh\": \"%lldms\", ",
		    compare_text(&fact->holds, text), (long long)fact->fresh);
		break;
	default:
		return false; /* none of these is made */
	}
	return true;
}

/* How many samples it needs follows from its window, as it does when it is made. */
static void
add_fact(const struct fact_spec *fact, const struct app *app, struct buf *ret)
{
	char text[32];

	buf_puts(ret, "{ ");
	if (!add_limit(fact, ret))
		return;
	if (fact->clears.op != COMPARE_NONE)
		buf_printf(ret, "\"clear\": \"%s\", ", compare_text(&fact->clears, text));
	if (fact->kind != FACT_VALUE)
		buf_printf(ret, "\"over\": \"%lldms\", ", (long long)fact->over);
	if (fact->kind == FACT_RATIO)
		buf_printf(ret, "\"half\": %s, ", fact->half ? "true" : "false");
	buf_puts(ret, "\"probes\": [");
	for (size_t i = 0; i < fact->n_probes; i++)
		buf_printf(ret, "%s\"%s\"", i > 0 ? ", " : "", app->probes[fact->probes[i]].name);
	buf_puts(ret, "] }");
}

/* The fact that the path is about, if it was made and is not written. */
static const struct fact_spec *
made_fact(const struct node *root, const struct app *app, const char *path, char ret[PATH_MOST])
{
	struct error ignored;
	struct key key = { .rest = "" };
	size_t f;

	if (strncmp(path, "facts.", 6) != 0 || !next_key(path + 6, &key, &ignored) || !*key.rest ||
	    node_inner(root, "facts", key.name))
		return NULL;
	f = app_fact(app, key.name);
	snprintf(ret, PATH_MOST, "facts.%s", key.name);
	return f < app->n_facts ? &app->facts[f] : NULL;
}

/* ---- all of it ---- */

/* A reading of a text that was loaded already. */
struct reading {
	struct load in;
	struct diagnostics diags;
	const struct node *root;
};

static void
reading_done(struct reading *reading)
{
	pool_free(reading->in.pool);
	diagnostics_done(&reading->diags);
}

define_autodone(struct reading, reading_done)

    static bool read_text(const struct source *source, struct reading *ret, struct error *err)
{
	autofree(buf_done) struct buf line = { 0 };

	ret->in.pool = ret->in.scratch = pool_new();
	ret->in.diags = &ret->diags;
	ret->root = jsonc_read(&ret->in, source);
	if (ret->root)
		return true;
	diagnostics_line(&ret->diags, &line);
	return error_set(err, "%s", buf_text(&line));
}

static bool
set(const struct source *source, const struct node *root, const char *path, const char *value,
    struct buf *ret, struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };
	struct place place;

	if (!find(root, path, &place, err))
		return false;
	if (!place.node)
		return put_in(source, &place, value, ret, err);
	add_value(value, place.node->type, &text);
	cut_in(source, place.node->span.at, place.node->span.at + place.node->span.len,
	    buf_text(&text), ret);
	return true;
}

static bool
set_again(const struct source *source, const char *path, const char *value, struct buf *ret,
    struct error *err)
{
	autofree(reading_done) struct reading reading = { 0 };

	return read_text(source, &reading, err) && set(source, reading.root, path, value, ret, err);
}

bool
edit_set(const struct source *source, const struct app *app, const char *path, const char *value,
    struct buf *ret, struct error *err)
{
	autofree(reading_done) struct reading reading = { 0 };
	autofree(buf_done) struct buf whole = { 0 }, text = { 0 };
	char name[PATH_MOST];
	const struct fact_spec *fact;

	if (!read_text(source, &reading, err))
		return false;
	fact = made_fact(reading.root, app, path, name);
	if (!fact)
		return set(source, reading.root, path, value, ret, err);
	add_fact(fact, app, &text);
	return set(source, reading.root, name, buf_text(&text), &whole, err) &&
	    set_again(&(struct source){ source->name, buf_text(&whole), whole.len }, path, value,
		ret, err);
}

bool
edit_get(const struct source *source, const char *path, struct buf *ret)
{
	autofree(reading_done) struct reading reading = { 0 };
	struct place place;
	struct error ignored;

	if (!read_text(source, &reading, &ignored) || !find(reading.root, path, &place, &ignored) ||
	    !place.node)
		return false;
	if (place.node->type < NODE_ARRAY)
		buf_puts(ret, place.node->text);
	else
		buf_add(ret, source->text + place.node->span.at, place.node->span.len);
	return true;
}

/* SPDX-License-Identifier: MIT */
#include "config/jsonc.h"

#include <assert.h>
#include <string.h>

#include <jansson.h>

#include "config/report.h"
#include "config/tree.h"
#include "config/utf8.h"

/* ---- bytes ---- */

static bool
check_bytes(struct load *in, const struct source *source)
{
	uint32_t c;

	for (size_t at = 0, n; at < source->len; at += n) {
		struct span span = { at, 1 };

		n = utf8_next(source->text + at, source->len - at, &c);
		if (n == 0) {
			report_help(report_at(in, source, span, "E002",
					"the byte 0x%02x is not UTF-8",
					(unsigned)(unsigned char)source->text[at]),
			    "save the file as UTF-8");
			return false;
		}
		if (c == 0) {
			report_help(report_at(in, source, span, "E003", "a NUL byte"),
			    "the file is damaged, or no text: write it anew");
			return false;
		}
	}
	return true;
}

/* ---- what JSON does not have ---- */

struct blanker {
	char *text;
	size_t len, at;
	size_t comma; /* where a comma stands that the next closing bracket makes a trailing one */
	bool has_comma;
	char before; /* the last character that counted */
};

static void
skip_string(struct blanker *b)
{
	for (b->at++; b->at < b->len && b->text[b->at] != '"' && b->text[b->at] != '\n'; b->at++)
		if (b->text[b->at] == '\\')
			b->at++;
	b->at++;
}

static void
blank(struct blanker *b, size_t until)
{
	for (; b->at < until; b->at++)
		if (b->text[b->at] != '\n')
			b->text[b->at] = ' ';
}

/* false: the comment does not end. */
static bool
blank_comment(struct blanker *b)
{
	const char *from = b->text + b->at + 2;
	size_t left = b->len - b->at - 2;
	const char *end = from[-1] == '/' ? memchr(from, '\n', left) : memmem(from, left, "*/", 2);

	if (!end && from[-1] == '*')
		return false;
	if (!end)
		blank(b, b->len);
	else
		blank(b, (size_t)(end - b->text) + (from[-1] == '*' ? 2 : 0));
	return true;
}

static void
mind_comma(struct blanker *b)
{
	char c = b->text[b->at];

	if (strchr(" \t\r\n", c)) {
		b->at++;
		return;
	}
	if ((c == '}' || c == ']') && b->has_comma)
		b->text[b->comma] = ' ';
	/* A comma after nothing stays, for it is a fault. */
	b->has_comma = c == ',' && b->before && !strchr("{[,:", b->before);
	b->comma = b->at;
	b->before = c;
	if (c == '"')
		skip_string(b);
	else
		b->at++;
}

static bool
blank_all(struct load *in, const struct source *source, char *text)
{
	struct blanker b = { .text = text, .len = source->len };
	struct span first = { 0, 1 };

	if (b.len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		blank(&b, 3);
	while (b.at < b.len) {
		bool comment = text[b.at] == '/' && b.at + 1 < b.len &&
		    (text[b.at + 1] == '/' || text[b.at + 1] == '*');

		if (!comment) {
			mind_comma(&b);
		} else if (!blank_comment(&b)) {
			report_help(report_at(in, source, (struct span){ b.at, 2 }, "E004",
					"this comment does not end"),
			    "write */ where it ends");
			return false;
		}
	}
	if (!b.before)
		report_help(report_at(in, source, first, "E001", "the file is empty"),
		    "write at least an object, {...}; the shipped conf/ shows a whole one");
	return b.before;
}

/* ---- syntax ---- */

/* What is said of jansson's words; message: in their place. */
static const struct {
	const char *part, *help, *message;
} hints[] = {
	{ "near end of file", "a closing } or ] is missing" },
	{ "string or '}' expected", "names are written in double quotes: \"name\": value" },
	{ "'}' expected", "a comma is missing before it, or a } after what went before" },
	{ "']' expected", "a comma is missing before it, or a ] after what went before" },
	{ "':' expected", "between a name and its value stands a colon" },
	{ "unexpected newline", "the string is not closed: a \" is missing" },
	{ "invalid escape", "within a string write \\\\ for a backslash" },
	{ "control character", "within a string write \\n or \\t for a line break or a tab" },
	{ "end of file expected", "the file must hold one object and nothing behind it" },
	{ "JSON_ALLOW_NUL", "take the \\u0000 out", "a NUL within a text" },
	{ "invalid Unicode", "write the character itself, or both halves of it",
	    "half of a character" },
};

/* jansson stands behind the token that it did not like, and quotes it after "near". */
static struct span
syntax_span(const json_error_t *error, const char *text, size_t len)
{
	const char *near = strstr(error->text, " near '");
	size_t at = error->position > 0 ? (size_t)error->position : 0;
	size_t n = near ? strlen(near) - strlen(" near '") - 1 : 0;

	at = at < len ? at : len;
	if (n > 0 && n <= at && memcmp(text + at - n, near + strlen(" near '"), n) == 0)
		return (struct span){ at - n, n };
	while (at > 0 && strchr(" \t\r\n", text[at - 1]))
		at--;
	return (struct span){ at > 0 ? at - 1 : 0, 1 };
}

static void
report_syntax(struct load *in, const struct source *source, const char *text,
    const json_error_t *error)
{
	struct span span = syntax_span(error, text, source->len);
	struct diagnostic *d;

	if (json_error_code(error) == json_error_stack_overflow) {
		d = report_at(in, source, span, "E006", "nested too deeply");
		report_help(d, "nothing that can be configured is deeper than %d", NODE_DEPTH);
		return;
	}
	d = report_at(in, source, span, "E005", "not JSON: %s", error->text);
	report_label(d, "here");
	for (size_t i = 0; i < COUNT(hints); i++)
		if (strstr(error->text, hints[i].part)) {
			if (hints[i].message)
				report_message(d, "%s", hints[i].message);
			report_help(d, "%s", hints[i].help);
			return;
		}
	report_help(d, "values are strings, numbers, true, false, lists and objects");
}

static bool
check_syntax(struct load *in, const struct source *source, const char *text)
{
	json_error_t error;
	json_t *json = json_loadb(text, source->len, JSON_DECODE_ANY, &error);

	if (!json) {
		report_syntax(in, source, text, &error);
		return false;
	}
	json_decref(json);
	return true;
}

/* ---- reading ---- */

const char *
jsonc_string(struct load *in, const char *text, struct span span)
{
	const char *copy;
	json_t *json;

	if (!memchr(text + span.at, '\\', span.len))
		return pool_text(in->scratch, text + span.at + 1, span.len - 2);
	json = json_loadb(text + span.at, span.len, JSON_DECODE_ANY, NULL);
	assert(json);
	copy = pool_text(in->scratch, json_string_value(json), json_string_length(json));
	json_decref(json);
	return copy;
}

const struct node *
jsonc_read(struct load *in, const struct source *source)
{
	const struct node *root;
	char *text;

	if (!check_bytes(in, source))
		return NULL;
	text = pool_text(in->scratch, source->text, source->len);
	if (!blank_all(in, source, text) || !check_syntax(in, source, text))
		return NULL;
	root = tree_read(in, source, text);
	if (root && root->type != NODE_OBJECT) {
		report_help(report_value(in, root, "E007", "the file holds %s, not an object",
				node_type_name(root->type)),
		    "the whole file is one object: {...}");
		return NULL;
	}
	return root;
}

const struct node *
jsonc_builtin(struct load *in, const char *text)
{
	struct source *source = pool_alloc(in->scratch, 1, sizeof(*source));

	*source = (struct source){ "built-in", text, strlen(text) };
	return tree_read(in, source, text);
}

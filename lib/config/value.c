/* SPDX-License-Identifier: MIT */
#include "config/value.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/size.h"
#include "config/guess.h"
#include "config/parse.h"
#include "config/report.h"

typedef void decode_fn(struct load *in, const struct option *option, const struct node *node,
    void *ret);

/* ---- what is not what it should be ---- */

static const char *const wants[] = {
	[OPTION_STRING] = "a text: \"...\"",
	[OPTION_INT] = "a whole number, without quotes",
	[OPTION_BOOL] = "true or false, without quotes",
	[OPTION_DURATION] = "\"30s\", \"5m\", \"6h\" or \"250ms\"",
	[OPTION_RATIO] = "a share of a hundred: \"5%\"",
	[OPTION_WORD] = "a word in quotes",
	[OPTION_LIST] = "a list of texts: [\"...\", \"...\"]",
	[OPTION_MAP] = "an object of texts: {\"name\": \"value\"}",
	[OPTION_STATUSES] = "200, \"2xx\", \"200-204\", or a list of those",
	[OPTION_COMPARE] = "a comparison: \"< 5s\", \">= 50%\" or \"> 3\"",
	[OPTION_SIZE] = "a whole number of KiB, MiB, GiB or TiB: \"512MiB\"",
	[OPTION_URL] = "a URL: \"https://host.example/path\"",
};

/* Is it the value itself, or a member or an item of it? */
static bool
is_part(const struct option *option, const struct node *node)
{
	return !node->key || strcmp(node->key, option->name) != 0;
}

/* "hold"; for a part: "us-east-1" in "endpoints", an item of "references"; returns ret. */
static const char *
subject(const struct option *option, const struct node *node, char ret[128])
{
	if (!is_part(option, node))
		snprintf(ret, 128, "\"%s\"", option->name);
	else if (node->key)
		snprintf(ret, 128, "\"%.60s\" in \"%s\"", node->key, option->name);
	else
		snprintf(ret, 128, "an item of \"%s\"", option->name);
	return ret;
}

/* What would have been right; returns ret. */
static const char *
wanted(const struct option *option, const struct node *node, char ret[160])
{
	bool texts = option->type == OPTION_LIST || option->type == OPTION_MAP;
	struct guess words = { 0 };

	snprintf(ret, 160, "%s",
	    wants[texts && is_part(option, node) ? OPTION_STRING : option->type]);
	for (size_t i = 0; option->type == OPTION_WORD && option->words[i]; i++)
		guess_add(&words, option->words[i]);
	return words.n > 0 ? guess_list(&words, ret, 160) : ret;
}

static void
wrong_type(struct load *in, const struct option *option, const struct node *node)
{
	char name[128], text[160];
	struct diagnostic *d =
	    report_value(in, node, "E020", "%s is of the wrong kind", subject(option, node, name));

	report_label(d, "%s", node_type_name(node->type));
	report_help(d, "write %s", wanted(option, node, text));
}

static void
wrong_text(struct load *in, const struct option *option, const struct node *node, const char *code,
    const char *label)
{
	char name[128], text[160];
	struct diagnostic *d =
	    report_value(in, node, code, "%s cannot be read", subject(option, node, name));

	report_label(d, "%s", label);
	report_help(d, "write %s", wanted(option, node, text));
}

/* A text that says something; else reported. */
static const char *
text_of(struct load *in, const struct option *option, const struct node *node)
{
	char name[128], text[160];
	struct diagnostic *d;

	if (node->type != NODE_STRING) {
		wrong_type(in, option, node);
		return NULL;
	}
	if (node->text[0])
		return node->text;
	d = report_value(in, node, "E029", "%s is empty", subject(option, node, name));
	report_help(report_label(d, "nothing"), "write %s, or take it out",
	    wanted(option, node, text));
	return NULL;
}

static const char *
keep(struct load *in, const char *text)
{
	return pool_text(in->pool, text, strlen(text));
}

/* ---- one decoder a type ---- */

static void
string(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	const char *text = text_of(in, option, node);

	if (text)
		*(const char **)ret = keep(in, text);
}

static void
whole(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	char *end;
	long n;

	errno = 0;
	n = node->type == NODE_NUMBER ? strtol(node->text, &end, 10) : 0;
	if (node->type != NODE_NUMBER) {
		wrong_type(in, option, node);
	} else if (*end != '\0') {
		wrong_text(in, option, node, "E020", "not a whole number");
	} else if (errno != 0 || n < INT32_MIN || n > INT32_MAX ||
	    (option->max > option->min && (n < option->min || n > option->max))) {
		report_help(report_label(report_value(in, node, "E025", "\"%s\" is out of range",
					     option->name),
				"%.24s", node->text),
		    "write a number from %d to %d",
		    option->max > option->min ? option->min : INT32_MIN,
		    option->max > option->min ? option->max : INT32_MAX);
	} else {
		*(int *)ret = (int)n;
	}
}

static void
boolean(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	if (node->type == NODE_BOOL)
		*(bool *)ret = strcmp(node->text, "true") == 0;
	else
		wrong_type(in, option, node);
}

/* true, and reported: a number without a unit. */
static bool
is_bare(struct load *in, const struct option *option, const struct node *node)
{
	bool whole_number, text = node->type == NODE_STRING;
	struct diagnostic *d;

	if ((!text && node->type != NODE_NUMBER) || node->text[0] == '\0' ||
	    (text && node->text[strspn(node->text, "0123456789.")] != '\0'))
		return false;
	whole_number = node->text[strspn(node->text, "0123456789")] == '\0';
	d = report_value(in, node, "E021", "\"%s\" is a duration, and durations need a unit",
	    option->name);
	report_label(d, "a bare number");
	if (whole_number)
		report_help(d, "write \"%.20ss\" for seconds, or use ms, m, h or d", node->text);
	else
		report_help(d, "write %s", wants[OPTION_DURATION]);
	return true;
}

static void
duration(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	const char *text;

	if (is_bare(in, option, node))
		return;
	text = text_of(in, option, node);
	if (text && !duration_parse(text, ret))
		wrong_text(in, option, node, "E022",
		    strchr(text, '.') ? "a broken number: take a smaller unit"
				      : "no whole number with a unit");
}

static void
ratio(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	const char *text, *wrong;

	if (node->type == NODE_NUMBER) {
		wrong_text(in, option, node, "E023", "a bare number");
		return;
	}
	text = text_of(in, option, node);
	wrong = text ? parse_ratio(text, ret) : NULL;
	if (wrong)
		wrong_text(in, option, node, "E023", wrong);
}

static void
word(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	const char *text = text_of(in, option, node), *near;
	struct guess guess = { 0 };
	struct diagnostic *d;
	char list[160];

	for (int i = 0; text && option->words[i]; i++) {
		if (option->words[i][0] && strcmp(option->words[i], text) == 0) {
			*(int *)ret = i;
			return;
		}
		guess_add(&guess, option->words[i]);
	}
	if (!text)
		return;
	d = report_value(in, node, "E024", "\"%s\" has no such word", option->name);
	report_label(d, "not a word for it");
	guess_list(&guess, list, sizeof(list));
	near = guess_nearest(&guess, text);
	if (near)
		report_help(d, "did you mean \"%s\"? There are %s", near, list);
	else
		report_help(d, "write %s", list);
}

/* true, and reported: the item is among those before it. */
static bool
given(struct load *in, const struct option *option, const struct node *item,
    const char *const *items, size_t n)
{
	struct diagnostic *d;

	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i], item->text) == 0) {
			d = report_value(in, item, "E031", "\"%s\" has this twice", option->name);
			report_help(report_label(d, "again"), "take one out");
			return true;
		}
	return false;
}

static void
list(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	bool single = node->type == NODE_STRING;
	size_t room = single ? 1 : node->n, n = 0;
	const char **items = pool_alloc(in->pool, room, sizeof(*items));

	if (!single && node->type != NODE_ARRAY) {
		wrong_type(in, option, node);
		return;
	}
	for (const struct node *item = single ? node : node->first; item && n < room;
	     item = single ? NULL : item->next) {
		const char *text = text_of(in, option, item);

		if (text && (option->repeats || !given(in, option, item, items, n)))
			items[n++] = keep(in, text);
	}
	*(struct option_list *)ret = (struct option_list){ items, n };
}

static void
map(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	const char **keys, **values;
	size_t n = 0;

	if (node->type != NODE_OBJECT) {
		wrong_type(in, option, node);
		return;
	}
	keys = pool_alloc(in->pool, node->n, sizeof(*keys));
	values = pool_alloc(in->pool, node->n, sizeof(*values));
	for (const struct node *member = node->first; member; member = member->next) {
		/* Numbers and booleans are kept as they are written, where any text will do. */
		bool scalar = option->form == FORM_ANY &&
		    (member->type == NODE_NUMBER || member->type == NODE_BOOL);
		const char *text = scalar ? member->text : text_of(in, option, member);

		if (!text)
			continue;
		keys[n] = keep(in, member->key);
		values[n++] = keep(in, text);
	}
	*(struct option_map *)ret = (struct option_map){ keys, values, n };
}

static void
add_status(struct load *in, const struct option *option, const struct node *node,
    struct status_set *ret)
{
	const char *text = node->type == NODE_NUMBER ? node->text : text_of(in, option, node);
	const char *wrong = text ? parse_statuses(text, ret) : NULL;

	if (wrong)
		wrong_text(in, option, node, "E027", wrong);
}

static void
statuses(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	struct status_set set = { 0 };

	if (node->type == NODE_ARRAY && node->n == 0)
		wrong_text(in, option, node, "E027", "an empty list");
	else if (node->type == NODE_ARRAY)
		for (const struct node *item = node->first; item; item = item->next)
			add_status(in, option, item, &set);
	else
		add_status(in, option, node, &set);
	*(struct status_set *)ret = set;
}

static void
comparison(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	const char *text = text_of(in, option, node);
	const char *wrong = text ? parse_compare(text, ret) : NULL;

	if (wrong)
		wrong_text(in, option, node, "E026", wrong);
}

static void
url(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	const char *text = text_of(in, option, node);
	const char *wrong = text ? parse_url(text) : NULL;

	if (wrong)
		wrong_text(in, option, node, "E028", wrong);
	else if (text)
		*(const char **)ret = keep(in, text);
}

static void
size(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	const char *text;

	if (node->type == NODE_NUMBER) {
		wrong_text(in, option, node, "E033", "a bare number");
		return;
	}
	text = text_of(in, option, node);
	if (text && !size_parse(text, ret))
		wrong_text(in, option, node, "E033", "no whole number with such a unit");
}

static decode_fn *const decoders[] = {
	[OPTION_STRING] = string,
	[OPTION_INT] = whole,
	[OPTION_BOOL] = boolean,
	[OPTION_DURATION] = duration,
	[OPTION_RATIO] = ratio,
	[OPTION_WORD] = word,
	[OPTION_LIST] = list,
	[OPTION_MAP] = map,
	[OPTION_STATUSES] = statuses,
	[OPTION_COMPARE] = comparison,
	[OPTION_URL] = url,
	[OPTION_SIZE] = size,
};

void
value_decode(struct load *in, const struct option *option, const struct node *node, void *ret)
{
	decoders[option->type](in, option, node, ret);
}

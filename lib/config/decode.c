/* SPDX-License-Identifier: MIT */
#include "config/decode.h"

#include "config/guess.h"
#include "config/jsonc.h"
#include "config/parse.h"
#include "config/report.h"
#include "config/value.h"

/* ---- objects ---- */

void
decode_missing(struct load *in, const struct node *object, const char *name, const char *help)
{
	struct diagnostic *d = report_key(in, object, "E011", "\"%s\" is missing", name);

	report_label(d, "it belongs in here");
	report_help(d, "%s", help);
}

/* The default first: a value that is wrong then leads to no further faults. */
void
decode_fields(struct load *in, const struct node *object, const struct option *options, void *base)
{
	for (const struct option *o = options; o->name; o++) {
		const struct node *node = node_member(object, o->name);

		if (!node && o->required && object)
			decode_missing(in, object, o->name, o->help);
		if (o->fallback)
			value_decode(in, o, jsonc_builtin(in, o->fallback),
			    (char *)base + o->offset);
		if (node)
			value_decode(in, o, node, (char *)base + o->offset);
	}
}

void
decode_names(struct load *in, const struct node *object, const struct option *options,
    const char *const *others)
{
	struct guess guess = { 0 };
	char list[160];

	for (const struct option *o = options; o->name; o++)
		guess_add(&guess, o->name);
	for (; others && *others; others++)
		guess_add(&guess, *others);
	for (const struct node *member = object->first; member; member = member->next) {
		const char *near = guess_nearest(&guess, member->key);
		struct diagnostic *d;

		if (node_is_foreign(member) || guess_has(&guess, member->key))
			continue;
		d = report_key(in, member, "E012", "unknown key \"%.100s\"", member->key);
		report_label(d, "not a setting");
		if (near)
			report_help(d, "did you mean \"%s\"?", near);
		else if (guess.n > 0)
			report_help(d, "there are %s", guess_list(&guess, list, sizeof(list)));
		else
			report_help(d, "there is nothing to set here: write {}");
	}
}

void
decode_object(struct load *in, const struct node *object, const struct option *options,
    const char *const *others, void *base)
{
	if (object && !decode_is(in, object, NODE_OBJECT))
		object = NULL;
	if (object)
		decode_names(in, object, options, others);
	decode_fields(in, object, options, base);
}

bool
decode_is(struct load *in, const struct node *node, enum node_type type)
{
	static const char *const wants[] = { "null", "true or false", "a number, without quotes",
		"a text: \"...\"", "a list: [...]", "an object: {...}" };
	struct diagnostic *d;

	if (node->type == type)
		return true;
	d = report_value(in, node, "E020", "%s is wanted here", node_type_name(type));
	report_help(report_label(d, "%s", node_type_name(node->type)), "write %s", wants[type]);
	return false;
}

const struct node *
decode_need(struct load *in, const struct node *object, const char *name, enum node_type type,
    const char *help)
{
	const struct node *node = node_member(object, name);

	if (!node)
		decode_missing(in, object, name, help);
	return node && decode_is(in, node, type) ? node : NULL;
}

bool
decode_name(struct load *in, const struct node *member)
{
	const char *wrong = parse_name(member->key);

	if (!wrong)
		return true;
	report_help(report_label(report_key(in, member, "E032", "\"%.60s\" is not a good name",
				     member->key),
			"%s", wrong),
	    "names are used in rules, paths and journals: keep them short and plain");
	return false;
}

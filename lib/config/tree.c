/* SPDX-License-Identifier: MIT */
#include "config/tree.h"

#include <assert.h>
#include <string.h>

#include "config/jsonc.h"
#include "config/report.h"

struct reader {
	struct load *in;
	const struct source *source;
	const char *text;
	size_t at, depth;
	struct node *root, *open; /* the innermost object or list that has not ended */
	const char *key;          /* the name that waits for its value */
	struct span key_span;
};

static struct span
scalar_span(const struct reader *r)
{
	size_t at = r->at;

	if (r->text[at] != '"')
		return (struct span){ at, strcspn(r->text + at, ",:]} \t\r\n") };
	for (at++; r->text[at] != '"'; at++)
		if (r->text[at] == '\\')
			at++;
	return (struct span){ r->at, at + 1 - r->at };
}

static enum node_type
type_of(char first)
{
	switch (first) {
	case '{':
		return NODE_OBJECT;
	case '[':
		return NODE_ARRAY;
	case '"':
		return NODE_STRING;
	case 't':
	case 'f':
		return NODE_BOOL;
	case 'n':
		return NODE_NULL;
	default:
		return NODE_NUMBER;
	}
}

static void
link_node(struct reader *r, struct node *node)
{
	struct node *parent = r->open;
	const struct node *other = node->key ? node_member(parent, node->key) : NULL;

	node->parent = parent;
	if (!parent) {
		r->root = node;
		return;
	}
	node->index = parent->n;
	if (other) {
		report_help(report_label(report_key(r->in, node, "E010", "\"%s\" is given twice",
					     node->key),
				"again"),
		    "only one can count: take one out");
		return;
	}
	parent->n++;
	if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
}

static struct node *
add_node(struct reader *r)
{
	struct node *node = pool_alloc(r->in->scratch, 1, sizeof(*node));

	*node = (struct node){ .source = r->source,
		.type = type_of(r->text[r->at]),
		.key = r->key,
		.key_span = r->key_span,
		.span = { r->at, 1 } };
	if (node->type < NODE_ARRAY)
		node->span = scalar_span(r);
	if (node->type == NODE_STRING)
		node->text = jsonc_string(r->in, r->text, node->span);
	else if (node->type < NODE_ARRAY)
		node->text = pool_text(r->in->scratch, r->text + node->span.at, node->span.len);
	r->key = NULL;
	link_node(r, node);
	r->at += node->span.len;
	return node;
}

/* true, and reported: nobody writes such a thing, and what follows need not bear it. */
static bool
too_deep(struct reader *r)
{
	struct span span = { r->at - 1, 1 };

	if (++r->depth <= NODE_DEPTH)
		return false;
	report_help(report_at(r->in, r->source, span, "E006", "nested too deeply"),
	    "nothing that can be configured is deeper than %d", NODE_DEPTH);
	return true;
}

static bool
too_many(struct reader *r)
{
	if (!r->open || r->open->n <= NODE_CHILDREN)
		return false;
	report_help(report_at(r->in, r->source, (struct span){ r->at - 1, 1 }, "E008",
			"more than %d in one %s", NODE_CHILDREN,
			r->open->type == NODE_OBJECT ? "object" : "list"),
	    "is this the right file?");
	return true;
}

static bool
read_value(struct reader *r)
{
	struct node *node;

	if (r->text[r->at] == '"' && r->open && r->open->type == NODE_OBJECT && !r->key) {
		r->key_span = scalar_span(r);
		r->key = jsonc_string(r->in, r->text, r->key_span);
		r->at += r->key_span.len;
		return true;
	}
	node = add_node(r);
	if (too_many(r))
		return false;
	if (node->type < NODE_ARRAY)
		return true;
	r->open = node;
	return !too_deep(r);
}

const struct node *
tree_read(struct load *in, const struct source *source, const char *text)
{
	struct reader r = { .in = in, .source = source, .text = text };

	while (r.at < source->len) {
		char c = text[r.at];

		if (strchr(" \t\r\n,:", c)) {
			r.at++;
		} else if (c == '}' || c == ']') {
			assert(r.open);
			r.at++;
			r.open->span.len = r.at - r.open->span.at;
			r.open = r.open->parent;
			r.depth--;
		} else if (!read_value(&r)) {
			return NULL;
		}
	}
	return r.root;
}

/* SPDX-License-Identifier: MIT */
/*
 * A configuration text as a tree, in which every name and every value knows
 * where it stands. Owned by the pool it was made in; borrowed by all others.
 */
#ifndef CONFIG_NODE_H
#define CONFIG_NODE_H

#include <stdbool.h>

#include "base/cleanup.h"

#define NODE_DEPTH    32   /* deeper nesting is refused */
#define NODE_CHILDREN 1000 /* more of them in one object or list are refused */
#define NODE_POINTER  256

enum node_type {
	NODE_NULL,
	NODE_BOOL,
	NODE_NUMBER,
	NODE_STRING,
	NODE_ARRAY,
	NODE_OBJECT,
};

struct source;

struct span {
	size_t at, len; /* bytes of the source's text */
};

struct node {
	const struct source *source;
	struct node *parent, *first, *last, *next;
	size_t n;         /* children */
	size_t index;     /* within an array */
	const char *key;  /* name within an object; NULL elsewhere */
	const char *text; /* a string's contents; a number, a boolean as it is written */
	enum node_type type;
	struct span key_span, span;
};

const struct node *node_member(const struct node *object, const char *name);
/* A member of a member: both may be missing. */
const struct node *node_inner(const struct node *object, const char *outer, const char *inner);
/* "x-..." and "$schema" are for other programs and for people. */
bool node_is_foreign(const struct node *member);
/* RFC 6901: "/probes/api/every"; cut at NODE_POINTER bytes; returns ret. */
const char *node_pointer(const struct node *node, char ret[NODE_POINTER]);
const char *node_type_name(enum node_type type); /* "a string" */

#endif

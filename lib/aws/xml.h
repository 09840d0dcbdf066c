/* SPDX-License-Identifier: MIT */
/*
 * An XML answer as a small tree: elements, and their text. All of expat is in
 * xml.c. Depth and size are limited; namespaces and attributes are dropped.
 */
#ifndef AWS_XML_H
#define AWS_XML_H

#include "base/error.h"

struct xml {
	char *name, *text; /* text: of this element itself, trimmed; never NULL */
	struct xml *child, *next;
};

struct xml *xml_parse(const char *text, size_t len, struct error *err); /* NULL: not well-formed */
void xml_free(struct xml *xml);

/* The first element at a path below, "GlobalCluster/Status"; NULL when there is none. xml may be
 * NULL. */
const struct xml *xml_at(const struct xml *xml, const char *path);
const char *xml_text(const struct xml *xml, const char *path); /* "" when there is none */
const struct xml *xml_next(const struct xml *xml); /* the next sibling of the same name */

define_autofree(struct xml, xml_free)

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The form of AWS's shared files: "[section]", then "name = value". What is
 * indented below a member belongs to that member:
 *
 *	[services ours]
 *	rds =
 *	  endpoint_url = https://...
 *
 * Sections of the same name are one. A "#" or ";" begins a comment, at the start
 * of a line or after a blank.
 */
#ifndef AWS_INI_H
#define AWS_INI_H

#include "base/error.h"

struct ini_text {
	const char *at; /* not ended by a NUL */
	size_t len;
};

struct ini_member {
	struct ini_text above; /* the member that this one is indented below; len 0: none */
	struct ini_text name, value;
};

/* kind: "profile" of "[profile prod]", where "[default]" needs no word; "services" of "[services
 * ours]"; NULL: the bare name, "[prod]". */
struct ini_section {
	const char *kind, *name;
};

typedef void ini_fn(const struct ini_member *member, void *arg);

/* Calls fn for each member of one section, in their order. *ret_found: whether there is such a
 * section. No error repeats any of the text: it may be a secret. */
must_check bool ini_read(const char *text, const struct ini_section *section, ini_fn *fn, void *arg,
    bool *ret_found, struct error *err);
/* Case does not matter. */
bool ini_is(struct ini_text text, const char *word);

#endif

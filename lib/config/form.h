/* SPDX-License-Identifier: MIT */
/*
 * What texts look like, as regular expressions: for the JSON Schema, which says
 * as much of what the loader checks as an expression can say.
 *
 * They are of what ECMA-262, Python and POSIX's extended expressions have in
 * common.
 */
#ifndef CONFIG_FORM_H
#define CONFIG_FORM_H

#include "base/option.h"

/* Of a name of ours, within an object whose names that begin with "x-" are other programs'. */
#define FORM_OWN_NAME "^([A-Za-wyz0-9_][A-Za-z0-9_-]{0,47}|x([A-Za-z0-9_][A-Za-z0-9_-]{0,46})?)$"
#define FORM_FOREIGN  "^(x-|[$]schema$)"
#define FORM_DURATION "^0*[0-9]{1,9}(ms|s|m|h|d)$"
#define FORM_SIZE     "^0*[0-9]{1,6}(KiB|MiB|GiB|TiB)$"
#define FORM_RATIO    "^0*(100([.]0+)?|[0-9]{1,2}([.][0-9]+)?)%$"
#define FORM_COMPARE                                             \
	"^[<>]=? *([0-9]+([.][0-9]+)?|0*[0-9]{1,9}(ms|s|m|h|d)|" \
	"0*(100([.]0+)?|[0-9]{1,2}([.][0-9]+)?)%)$"
#define FORM_STATUS "^([1-5][xX]{2}|[1-5][0-9]{2}(-[1-5][0-9]{2})?)$"

/* One form of text: its name in the schema, what it is in words, its pattern; never NULL, but for
 * FORM_ANY. */
struct form {
	const char *name, *help, *example, *pattern;
};

extern const struct form forms[FORM_MOST];

#endif

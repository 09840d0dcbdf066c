/* SPDX-License-Identifier: MIT */
/* One option, one object of options, as JSON Schema. */
#ifndef CONFIG_SCHEMA_OPTION_H
#define CONFIG_SCHEMA_OPTION_H

#include "base/option.h"
#include "config/outline.h"

/* One option as a member of "properties". */
void schema_option(struct outline *out, const struct option *option);
/* Each of a table. */
void schema_options(struct outline *out, const struct option *options);
/* "required": those of a table, and others; options and others may be NULL. */
void schema_required(struct outline *out, const struct option *options, const char *const *others);
/* The head of an object, up to its open "properties"; and its end. */
void schema_open(struct outline *out, const char *key, const char *help);
void schema_close(struct outline *out, const struct option *options, const char *const *required);
/* An object that has the options of a table, and nothing else. */
void schema_object(struct outline *out, const char *key, const char *help,
    const struct option *options);
/* "$defs": what the others refer to. */
void schema_definitions(struct outline *out);

#endif

/* SPDX-License-Identifier: MIT */
/* What a configuration is told that is wrong with it, for people and for programs. */
#ifndef CTL_DIAGNOSIS_H
#define CTL_DIAGNOSIS_H

#include <jansson.h>

#include "../configuration.h"

/* { valid, path, errors, warnings, trouble, diagnostics }. config: NULL when it was not loaded. */
json_t *diagnosis_json(const char *path, const struct config *config,
    const struct diagnostics *diags, const struct error *err);
/* On stderr. When it was not loaded, also how many errors there are, or what else is the trouble.
 */
void diagnosis_print(const char *path, const struct config *config, const struct diagnostics *diags,
    const struct sources *sources, const struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* What fencing a Region and taking that back have in common. */
#ifndef AWS_FENCE_PRIVATE_H
#define AWS_FENCE_PRIVATE_H

#include <jansson.h>

#include "core/run.h"

/* The control that the step sets in a Region; NULL: none. */
const char *fence_control(const struct step_ctx *ctx, size_t region);
/* What the controls were before the act; only the first time counts. */
void fence_remember(const struct step_ctx *ctx, const json_t *list);

extern const struct step_kind fence_back_step;

#endif

/* SPDX-License-Identifier: MIT */
/* Only lib/core/otherwise*.c includes it. */
#ifndef CORE_OTHERWISE_PRIVATE_H
#define CORE_OTHERWISE_PRIVATE_H

#include "core/otherwise.h"

/* Adds the change of a fact to what it would have to be. */
void otherwise_fact(const struct engine *engine, size_t index, size_t region, enum trit to,
    struct otherwise *ret);

#endif

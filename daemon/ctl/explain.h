/* SPDX-License-Identifier: MIT */
/* Parts of an explanation that others print too. */
#ifndef CTL_EXPLAIN_H
#define CTL_EXPLAIN_H

#include <jansson.h>
#include <stdbool.h>

void explain_guards(const json_t *guards);
void explain_loss(const json_t *decision); /* one line */
/* "d-17": it goes into a path. */
bool explain_is_decision(const char *id);

#endif

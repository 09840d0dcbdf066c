/* SPDX-License-Identifier: MIT */
/* The way back of a runbook: what takes back the acts of the steps before the point of no return.
 */
#ifndef CONFIG_BACK_H
#define CONFIG_BACK_H

#include "config/load.h"

/* Written behind the n steps, which have room for it; before: the point of no return. Returns how
 * many. */
size_t back_add(struct load *in, struct step_spec *steps, size_t n, size_t before);

#endif

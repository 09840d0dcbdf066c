/* SPDX-License-Identifier: MIT */
/*
 * Compares what we remember with what the world is: the writer, the routing
 * controls, the secret, the public name. A move that a person made is adopted,
 * never undone; a half-made one stops automation until it is mended. The secret
 * and the public name may follow late, and are given the time.
 */
#ifndef CORE_OBSERVE_H
#define CORE_OBSERVE_H

#include "core/engine.h"

/* Sets the verb to ADOPT, DRIFT or MENDED when there is something to tell. */
void observe(struct engine *engine, struct decision *ret, struct now now);

#endif

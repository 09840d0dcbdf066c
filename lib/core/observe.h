/* SPDX-License-Identifier: MIT */
/*
 * Compares what we remember with what the world is. A move that a person made
 * is adopted, never undone; a half-made one stops automation until it is mended.
 */
#ifndef CORE_OBSERVE_H
#define CORE_OBSERVE_H

#include "core/engine.h"

/* Sets the verb to ADOPT, DRIFT or MENDED when there is something to tell. */
void observe(struct engine *engine, struct decision *ret, struct now now);

#endif

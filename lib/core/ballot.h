/* SPDX-License-Identifier: MIT */
/* Our own ballot, from our own facts, and the count of all. */
#ifndef CORE_BALLOT_H
#define CORE_BALLOT_H

#include "core/engine.h"

/* Casts our own ballot, and finds the verdict of all on each Region anew. */
void ballot_refresh(struct engine *engine, struct now now);

#endif

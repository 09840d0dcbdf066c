/* SPDX-License-Identifier: MIT */
/*
 * All that a tick goes by, as it was before it: whoever has it can run the tick
 * again, and must get the same decision.
 *
 *	inputs_take()    before a tick: copies what the tick will change
 *	engine_tick()
 *	inputs_begin()   makes an engine of it that can be ticked again
 *
 * A tick only reads the series, so they stay with the engine, and are what they
 * were until the next sample. Nothing is allocated between init and done.
 */
#ifndef CORE_INPUTS_H
#define CORE_INPUTS_H

#include "core/engine.h"

struct inputs {
	struct now now;       /* of the tick */
	struct engine before; /* facts and churns are the copy's own, without tallies; series is
				 borrowed from the engine that was taken */
};

void inputs_init(struct inputs *inputs, const struct app *app);
void inputs_done(struct inputs *inputs);
/* The engine is of the application of init. */
void inputs_take(struct inputs *inputs, const struct engine *engine, struct now now);

/* A new engine in that state, with series of its own; engine_done() frees it. */
void inputs_begin(const struct inputs *inputs, struct engine *ret);
/* Takes over all that is plain in `from`: everything but the application, and what was allocated.
 */
void inputs_plain(struct engine *engine, const struct engine *from);

define_autodone(struct inputs, inputs_done)

#endif

/* SPDX-License-Identifier: MIT */
#include "op_recheck.h"

#include "core/ref.h"
#include "gates.h"

void
op_recheck(struct application *application, struct run *run, struct now now)
{
	const struct engine *engine = &application->engine;
	const struct step_spec *step = &run->book->steps[run->next];
	msec_t entered = run->courses[run->next].entered;

	if (step->kind->gates)
		run->recheck =
		    gates_word(application->gates, &run->move, entered, run->recheck_text, now);
	else if (step->kind->when)
		run->recheck =
		    ref_hold(engine, &run->move, step->kind->when(step->args), run->recheck_text);
	else
		run->recheck =
		    engine_recheck(engine, &run->move, entered, run->recheck_text, now.boot);
}

/* SPDX-License-Identifier: MIT */
#include "config/back.h"

#include <stdio.h>
#include <string.h>

#include "core/run.h"

static const char *
name_back(struct load *in, const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "undo-%.80s", name);
	return pool_text(in->pool, text, strlen(text));
}

size_t
back_add(struct load *in, struct step_spec *steps, size_t n, size_t before)
{
	size_t n_undo = 0;

	for (size_t i = before; i-- > 0 && n_undo < RUN_UNDO_MOST;) {
		const struct step_kind *back = steps[i].kind->back;

		if (!back)
			continue;
		steps[n + n_undo] = steps[i];
		steps[n + n_undo].name = name_back(in, steps[i].name);
		steps[n + n_undo].kind = back;
		steps[n + n_undo].deadline = back->deadline;
		steps[n + n_undo].best_effort = false;
		steps[n + n_undo].group = NULL;
		steps[n + n_undo++].of = i;
	}
	return n_undo;
}

/* SPDX-License-Identifier: MIT */
/* What the steps of a scenario's run see and do, by the names of their kinds. */
#ifndef CTL_PLAY_DEED_H
#define CTL_PLAY_DEED_H

#include "core/kind.h"

/* The kind looks at the scenario's world and acts on it; its step's args are a struct play_step.
 * acts: as the step does that it stands for. */
void play_deed_mimic(struct step_kind *kind, bool acts);

#endif

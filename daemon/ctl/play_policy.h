/* SPDX-License-Identifier: MIT */
/*
 * The configuration that a scenario asks for: written as text, with the options
 * that an operator would write, and loaded as the daemon loads it.
 */
#ifndef CTL_PLAY_POLICY_H
#define CTL_PLAY_POLICY_H

#include "config/config.h"
#include "play_scene.h"

/*
 * The only application of the result is the scenario's: its Regions and the
 * scenario's have the same indices, and so do its first probes and the
 * endpoints. Of the observers, self is the caller's to set. NULL: err says what
 * the scenario asks for that no configuration can say.
 */
struct config *play_policy_load(const struct play_scene *scene, struct error *err);
/* Gives the application the scene's observers, and the limits of several. */
void play_policy_observers(const struct play_scene *scene, struct config *config);

#endif

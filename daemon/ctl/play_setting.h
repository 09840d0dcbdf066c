/* SPDX-License-Identifier: MIT */
/* Whose scenario it is: an application's own file, with changes, and who watches it. */
#ifndef CTL_PLAY_SETTING_H
#define CTL_PLAY_SETTING_H

#include <jansson.h>

#include "config/config.h"
#include "play_scene.h"

struct play_setting {
	const char *scenario; /* path of its file; the application's is relative to it */
	char *path;           /* of the application's file; owned */
	json_t *json;         /* owned */

	struct {
		char name[PLAY_NAME], place[PLAY_NAME];
	} observers[OBSERVERS_MOST];

	size_t n_observers;
};

void play_setting_begin(struct play_setting *setting, const char *scenario);
void play_setting_done(struct play_setting *setting);
/* "application PATH", "set PATH VALUE", "observer NAME PLACE". rest is cut to pieces. */
must_check bool play_setting_read(struct play_setting *setting, const char *word, char *rest,
    struct error *err);
/* The configuration, whose only application it is; and the scene that follows from it. */
struct config *play_setting_load(struct play_setting *setting, struct play_scene *ret,
    struct error *err);

#endif

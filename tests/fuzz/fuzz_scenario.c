/* SPDX-License-Identifier: MIT */
/* A scenario: its file, and behind the first blank line what there is to see, line by line. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/ctl/play_policy.h"
#include "daemon/ctl/play_team.h"
#include "fuzz.h"

/* Longer ones find nothing more. */
#define LINES_MOST 64

static void
on_action(const struct play_action *action, void *arg)
{
	want(action->what && action->what[0]);
}

static void
play(const struct play_scene *scene, const char *at, size_t len)
{
	autofree(play_team_done) struct play_team team = { 0 };
	static struct play_line line;
	struct error err = { "" };
	struct config *config = play_policy_load(scene, &err);
	const char *end;

	line = (struct play_line){ .t = -1 };
	if (!config) {
		want(err.text[0]);
		return;
	}
	play_team_init(&team, scene, config, on_action, NULL);
	for (int i = 0; i < LINES_MOST && (end = memchr(at, '\n', len)); i++) {
		if (end > at && !play_line_read(scene, at, (size_t)(end - at), &line, &err)) {
			want(err.text[0]);
			return;
		}
		if (end > at)
			play_team_second(&team, &line);
		len -= (size_t)(end + 1 - at);
		at = end + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct play_scene scene;
	const uint8_t *blank = memmem(data, size, "\n\n", 2);
	size_t len = blank ? (size_t)(blank - data) : size;
	int fd = memfd_create("scene", MFD_CLOEXEC);
	struct error err = { "" };
	char path[64];

	want(fd >= 0);
	want(write(fd, data, len) == (ssize_t)len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	scene = (struct play_scene){ 0 };
	if (play_scene_load(path, &scene, &err))
		play(&scene, blank ? (const char *)blank + 2 : "", blank ? size - len - 2 : 0);
	else
		want(err.text[0]);
	close(fd);
	return 0;
}

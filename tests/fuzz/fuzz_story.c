/* SPDX-License-Identifier: MIT */
/* A scenario in the form for people. Run from the root of the tree, the application that it names
 * can be "../cwd/conf/apps.d/remittance.json". */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/ctl/play_form.h"
#include "fuzz.h"

static void
check(const struct play_form *form)
{
	want(form->config && form->scene.n_regions >= 2);
	for (size_t i = 0; i < form->n_said; i++)
		want(form->said[i].region == PLAY_ANY ||
		    form->said[i].region < form->scene.n_regions);
	for (size_t i = 1; i < form->n_timed; i++)
		want(form->timed[i - 1].at <= form->timed[i].at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree(play_form_done) struct play_form form = { 0 };
	int fd = memfd_create("story", MFD_CLOEXEC);
	struct error err = { "" };
	char path[64];

	want(fd >= 0);
	want(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (play_form_load(path, &form, &err))
		check(&form);
	else
		want(err.text[0]);
	close(fd);
	return 0;
}

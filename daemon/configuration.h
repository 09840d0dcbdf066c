/* SPDX-License-Identifier: MIT */
/* The configuration's files, read and loaded: failoverd.json, and those of apps.d beside it. */
#ifndef DAEMON_CONFIGURATION_H
#define DAEMON_CONFIGURATION_H

#include "base/error.h"
#include "config/config.h"

/* The texts, for diagnostics that show the line. */
struct sources {
	struct source *list;
	size_t n;
};

/*
 * path: the file, or the directory that it is in. NULL when a file cannot be
 * read, or when the texts are wrong; err says the first thing in either case,
 * and diags all of what is wrong with the texts. ret holds what was read, also
 * then. diags and ret must be zeroed.
 */
struct config *configuration_load(const char *path, struct diagnostics *diags, struct sources *ret,
    struct error *err);
/* The same for several paths. A file that is not called failoverd.json is an application's, and can
 * be looked at by itself: what is about the daemon is then taken to be well. A directory, or a
 * failoverd.json, must be the only path. */
struct config *configuration_load_files(const char *const *paths, size_t n,
    struct diagnostics *diags, struct sources *ret, struct error *err);
void sources_done(struct sources *sources);

define_autodone(struct sources, sources_done)

#endif

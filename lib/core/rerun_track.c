/* SPDX-License-Identifier: MIT */
/* Which probe of which Region a track is. */
#include <string.h>

#include "base/alloc.h"
#include "core/rerun_private.h"

/* What is asked once for the application was recorded once, or the same of each Region. */
static bool
bound_already(const struct rerun *rerun, size_t probe)
{
	for (size_t t = 0; t < rerun->n_tracks; t++)
		if (rerun->tracks[t].bound && rerun->tracks[t].probe == probe &&
		    rerun->app->probes[probe].kind->global)
			return true;
	return false;
}

bool
rerun_track(struct rerun *rerun, size_t index, const char *region, const char *probe)
{
	const struct app *app = rerun->app;
	struct rerun_track *track;

	if (index >= rerun->n_tracks) {
		rerun->tracks = xrealloc(rerun->tracks, index + 1, sizeof(*rerun->tracks));
		memset(rerun->tracks + rerun->n_tracks, 0,
		    (index + 1 - rerun->n_tracks) * sizeof(*rerun->tracks));
		rerun->n_tracks = index + 1;
	}
	track = &rerun->tracks[index];
	track->region = app_region(app, region);
	for (size_t p = 0; p < app->n_probes && !track->bound; p++)
		if (strcmp(app->probes[p].name, probe) == 0) {
			track->probe = p;
			track->bound =
			    (track->region != REGION_NONE || app->probes[p].kind->global) &&
			    !bound_already(rerun, p);
		}
	if (track->bound)
		rerun_steady_track(track, app);
	return track->bound;
}

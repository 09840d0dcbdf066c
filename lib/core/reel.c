/* SPDX-License-Identifier: MIT */
#include "core/reel.h"

#include <string.h>

#include "base/alloc.h"

/* Where a track's samples of this minute lie. */
struct reel_part {
	size_t first, n;
};

void
reel_init(struct reel *reel, reel_minute_fn *on_minute, void *arg)
{
	*reel = (struct reel){ .on_minute = on_minute, .arg = arg };
}

void
reel_done(struct reel *reel)
{
	for (size_t t = 0; t < reel->n_tracks; t++) {
		xfree(reel->tracks[t].region);
		xfree(reel->tracks[t].probe);
	}
	xfree(reel->tracks);
	xfree(reel->samples);
	xfree(reel->parts);
	xfree(reel->stretches);
	*reel = (struct reel){ 0 };
}

static size_t
add_track(struct reel *reel, const char *region, const char *probe)
{
	size_t n = reel->n_tracks + 1;

	reel->tracks = xrealloc(reel->tracks, n, sizeof(*reel->tracks));
	reel->parts = xrealloc(reel->parts, n, sizeof(*reel->parts));
	reel->stretches = xrealloc(reel->stretches, n, sizeof(*reel->stretches));
	reel->tracks[reel->n_tracks] =
	    (struct reel_track){ .region = xstrdup(region), .probe = xstrdup(probe) };
	reel->parts[reel->n_tracks] = (struct reel_part){ 0 };
	return reel->n_tracks++;
}

static bool
is(const struct reel_track *track, const char *region, const char *probe)
{
	return (track->region_id == region && track->probe_id == probe) ||
	    (strcmp(track->probe, probe) == 0 && strcmp(track->region, region) == 0);
}

/* They come in the same order each minute, mostly. */
static size_t
find_track(struct reel *reel, const char *region, const char *probe)
{
	size_t t = 0;

	for (size_t i = 0; i < reel->n_tracks; i++) {
		t = reel->next + i;
		if (t >= reel->n_tracks)
			t -= reel->n_tracks;
		if (is(&reel->tracks[t], region, probe))
			break;
		t = reel->n_tracks;
	}
	if (t == reel->n_tracks)
		t = add_track(reel, region, probe);
	reel->tracks[t].region_id = region;
	reel->tracks[t].probe_id = probe;
	reel->next = t;
	return t;
}

static void
tell(struct reel *reel)
{
	struct minute minute = { reel->start, reel->stretches, reel->n_tracks };

	for (size_t t = 0; t < reel->n_tracks; t++) {
		struct reel_part *part = &reel->parts[t];

		reel->stretches[t] =
		    (struct stretch){ part->n > 0 ? reel->samples + part->first : NULL, part->n };
		*part = (struct reel_part){ 0 };
	}
	reel->n_samples = 0;
	reel->next = 0;
	reel->open = false;
	reel->on_minute(reel, &minute, reel->arg);
}

static void
turn_to(struct reel *reel, msec_t start)
{
	if (reel->open && reel->start != start)
		tell(reel);
	reel->open = true;
	reel->start = start;
}

static struct sample *
room(struct reel *reel, size_t n)
{
	if (reel->n_samples + n > reel->cap) {
		reel->cap = 2 * (reel->n_samples + n);
		reel->samples = xrealloc(reel->samples, reel->cap, sizeof(*reel->samples));
	}
	return reel->samples + reel->n_samples;
}

/* Room for more samples of a track. Those that it has must lie before it: they are moved there, if
 * another track's came between. */
static struct sample *
room_for(struct reel *reel, size_t t, size_t n)
{
	struct reel_part *part = &reel->parts[t];
	struct sample *to;

	if (part->n > 0 && part->first + part->n != reel->n_samples) {
		to = room(reel, part->n);
		memcpy(to, reel->samples + part->first, part->n * sizeof(*to));
		part->first = reel->n_samples;
		reel->n_samples += part->n;
	}
	return room(reel, n);
}

static void
added(struct reel *reel, size_t t, size_t n)
{
	struct reel_track *track = &reel->tracks[t];
	struct reel_part *part = &reel->parts[t];

	if (n == 0)
		return;
	if (part->n == 0)
		part->first = reel->n_samples;
	part->n += n;
	reel->n_samples += n;
	track->n += n;
	track->last = reel->samples[reel->n_samples - 1].at;
	if (track->first == 0)
		track->first = reel->samples[part->first].at;
}

void
reel_block(struct reel *reel, const char *region, const char *probe, msec_t start, const void *data,
    size_t len)
{
	struct block_reader reader;
	struct sample *to;
	size_t t, n = 0;

	turn_to(reel, start);
	t = find_track(reel, region, probe);
	block_read(&reader, data, len, start);
	to = room_for(reel, t, reader.left);
	while (block_next(&reader, &to[n]))
		n++;
	added(reel, t, n);
	reel->blocks++;
	reel->damaged += reader.damaged;
}

void
reel_sample(struct reel *reel, const char *region, const char *probe, const struct sample *sample)
{
	size_t t;

	turn_to(reel, sample->at - sample->at % BLOCK_SPAN);
	t = find_track(reel, region, probe);
	*room_for(reel, t, 1) = *sample;
	added(reel, t, 1);
}

void
reel_end(struct reel *reel)
{
	if (reel->open)
		tell(reel);
}

/* SPDX-License-Identifier: MIT */
/* What rerun.c and rerun_calm.c share. Only they include it. */
#ifndef CORE_RERUN_PRIVATE_H
#define CORE_RERUN_PRIVATE_H

#include "core/rerun.h"

#define RERUN_LINES 48 /* limits of facts that one probe's samples are held against */

/*
 * What decisions go by of a sample, but for its time: samples of one class are
 * alike. While each is like the one before and none is missing, no fact changes.
 */
struct rerun_track {
	bool bound; /* the configuration has the probe */
	size_t probe, region;
	bool answered, good; /* the newest sample, as the daemon minds it */

	/* What the facts that look at the probe ask of it. */
	struct line {
		const struct compare *limit;
		bool latency; /* of its latency, else of its value */
	} lines[RERUN_LINES];

	size_t n_lines;
	bool many;     /* more lines than that: never steady */
	msec_t gap;    /* from one sample to the next at most, or a window may lack one */
	msec_t fresh;  /* from the measurement of a value to its use */
	msec_t settle; /* so long after a change all windows are the same throughout */
	size_t row;

	/* The samples so far that were alike. */
	uint64_t class;
	size_t run;
	msec_t since, last, value_at; /* of the first and the newest; 0: there is none */

	struct {
		size_t run;
		msec_t last, value_at;
	} then; /* after the minute that is looked at */
};

/* Finds out what the facts ask of a track. */
void rerun_calm_track(struct rerun_track *track, const struct app *app);
/* A sample was taken. */
void rerun_calm_note(struct rerun_track *track, const struct sample *sample);
/* Whether no tick of that minute can do anything, by what the last one did and by all samples of
 * that minute, which were not taken yet. */
bool rerun_calm(struct rerun *rerun, const struct minute *minute);
/* Takes the samples of such a minute, and leaves its ticks out. */
void rerun_calm_skip(struct rerun *rerun, const struct minute *minute);
/* Before the next tick: what the ticks that were left out would have left behind. */
void rerun_calm_resume(struct rerun *rerun);

static inline msec_t
rerun_end(const struct minute *minute)
{
	return minute->start + MSEC_MINUTE;
}

/* The Regions whose series a track fills: one, or all of a probe that is asked once. */
static inline bool
rerun_feeds(const struct rerun *rerun, const struct rerun_track *track, size_t region)
{
	return region == track->region || rerun->app->probes[track->probe].kind->global;
}

#endif

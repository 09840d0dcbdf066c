/* SPDX-License-Identifier: MIT */
/* What the parts of a rerun share. Only lib/core/rerun*.c includes it. */
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
	bool many; /* more lines than that: never steady */
	bool lag;  /* guards look at it, too */
	struct compare max_lag;
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

/* Finds out what the facts, and the guards, ask of a track. */
void rerun_steady_track(struct rerun_track *track, const struct app *app);
/* A sample was taken. */
void rerun_steady_note(struct rerun_track *track, const struct sample *sample);
/* By those that were taken, all windows hold but samples that are alike, or none. */
bool rerun_steady(const struct rerun_track *track, msec_t now);
/* The samples of a minute that ends then go on so; track->then is what the track is afterwards.
 * newest: of all that were taken. */
bool rerun_steady_on(struct rerun_track *track, const struct stretch *stretch, msec_t newest,
    msec_t now, msec_t end);
/* No sample has come for so long that none counts any more. */
bool rerun_steady_silent(const struct rerun_track *track, msec_t now);
/* The newest lag is no higher than the guards of a planned move allow. */
bool rerun_steady_low_lag(const struct rerun_track *track);
bool rerun_steady_asks(const struct fact_spec *fact, size_t probe);

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

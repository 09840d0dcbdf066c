/* SPDX-License-Identifier: MIT */
/*
 * What would have been decided: recorded samples through the engine, as the
 * daemon drives it, minute by minute, in a world where our own moves succeed.
 *
 * The world is the recorded one until a move of ours; from then on writer and
 * traffic are where we took them, until the record tells of another change, or
 * somebody takes the application back to where it really was. Where nothing was
 * recorded, nothing is known, and what is not known moves nothing.
 *
 * Ticks in which nothing can happen are left out; what is decided is the same.
 * So it is while a move waits for a guard that only time or a person can clear.
 */
#ifndef CORE_RERUN_H
#define CORE_RERUN_H

#include "core/engine.h"

#define RERUN_GAP (10 * MSEC_MINUTE) /* without any sample: nobody watched */

/* The samples of one minute. A track is what was recorded of one probe of one Region; its number is
 * the same throughout. */
struct minute {
	msec_t start; /* wall time */

	const struct stretch {
		const struct sample *samples; /* in the order of their recording; wall times */
		size_t n;
	} * tracks;

	size_t n_tracks; /* those that are known so far */
};

/* Where the application really served. */
struct rerun_place {
	msec_t at;     /* wall time */
	size_t region; /* REGION_NONE: nobody knew */
	bool began;    /* the daemon began to watch, and found it there */
};

struct rerun_options {
	msec_t run;   /* so long our moves take */
	msec_t back;  /* so long after one that did not really happen the application is taken back
			 to where it was, and that is acknowledged */
	size_t stand; /* where we stand, as engine->place */
	bool exact;   /* leave no tick out */
	const struct rerun_place *places; /* by time; borrowed */
	size_t n_places;
};

struct rerun;
/* After each tick that was made. */
typedef void rerun_tick_fn(const struct rerun *rerun, const struct decision *decision,
    struct now now, void *arg);

struct rerun {
	const struct app *app;
	struct rerun_options options;
	struct engine engine;
	struct decision decision; /* of the last tick */
	rerun_tick_fn *told;
	void *arg;
	struct rerun_track *tracks;
	size_t n_tracks;
	struct rerun_turn *turns; /* the order of a minute's samples */
	size_t turns_cap;
	msec_t end;                    /* of the last minute */
	msec_t next;                   /* the next tick */
	msec_t newest;                 /* the newest sample; 0: none */
	bool begun;                    /* there was a minute */
	bool skipped;                  /* ticks up to next were left out */
	bool waiting;                  /* meanwhile a rule holds, and a guard is in its way */
	msec_t horizon;                /* until then, at least */
	size_t place;                  /* where writer and traffic are; REGION_NONE: nobody knows */
	size_t recorded;               /* where they really were */
	size_t next_place, next_start; /* of options.places */
	struct run run;                /* what the engine is told at the end of ours */
	msec_t run_ends;               /* 0: none is under way */
	msec_t back_at;                /* 0: it is where it was */
	bool ack_due;

	struct {
		size_t ticks, left_out, begun; /* made, proved needless; how often we began anew */
		size_t samples;                /* of probes that the configuration has */
		size_t set_back;               /* that were before those before them */
	} count;
};

/* since: wall time of the first minute. The application is where the last place before says, else
 * at home. app and what options borrow must stay. */
void rerun_init(struct rerun *rerun, const struct app *app, const struct rerun_options *options,
    rerun_tick_fn *told, void *arg);
void rerun_done(struct rerun *rerun);

/* What a track is; before the first minute that has it. false: the configuration has no such
 * probe. */
bool rerun_track(struct rerun *rerun, size_t track, const char *region, const char *probe);
/* Minutes come in the order of time. */
void rerun_minute(struct rerun *rerun, const struct minute *minute);
/* After the last one: brings the engine up to that moment. */
void rerun_finish(struct rerun *rerun);

define_autodone(struct rerun, rerun_done)

#endif

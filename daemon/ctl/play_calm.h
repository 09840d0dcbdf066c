/* SPDX-License-Identifier: MIT */
/*
 * Which seconds of a scenario must be looked at. A decision is made of answers
 * and of time. Between two answers nothing can have changed, but what guards and
 * alerts wait for, and when that ends is known. An answer changes a share only
 * when it is unlike the one that leaves the window at that moment. And when all
 * have been alike for longer than anything is remembered of them, more of them
 * change nothing at all.
 */
#ifndef CTL_PLAY_CALM_H
#define CTL_PLAY_CALM_H

#include "core/app.h"
#include "play_line.h"

#define PLAY_CLASS_MOST  8
#define PLAY_WINDOW_MOST 24

/* What makes two samples of a probe different to those who look at them. */
struct play_class {
	struct compare limits[PLAY_CLASS_MOST];
	bool of_latency[PLAY_CLASS_MOST];
	size_t n;
	bool any; /* any other value does */
	msec_t every;
	msec_t remembered; /* so long after it, it may still make a difference */
	size_t window; /* answers in the window of the shares that are made of them; 0: more than
			  shares are made of them */
};

struct play_calm {
	bool exact;      /* each second is looked at */
	bool unsettled;  /* guards are weighed, or something is not known any more */
	msec_t ticked;   /* boot times: of the last look; */
	msec_t eventful; /* when something happened that was no answer; */
	msec_t due;      /* when a guard clears by itself, or what was found is heard of */
	uint64_t found[OBSERVERS_MOST];
};

struct play_team;

/* world: AWS is asked by it. */
void play_calm_class(const struct app *app, size_t probe, bool world, struct play_class *ret);

/* What all of a probe's answers of late are to those who decide. */
struct play_recent {
	uint16_t like[PLAY_WINDOW_MOST]; /* a ring */
	size_t at;
	uint16_t last;
	msec_t when;
};

/* Of one observer, boot times. */
struct play_stir {
	msec_t news;     /* when a share may have changed */
	msec_t unsure;   /* until when anything may */
	msec_t restless; /* until when an answer may still make a difference to guards */
};

void play_calm_note(struct play_stir *stir, const struct play_class *class,
    struct play_recent *recent, const struct sample *sample);
must_check bool play_calm_over(const struct play_calm *calm, const struct play_line *line,
    const struct play_stir *stir, msec_t now);
/* The next second is looked at in any case. */
void play_calm_wake(struct play_calm *calm);
/* Before they decide: what was left out was no pause, and until a second ago all went on. */
void play_calm_catch_up(struct play_team *team);
/* They have decided. */
void play_calm_ticked(struct play_calm *calm, const struct play_team *team);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Which seconds of a scenario must be looked at. A decision is made of answers
 * and of time. Where an answer comes, or a guard clears by itself, the observers
 * decide; between two answers nothing can have changed. When all answers have
 * been alike for longer than anything is remembered of them, more of them change
 * nothing either: then only time does, and what it does to guards is known.
 */
#ifndef CTL_PLAY_CALM_H
#define CTL_PLAY_CALM_H

#include "core/app.h"
#include "play_line.h"

#define PLAY_CLASS_MOST 8

/* What makes two samples of a probe different to those who look at them. */
struct play_class {
	struct compare limits[PLAY_CLASS_MOST];
	bool of_latency[PLAY_CLASS_MOST];
	size_t n;
	bool any;          /* any other value does */
	msec_t remembered; /* so long after it, it may still make a difference */
};

struct play_calm {
	bool exact;      /* each second is looked at */
	msec_t ticked;   /* boot times: of the last look; */
	msec_t eventful; /* when something happened that was no answer; */
	msec_t due;      /* when a guard clears by itself, or what was found is heard of */
	uint64_t found[OBSERVERS_MOST];
};

struct play_team;

/* world: AWS is asked by it. */
void play_calm_class(const struct app *app, size_t probe, bool world, struct play_class *ret);
/* 0: unlike any. */
uint16_t play_calm_of(const struct play_class *class, const struct sample *sample);

/* restless: until when an answer that was unlike the one before it may make a difference. */
must_check bool play_calm_over(const struct play_calm *calm, const struct play_line *line,
    msec_t restless, msec_t now);
/* The next second is looked at in any case. */
void play_calm_wake(struct play_calm *calm);
/* Before they decide: what was left out was no pause, and until a second ago all went on. */
void play_calm_catch_up(struct play_team *team);
/* They have decided. */
void play_calm_ticked(struct play_calm *calm, const struct play_team *team);

#endif

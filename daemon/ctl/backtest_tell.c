/* SPDX-License-Identifier: MIT */
#include "backtest_tell.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/duration.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

#define ENOUGH 0.8 /* of the samples that a probe's every makes */

/* ---- in numbers ---- */

static bool
acts(const struct deed *deed)
{
	return deed->kind == DEED_MOVE || deed->kind == DEED_WOULD;
}

static bool
acted_near(const struct deeds *deeds, msec_t at)
{
	for (size_t i = 0; i < deeds->n; i++) {
		msec_t apart =
		    deeds->list[i].at > at ? deeds->list[i].at - at : at - deeds->list[i].at;

		if (acts(&deeds->list[i]) && apart <= BACKTEST_NEAR)
			return true;
	}
	return false;
}

struct backtest_sum
backtest_sum(const struct backtest *backtest, const struct variant *variant)
{
	const struct deeds *deeds = &variant->deeds;
	struct backtest_sum ret = { .acts = deeds_count(deeds, DEED_MOVE) +
		    deeds_count(deeds, DEED_WOULD),
		.proposals = deeds_count(deeds, DEED_PROPOSE),
		.held = deeds_count(deeds, DEED_HELD),
		.misses = deeds_count(deeds, DEED_MISS),
		.detect = deeds_detect(deeds) };

	for (size_t i = 0; i < deeds->n; i++) {
		const struct mark *mark =
		    acts(&deeds->list[i]) ? backtest_near(backtest, deeds->list[i].at) : NULL;

		ret.real += mark && mark->real;
		ret.fake += mark && mark->fake;
	}
	for (size_t i = 0; i < backtest->n_marks; i++)
		ret.missed += backtest->marks[i].real && backtest->marks[i].at >= backtest->since &&
		    backtest->marks[i].at < backtest->until &&
		    !acted_near(deeds, backtest->marks[i].at);
	return ret;
}

size_t
backtest_samples(const struct backtest *backtest)
{
	size_t n = 0;

	for (size_t t = 0; t < backtest->reel.n_tracks; t++)
		n += backtest->reel.tracks[t].n;
	return n;
}

/* ---- in sentences ---- */

struct teller {
	const struct backtest *backtest;
	backtest_text_fn *on_text;
	void *arg;
};

static void say(const struct teller *teller, const char *fmt, ...) printf_like(2, 3);

static void
say(const struct teller *teller, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	teller->on_text(text, teller->arg);
}

static const struct reel_track *
find_track(const struct reel *reel, const char *region, const char *probe, bool global)
{
	for (size_t t = 0; t < reel->n_tracks; t++)
		if (strcmp(reel->tracks[t].probe, probe) == 0 &&
		    (global || strcmp(reel->tracks[t].region, region) == 0))
			return &reel->tracks[t];
	return NULL;
}

static bool
recorded(const struct teller *teller, const struct probe_spec *probe, const char *region)
{
	const struct reel_track *track =
	    find_track(&teller->backtest->reel, region, probe->name, probe->kind->global);

	return track && track->n > 0;
}

/* Of the Regions that it is asked of. */
static bool
never_recorded(const struct teller *teller, const struct app *app, const struct probe_spec *probe)
{
	for (size_t r = 0; r < app->n_regions; r++)
		if (recorded(teller, probe, app->regions[r].name))
			return false;
	return true;
}

static void
tell_never(const struct teller *teller, const struct app *app, bool critical)
{
	autofree(buf_done) struct buf names = { 0 };

	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].critical == critical &&
		    never_recorded(teller, app, &app->probes[p]))
			buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", app->probes[p].name);
	if (names.len > 0)
		say(teller, "%s: nothing was recorded, so they are unknown throughout%s",
		    buf_text(&names),
		    critical ? "; they are critical, and what rests on them may never be known"
			     : "");
}

static void
tell_probe(const struct teller *teller, const struct probe_spec *probe, const char *region)
{
	const struct reel_track *track =
	    find_track(&teller->backtest->reel, region, probe->name, probe->kind->global);
	double due;

	if (!track || track->n == 0) {
		say(teller, "%s of %s: nothing was recorded, so it is unknown throughout",
		    probe->name, region);
		return;
	}
	due = (double)(track->last - track->first) / (double)probe->every;
	if ((double)track->n < ENOUGH * due)
		say(teller,
		    "%s of %s: %zu samples where every %s makes %.0f; what is not there is no "
		    "reason to act",
		    probe->name, region, track->n, D(probe->every), due);
}

static void
tell_probes(const struct teller *teller, const struct app *app)
{
	tell_never(teller, app, true);
	tell_never(teller, app, false);
	for (size_t p = 0; p < app->n_probes; p++) {
		const struct probe_spec *probe = &app->probes[p];

		for (size_t r = 0; !never_recorded(teller, app, probe) && r < app->n_regions; r++)
			if (r == 0 || !probe->kind->global)
				tell_probe(teller, probe, app->regions[r].name);
	}
}

static void
tell_unused(const struct teller *teller)
{
	const struct backtest *backtest = teller->backtest;
	const struct variant *first = &backtest->variants[0];
	autofree(buf_done) struct buf names = { 0 };

	for (size_t t = 0; t < first->n_bound; t++)
		if (!first->bound[t])
			buf_printf(&names, "%s%s.%s", names.len > 0 ? ", " : "",
			    backtest->reel.tracks[t].region, backtest->reel.tracks[t].probe);
	if (names.len > 0)
		say(teller, "not used, for the configuration has no such probe: %s",
		    buf_text(&names));
}

static void
tell_world(const struct teller *teller)
{
	const struct backtest *backtest = teller->backtest;
	const struct app *app = backtest->variants[0].app;

	say(teller, "a move takes %s%s, and succeeds", D(backtest->run_time),
	    backtest->run_time_known ? " as the last ones did (median)" : "");
	say(teller,
	    "one that did not really happen is taken back after %s, and acknowledged; then it is "
	    "where it was recorded to be",
	    D(backtest->back));
	if (backtest->n_served == 0)
		say(teller,
		    "where it served was not recorded: it was in %s, its home, all the time",
		    app->regions[app->home].name);
	else
		say(teller,
		    "recorded moves are followed as somebody else's, while none of ours is "
		    "under way");
	say(teller,
	    "writer and traffic were at one place; nobody paused, approved or commanded; the "
	    "network here, the ledger and AWS were sound");
	if (backtest->marks_cut)
		say(teller, "marks are those of the newest %zu decisions", backtest->n_marks);
	if (app->observers.n > 0)
		say(teller,
		    "of the %zu observers one decides: what the others saw was not recorded",
		    app->observers.n);
}

static void
tell_gaps(const struct teller *teller)
{
	const struct backtest *backtest = teller->backtest;
	const struct rerun *rerun = &backtest->variants[0].rerun;

	if (rerun->count.begun > 1)
		say(teller,
		    "holds and windows began anew %zu times: after a start of failoverd, or %s "
		    "without any sample",
		    rerun->count.begun - 1, D(RERUN_GAP));
	if (rerun->count.set_back > 0)
		say(teller,
		    "%zu samples were older than those before them (a clock was set back): "
		    "taken as of the same moment",
		    rerun->count.set_back);
	if (backtest->reel.damaged > 0)
		say(teller, "%zu of %zu blocks are damaged: read as far as they go",
		    backtest->reel.damaged, backtest->reel.blocks);
}

void
backtest_assumptions(const struct backtest *backtest, backtest_text_fn *on_text, void *arg)
{
	struct teller teller = { backtest, on_text, arg };

	for (size_t i = 0; i < backtest->n_changes; i++)
		on_text(backtest->changes[i], arg);
	tell_world(&teller);
	tell_gaps(&teller);
	tell_probes(&teller, backtest->variants[0].app);
	tell_unused(&teller);
}

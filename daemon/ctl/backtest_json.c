/* SPDX-License-Identifier: MIT */
/* What would have been done, for programs. */
#include "backtest.h"
#include "backtest_tell.h"

static json_t *
moment(msec_t wall)
{
	char text[CLOCK_TEXT];

	return json_string(clock_text(wall, text));
}

static json_t *
seconds(msec_t msec)
{
	return msec < 0 ? json_null() : json_real((double)msec / (double)MSEC_SECOND);
}

static json_t *
region(const struct variant *variant, size_t index)
{
	return index == REGION_NONE ? json_null() : json_string(variant->app->regions[index].name);
}

static json_t *
mark_of(const struct backtest *backtest, msec_t at)
{
	const struct mark *mark = backtest_near(backtest, at);

	if (!mark)
		return json_null();
	return json_pack("{s:s, s:s, s:o}", "id", mark->id, "verb", mark->verb, "mark",
	    mark->real       ? json_string("real")
		: mark->fake ? json_string("false-alarm")
			     : json_null());
}

static json_t *
deed_json(const struct backtest *backtest, const struct variant *variant, const struct deed *deed)
{
	return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:b, s:s, s:s, s:o}",
	    "verb", deed_name(deed->kind), "at", moment(deed->at), "since", moment(deed->since),
	    "move", move_name(deed->move), "from", region(variant, deed->from), "to",
	    region(variant, deed->to), "detect_s", seconds(deed->detect), "held_s",
	    seconds(deed->held), "needed_s", seconds(deed->needed), "open", deed->open, "evidence",
	    deed->evidence, "guards", deed->guards, "decision", mark_of(backtest, deed->at));
}

static json_t *
variant_json(const struct backtest *backtest, const struct variant *variant)
{
	struct backtest_sum sum = backtest_sum(backtest, variant);
	json_t *deeds = json_array();

	for (size_t i = 0; i < variant->deeds.n; i++)
		json_array_append_new(deeds, deed_json(backtest, variant, &variant->deeds.list[i]));
	return json_pack("{s:s?, s:b, s:s, s:I, s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:I, s:I, s:o}",
	    "value", variant->label, "current", variant->current, "configuration",
	    variant->config->digest, "would_act", (json_int_t)sum.acts, "real",
	    backtest->marked ? json_integer((json_int_t)sum.real) : json_null(), "false_alarms",
	    backtest->marked ? json_integer((json_int_t)sum.fake) : json_null(), "missed_real",
	    backtest->marked ? json_integer((json_int_t)sum.missed) : json_null(), "proposals",
	    (json_int_t)sum.proposals, "held_back", (json_int_t)sum.held, "near_misses",
	    (json_int_t)sum.misses, "detect_s", seconds(sum.detect), "ticks",
	    (json_int_t)variant->rerun.count.ticks, "ticks_left_out",
	    (json_int_t)variant->rerun.count.left_out, "decisions", deeds);
}

static void
on_assumption(const char *text, void *arg)
{
	json_array_append_new(arg, json_string(text));
}

json_t *
backtest_json(const struct backtest *backtest)
{
	json_t *variants = json_array(), *assumed = json_array();

	for (size_t i = 0; i < backtest->n_variants; i++)
		json_array_append_new(variants, variant_json(backtest, &backtest->variants[i]));
	backtest_assumptions(backtest, on_assumption, assumed);
	return json_pack("{s:s, s:o, s:o, s:I, s:I, s:s, s:b, s:o, s:o}", "application",
	    backtest->variants[0].app->name, "since", moment(backtest->since), "until",
	    moment(backtest->until), "samples", (json_int_t)backtest_samples(backtest), "series",
	    (json_int_t)backtest->reel.n_tracks, "from", backtest->from, "marks_known",
	    backtest->marked, "variants", variants, "assumed", assumed);
}

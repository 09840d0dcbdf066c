/* SPDX-License-Identifier: MIT */
/* backtest: the recorded samples through the engine, with this or another configuration. */
#include "backtest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "io/file.h"
#include "io/history_file.h"
#include "print.h"

#define STATE_DIR "/var/lib/failoverd"
#define SINCE     (30 * MSEC_DAY)
#define RUN_TIME  (3 * MSEC_MINUTE)
#define BACK      MSEC_HOUR

static void
backtest_done(struct backtest *backtest)
{
	backtest_variants_done(backtest);
	csv_done(&backtest->csv);
	config_free(backtest->given);
	for (size_t i = 0; i < backtest->n_changes; i++)
		xfree(backtest->changes[i]);
	xfree(backtest->changes);
	xfree(backtest->every);
	sources_done(&backtest->sources);
	reel_done(&backtest->reel);
	for (size_t i = 0; i < backtest->n_served; i++)
		xfree(backtest->served[i].region);
	xfree(backtest->served);
	xfree(backtest->marks);
	xfree(backtest->from);
}

define_autodone(struct backtest, backtest_done)

    /* ---- times ---- */

    static msec_t wall_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (msec_t)now.tv_sec * MSEC_SECOND + now.tv_nsec / 1000000;
}

/* "30d", "-2h", "2026-11-24", "2026-11-24 14:00", "2026-11-24T14:00:00Z". */
static bool
when(const char *option, const char *text, msec_t now, msec_t *ret, struct error *err)
{
	static const char *const rests[] = { "", "Z", ":00Z", "T00:00:00Z" };
	char whole[64];
	msec_t ago;

	if (duration_parse(text + (*text == '-'), &ago)) {
		*ret = now - ago;
		return true;
	}
	for (size_t i = 0; i < COUNT(rests); i++) {
		int len = snprintf(whole, sizeof(whole), "%s%s", text, rests[i]);

		if (len > 10 && len < (int)sizeof(whole) && whole[10] == ' ')
			whole[10] = 'T';
		if (len < (int)sizeof(whole) && clock_parse(whole, ret))
			return true;
	}
	return error_set(err,
	    "--%s %.40s: write how long ago (30d, 12h), or a time such as 2026-11-24T14:00:00Z, "
	    "\"2026-11-24 14:00\" or 2026-11-24, in UTC",
	    option, text);
}

static bool
span(const struct options *options, struct backtest *ret, struct error *err)
{
	msec_t now = wall_now();

	ret->until = now;
	ret->since = now - SINCE;
	if ((options->until && !when("until", options->until, now, &ret->until, err)) ||
	    (options->since && !when("since", options->since, now, &ret->since, err)))
		return false;
	return ret->since < ret->until ||
	    error_set(err, "--since must be before --until, and before now");
}

/* ---- running ---- */

static void
bind_tracks(const struct reel *reel, struct variant *variant)
{
	variant->bound = xrealloc(variant->bound, reel->n_tracks, sizeof(*variant->bound));
	for (; variant->n_bound < reel->n_tracks; variant->n_bound++) {
		const struct reel_track *track = &reel->tracks[variant->n_bound];

		variant->bound[variant->n_bound] =
		    rerun_track(&variant->rerun, variant->n_bound, track->region, track->probe);
	}
}

static void
on_minute(const struct reel *reel, const struct minute *minute, void *arg)
{
	struct backtest *backtest = arg;

	for (size_t i = 0; i < backtest->n_variants; i++) {
		struct variant *variant = &backtest->variants[i];

		if (variant->n_bound < reel->n_tracks)
			bind_tracks(reel, variant);
		rerun_minute(&variant->rerun, minute);
	}
}

/* It stands where the configuration says, or in none of the Regions. */
static size_t
stand(const struct variant *variant)
{
	const char *place = variant->config->settings.place;

	return place ? app_region(variant->app, place) : REGION_NONE;
}

static void
begin(struct backtest *backtest, struct variant *variant)
{
	struct rerun_options options = { .run = backtest->run_time,
		.back = backtest->back,
		.stand = stand(variant),
		.n_places = backtest->n_served };

	variant->places = xcalloc(backtest->n_served + 1, sizeof(*variant->places));
	for (size_t i = 0; i < backtest->n_served; i++)
		variant->places[i] = (struct rerun_place){ backtest->served[i].at,
			app_region(variant->app, backtest->served[i].region),
			i > 0 &&
			    strcmp(backtest->served[i].region, backtest->served[i - 1].region) ==
				0 };
	options.places = variant->places;
	rerun_init(&variant->rerun, variant->app, &options, deeds_tick, &variant->deeds);
}

/* ---- the history ---- */

static bool
on_place(msec_t wall, const char *region, void *arg)
{
	struct backtest *backtest = arg;
	size_t n = backtest->n_served++;

	backtest->served = xrealloc(backtest->served, n + 1, sizeof(*backtest->served));
	backtest->served[n] = (struct served){ wall, xstrdup(region) };
	return true;
}

static bool
on_block(const char *region, const char *probe, msec_t start, const void *data, size_t len,
    void *arg)
{
	reel_block(&((struct backtest *)arg)->reel, region, probe, start, data, len);
	return true;
}

static bool
run_history(struct backtest *backtest, const char *path, struct error *err)
{
	const char *app = backtest->variants[0].app->name;
	autofree(history_file_close) struct history_file *file = NULL;

	if (file_exists(path) == TRIT_NO)
		return error_set(err,
		    "%s: there is no such file; say where failoverd keeps its state: --state DIR, "
		    "or name a table: --csv FILE",
		    path);
	file = history_file_open(path, err);
	if (!file ||
	    !history_file_places(file, app, backtest->since, backtest->until, on_place, backtest,
		err))
		return false;
	for (size_t i = 0; i < backtest->n_variants; i++)
		begin(backtest, &backtest->variants[i]);
	if (!history_file_blocks(file, app, backtest->since, backtest->until, on_block, backtest,
		err))
		return false;
	reel_end(&backtest->reel);
	return true;
}

static void
run_tables(struct backtest *backtest)
{
	for (size_t i = 0; i < backtest->n_variants; i++)
		begin(backtest, &backtest->variants[i]);
	backtest_csv_run(backtest);
}

static bool
run(const struct options *options, struct backtest *backtest, struct error *err)
{
	const char *dir = options->state ? options->state : getenv("STATE_DIRECTORY");
	bool tables = options->csvs.n > 0;

	if (tables)
		backtest->from =
		    xasprintf("%zu table%s", options->csvs.n, options->csvs.n == 1 ? "" : "s");
	else
		backtest->from = xasprintf("%s/history.db", dir ? dir : STATE_DIR);
	reel_init(&backtest->reel, on_minute, backtest);
	if (tables)
		run_tables(backtest);
	else if (!run_history(backtest, backtest->from, err))
		return false;
	for (size_t i = 0; i < backtest->n_variants; i++) {
		rerun_finish(&backtest->variants[i].rerun);
		deeds_end(&backtest->variants[i].deeds, &backtest->variants[i].rerun);
	}
	if (backtest->reel.n_tracks > 0)
		return true;
	return error_set(err,
	    "%s: there are no samples of %s in that time; write another --since, or --app",
	    backtest->from, backtest->variants[0].app->name);
}

int
backtest_verb(struct ctl *ctl)
{
	autofree(backtest_done) struct backtest backtest = { .run_time = RUN_TIME, .back = BACK };
	struct error err = { "" };
	json_t *json;
	int code;

	if (!span(&ctl->options, &backtest, &err))
		return ctl_usage("%s", err.text);
	if (ctl->options.columns.n > 0 && ctl->options.csvs.n == 0)
		return ctl_usage("--column is about a table: name it with --csv");
	if (ctl->options.as_is && ctl->options.csvs.n == 0)
		return ctl_usage("--as-is is about a table: name it with --csv");
	code = backtest_load(ctl, &backtest);
	if (code != CTL_DONE)
		return code;
	backtest_ask(ctl, &backtest);
	if (ctl->options.run_time > 0) {
		backtest.run_time = ctl->options.run_time;
		backtest.run_time_known = false;
	}
	if (ctl->options.back > 0)
		backtest.back = ctl->options.back;
	if (!run(&ctl->options, &backtest, &err)) {
		fprintf(stderr, "failoverctl: %s\n", err.text);
		return CTL_FAILED;
	}
	if (!ctl->options.json) {
		backtest_print(&backtest);
		return CTL_DONE;
	}
	json = backtest_json(&backtest);
	print_json(json);
	json_decref(json);
	return CTL_DONE;
}

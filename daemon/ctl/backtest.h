/* SPDX-License-Identifier: MIT */
/* What backtest's parts share: the variants of the configuration, and what each would have done. */
#ifndef CTL_BACKTEST_H
#define CTL_BACKTEST_H

#include "../configuration.h"
#include "core/csv.h"
#include "core/deed.h"
#include "core/reel.h"
#include "ctl.h"

/* One configuration, and its way through the history. */
struct variant {
	char *label;  /* the value that is swept; NULL: there is one variant only */
	bool current; /* it is the configuration as it was given */
	struct config *config;
	const struct app *app;
	struct rerun_place *places;
	struct rerun rerun;
	struct deeds deeds;
	bool *bound; /* of the reel's tracks */
	size_t n_bound;
};

/* What an operator said of a decision that was really made. */
struct mark {
	char id[24], verb[24];
	msec_t at;       /* wall time */
	bool real, fake; /* neither: it was not marked */
};

struct backtest {
	msec_t since, until; /* wall times */
	struct sources sources;
	struct variant *variants;
	size_t n_variants;
	char *swept; /* the name of the value that they differ in; NULL */
	struct reel reel;

	/* Where it served, as recorded. */
	struct served {
		msec_t at;
		char *region;
	} * served;

	size_t n_served;
	struct mark *marks;
	size_t n_marks;
	bool marked;    /* failoverd was asked, and answered */
	bool marks_cut; /* there may be older decisions than it told */
	msec_t run_time, back;
	bool run_time_known; /* by the runs that were */
	char *from;          /* where the samples are from: a path, or "2 tables" */

	/* Of tables. */
	struct csv csv;       /* read with the configuration as it was given */
	struct config *given; /* that one, when it is no variant's any more; owned */
	msec_t *every;        /* of each probe, where the table has it less often; NULL: as it is */
	bool refused;         /* with that it cannot be loaded unless a value of --sweep mends it */
	char **changes;       /* what is other than in the configuration, in sentences */
	size_t n_changes;
};

#define BACKTEST_NEAR \
	(15 * MSEC_MINUTE) /* a decision that was really made is about the same thing */

/* CTL_DONE: the variants are loaded. Else it was said what is wrong. */
int backtest_load(struct ctl *ctl, struct backtest *backtest);
/* "guards.hold=30s,60s": a variant each; the one that is in force is marked, or becomes the first.
 */
int backtest_sweep(struct backtest *backtest, const char *text);
struct variant *backtest_variant(struct backtest *backtest); /* one more, empty */
/* What describes the application, of the sources. */
struct source *backtest_source(struct backtest *backtest);
/* All sources, but for another text of the application. */
struct config *backtest_load_text(struct backtest *backtest, const struct buf *text,
    struct diagnostics *diags);
/* Prints what is wrong with it. */
void backtest_diagnose(struct backtest *backtest, const struct buf *text,
    const struct diagnostics *diags);
void backtest_variant_done(struct variant *variant);
void backtest_variants_done(struct backtest *backtest);

/* Reads the tables of --csv. */
must_check bool backtest_csv_read(const struct options *options, struct backtest *backtest,
    struct error *err);
void backtest_csv_run(struct backtest *backtest);

/* Probes ask as often as the tables have them, if that is less often. Returns as backtest_load().
 */
int backtest_pace(const struct options *options, struct backtest *backtest);
/* Says which options help where the loader refuses what was made of that; else nothing. */
void backtest_pace_advise(const struct backtest *backtest, const struct diagnostics *diags);
/* Fills the changes: of this application, as against the one that was given. */
void backtest_pace_tell(struct backtest *backtest, const struct app *app);

/* The decisions that failoverd made since, and how long its moves took, when it runs. */
void backtest_ask(struct ctl *ctl, struct backtest *backtest);
/* The decision next to a moment that is marked, or else any; NULL: none is near. */
const struct mark *backtest_near(const struct backtest *backtest, msec_t at);

void backtest_print(const struct backtest *backtest);
json_t *backtest_json(const struct backtest *backtest);

#endif

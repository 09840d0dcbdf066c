/* SPDX-License-Identifier: MIT */
/*
 * A table of others has a probe every 15 or 60 seconds, where it is asked every 5
 * later. Judged as if most of what is due were lost, nothing in it would ever be
 * known; so for this backtest it is asked as often as the table has it.
 */
#include <stdio.h>
#include <string.h>

#include "backtest.h"
#include "base/alloc.h"
#include "base/duration.h"
#include "config/pace.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

#define NEARLY 10 /* a tenth more is the same pace */

/* NULL: no probe is less often in the tables. */
static msec_t *
find_every(const struct csv *csv)
{
	msec_t *ret = xcalloc(csv->app->n_probes + 1, sizeof(*ret));
	bool any = false;

	for (size_t p = 0; p < csv->app->n_probes; p++) {
		msec_t step = csv_step(csv, p);

		if (step - step / NEARLY <= csv->app->probes[p].every)
			continue;
		ret[p] = step;
		any = true;
	}
	if (!any)
		xfree(take(ret));
	return ret;
}

/* ---- what became of it ---- */

/* text is taken over. */
static void
add_change(struct backtest *backtest, char *text)
{
	backtest->changes =
	    xrealloc(backtest->changes, backtest->n_changes + 1, sizeof(*backtest->changes));
	backtest->changes[backtest->n_changes++] = text;
}

/* What is swept is told by its rows. name is taken over. */
static void
differ(struct backtest *backtest, char *name, msec_t is, msec_t was)
{
	autofree(xfree) char *owned = name;

	if (is != was && (!backtest->swept || strcmp(backtest->swept, owned) != 0))
		add_change(backtest,
		    xasprintf("%s: %s instead of %s, to go with that", owned, D(is), D(was)));
}

static void
differ_fact(struct backtest *backtest, const struct fact_spec *is, const struct fact_spec *was)
{
	differ(backtest, xasprintf("facts.%s.over", was->name), is->over, was->over);
	differ(backtest, xasprintf("facts.%s.fresh", was->name), is->fresh, was->fresh);
}

void
backtest_pace_tell(struct backtest *backtest, const struct app *app)
{
	const struct app *was = backtest->csv.app;

	for (size_t p = 0; p < was->n_probes; p++)
		if (backtest->every[p] > 0)
			add_change(backtest,
			    xasprintf("%s: every %s as the table has it, instead of %s",
				was->probes[p].name, D(backtest->every[p]),
				D(was->probes[p].every)));
	for (size_t f = 0; f < was->n_facts; f++) {
		size_t other = app_fact(app, was->facts[f].name);

		if (other < app->n_facts)
			differ_fact(backtest, &app->facts[other], &was->facts[f]);
	}
	differ(backtest, xstrdup("guards.hold"), app->limits.hold, was->limits.hold);
	differ(backtest, xstrdup("guards.newest"), app->limits.newest, was->limits.newest);
}

/* ---- what is in its way ---- */

/* The values that the loader refuses, with others that it does not: "guards.hold=120s". */
static size_t
find_remedies(const struct backtest *backtest, const struct diagnostics *diags, struct buf *ret)
{
	static const char facts[] = "/facts/";
	const struct app *app = backtest->csv.app;
	const msec_t *every = backtest->every;
	char text[DURATION_TEXT];
	size_t n = 0;

	for (size_t i = 0; i < diags->n; i++) {
		const struct diagnostic *d = &diags->list[i];
		size_t fact = strncmp(d->pointer, facts, strlen(facts)) == 0
		    ? app_fact(app, d->pointer + strlen(facts))
		    : app->n_facts;
		const char *comma = n > 0 ? ", " : "";

		if (strcmp(d->code, "E123") == 0 && fact < app->n_facts)
			buf_printf(ret, "%sfacts.%s.over=%s", comma, app->facts[fact].name,
			    pace_text(pace_over(app, &app->facts[fact], every), text));
		else if (strcmp(d->code, "E130") == 0)
			buf_printf(ret, "%sguards.hold=%s", comma,
			    pace_text(pace_hold(app, every), text));
		else if (strcmp(d->code, "E131") == 0)
			buf_printf(ret, "%sguards.newest=%s", comma,
			    pace_text(pace_newest(app, every), text));
		else
			continue;
		n++;
	}
	return n;
}

static void
print_pace(const struct backtest *backtest)
{
	const struct app *app = backtest->csv.app;
	const char *comma = "";

	fputs("failoverctl: the table has ", stderr);
	for (size_t p = 0; p < app->n_probes; p++)
		if (backtest->every[p] > 0) {
			fprintf(stderr, "%s%s every %s, not %s", comma, app->probes[p].name,
			    D(backtest->every[p]), D(app->probes[p].every));
			comma = ", ";
		}
	fputs("; what is written does not go with that\n", stderr);
}

void
backtest_pace_advise(const struct backtest *backtest, const struct diagnostics *diags)
{
	autofree(buf_done) struct buf remedies = { 0 };
	size_t n = backtest->every ? find_remedies(backtest, diags, &remedies) : 0;

	if (n == 0)
		return;
	print_pace(backtest);
	if (n == 1)
		fprintf(stderr, "give --sweep %s, or --config with a file that has it",
		    buf_text(&remedies));
	else
		fprintf(stderr, "give --config with a file that has %s, for --sweep sets only one",
		    buf_text(&remedies));
	fputs("; --as-is keeps the configuration as it is\n", stderr);
}

/* ---- all of it ---- */

static void
replace_text(struct source *source, struct buf *text)
{
	xfree((char *)source->text);
	source->text = text->data;
	source->len = text->len;
	*text = (struct buf){ 0 };
}

static void
replace_config(struct backtest *backtest, struct config *config)
{
	struct variant *first = &backtest->variants[0];
	size_t nth = (size_t)(first->app - first->config->apps);

	backtest->given = first->config;
	first->config = config;
	first->app = &config->apps[nth];
	backtest_pace_tell(backtest, first->app);
}

int
backtest_pace(const struct options *options, struct backtest *backtest)
{
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(buf_done) struct buf text = { 0 };
	struct config *config;
	struct error err = { "" };

	backtest->every = find_every(&backtest->csv);
	if (!backtest->every)
		return CTL_DONE;
	if (!pace_set(backtest_source(backtest), backtest->csv.app, backtest->every, &text, &err)) {
		fprintf(stderr, "failoverctl: %s\n", err.text);
		return CTL_FAILED;
	}
	config = backtest_load_text(backtest, &text, &diags);
	backtest->refused = !config;
	if (config || options->sweep) {
		replace_text(backtest_source(backtest), &text);
		if (config)
			replace_config(backtest, config);
		return CTL_DONE;
	}
	backtest_diagnose(backtest, &text, &diags);
	backtest_pace_advise(backtest, &diags);
	return CTL_CONFIG;
}

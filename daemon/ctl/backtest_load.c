/* SPDX-License-Identifier: MIT */
/* The configurations that a backtest compares. */
#include <stdio.h>
#include <string.h>

#include "../catalog.h"
#include "backtest.h"
#include "base/alloc.h"
#include "diagnosis.h"

#define CONFIG "/etc/failoverd"

void
backtest_variant_done(struct variant *variant)
{
	rerun_done(&variant->rerun);
	deeds_done(&variant->deeds);
	config_free(variant->config);
	xfree(variant->places);
	xfree(variant->label);
	xfree(variant->bound);
}

void
backtest_variants_done(struct backtest *backtest)
{
	for (size_t i = 0; i < backtest->n_variants; i++)
		backtest_variant_done(&backtest->variants[i]);
	xfree(backtest->variants);
	xfree(backtest->swept);
}

struct variant *
backtest_variant(struct backtest *backtest)
{
	size_t n = backtest->n_variants++;

	backtest->variants = xrealloc(backtest->variants, n + 1, sizeof(*backtest->variants));
	backtest->variants[n] = (struct variant){ 0 };
	return &backtest->variants[n];
}

/* --app, or the only one. */
static int
choose(const struct options *options, const struct config *config, const struct app **ret)
{
	if (options->app) {
		*ret = config_app(config, options->app);
		return *ret ? CTL_DONE
			    : ctl_usage("--app %s: the configuration has no such application",
				  options->app);
	}
	if (config->n_apps == 1) {
		*ret = &config->apps[0];
		return CTL_DONE;
	}
	ctl_usage(config->n_apps == 0 ? "the configuration has no application"
				      : "there are several applications; say which:");
	for (size_t i = 0; i < config->n_apps; i++)
		fprintf(stderr, "  --app %s\n", config->apps[i].name);
	return CTL_USAGE;
}

static int
load_given(struct ctl *ctl, struct backtest *backtest)
{
	static const char *const usual[] = { CONFIG };
	const struct option_words *given = &ctl->options.configs;
	const char *const *paths = given->n > 0 ? given->list : usual;
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	struct error err = { "" }, told;
	struct variant *variant = backtest_variant(backtest);

	variant->current = true;
	variant->config = configuration_load_files(paths, given->n > 0 ? given->n : COUNT(usual),
	    &diags, &backtest->sources, &err);
	if (variant->config)
		return choose(&ctl->options, variant->config, &variant->app);
	told = err;
	if (given->n == 0)
		error_set(&told, "%s; say where the configuration is: --config PATH", err.text);
	diagnosis_print(paths[0], NULL, &diags, &backtest->sources, &told);
	return CTL_CONFIG;
}

/* ---- the same with another text ---- */

struct source *
backtest_source(struct backtest *backtest)
{
	const struct variant *first = &backtest->variants[0];

	/* failoverd.json comes first, then a file each. */
	return &backtest->sources.list[1 + (size_t)(first->app - first->config->apps)];
}

struct config *
backtest_load_text(struct backtest *backtest, const struct buf *text, struct diagnostics *diags)
{
	struct source *place = backtest_source(backtest), was = *place;
	struct config *ret;

	*place = (struct source){ was.name, buf_text(text), text->len };
	ret = config_load(backtest->sources.list, backtest->sources.n, catalog_all(), diags);
	*place = was;
	return ret;
}

void
backtest_diagnose(struct backtest *backtest, const struct buf *text,
    const struct diagnostics *diags)
{
	struct source *place = backtest_source(backtest), was = *place;
	struct error none = { "" };

	*place = (struct source){ was.name, buf_text(text), text->len };
	diagnosis_print(was.name, NULL, diags, &backtest->sources, &none);
	*place = was;
}

/* ---- all of them ---- */

static int
load_tables(const struct options *options, struct backtest *backtest)
{
	struct error err = { "" };

	if (!backtest_csv_read(options, backtest, &err)) {
		fprintf(stderr, "failoverctl: %s\n", err.text);
		return CTL_FAILED;
	}
	return options->as_is ? CTL_DONE : backtest_pace(options, backtest);
}

int
backtest_load(struct ctl *ctl, struct backtest *backtest)
{
	const struct options *options = &ctl->options;
	int code = load_given(ctl, backtest);

	if (code == CTL_DONE && options->csvs.n > 0)
		code = load_tables(options, backtest);
	return code == CTL_DONE && options->sweep ? backtest_sweep(backtest, options->sweep) : code;
}

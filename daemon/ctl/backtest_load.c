/* SPDX-License-Identifier: MIT */
/* The configurations that a backtest compares. */
#include <stdio.h>
#include <string.h>

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
	struct error err = { "" };
	struct variant *variant = backtest_variant(backtest);

	variant->current = true;
	variant->config = configuration_load_files(paths, given->n > 0 ? given->n : COUNT(usual),
	    &diags, &backtest->sources, &err);
	if (variant->config)
		return choose(&ctl->options, variant->config, &variant->app);
	diagnosis_print(paths[0], NULL, &diags, &backtest->sources, &err);
	return CTL_CONFIG;
}

int
backtest_load(struct ctl *ctl, struct backtest *backtest)
{
	int code = load_given(ctl, backtest);

	return code == CTL_DONE && ctl->options.sweep ? backtest_sweep(backtest, ctl->options.sweep)
						      : code;
}

/* SPDX-License-Identifier: MIT */
/* The same configuration with other values in one place, each proved as any is. */
#include <stdio.h>
#include <string.h>

#include "backtest.h"
#include "base/alloc.h"
#include "config/edit.h"

/* ---- which of the values is the one that is in force ---- */

static bool
same_compare(const struct compare *a, const struct compare *b)
{
	return a->op == b->op && a->unit == b->unit && a->limit == b->limit;
}

static bool
same_fact(const struct fact_spec *a, const struct fact_spec *b)
{
	return a->kind == b->kind && same_compare(&a->holds, &b->holds) &&
	    same_compare(&a->clears, &b->clears) && a->over == b->over &&
	    a->samples == b->samples && a->fresh == b->fresh && a->fails == b->fails &&
	    a->passes == b->passes && a->quantile == b->quantile && a->at_least == b->at_least &&
	    (a->kind != FACT_RATIO || a->half == b->half) && a->n_probes == b->n_probes &&
	    a->n_of == b->n_of;
}

static bool
same_facts(const struct app *a, const struct app *b)
{
	for (size_t f = 0; f < a->n_facts; f++) {
		size_t other = app_fact(b, a->facts[f].name);

		if (other >= b->n_facts || !same_fact(&a->facts[f], &b->facts[other]))
			return false;
	}
	return a->n_facts == b->n_facts;
}

/* Of the options that are one number each. */
static bool
same_limit(const struct limits *a, const struct limits *b, const struct option *option)
{
	const char *x = (const char *)a + option->offset, *y = (const char *)b + option->offset;

	switch (option->type) {
	case OPTION_DURATION:
		return *(const msec_t *)x == *(const msec_t *)y;
	case OPTION_INT:
	case OPTION_WORD:
		return *(const int *)x == *(const int *)y;
	default:
		return false;
	}
}

/* By what it means: 60s is 1m, and what is not written has a default. */
static bool
means_the_same(const struct app *a, const struct app *b, const char *path)
{
	if (strncmp(path, "facts.", 6) == 0)
		return same_facts(a, b);
	for (const struct option *o = limits_options; o->name; o++)
		if (strncmp(path, "guards.", 7) == 0 && strcmp(path + 7, o->name) == 0)
			return same_limit(&a->limits, &b->limits, o) && same_facts(a, b);
	return false;
}

static bool
is_current(struct backtest *backtest, const struct variant *variant)
{
	autofree(buf_done) struct buf now = { 0 };

	return means_the_same(backtest->variants[0].app, variant->app, backtest->swept) ||
	    (edit_get(backtest_source(backtest), backtest->swept, &now) &&
		strcmp(buf_text(&now), variant->label) == 0);
}

/* The tables were read with it. */
static void
drop_first(struct backtest *backtest)
{
	struct variant *first = &backtest->variants[0];

	if (!backtest->given)
		backtest->given = take(first->config);
	backtest_variant_done(first);
	backtest->n_variants--;
	memmove(first, first + 1, backtest->n_variants * sizeof(*first));
}

/* The configuration as it is has a row of its own, unless it is one of the others, or none. */
static void
mark_current(struct backtest *backtest)
{
	bool any = false;

	for (size_t i = 1; i < backtest->n_variants && !backtest->refused; i++) {
		struct variant *variant = &backtest->variants[i];

		variant->current = !any && is_current(backtest, variant);
		any = any || variant->current;
	}
	if (any || backtest->refused)
		drop_first(backtest);
	else
		backtest->variants[0].label = xstrdup("as it is");
	if (backtest->refused)
		backtest_pace_tell(backtest, backtest->variants[0].app);
}

/* ---- the same with other values ---- */

/* The next of "30s,60s", between commas that are in no bracket or quotes. Returns where it ends. */
static const char *
value_end(const char *at)
{
	int depth = 0;
	bool quoted = false;

	for (; *at && (*at != ',' || depth > 0 || quoted); at++) {
		if (*at == '\\' && quoted && at[1])
			at++;
		else if (*at == '"')
			quoted = !quoted;
		else if (!quoted)
			depth += (*at == '[' || *at == '{') - (*at == ']' || *at == '}');
	}
	return at;
}

static int
load_edited(struct backtest *backtest, const char *path, const char *value, struct variant *ret)
{
	const struct source *source = backtest_source(backtest);
	const struct variant *first = &backtest->variants[0];
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(buf_done) struct buf text = { 0 };
	struct error err = { "" };

	if (!edit_set(source, first->app, path, value, &text, &err))
		return ctl_usage("--sweep %s: %s", path, err.text);
	ret->config = backtest_load_text(backtest, &text, &diags);
	if (ret->config) {
		ret->app = &ret->config->apps[first->app - first->config->apps];
		return CTL_DONE;
	}
	fprintf(stderr, "failoverctl: with \"%s\" as %s the configuration is wrong:\n", path,
	    value);
	backtest_diagnose(backtest, &text, &diags);
	backtest_pace_advise(backtest, &diags);
	return CTL_CONFIG;
}

int
backtest_sweep(struct backtest *backtest, const char *text)
{
	const char *equals = strchr(text, '='), *at, *end;
	autofree(xfree) char *path = equals ? xstrndup(text, (size_t)(equals - text)) : NULL;

	if (!equals || equals == text || !equals[1])
		return ctl_usage("--sweep %s: write a name and its values, as in "
				 "guards.hold=30s,60s,2m",
		    text);
	for (at = equals + 1; *at; at = *end ? end + 1 : end) {
		struct variant *variant = backtest_variant(backtest);
		int code;

		end = value_end(at);
		variant->label = xstrndup(at, (size_t)(end - at));
		code = *variant->label
		    ? load_edited(backtest, path, variant->label, variant)
		    : ctl_usage("--sweep %s: there is nothing between two commas", text);
		if (code != CTL_DONE)
			return code;
	}
	backtest->swept = take(path);
	mark_current(backtest);
	return CTL_DONE;
}

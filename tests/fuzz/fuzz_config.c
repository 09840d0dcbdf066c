/* SPDX-License-Identifier: MIT */
/* A text as failoverd.json, and as an application beside a good one. */
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/proven.h"
#include "daemon/catalog.h"
#include "fuzz.h"

static const char settings[] =
    "{ \"config_version\": 1, \"observers\": \"single\", \"references\": "
    "[\"https://a.invalid/\", \"https://b.invalid/\", \"https://c.invalid/\"] }";

/* What is told has a place and words, and steers no terminal. */
static void
check_told(const struct diagnostics *diags, const struct source *sources, size_t n)
{
	autofree(buf_done) struct buf text = { 0 };
	autofree(buf_done) struct buf line = { 0 };
	size_t errors = 0;

	for (size_t i = 0; i < diags->n; i++) {
		const struct diagnostic *d = &diags->list[i];

		want(d->line >= 1 && d->column >= 1 && d->length >= 1);
		want(d->code[0] && d->file[0] && d->message[0]);
		errors += d->severity == SEVERITY_ERROR;
	}
	want(errors <= diags->errors);
	diagnostics_print(diags, sources, n, &text);
	for (size_t i = 0; i < text.len; i++)
		want((unsigned char)text.data[i] >= ' ' || text.data[i] == '\n');
	diagnostics_line(diags, &line);
	want(diags->errors == 0 || line.len > 0);
}

static void
check_loaded(const struct config *config)
{
	struct proven proven[PROVEN_MOST];

	for (size_t i = 0; i < config->n_apps; i++) {
		const struct app *app = &config->apps[i];

		want(app->n_regions >= 2 && app->home < app->n_regions);
		want(app->start < app->n_states && !app->states[app->start].run);
		want(proven_all(app, proven) > 0);
		for (size_t p = 0; p < app->n_probes; p++)
			want(app_window(app, p) > 0);
	}
}

static void
load(const struct source *sources, size_t n)
{
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(config_free) struct config *config =
	    config_load(sources, n, catalog_all(), &diags);

	want((config == NULL) == (diags.errors > 0));
	check_told(&diags, sources, n);
	if (config)
		check_loaded(config);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A source ends with a NUL that is not counted. */
	char *text = malloc(size + 1);
	struct source sources[] = { { "failoverd.json", settings, strlen(settings) },
		{ "a.json", text, size } };

	want(text);
	memcpy(text, data, size);
	text[size] = '\0';
	load(sources, 2);
	load(&sources[1], 1);
	free(text);
	return 0;
}

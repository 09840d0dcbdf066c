/* SPDX-License-Identifier: MIT */
#include "config/config.h"

#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "config/application.h"
#include "config/jsonc.h"
#include "config/report.h"
#include "config/sense.h"
#include "config/settings.h"

void
config_free(struct config *config)
{
	if (!config)
		return;
	pool_free(config->pool);
	xfree(config);
}

struct app *
config_app(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_apps; i++)
		if (config->apps[i].name && strcmp(config->apps[i].name, name) == 0)
			return &config->apps[i];
	return NULL;
}

/* Over the lengths too: a byte that wanders from one file to the next is a change. */
static void
digest(struct config *config, const struct source *sources, size_t n)
{
	autofree(buf_done) struct buf all = { 0 };

	for (size_t i = 0; i < n; i++) {
		buf_printf(&all, "%zu\n", sources[i].len);
		buf_add(&all, sources[i].text, sources[i].len);
	}
	digest_text(buf_text(&all), all.len, config->digest);
}

/* files: of the applications before this one. */
static void
check_twin(struct load *in, const struct config *config, const struct node *root,
    const struct source *const *files)
{
	const struct app *app = &config->apps[config->n_apps];

	for (size_t i = 0; app->name && i < config->n_apps; i++)
		if (config->apps[i].name && strcmp(config->apps[i].name, app->name) == 0)
			report_help(report_label(report_value(in, node_member(root, "application"),
						     "E160", "two applications are called \"%s\"",
						     app->name),
					"also in %.100s", files[i]->name),
			    "give each its own name, or take one file away");
}

static void
load_applications(struct load *in, const struct source *sources, size_t n,
    const struct node *settings, struct config *ret)
{
	const struct source **files = pool_alloc(in->scratch, n, sizeof(void *));

	ret->apps = pool_alloc(in->pool, n, sizeof(*ret->apps));
	for (size_t i = 1; i < n; i++) {
		const struct node *root = jsonc_read(in, &sources[i]);

		if (!root)
			continue;
		files[ret->n_apps] = &sources[i];
		application_load(in, root, &ret->apps[ret->n_apps]);
		check_twin(in, ret, root, files);
		sense_check_place(in, settings, ret->settings.place, &ret->apps[ret->n_apps]);
		ret->n_apps++;
	}
	if (n == 1 && settings)
		report_help(report_label(report_warning(in, settings, "W211",
					     "there is no application to watch"),
				"nothing beside it"),
		    "describe one in apps.d/NAME.json, beside this file");
}

struct config *
config_load(const struct source *sources, size_t n, const struct catalog *catalog,
    struct diagnostics *diags)
{
	autofree(config_free) struct config *config = xcalloc(1, sizeof(*config));
	autofree(pool_free) struct memory_pool *scratch = pool_new();
	struct load in = { .scratch = scratch, .diags = diags, .catalog = catalog };
	const struct node *settings;

	in.pool = config->pool = pool_new();
	settings = jsonc_read(&in, &sources[0]);
	if (settings)
		settings_load(&in, settings, &config->settings);
	load_applications(&in, sources, n, settings, config);
	digest(config, sources, n);
	report_finish(&in, sources, n);
	return diags->errors > 0 ? NULL : take(config);
}

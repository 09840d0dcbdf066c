/* SPDX-License-Identifier: MIT */
#include "machine_file.h"

#include <stdio.h>
#include <string.h>

#include "../configuration.h"
#include "../machine_json.h"
#include "config/proven.h"
#include "diagnosis.h"
#include "print.h"

struct files {
	const char *path; /* for people: the first of them */
	struct diagnostics diags;
	struct sources sources;
	struct config *config; /* NULL: something is wrong */
	struct error err;
};

static void
files_done(struct files *files)
{
	diagnostics_done(&files->diags);
	sources_done(&files->sources);
	config_free(files->config);
}

define_autodone(struct files, files_done)

    static void load(const struct ctl *ctl, struct files *ret)
{
	static const char *const installed[] = { "/etc/failoverd" };
	const char *const *paths = ctl->n_args > 0 ? (const char *const *)ctl->args : installed;

	ret->path = paths[0];
	ret->config = configuration_load_files(paths, ctl->n_args > 0 ? ctl->n_args : 1,
	    &ret->diags, &ret->sources, &ret->err);
}

/* ---- proved ---- */

static json_t *
proofs_json(const struct app *app)
{
	json_t *list = json_array();
	struct proven proven[PROVEN_MOST];
	size_t n = proven_all(app, proven);

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s}", "excludes", proven[i].codes, "text", proven[i].text));
	return json_pack("{s:s, s:o}", "application", app->name, "proved", list);
}

static void
print_as_json(const struct files *files)
{
	json_t *json = diagnosis_json(files->path, files->config, &files->diags, &files->err);
	json_t *machines = json_array();

	for (size_t i = 0; files->config && i < files->config->n_apps; i++)
		json_array_append_new(machines, proofs_json(&files->config->apps[i]));
	json_object_set_new(json, "machines", machines);
	print_json(json);
	json_decref(json);
}

static void
print_proofs(const struct app *app)
{
	autofree(table_done) struct table table = { .columns = 2 };
	struct proven proven[PROVEN_MOST];
	size_t n = proven_all(app, proven);

	print(INK_BOLD, "%s: proved\n", app->name);
	for (size_t i = 0; i < n; i++) {
		table_add(&table, INK_PLAIN, "%s", proven[i].text);
		table_add(&table, INK_DIM, "%s", proven[i].codes);
	}
	table_print(&table, 2);
}

int
machine_file_check(struct ctl *ctl)
{
	autofree(files_done) struct files files = { 0 };

	load(ctl, &files);
	if (ctl->options.json) {
		print_as_json(&files);
		return files.config ? CTL_DONE : CTL_CONFIG;
	}
	diagnosis_print(files.path, files.config, &files.diags, &files.sources, &files.err);
	for (size_t i = 0; files.config && i < files.config->n_apps; i++)
		print_proofs(&files.config->apps[i]);
	return files.config ? CTL_DONE : CTL_CONFIG;
}

/* ---- read ---- */

/* NULL, and said: there is no such application, or there are several. */
static const struct app *
choose(const struct ctl *ctl, const struct config *config)
{
	const char *name = ctl->options.app;
	const struct app *app = name ? config_app(config, name)
	    : config->n_apps == 1    ? &config->apps[0]
				     : NULL;

	if (!app && name)
		ctl_usage("--app %s: no application in these files has such a name", name);
	else if (!app)
		ctl_usage("%zu applications in these files: name one with --app", config->n_apps);
	return app;
}

int
machine_file_read(struct ctl *ctl, json_t **ret)
{
	autofree(files_done) struct files files = { 0 };
	const struct app *app;

	load(ctl, &files);
	if (!files.config) {
		diagnosis_print(files.path, files.config, &files.diags, &files.sources, &files.err);
		return CTL_CONFIG;
	}
	app = choose(ctl, files.config);
	if (!app)
		return CTL_USAGE;
	*ret = machine_json(app, app->n_states);
	return CTL_DONE;
}

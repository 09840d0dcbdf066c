/* SPDX-License-Identifier: MIT */
/* export: what the configuration asks of AWS, in the forms that AWS takes; without the daemon. */
#include <stdio.h>
#include <string.h>

#include "../catalog.h"
#include "../configuration.h"
#include "aws/policy.h"
#include "ctl.h"
#include "diagnosis.h"
#include "print.h"

/* What is loaded, and which of it is meant. */
struct export
{
	const struct ctl *ctl;
	const struct config *config;
	const struct app *apps;
	size_t n_apps;
};

typedef json_t *make_fn(const struct export *export, struct error *err);

/* ---- iam ---- */

static const char *const purposes[] = {
	[PURPOSE_READ] = "read",
	[PURPOSE_FAILOVER] = "failover",
	[PURPOSE_FAILBACK] = "failback",
};

static const char *
role_of(const struct config *config, const char *purpose)
{
	const struct option_map *roles = &config->settings.aws.roles;

	for (size_t i = 0; i < roles->n; i++)
		if (strcmp(roles->keys[i], purpose) == 0)
			return roles->values[i];
	return NULL;
}

/* Of the credentials that are found: what has a role is done by that, which must be assumed. */
static void
wish_own(const struct config *config, struct policy_wish *wish)
{
	for (size_t p = 0; p < PURPOSES; p++)
		wish->purposes[p] = !role_of(config, purposes[p]);
	wish->roles =
	    (struct option_list){ config->settings.aws.roles.values, config->settings.aws.roles.n };
}

static json_t *
make_policy(const struct export *export, struct error *err)
{
	const char *purpose = export->ctl->options.purpose;
	struct policy_wish wish = { .apps = export->apps,
		.n_apps = export->n_apps,
		.account = export->ctl->options.account,
		.checks = catalog_checks() };
	bool known = !purpose;

	for (size_t p = 0; p < PURPOSES; p++) {
		wish.purposes[p] = !purpose || strcmp(purpose, purposes[p]) == 0;
		known = known || wish.purposes[p];
	}
	if (purpose && strcmp(purpose, "self") == 0) {
		wish_own(export->config, &wish);
	} else if (!known) {
		error_set(err, "--purpose %s: write read, failover, failback or self", purpose);
		return NULL;
	}
	return policy_make(&wish, err);
}

/* ---- the verb ---- */

static const struct form {
	const char *name;
	make_fn *make;
	bool one; /* of one application */
} forms[] = {
	{ "iam", make_policy, false },
};

/* The configuration's applications, or the one that --app names. */
static int
choose(struct export *export, const struct form *form)
{
	const char *name = export->ctl->options.app;

	export->apps = export->config->apps;
	export->n_apps = export->config->n_apps;
	if (name) {
		export->apps = config_app(export->config, name);
		export->n_apps = 1;
	}
	if (!export->apps)
		return ctl_usage("--app %s: no application in these files has such a name", name);
	if (form->one && export->n_apps > 1)
		return ctl_usage("%zu applications in these files: name one with --app",
		    export->n_apps);
	return CTL_DONE;
}

static int
write_form(struct export *export, const struct form *form)
{
	struct error err = { "" };
	int code = choose(export, form);
	json_t *json;

	if (code != CTL_DONE)
		return code;
	json = form->make(export, &err);
	if (!json)
		return ctl_usage("export %s: %s", form->name, err.text);
	print_json(json);
	json_decref(json);
	return CTL_DONE;
}

static int
load_and_write(struct ctl *ctl, const struct form *form)
{
	static const char *const installed[] = { "/etc/failoverd" };
	bool given = ctl->n_args > 1;
	const char *const *paths = given ? (const char *const *)ctl->args + 1 : installed;
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(sources_done) struct sources sources = { 0 };
	autofree(config_free) struct config *config = NULL;
	struct error err = { "" };

	config =
	    configuration_load_files(paths, given ? ctl->n_args - 1 : 1, &diags, &sources, &err);
	if (!config) {
		diagnosis_print(paths[0], config, &diags, &sources, &err);
		return CTL_CONFIG;
	}
	return write_form(&(struct export){ .ctl = ctl, .config = config }, form);
}

int
export_verb(struct ctl *ctl)
{
	const char *name = ctl->n_args > 0 ? ctl->args[0] : "";

	for (size_t i = 0; i < COUNT(forms); i++)
		if (strcmp(forms[i].name, name) == 0)
			return load_and_write(ctl, &forms[i]);
	return ctl_usage("write: failoverctl export iam [FILE or DIR]");
}

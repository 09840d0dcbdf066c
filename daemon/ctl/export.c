/* SPDX-License-Identifier: MIT */
/* export: what the configuration asks of AWS, in the forms that AWS takes; without the daemon. */
#include <stdio.h>
#include <string.h>

#include "../catalog.h"
#include "../configuration.h"
#include "aws/automation.h"
#include "aws/policy.h"
#include "aws/stack.h"
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

/* NULL: there is nothing that it may do. */
static json_t *
policy_of(const struct export *export, struct policy_wish *wish, struct error *err)
{
	wish->apps = export->apps;
	wish->n_apps = export->n_apps;
	wish->account = export->ctl->options.account;
	wish->checks = catalog_checks();
	wish->metrics = export->config->settings.aws.publish_metrics;
	wish->gates = catalog_gates();
	return policy_make(wish, err);
}

static json_t *
make_policy(const struct export *export, struct error *err)
{
	const char *purpose = export->ctl->options.purpose;
	struct policy_wish wish = { .n_apps = 0 };
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
	return policy_of(export, &wish, err);
}

/* ---- cloudformation ---- */

/* The host's own role comes first, then one for each purpose that has a role. */
static json_t *
make_stack(const struct export *export, struct error *err)
{
	struct stack_role roles[1 + PURPOSES] = { { .purpose = "self" } };
	struct stack stack = { export->apps, export->n_apps, roles, 1,
		export->config->settings.aws.publish_metrics };
	struct policy_wish wish = { .n_apps = 0 };
	json_t *ret;
	bool good;

	wish_own(export->config, &wish);
	roles[0].policy = policy_of(export, &wish, err);
	good = roles[0].policy != NULL;
	for (size_t p = 0; p < PURPOSES && good; p++) {
		struct stack_role *role = &roles[stack.n_roles];

		role->arn = role_of(export->config, purposes[p]);
		if (!role->arn)
			continue;
		wish = (struct policy_wish){ .n_apps = 0 };
		wish.purposes[p] = true;
		role->purpose = purposes[p];
		role->policy = policy_of(export, &wish, err);
		good = role->policy != NULL;
		stack.n_roles++;
	}
	ret = good ? stack_make(&stack) : NULL;
	for (size_t i = 0; i < COUNT(roles); i++)
		json_decref(roles[i].policy);
	return ret;
}

/* ---- ssm-document ---- */

/* From home to the first other Region, unless it is said. */
static bool
read_move(const struct export *export, struct move *ret, struct error *err)
{
	const struct options *options = &export->ctl->options;
	const struct app *app = export->apps;
	size_t from = options->from ? app_region(app, options->from) : app->home;
	size_t to = options->to ? app_region(app, options->to) : 0;

	while (!options->to && to < app->n_regions && to == from)
		to++;
	if (from >= app->n_regions || to >= app->n_regions || from == to)
		return error_set(err, "--from and --to must be two Regions of %s", app->name);
	*ret = (struct move){ .kind = MOVE_FAILOVER, .from = from, .to = to };
	return true;
}

static json_t *
make_document(const struct export *export, struct error *err)
{
	struct move move;

	if (!read_move(export, &move, err))
		return NULL;
	if (export->apps->failover)
		return automation_make(export->apps, &move);
	error_set(err, "%s has no runbook for a failover", export->apps->name);
	return NULL;
}

/* ---- the verb ---- */

static const struct form {
	const char *name;
	make_fn *make;
	bool one; /* of one application */
} forms[] = {
	{ "iam", make_policy, false },
	{ "cloudformation", make_stack, false },
	{ "ssm-document", make_document, true },
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
	return ctl_usage("write: failoverctl export iam | cloudformation | ssm-document "
			 "[FILE or DIR]");
}

/* SPDX-License-Identifier: MIT */
/* config: what the daemon would say to a configuration, and what can be written in one; without the
 * daemon. */
#include <stdio.h>
#include <string.h>

#include "../catalog.h"
#include "../configuration.h"
#include "config/schema.h"
#include "ctl.h"
#include "diagnosis.h"
#include "print.h"

static void
print_valid(const char *path, const struct config *config, const struct diagnostics *diags)
{
	printf("%s is valid: %zu application%s, %zu warning%s\n", path, config->n_apps,
	    config->n_apps == 1 ? "" : "s", diags->n, diags->n == 1 ? "" : "s");
}

static int
check(const struct ctl *ctl, const char *path)
{
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(sources_done) struct sources sources = { 0 };
	autofree(config_free) struct config *config = NULL;
	struct error err = { "" };
	json_t *json;

	config = configuration_load(path, &diags, &sources, &err);
	if (ctl->options.json) {
		json = diagnosis_json(path, config, &diags, &err);
		print_json(json);
		json_decref(json);
		return config ? CTL_DONE : CTL_CONFIG;
	}
	diagnosis_print(path, config, &diags, &sources, &err);
	if (config)
		print_valid(path, config, &diags);
	return config ? CTL_DONE : CTL_CONFIG;
}

static int
schema(const char *which)
{
	autofree(buf_done) struct buf text = { 0 };

	if (strcmp(which, "application") == 0)
		schema_application(catalog_all(), &text);
	else if (strcmp(which, "failoverd") == 0)
		schema_settings(catalog_all(), &text);
	else
		return ctl_usage("\"%s\" has no schema; there are failoverd and application",
		    which);
	fputs(buf_text(&text), stdout);
	return CTL_DONE;
}

int
config_verb(struct ctl *ctl)
{
	const char *verb = ctl->n_args > 0 ? ctl->args[0] : "";
	const char *what = ctl->n_args > 1 ? ctl->args[1] : NULL;

	if (strcmp(verb, "check") == 0)
		return check(ctl, what ? what : "/etc/failoverd");
	if (strcmp(verb, "schema") == 0)
		return schema(what ? what : "application");
	return ctl_usage("write: failoverctl config check [FILE or DIR], or "
			 "failoverctl config schema [failoverd | application]");
}

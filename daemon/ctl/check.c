/* SPDX-License-Identifier: MIT */
/* config: what the daemon would say to a configuration, and what can be written in one; without the
 * daemon. */
#include <stdio.h>
#include <string.h>

#include "../catalog.h"
#include "../configuration.h"
#include "config/schema.h"
#include "ctl.h"
#include "print.h"

static json_t *
diagnostic_json(const struct diagnostic *d)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:s, s:s, s:s, s:s}", "severity",
	    d->severity == SEVERITY_ERROR ? "error" : "warning", "code", d->code, "file", d->file,
	    "line", d->line, "column", d->column, "length", d->length, "pointer", d->pointer,
	    "message", d->message, "label", d->label, "help", d->help);
}

static void
print_as_json(const char *path, const struct config *config, const struct diagnostics *diags,
    const struct error *err)
{
	json_t *list = json_array(), *json;

	for (size_t i = 0; i < diags->n; i++)
		json_array_append_new(list, diagnostic_json(&diags->list[i]));
	json = json_pack("{s:b, s:s, s:I, s:I, s:s?, s:o}", "valid", config != NULL, "path", path,
	    "errors", (json_int_t)diags->errors, "warnings", (json_int_t)(diags->n - diags->errors),
	    "trouble", config || diags->errors > 0 ? NULL : err->text, "diagnostics", list);
	print_json(json);
	json_decref(json);
}

static void
print_as_text(const char *path, const struct config *config, const struct diagnostics *diags,
    const struct sources *sources, const struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };

	diagnostics_print(diags, sources->list, sources->n, &text);
	fputs(buf_text(&text), stderr);
	if (config)
		printf("%s is valid: %zu application%s, %zu warning%s\n", path, config->n_apps,
		    config->n_apps == 1 ? "" : "s", diags->n, diags->n == 1 ? "" : "s");
	else if (diags->errors > 0)
		fprintf(stderr, "%s is not valid: %zu error%s\n", path, diags->errors,
		    diags->errors == 1 ? "" : "s");
	else
		fprintf(stderr, "failoverctl: %s\n", err->text);
}

static int
check(const struct ctl *ctl, const char *path)
{
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(sources_done) struct sources sources = { 0 };
	autofree(config_free) struct config *config = NULL;
	struct error err = { "" };

	config = configuration_load(path, &diags, &sources, &err);
	if (ctl->options.json)
		print_as_json(path, config, &diags, &err);
	else
		print_as_text(path, config, &diags, &sources, &err);
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

/* SPDX-License-Identifier: MIT */
#include "diagnosis.h"

#include <stdio.h>

static json_t *
one_json(const struct diagnostic *d)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:s, s:s, s:s, s:s}", "severity",
	    d->severity == SEVERITY_ERROR ? "error" : "warning", "code", d->code, "file", d->file,
	    "line", d->line, "column", d->column, "length", d->length, "pointer", d->pointer,
	    "message", d->message, "label", d->label, "help", d->help);
}

json_t *
diagnosis_json(const char *path, const struct config *config, const struct diagnostics *diags,
    const struct error *err)
{
	json_t *list = json_array();

	for (size_t i = 0; i < diags->n; i++)
		json_array_append_new(list, one_json(&diags->list[i]));
	return json_pack("{s:b, s:s, s:I, s:I, s:s?, s:o}", "valid", config != NULL, "path", path,
	    "errors", (json_int_t)diags->errors, "warnings", (json_int_t)(diags->n - diags->errors),
	    "trouble", config || diags->errors > 0 ? NULL : err->text, "diagnostics", list);
}

void
diagnosis_print(const char *path, const struct config *config, const struct diagnostics *diags,
    const struct sources *sources, const struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };

	diagnostics_print(diags, sources->list, sources->n, &text);
	fputs(buf_text(&text), stderr);
	if (!config && diags->errors > 0)
		fprintf(stderr, "%s is not valid: %zu error%s\n", path, diags->errors,
		    diags->errors == 1 ? "" : "s");
	else if (!config)
		fprintf(stderr, "failoverctl: %s\n", err->text);
}

/* SPDX-License-Identifier: MIT */
#include "config/schema_option.h"

#include <stdio.h>

#include "config/form.h"

#define TEXT "{ \"type\": \"string\", \"minLength\": 1 }"

/* "#/$defs/url"; returns ret. */
static const char *
reference(const char *name, char ret[64])
{
	snprintf(ret, 64, "#/$defs/%s", name);
	return ret;
}

/* A text of a form, as the members of a schema. */
static void
text_members(struct outline *out, enum option_form form)
{
	char name[64];

	if (form != FORM_ANY) {
		outline_text(out, "$ref", reference(forms[form].name, name));
		return;
	}
	outline_text(out, "type", "string");
	outline_number(out, "minLength", 1);
}

static void
text(struct outline *out, const char *key, enum option_form form)
{
	char name[64];
	autofree(buf_done) struct buf json = { 0 };

	buf_printf(&json, "{ \"$ref\": \"%s\" }",
	    form != FORM_ANY ? reference(forms[form].name, name) : "");
	outline_raw(out, key, form != FORM_ANY ? buf_text(&json) : TEXT);
}

static void
list(struct outline *out, const struct option *option)
{
	outline_open(out, "oneOf", '[');
	text(out, NULL, option->form);
	outline_open(out, NULL, '{');
	outline_text(out, "type", "array");
	if (option->form == FORM_PROGRAM) {
		outline_raw(out, "prefixItems", "[{ \"$ref\": \"#/$defs/program\" }]");
		text(out, "items", FORM_ANY);
	} else {
		text(out, "items", option->form);
	}
	if (option->min > 0)
		outline_number(out, "minItems", option->min);
	if (option->max > 0)
		outline_number(out, "maxItems", option->max);
	if (!option->repeats)
		outline_raw(out, "uniqueItems", "true");
	outline_close(out, '}');
	outline_close(out, ']');
}

static void
map(struct outline *out, const struct option *option)
{
	outline_text(out, "type", "object");
	if (option->min > 0)
		outline_number(out, "minProperties", option->min);
	if (option->keys != FORM_ANY)
		text(out, "propertyNames", option->keys);
	if (option->form != FORM_ANY)
		text(out, "additionalProperties", option->form);
	else
		outline_raw(out, "additionalProperties",
		    "{ \"type\": [\"string\", \"number\", \"boolean\"], \"minLength\": 1 }");
}

static void
words(struct outline *out, const struct option *option)
{
	outline_open(out, "enum", '[');
	for (size_t i = 0; option->words[i]; i++)
		if (option->words[i][0])
			outline_text(out, NULL, option->words[i]);
	outline_close(out, ']');
}

static void
whole(struct outline *out, const struct option *option)
{
	outline_text(out, "type", "integer");
	if (option->max <= option->min)
		return;
	outline_number(out, "minimum", option->min);
	outline_number(out, "maximum", option->max);
}

static void
statuses(struct outline *out)
{
	outline_open(out, "oneOf", '[');
	outline_raw(out, NULL, "{ \"$ref\": \"#/$defs/status\" }");
	outline_raw(out, NULL,
	    "{ \"type\": \"array\", \"items\": { \"$ref\": \"#/$defs/status\" }, "
	    "\"minItems\": 1, \"maxItems\": 8 }");
	outline_close(out, ']');
}

static void
value(struct outline *out, const struct option *option)
{
	switch (option->type) {
	case OPTION_STRING:
		text_members(out, option->form);
		if (option->max > 0)
			outline_number(out, "maxLength", option->max);
		break;
	case OPTION_INT:
		whole(out, option);
		break;
	case OPTION_BOOL:
		outline_text(out, "type", "boolean");
		break;
	case OPTION_DURATION:
		outline_text(out, "$ref", "#/$defs/duration");
		break;
	case OPTION_SIZE:
		outline_text(out, "$ref", "#/$defs/size");
		break;
	case OPTION_RATIO:
		outline_text(out, "$ref", "#/$defs/ratio");
		break;
	case OPTION_WORD:
		words(out, option);
		break;
	case OPTION_LIST:
		list(out, option);
		break;
	case OPTION_MAP:
		map(out, option);
		break;
	case OPTION_STATUSES:
		statuses(out);
		break;
	case OPTION_COMPARE:
		if (option->form != FORM_ANY)
			text_members(out, option->form);
		else
			outline_text(out, "$ref", "#/$defs/comparison");
		break;
	case OPTION_URL:
		text_members(out, FORM_URL);
		break;
	}
}

void
schema_option(struct outline *out, const struct option *option)
{
	outline_open(out, option->name, '{');
	if (option->help)
		outline_text(out, "description", option->help);
	value(out, option);
	if (option->fallback)
		outline_raw(out, "default", option->fallback);
	outline_close(out, '}');
}

void
schema_options(struct outline *out, const struct option *options)
{
	for (; options->name; options++)
		schema_option(out, options);
}

void
schema_required(struct outline *out, const struct option *options, const char *const *others)
{
	bool some = others && *others;

	for (const struct option *o = options; o && o->name; o++)
		some = some || o->required;
	if (!some)
		return;
	outline_open(out, "required", '[');
	for (const struct option *o = options; o && o->name; o++)
		if (o->required)
			outline_text(out, NULL, o->name);
	for (; others && *others; others++)
		outline_text(out, NULL, *others);
	outline_close(out, ']');
}

void
schema_open(struct outline *out, const char *key, const char *help)
{
	outline_open(out, key, '{');
	if (help)
		outline_text(out, "description", help);
	outline_text(out, "type", "object");
	outline_open(out, "properties", '{');
}

void
schema_close(struct outline *out, const struct option *options, const char *const *required)
{
	outline_close(out, '}');
	outline_raw(out, "patternProperties", "{ \"" FORM_FOREIGN "\": true }");
	outline_raw(out, "additionalProperties", "false");
	schema_required(out, options, required);
	outline_close(out, '}');
}

void
schema_object(struct outline *out, const char *key, const char *help, const struct option *options)
{
	schema_open(out, key, help);
	schema_options(out, options);
	schema_close(out, options, NULL);
}

/* ---- definitions ---- */

static void
definition(struct outline *out, const struct form *form)
{
	outline_open(out, form->name, '{');
	outline_text(out, "description", form->help);
	outline_text(out, "type", "string");
	outline_text(out, "pattern", form->pattern);
	outline_open(out, "examples", '[');
	outline_text(out, NULL, form->example);
	outline_close(out, ']');
	outline_close(out, '}');
}

static void
status(struct outline *out)
{
	outline_open(out, "status", '{');
	outline_text(out, "description", "A status of HTTP, or several.");
	outline_open(out, "oneOf", '[');
	outline_raw(out, NULL, "{ \"type\": \"integer\", \"minimum\": 100, \"maximum\": 599 }");
	outline_raw(out, NULL, "{ \"type\": \"string\", \"pattern\": \"" FORM_STATUS "\" }");
	outline_close(out, ']');
	outline_raw(out, "examples", "[200, \"2xx\", \"200-204\"]");
	outline_close(out, '}');
}

void
schema_definitions(struct outline *out)
{
	static const struct form values[] = {
		{ "duration", "A whole number with its unit: ms, s, m, h or d.", "30s",
		    FORM_DURATION },
		{ "size", "A whole number with its unit: KiB, MiB, GiB or TiB.", "1GiB",
		    FORM_SIZE },
		{ "ratio", "A share of a hundred.", "5%", FORM_RATIO },
		{ "comparison", "A number, a duration or a share, held against a limit.", "< 5s",
		    FORM_COMPARE },
	};

	outline_open(out, "$defs", '{');
	for (size_t i = 0; i < COUNT(values); i++)
		definition(out, &values[i]);
	status(out);
	for (size_t i = FORM_ANY + 1; i < FORM_MOST; i++)
		definition(out, &forms[i]);
	outline_close(out, '}');
}

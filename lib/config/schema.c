/* SPDX-License-Identifier: MIT */
#include "config/schema.h"

#include <string.h>

#include "config/application.h"
#include "config/book.h"
#include "config/facts.h"
#include "config/form.h"
#include "config/machine.h"
#include "config/probe.h"
#include "config/schema_option.h"
#include "config/settings.h"
#include "core/run.h"

#define DRAFT "https://json-schema.org/draft/2020-12/schema"

/* The whole of a file, up to its open "properties". */
static void
open_file(struct outline *out, const char *title, const char *help)
{
	outline_open(out, NULL, '{');
	outline_text(out, "$schema", DRAFT);
	outline_text(out, "title", title);
	outline_text(out, "description", help);
	outline_text(out, "type", "object");
	outline_open(out, "properties", '{');
}

static void
close_file(struct outline *out, const struct option *options, const char *const *required)
{
	outline_close(out, '}');
	outline_raw(out, "patternProperties", "{ \"" FORM_FOREIGN "\": true }");
	outline_raw(out, "additionalProperties", "false");
	schema_required(out, options, required);
	schema_definitions(out);
	outline_close(out, '}');
}

/* ---- failoverd.json ---- */

/* "^(rds|sts)([.]us-east-1)?$" */
static void
service_names(const struct catalog *catalog, struct buf *ret)
{
	/* Without the ^ in front. */
	const char *region = forms[FORM_REGION].pattern + 1;

	buf_puts(ret, "^(");
	for (size_t i = 0; catalog->services[i]; i++)
		buf_printf(ret, "%s%s", i > 0 ? "|" : "", catalog->services[i]);
	buf_printf(ret, ")([.]%.*s)?$", (int)(strlen(region) - 1), region);
}

/* The names of endpoints are what the catalog knows. */
static void
aws(struct outline *out, const struct catalog *catalog)
{
	autofree(buf_done) struct buf names = { 0 };

	schema_open(out, "aws", "How AWS is asked.");
	for (const struct option *o = settings_aws_options; o->name; o++) {
		if (strcmp(o->name, "endpoints") != 0) {
			schema_option(out, o);
			continue;
		}
		service_names(catalog, &names);
		outline_open(out, o->name, '{');
		outline_text(out, "description", o->help);
		outline_text(out, "type", "object");
		outline_open(out, "propertyNames", '{');
		outline_text(out, "pattern", buf_text(&names));
		outline_close(out, '}');
		outline_raw(out, "additionalProperties", "{ \"$ref\": \"#/$defs/url\" }");
		outline_close(out, '}');
	}
	schema_close(out, NULL, NULL);
}

void
schema_settings(const struct catalog *catalog, struct buf *ret)
{
	static const char *const required[] = { "config_version", NULL };
	struct outline out = { .to = ret, .empty = true };

	open_file(&out, "failoverd.json", "What is about the daemon and not about an application.");
	outline_raw(&out, "config_version",
	    "{ \"description\": \"The version of the configuration's language.\", \"const\": 1 }");
	schema_options(&out, settings_options);
	schema_object(&out, "history",
	    "What is kept of what was seen, in history.db beside the ledger.",
	    settings_history_options);
	aws(&out, catalog);
	close_file(&out, settings_options, required);
}

/* ---- an application ---- */

/* Members whose names a person chooses, or Regions: each is the same kind of thing. */
static void
open_named(struct outline *out, const char *key, const char *help)
{
	outline_open(out, key, '{');
	outline_text(out, "description", help);
	outline_text(out, "type", "object");
	outline_raw(out, "additionalProperties", "false");
	outline_open(out, "patternProperties", '{');
	outline_raw(out, FORM_FOREIGN, "true");
}

static void
close_named(struct outline *out, int least)
{
	outline_close(out, '}');
	if (least > 0)
		outline_number(out, "minProperties", least);
	outline_close(out, '}');
}

/* "oneOf": exactly one of these members. */
static void
open_choice(struct outline *out)
{
	outline_close(out, '}');
	outline_raw(out, "patternProperties", "{ \"" FORM_FOREIGN "\": true }");
	outline_raw(out, "additionalProperties", "false");
	outline_open(out, "oneOf", '[');
}

static void
choice(struct outline *out, const char *name)
{
	outline_open(out, NULL, '{');
	outline_open(out, "required", '[');
	outline_text(out, NULL, name);
	outline_close(out, ']');
	outline_close(out, '}');
}

static void
close_choice(struct outline *out)
{
	outline_close(out, ']');
	outline_close(out, '}');
}

static void
probes(struct outline *out, const struct catalog *catalog)
{
	open_named(out, "probes", "What is asked of each Region, and how often.");
	schema_open(out, FORM_OWN_NAME, "Exactly one member names the kind and holds its options.");
	schema_options(out, probe_options);
	for (size_t i = 0; catalog->probes[i]; i++)
		schema_object(out, catalog->probes[i]->name, catalog->probes[i]->help,
		    catalog->probes[i]->options);
	open_choice(out);
	for (size_t i = 0; catalog->probes[i]; i++)
		choice(out, catalog->probes[i]->name);
	close_choice(out);
	close_named(out, 1);
}

static void
facts(struct outline *out)
{
	open_named(out, "facts",
	    "Conditions of a Region: yes, no or unknown. down, up, degraded, slow and lag are made "
	    "unless they are given.");
	schema_open(out, FORM_OWN_NAME,
	    "Exactly one of fail_ratio, fails, value, latency and at_least says which kind.");
	schema_options(out, facts_options);
	open_choice(out);
	for (const struct facts_kind *kind = facts_kinds; kind->name; kind++) {
		outline_open(out, NULL, '{');
		outline_open(out, "required", '[');
		outline_text(out, NULL, kind->name);
		outline_text(out, NULL, kind->of);
		outline_close(out, ']');
		outline_open(out, "properties", '{');
		for (const struct option *o = facts_options; o->name; o++)
			if (!facts_uses(kind, o->name))
				outline_raw(out, o->name, "false");
		outline_close(out, '}');
		outline_close(out, '}');
	}
	close_choice(out);
	close_named(out, 0);
}

/* Steps as any, but for groups. */
static void
group(struct outline *out)
{
	outline_open(out, "parallel", '{');
	outline_text(out, "description",
	    "Steps that run beside each other, each by itself; the run goes on when all of them have "
	    "ended. Of the group are \"name\" and \"deadline\".");
	outline_text(out, "type", "array");
	outline_number(out, "minItems", 2);
	outline_open(out, "items", '{');
	outline_text(out, "$ref", "#/properties/runbooks/properties/failover/items");
	outline_raw(out, "not", "{ \"required\": [\"parallel\"] }");
	outline_close(out, '}');
	outline_close(out, '}');
}

static void
runbook(struct outline *out, const char *name, const struct catalog *catalog)
{
	outline_open(out, name, '{');
	outline_text(out, "type", "array");
	outline_number(out, "minItems", 1);
	outline_number(out, "maxItems", RUN_STEPS_MOST);
	schema_open(out, "items", "Exactly one member names the kind and holds its options.");
	schema_options(out, book_options);
	group(out);
	for (size_t i = 0; catalog->steps[i]; i++)
		schema_object(out, catalog->steps[i]->name, catalog->steps[i]->help,
		    catalog->steps[i]->options);
	open_choice(out);
	for (size_t i = 0; catalog->steps[i]; i++)
		choice(out, catalog->steps[i]->name);
	choice(out, "parallel");
	outline_close(out, ']');
	outline_raw(out, "dependentSchemas",
	    "{ \"parallel\": { \"properties\": "
	    "{ \"every\": false, \"patience\": false, \"best_effort\": false } } }");
	outline_close(out, '}');
	outline_close(out, '}');
}

static void
runbooks(struct outline *out, const struct catalog *catalog)
{
	schema_open(out, "runbooks", "What a move does, step by step; made unless it is given.");
	runbook(out, "failover", catalog);
	runbook(out, "switchover", catalog);
	schema_close(out, NULL, NULL);
}

static void
state(struct outline *out)
{
	schema_open(out, FORM_OWN_NAME, "It watches, by its rules, or runs, or waits.");
	schema_options(out, machine_state_options);
	outline_open(out, "rules", '{');
	outline_text(out, "description", "The first that holds begins a move.");
	outline_text(out, "type", "array");
	outline_number(out, "maxItems", RULES_MOST);
	schema_object(out, "items", "All of these facts, for so long.", machine_rule_options);
	outline_close(out, '}');
	outline_close(out, '}');
	outline_raw(out, "patternProperties", "{ \"" FORM_FOREIGN "\": true }");
	outline_raw(out, "additionalProperties", "false");
	outline_raw(out, "dependentRequired", "{ \"run\": [\"done\", \"failed\", \"abandoned\"] }");
	outline_close(out, '}');
}

static void
machine(struct outline *out)
{
	static const char *const names[] = { "start", "away", "operator", NULL };
	static const char *const required[] = { "start", "away", "operator", "states", NULL };

	schema_open(out, "machine", "Replaces the states and rules, all of them.");
	for (size_t i = 0; names[i]; i++)
		outline_raw(out, names[i], "{ \"$ref\": \"#/$defs/name\" }");
	open_named(out, "states", "The states, by name.");
	state(out);
	close_named(out, 0);
	schema_close(out, NULL, required);
}

static void
regions(struct outline *out)
{
	open_named(out, "regions", "Where the application can serve: from 2 to 8 Regions.");
	schema_object(out, forms[FORM_REGION].pattern, "What the application has there.",
	    region_options);
	close_named(out, 2);
}

void
schema_application(const struct catalog *catalog, struct buf *ret)
{
	static const char *const required[] = { "home", "regions", "probes", NULL };
	struct outline out = { .to = ret, .empty = true };

	open_file(&out, "An application of failoverd",
	    "Where it lives, what is asked of it, and how it is moved.");
	schema_options(&out, application_options);
	outline_open(&out, "home", '{');
	outline_text(&out, "description", "The Region in which it belongs.");
	outline_text(&out, "$ref", "#/$defs/region");
	outline_close(&out, '}');
	regions(&out);
	schema_object(&out, "aurora", "Its Aurora global database.", aurora_options);
	schema_object(&out, "secret", "The secret that names the database to it.", secret_options);
	schema_object(&out, "routing", "The routing controls of ARC.", routing_options);
	schema_object(&out, "dns", "Its public name.", dns_options);
	probes(&out, catalog);
	facts(&out);
	schema_object(&out, "guards", "What must hold beside the facts before anything moves.",
	    limits_options);
	schema_object(&out, "objectives", "What the report of a run is measured against.",
	    objective_options);
	schema_object(&out, "drills", "How often moves are practised.", drill_options);
	machine(&out);
	runbooks(&out, catalog);
	close_file(&out, application_options, required);
}

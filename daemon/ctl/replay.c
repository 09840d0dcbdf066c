/* SPDX-License-Identifier: MIT */
/*
 * replay: a recorded decision is decided again, here, by the same pure functions,
 * from what its tick went by and the configuration of that day. It must agree.
 */
#include <stdio.h>
#include <string.h>

#include "../catalog.h"
#include "../configuration.h"
#include "../ledger.h"
#include "base/alloc.h"
#include "ctl.h"
#include "differ.h"
#include "explain.h"
#include "field.h"
#include "print.h"

#define CELL_MOST 400

static int
fail(const struct ctl *ctl, int code, const struct error *err)
{
	json_t *json;

	fprintf(stderr, "failoverctl: %s\n", err->text);
	if (!ctl->options.json)
		return code;
	json = json_pack("{s:s, s:o}", "code", "replay", "detail", ledger_words(err->text));
	print_json(json);
	json_decref(json);
	return code;
}

/* ---- what is replayed ---- */

static int
ask_record(struct ctl *ctl, const char *id, json_t **ret)
{
	autofree(client_free) struct client *client = NULL;
	autofree(said_done) struct said said = { 0 };
	autofree(xfree) char *path = xasprintf("/api/v1/decisions/%s", id);
	struct error err = { 0 };
	int code;

	client = client_new(ctl->options.socket, &err);
	if (!client)
		return ctl_unreachable(ctl, &err);
	ctl->client = client;
	code = ctl_ask(ctl, "GET", path, NULL, &said);
	ctl->client = NULL;
	if (code == CTL_DONE)
		*ret = json_incref(said.json);
	return code;
}

static int
read_record(struct ctl *ctl, const char *path, json_t **ret)
{
	json_error_t fault;
	json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
	struct error err;

	if (json_is_object(json) && json_is_object(json_object_get(json, "inputs"))) {
		*ret = json;
		return CTL_DONE;
	}
	if (json)
		error_set(&err,
		    "%s is no decision: save one with failoverctl decisions show ID --json", path);
	else if (fault.line < 0) /* it was not even opened */
		error_set(&err, "%s", fault.text);
	else
		error_set(&err, "%s: line %d, column %d: %s", path, fault.line, fault.column,
		    fault.text);
	json_decref(json);
	return fail(ctl, CTL_FAILED, &err);
}

/* The texts that are in the record, borrowed from it. */
static struct config *
recorded_config(const json_t *record, struct diagnostics *diags, struct error *err)
{
	const json_t *files = json_object_get(json_object_get(record, "configuration"), "files");
	size_t n = json_array_size(files);
	autofree(buf_done) struct buf line = { 0 };
	struct catalog catalog = *catalog_all();
	struct config *config;
	struct source *list;

	/* It is the files of that day that it speaks of, and perhaps of another machine. */
	catalog.authorities = NULL;
	catalog.program = NULL;
	if (n == 0) {
		error_set(err, "the record lacks its configuration; name it with --config PATH");
		return NULL;
	}
	list = xcalloc(n, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		const json_t *file = json_array_get(files, i);

		list[i] = (struct source){ field_text(file, "name"), field_text(file, "text"),
			json_string_length(json_object_get(file, "text")) };
	}
	config = config_load(list, n, &catalog, diags);
	xfree(list);
	diagnostics_line(diags, &line);
	if (!config)
		error_set(err, "%s", buf_text(&line));
	return config;
}

/* That of the day; or another one, when one is named. */
static struct config *
config_of(const struct ctl *ctl, const json_t *record, struct error *err)
{
	const struct option_words *paths = &ctl->options.configs;
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(sources_done) struct sources sources = { 0 };
	struct config *config;

	if (paths->n > 0)
		config = configuration_load_files(paths->list, paths->n, &diags, &sources, err);
	else
		config = recorded_config(record, &diags, err);
	if (!config)
		error_wrap(err, "no configuration");
	return config;
}

/* ---- deciding again ---- */

static enum move_kind
kind_of(const char *word)
{
	enum move_kind kind = MOVE_FAILOVER;

	while (kind < MOVE_FAILBACK && strcmp(word, move_name(kind)) != 0)
		kind++;
	return kind;
}

/* An operator's move was weighed by no tick. */
static void
decide(const json_t *record, struct engine *engine, struct decision *ret, struct now now)
{
	const struct app *app = engine->app;
	struct proposal wanted = { .kind = kind_of(field_text(record, "kind")),
		.from = app_region(app, field_text(record, "from")),
		.to = app_region(app, field_text(record, "to")),
		.force = field_true(record, "force"),
		.actor = field_text(record, "actor") };

	if (!field_true(record, "command"))
		engine_tick(engine, ret, now);
	else if (wanted.from != REGION_NONE && wanted.to != REGION_NONE)
		engine_command(engine, &wanted, ret, now);
	else
		*ret = (struct decision){ 0 };
}

/* The word that a record has for what was decided. */
static const char *
verb_of(const json_t *record, const struct decision *decision)
{
	if (field_true(record, "command"))
		return "move";
	if (decision->missed.at > 0 && field_is(record, "verb", "near-miss"))
		return "near-miss";
	if (decision->verb == DECIDE_NOTHING && decision->weighed && decision->allowed != TRIT_YES)
		return "blocked";
	return ledger_decided(decision->verb);
}

/* The differences; NULL: it cannot be decided again. */
static json_t *
compare(const json_t *record, const struct config *config, struct error *err)
{
	const struct app *app = config_app(config, field_text(record, "application"));
	json_t *made, *list, *digest, *verb;
	struct engine engine;
	struct decision decision;
	struct now now;

	if (!app) {
		error_set(err, "its configuration has no application \"%.60s\"",
		    field_text(record, "application"));
		return NULL;
	}
	if (!ledger_read_inputs(json_object_get(record, "inputs"), app, &engine, &now, err))
		return NULL;
	decide(record, &engine, &decision, now);
	made = ledger_decision(&engine, &decision, now);
	list = differ_decisions(record, made);
	verb = json_string(verb_of(record, &decision));
	differ_add(list, "verb", json_object_get(record, "verb"), verb);
	json_decref(verb);
	digest = json_string(config->digest);
	differ_add(list, "config", json_object_get(record, "config"), digest);
	json_decref(digest);
	json_decref(made);
	engine_done(&engine);
	return list;
}

/* ---- in words ---- */

/* Texts as they are; else JSON. */
static void
add_value(struct table *table, enum ink ink, const json_t *value)
{
	char text[CELL_MOST];
	size_t n;

	if (json_is_string(value)) {
		table_add(table, ink, "%s", json_string_value(value));
		return;
	}
	n = json_dumpb(value, text, sizeof(text) - 1, JSON_ENCODE_ANY | JSON_COMPACT);
	text[n < sizeof(text) ? n : sizeof(text) - 1] = '\0';
	table_add(table, ink, "%s%s", text, n < sizeof(text) ? "" : "...");
}

static void
print_differences(const json_t *record, const json_t *list)
{
	autofree(table_done) struct table table = { .columns = 3 };
	const json_t *item;
	size_t i;

	print(INK_BAD, "%s does not agree: %zu difference%s\n", field_text(record, "id"),
	    json_array_size(list), json_array_size(list) == 1 ? "" : "s");
	table_add(&table, INK_DIM, "FIELD");
	table_add(&table, INK_DIM, "RECORDED");
	table_add(&table, INK_DIM, "RECOMPUTED");
	json_array_foreach(list, i, item)
	{
		table_add(&table, INK_BOLD, "%s", field_text(item, "field"));
		add_value(&table, INK_PLAIN, json_object_get(item, "recorded"));
		add_value(&table, INK_PLAIN, json_object_get(item, "recomputed"));
	}
	table_print(&table, 2);
}

static int
report(const struct ctl *ctl, const json_t *record, json_t *differences)
{
	bool agrees = json_array_size(differences) == 0;
	json_t *json;

	if (ctl->options.json) {
		json = json_pack("{s:s, s:s, s:b, s:O}", "id", field_text(record, "id"), "verb",
		    field_text(record, "verb"), "agrees", agrees, "differences", differences);
		print_json(json);
		json_decref(json);
	} else if (agrees) {
		printf("%s agrees: decided again it comes to the same, %s: %s\n",
		    field_text(record, "id"), field_text(record, "verb"),
		    field_text(record, "sentence"));
	} else {
		print_differences(record, differences);
	}
	return agrees ? CTL_DONE : CTL_FAILED;
}

int
replay_verb(struct ctl *ctl)
{
	const char *what = ctl->n_args > 0 ? ctl->args[0] : NULL;
	autofree(config_free) struct config *config = NULL;
	json_t *record = NULL, *differences;
	struct error err = { "" };
	int code;

	if (!what)
		return ctl_usage("say which: failoverctl replay d-17, or replay FILE, saved with "
				 "failoverctl decisions show ID --json");
	code = explain_is_decision(what) ? ask_record(ctl, what, &record)
					 : read_record(ctl, what, &record);
	if (code != CTL_DONE)
		return code;
	config = config_of(ctl, record, &err);
	differences = config ? compare(record, config, &err) : NULL;
	if (differences)
		code = report(ctl, record, differences);
	else
		code = fail(ctl, config ? CTL_FAILED : CTL_CONFIG, &err);
	json_decref(differences);
	json_decref(record);
	return code;
}

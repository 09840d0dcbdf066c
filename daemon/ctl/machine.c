/* SPDX-License-Identifier: MIT */
/* Draws the machine that is in force, or that of a file: as text, for Mermaid, for Graphviz. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/duration.h"
#include "ctl.h"
#include "field.h"
#include "machine_file.h"
#include "print.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static const char *const exits[] = { "done", "failed", "abandoned" };

static void
conditions(const json_t *rule, struct buf *ret)
{
	const json_t *when;
	size_t i;

	json_array_foreach(json_object_get(rule, "when"), i, when)
	{
		const char *name = json_string_value(when);

		buf_printf(ret, "%s%s%s", i > 0 ? " and " : "", *name == '!' ? "not " : "",
		    name + (*name == '!'));
	}
	if (field_number(rule, "for_s") > 0)
		buf_printf(ret, " for %s", D(field_seconds(rule, "for_s")));
}

typedef void arrow_fn(const char *from, const char *to, const char *label);

static void
each_arrow(const json_t *machine, arrow_fn *arrow)
{
	const json_t *state, *rule;
	size_t s, i;

	json_array_foreach(json_object_get(machine, "states"), s, state)
	{
		const char *from = field_text(state, "name");

		json_array_foreach(json_object_get(state, "rules"), i, rule)
		{
			autofree(buf_done) struct buf label = { 0 };

			conditions(rule, &label);
			arrow(from, field_text(rule, "go"), buf_text(&label));
		}
		for (i = 0; field_has(state, "run") && i < COUNT(exits); i++)
			arrow(from, field_text(state, exits[i]), exits[i]);
	}
}

/* ---- Mermaid: names may not hold a dash ---- */

static void
mermaid_name(const char *name)
{
	for (; *name; name++)
		putchar(*name == '-' ? '_' : *name);
}

static void
mermaid_arrow(const char *from, const char *to, const char *label)
{
	fputs("    ", stdout);
	mermaid_name(from);
	fputs(" --> ", stdout);
	mermaid_name(to);
	printf(" : %s\n", label);
}

static void
print_mermaid(const json_t *machine)
{
	const json_t *state;
	size_t s;

	puts("stateDiagram-v2");
	json_array_foreach(json_object_get(machine, "states"), s, state)
	{
		printf("    state \"%s\" as ", field_text(state, "name"));
		mermaid_name(field_text(state, "name"));
		putchar('\n');
	}
	fputs("    [*] --> ", stdout);
	mermaid_name(field_text(machine, "start"));
	putchar('\n');
	each_arrow(machine, mermaid_arrow);
}

/* ---- Graphviz ---- */

static void
dot_arrow(const char *from, const char *to, const char *label)
{
	printf("\t\"%s\" -> \"%s\" [label=\"%s\"];\n", from, to, label);
}

static void
print_dot(const json_t *machine)
{
	const json_t *state;
	size_t s;

	puts("digraph machine {");
	json_array_foreach(json_object_get(machine, "states"), s, state)
	    printf("\t\"%s\" [shape=%s%s];\n", field_text(state, "name"),
		field_has(state, "run") ? "ellipse" : "box",
		field_true(state, "current") ? ", style=bold" : "");
	each_arrow(machine, dot_arrow);
	puts("}");
}

/* ---- text ---- */

static void
print_state(const json_t *state)
{
	const json_t *rule;
	size_t i;

	print(INK_BOLD, "%s%s\n", field_text(state, "name"),
	    field_true(state, "current") ? "    <- now" : "");
	if (field_has(state, "run"))
		printf("  runs %s: done -> %s, failed -> %s, abandoned -> %s\n",
		    field_text(state, "run"), field_text(state, "done"),
		    field_text(state, "failed"), field_text(state, "abandoned"));
	json_array_foreach(json_object_get(state, "rules"), i, rule)
	{
		autofree(buf_done) struct buf text = { 0 };

		conditions(rule, &text);
		printf("  %s -> %s\n", buf_text(&text), field_text(rule, "go"));
	}
	if (field_true(state, "waits"))
		puts("  waits for an operator: failoverctl ack --reason \"...\"");
}

static void
print_runbook(const json_t *book)
{
	autofree(table_done) struct table table = { .columns = 4 };
	const json_t *step;
	size_t i;

	print(INK_BOLD, "\nrunbook %s\n", field_text(book, "name"));
	json_array_foreach(json_object_get(book, "steps"), i, step)
	{
		table_add_step(&table, i + 1, step);
		table_add(&table, INK_PLAIN, "%s", field_true(step, "acts") ? "acts" : "looks");
		table_add(&table, INK_DIM, "<= %s", D(field_seconds(step, "deadline_s")));
		table_add(&table, INK_PLAIN, "%s%s%s", field_text(step, "claim"),
		    field_true(step, "best_effort") ? " (best effort)" : "",
		    field_true(step, "no_return") ? " (point of no return)" : "");
	}
	if (table.n > 0)
		table_print(&table, 2);
}

static void
print_text(const json_t *machine)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(machine, "states"), i, item) print_state(item);
	json_array_foreach(json_object_get(machine, "runbooks"), i, item) print_runbook(item);
}

/* What failoverd has loaded. */
static int
ask(struct ctl *ctl, json_t **ret)
{
	autofree(client_free) struct client *client = NULL;
	autofree(said_done) struct said said = { 0 };
	struct error err = { 0 };
	int code;

	client = client_new(ctl->options.socket, &err);
	if (!client)
		return ctl_unreachable(ctl, &err);
	ctl->client = client;
	code = ctl_ask_application(ctl, "GET", "/machine", NULL, &said);
	ctl->client = NULL;
	if (code == CTL_DONE)
		*ret = json_incref(said.json);
	return code;
}

int
machine_verb(struct ctl *ctl)
{
	const char *graph = ctl->options.graph;
	json_t *machine = NULL;
	int code;

	if (graph && (ctl->options.json || ctl->options.check))
		return ctl_usage("--graph contradicts --json and --check");
	if (ctl->options.check)
		return machine_file_check(ctl);
	code = ctl->n_args > 0 ? machine_file_read(ctl, &machine) : ask(ctl, &machine);
	if (code != CTL_DONE)
		return code;
	if (ctl->options.json)
		print_json(machine);
	else if (!graph)
		print_text(machine);
	else if (strcmp(graph, "dot") == 0)
		print_dot(machine);
	else
		print_mermaid(machine);
	json_decref(machine);
	return CTL_DONE;
}

/* SPDX-License-Identifier: MIT */
#include "config/hours.h"

#include <string.h>

#include "config/report.h"
#include "core/calendar.h"

static void
load_zone(struct load *in, const struct node *node, struct limits *limits)
{
	struct zone zone;
	struct error err = { "" };
	char rule[ZONE_TEXT];

	if (!node || !limits->time_zone || zone_parse(limits->time_zone, &zone, &err))
		return;
	/* A rule that is wrong is no name: what is wrong with it says more. */
	if (in->catalog->zone && !strchr(limits->time_zone, ',') &&
	    in->catalog->zone(limits->time_zone, rule, &err)) {
		limits->zone_rule = pool_text(in->pool, rule, strlen(rule));
		return;
	}
	report_help(report_label(report_value(in, node, "E133", "a time zone that is not known"),
			"neither a name nor a rule"),
	    "%s", err.text);
}

typedef bool add_fn(struct calendar *calendar, const char *text, struct error *err);

static void
check_text(struct load *in, const struct node *node, add_fn *add, struct calendar *calendar)
{
	struct error err;

	if (node->type == NODE_STRING && node->text[0] && !add(calendar, node->text, &err))
		report_help(report_label(report_value(in, node, "E134",
					     "a time that cannot be read"),
				"in \"%s\"", node->key ? node->key : node->parent->key),
		    "%s", err.text);
}

/* One text counts as a list of one. */
static void
check_list(struct load *in, const struct node *list, add_fn *add)
{
	struct calendar calendar = { 0 };

	if (list && list->type == NODE_STRING)
		check_text(in, list, add, &calendar);
	for (const struct node *node = list ? list->first : NULL; node; node = node->next)
		check_text(in, node, add, &calendar);
}

void
hours_load(struct load *in, const struct node *guards, struct limits *limits)
{
	load_zone(in, node_member(guards, "time_zone"), limits);
	check_list(in, node_member(guards, "windows"), calendar_window);
	check_list(in, node_member(guards, "failover_windows"), calendar_window);
	check_list(in, node_member(guards, "freezes"), calendar_freeze);
}

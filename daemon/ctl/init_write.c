/* SPDX-License-Identifier: MIT */
/* The application's file as init writes it: what is known, and, as comments, what is not. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/alloc.h"
#include "init.h"

#define CLUSTER_LIKE "arn:aws:rds:REGION:ACCOUNT:cluster:NAME"
#define PANEL_LIKE   "arn:aws:route53-recovery-control::ACCOUNT:controlpanel/ID"
#define CONTROL_LIKE PANEL_LIKE "/routingcontrol/ID"

static const struct {
	const char *what;   /* in a sentence */
	const char *remedy; /* beside completing the lines */
} parts[INIT_PARTS] = {
	[INIT_NAME] = { "the application's name", "--answer application=NAME" },
	[INIT_REGIONS] = { "the Regions", "--answer regions=us-east-1,us-west-2" },
	[INIT_HOME] = { "home", "--answer home=REGION" },
	[INIT_AURORA] = { "the Aurora global cluster",
	    "aws rds describe-global-clusters; --answer global-cluster=NAME, or =none" },
	[INIT_SECRET] = { "the secret",
	    "aws secretsmanager list-secrets; --answer secret=NAME, or =none" },
	[INIT_ROUTING] = { "the routing controls",
	    "aws route53-recovery-control-config list-clusters --region us-west-2, then "
	    "list-control-panels and list-routing-controls; --answer panel=none if there are none" },
	[INIT_DNS] = { "the public name",
	    "--answer dns=NAME, or =none, and addresses.REGION=IP,IP" },
	[INIT_URL] = { "what is asked of each Region",
	    "--answer url=https://api.{region}.shop.example/healthz" },
};

size_t
init_open(const struct init *init)
{
	size_t n = 0;

	for (size_t i = 0; i < INIT_PARTS; i++)
		n += init->parts[i].state == INIT_OPEN;
	return n;
}

/* ---- JSON ---- */

/* As a string of JSON. What comes from AWS is UTF-8; what is not is no name of anything. */
static void
add_text(struct buf *ret, const char *text)
{
	json_t *json = json_string(text);
	char *dumped = json_dumps(json, JSON_ENCODE_ANY);

	buf_puts(ret, dumped ? dumped : "\"\"");
	free(dumped); /* jansson's own */
	json_decref(json);
}

static void
add_member(struct buf *ret, const char *before, const char *name, const char *text,
    const char *like, const char *after)
{
	buf_printf(ret, "%s\"%s\": ", before, name);
	add_text(ret, text ? text : like);
	buf_puts(ret, after);
}

static void
add_list(struct buf *ret, const char *before, const char *name, const struct names *list,
    const char *after)
{
	buf_printf(ret, "%s\"%s\": [", before, name);
	for (size_t i = 0; i < list->n; i++) {
		buf_puts(ret, i > 0 ? ", " : "");
		add_text(ret, list->list[i]);
	}
	buf_printf(ret, "]%s", after);
}

/* ---- parts ---- */

static void
comment(struct buf *ret, const char *indent, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n"), blanks = strspn(text, " ");

		blanks = blanks < strlen(indent) ? blanks : strlen(indent);
		buf_printf(ret, "%s// %.*s\n", indent, (int)(len - blanks), text + blanks);
		text += len + (text[len] == '\n');
	}
}

/* lines of a part, or what stands for them. */
static void
add_part(const struct init *init, enum init_part part, const char *indent, const struct buf *lines,
    struct buf *ret)
{
	const char *why = init->parts[part].why.text;

	switch (init->parts[part].state) {
	case INIT_KNOWN:
		buf_puts(ret, buf_text(lines));
		break;
	case INIT_NONE:
		buf_printf(ret, "%s// Not there: %s: %s.\n", indent, parts[part].what, why);
		break;
	case INIT_OPEN:
		buf_printf(ret, "%s// OPEN: %s: %s.\n%s// Remedy: %s\n", indent, parts[part].what,
		    why, indent, parts[part].remedy);
		comment(ret, indent, buf_text(lines));
		break;
	}
}

/* The same of a line that a part needs in each Region: it is told where the part is. */
static void
add_line(const struct init *init, enum init_part part, const struct buf *line, struct buf *ret)
{
	if (init->parts[part].state == INIT_KNOWN)
		buf_puts(ret, buf_text(line));
	else if (init->parts[part].state == INIT_OPEN)
		comment(ret, "      ", buf_text(line));
}

static void
add_region(const struct init *init, const struct init_region *region, struct buf *ret)
{
	autofree(buf_done) struct buf cluster = { 0 }, control = { 0 }, addresses = { 0 };

	add_member(ret, "    ", region->name, NULL, "", "");
	ret->data[ret->len -= 2] = '\0'; /* the Region's value is an object */
	buf_puts(ret, "{\n");
	add_member(&cluster, "      ", "cluster", region->cluster, CLUSTER_LIKE, ",\n");
	add_line(init, INIT_AURORA, &cluster, ret);
	add_member(&control, "      ", "routing_control", region->control, CONTROL_LIKE, ",\n");
	add_line(init, INIT_ROUTING, &control, ret);
	add_list(&addresses, "      ", "addresses", &region->addresses, ",\n");
	add_line(init, INIT_DNS, &addresses, ret);
	buf_puts(ret, "    },\n");
}

static void
add_regions(const struct init *init, struct buf *ret)
{
	autofree(buf_done) struct buf lines = { 0 };

	buf_puts(&lines, "  \"regions\": {\n");
	for (size_t r = 0; r < init->n_regions; r++)
		add_region(init, &init->regions[r], &lines);
	buf_puts(&lines, "  },\n");
	add_part(init, INIT_REGIONS, "  ", &lines, ret);
}

static void
add_routing(const struct init *init, struct buf *ret)
{
	autofree(buf_done) struct buf lines = { 0 };

	add_member(&lines, "  \"routing\": {\n    ", "panel", init->panel, PANEL_LIKE,
	    ",\n    \"endpoints\": {\n");
	for (size_t i = 0; i < init->endpoints.n; i++) {
		const struct inventory_item *item = &init->endpoints.list[i];

		if (init->arc_cluster && strcmp(item->of, init->arc_cluster) == 0)
			add_member(&lines, "      ", item->place, item->id, "", ",\n");
	}
	buf_puts(&lines, "    },\n  },\n");
	add_part(init, INIT_ROUTING, "  ", &lines, ret);
}

static void
add_dns(const struct init *init, struct buf *ret)
{
	autofree(buf_done) struct buf lines = { 0 };

	add_member(&lines, "  \"dns\": {\n    ", "name", init->dns, "api.shop.example", ",\n");
	if (init->zone)
		add_member(&lines, "    ", "zone", init->zone, "", ",\n");
	if (init->servers.n > 0)
		add_list(&lines, "    ", "servers", &init->servers, ",\n");
	else
		buf_puts(&lines,
		    "    // \"servers\": [\"IP\"], // of its zone: resolvers remember old "
		    "answers\n");
	buf_puts(&lines, "  },\n");
	add_part(init, INIT_DNS, "  ", &lines, ret);
}

/* ---- the whole ---- */

static void
add_head(const struct init *init, struct buf *ret)
{
	autofree(buf_done) struct buf name = { 0 }, home = { 0 };
	size_t open = init_open(init);

	buf_puts(ret,
	    "// Written by failoverctl init from what AWS says and what was answered.\n"
	    "// Read it whole before it is more than watched. All options, with the reasons\n"
	    "// for their defaults: failoverd.json(5), and remittance.json.example beside it.\n"
	    "{\n  \"$schema\": \"../application.schema.json\",\n");
	if (open > 0)
		buf_printf(ret,
		    "\n  // %zu part%s of this file must be completed: see OPEN. With the next line it "
		    "is refused;\n  // take it out when nothing is open any more.\n"
		    "  \"unfinished\": true,\n\n",
		    open, open == 1 ? "" : "s");
	add_member(&name, "  ", "application", init->name, "NAME",
	    ", // people confirm a move with this name\n");
	add_part(init, INIT_NAME, "  ", &name, ret);
	buf_puts(ret,
	    "  \"mode\": \"observe\", // decides and records, and never acts; later "
	    "\"propose\", then \"auto\"\n");
	add_member(&home, "  ", "home", init->home, "REGION",
	    init->has_writer ? ", // where the writer was when this was written\n" : ",\n");
	add_part(init, INIT_HOME, "  ", &home, ret);
}

static void
add_probes(const struct init *init, struct buf *ret)
{
	autofree(buf_done) struct buf line = { 0 };

	buf_puts(ret, "  \"probes\": {\n");
	buf_puts(&line, "    // A page and a login beside it make the verdict sounder.\n");
	add_member(&line, "    \"api\": { \"http\": { ", "url", init->url,
	    "https://api.{region}.shop.example/healthz",
	    " }, \"every\": \"5s\", \"critical\": true },\n");
	add_part(init, INIT_URL, "    ", &line, ret);
	if (init->parts[INIT_AURORA].state == INIT_KNOWN)
		buf_puts(ret,
		    "    \"lag\": { \"aurora-lag\": {}, \"every\": \"30s\" },\n"
		    "    \"topology\": { \"aurora-topology\": {}, \"every\": \"10s\" },\n");
	if (init->parts[INIT_ROUTING].state == INIT_KNOWN)
		buf_puts(ret,
		    "    \"controls\": { \"routing-controls\": {}, \"every\": \"10s\" },\n");
	if (init->parts[INIT_SECRET].state == INIT_KNOWN)
		buf_puts(ret, "    \"named\": { \"secret\": {}, \"every\": \"60s\" },\n");
	if (init->parts[INIT_DNS].state == INIT_KNOWN)
		buf_puts(ret, "    \"public\": { \"public-name\": {}, \"every\": \"10s\" },\n");
	buf_puts(ret, "  },\n");
}

/* The built-in runbooks, but for the secret. */
static void
add_runbooks(const struct init *init, struct buf *ret)
{
	static const char *const books[] = { "failover", "switchover" };

	if (!init->replica)
		return;
	buf_puts(ret,
	    "  // As they are built in, but for a secret that is a replica in one Region: "
	    "a failover\n  // makes it stand alone, a planned move a replica again.\n"
	    "  \"runbooks\": {\n");
	for (size_t i = 0; i < COUNT(books); i++) {
		buf_printf(ret, "    \"%s\": [\n      { \"recheck\": {} },\n", books[i]);
		if (init->parts[INIT_AURORA].state == INIT_KNOWN)
			buf_puts(ret, "      { \"aurora-writer\": {} },\n");
		buf_puts(ret, "      { \"secret\": { \"strategy\": \"replica\" } },\n");
		if (init->parts[INIT_ROUTING].state == INIT_KNOWN)
			buf_puts(ret, "      { \"routing-controls\": {} },\n");
		if (init->parts[INIT_DNS].state == INIT_KNOWN)
			buf_puts(ret, "      { \"dns\": {} },\n      { \"http\": {} },\n");
		if (init->parts[INIT_AURORA].state == INIT_KNOWN)
			buf_puts(ret, "      { \"aurora-replication\": {} },\n");
		buf_puts(ret, "    ],\n");
	}
	buf_puts(ret, "  },\n");
}

void
init_write(const struct init *init, struct buf *ret)
{
	autofree(buf_done) struct buf aurora = { 0 }, secret = { 0 };

	add_head(init, ret);
	buf_puts(ret, "\n");
	add_regions(init, ret);
	buf_puts(ret, "\n");
	add_member(&aurora, "  \"aurora\": { ", "global_cluster", init->global, "NAME", " },\n");
	add_part(init, INIT_AURORA, "  ", &aurora, ret);
	add_member(&secret, "  \"secret\": { ", "id", init->secret, "NAME",
	    ", \"member\": \"host\" }, // the member of its JSON that names the writer\n");
	add_part(init, INIT_SECRET, "  ", &secret, ret);
	add_routing(init, ret);
	add_dns(init, ret);
	buf_puts(ret, "\n");
	add_probes(init, ret);
	add_runbooks(init, ret);
	buf_puts(ret, "}\n");
}

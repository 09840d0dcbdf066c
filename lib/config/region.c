/* SPDX-License-Identifier: MIT */
#include "config/region.h"

#include <string.h>

#include "config/decode.h"
#include "config/guess.h"
#include "config/parse.h"
#include "config/report.h"

static void
check_name(struct load *in, const struct node *node)
{
	const char *wrong = parse_region(node->key);

	if (wrong)
		report_help(report_label(report_key(in, node, "E103", "\"%.60s\" is not a Region",
					     node->key),
				"%s", wrong),
		    "write a Region's name, such as \"us-east-1\"");
}

static void
load_regions(struct load *in, const struct node *root, struct app *ret)
{
	const struct node *regions = decode_need(in, root, "regions", NODE_OBJECT,
	    "name each Region: {\"us-east-1\": {...}, \"us-west-2\": {...}}");
	struct diagnostic *d;
	size_t n = 0;

	if (!regions)
		return;
	ret->regions = pool_alloc(in->pool, regions->n, sizeof(*ret->regions));
	for (const struct node *node = regions->first; node; node = node->next) {
		if (node_is_foreign(node))
			continue;
		check_name(in, node);
		ret->regions[n].name = pool_text(in->pool, node->key, strlen(node->key));
		decode_object(in, node, region_options, NULL, &ret->regions[n++]);
	}
	ret->n_regions = n < REGIONS_MOST ? n : REGIONS_MOST;
	if (n >= 2 && n <= REGIONS_MOST)
		return;
	d = report_key(in, regions, "E102",
	    n < 2 ? "fewer than two Regions" : "more than %d Regions", REGIONS_MOST);
	report_label(d, "%zu", n);
	report_help(d,
	    n < 2 ? "a failover needs a Region to go to" : "make two applications of it");
}

/* A part of the application: an object that may be left out whole. */
static void
load_part(struct load *in, const struct node *root, const char *name, const struct option *options,
    void *ret)
{
	const struct node *node = node_member(root, name);

	if (node && decode_is(in, node, NODE_OBJECT))
		decode_object(in, node, options, NULL, ret);
}

static void
load_home(struct load *in, const struct node *root, struct app *ret)
{
	const struct node *node = decode_need(in, root, "home", NODE_STRING,
	    "name the Region in which the application belongs, and to which it comes back");
	struct guess guess = { 0 };
	struct diagnostic *d;
	char list[160];
	size_t home;

	if (!node || ret->n_regions == 0)
		return;
	home = app_region(ret, node->text);
	if (home != REGION_NONE) {
		ret->home = home;
		return;
	}
	for (size_t r = 0; r < ret->n_regions; r++)
		guess_add(&guess, ret->regions[r].name);
	d = report_value(in, node, "E101", "home is none of the Regions");
	report_label(d, "not among them");
	report_help(d, "write %s, or add it to \"regions\"",
	    guess_list(&guess, list, sizeof(list)));
}

void
region_load(struct load *in, const struct node *root, struct app *ret)
{
	load_regions(in, root, ret);
	load_home(in, root, ret);
	load_part(in, root, "aurora", aurora_options, &ret->aurora);
	load_part(in, root, "secret", secret_options, &ret->secret);
	load_part(in, root, "routing", routing_options, &ret->routing);
	load_part(in, root, "dns", dns_options, &ret->dns);
}

/* ---- what must agree ---- */

/* What a Region needs as soon as the application has such a part. */
static const struct {
	const char *part, *member, *why;
} pairs[] = {
	{ "aurora", "cluster", "the writer could not be moved there" },
	{ "routing", "routing_control", "traffic could not be sent there" },
	{ "dns", "addresses", "nobody could tell whether the public name answers with it" },
};

static void
check_pair(struct load *in, const struct node *root, const struct node *region, size_t i)
{
	const struct node *part = node_member(root, pairs[i].part);
	const struct node *member = node_member(region, pairs[i].member);

	if (part && !member)
		report_help(report_label(report_key(in, region, "E107",
					     "%s has no \"%s\", but the application has \"%s\"",
					     region->key, pairs[i].member, pairs[i].part),
				"%s", pairs[i].why),
		    "add \"%s\" to each Region", pairs[i].member);
	if (!part && member)
		report_help(report_label(report_key(in, member, "E108",
					     "\"%s\" without \"%s\" means nothing", pairs[i].member,
					     pairs[i].part),
				"of no use"),
		    "describe \"%s\": {...} in the application, or take this out", pairs[i].part);
}

/* The same member of another Region before this one says the same. */
static const struct node *
twin(const struct node *regions, const struct node *region, const char *member, const char *text)
{
	for (const struct node *other = regions->first; other && other != region;
	     other = other->next) {
		const struct node *node = node_member(other, member);

		if (node && node->type == NODE_STRING && strcmp(node->text, text) == 0)
			return other;
		for (node = node && node->type == NODE_ARRAY ? node->first : NULL; node;
		     node = node->next)
			if (node->type == NODE_STRING && strcmp(node->text, text) == 0)
				return other;
	}
	return NULL;
}

static void
check_text_twin(struct load *in, const struct node *regions, const struct node *region,
    const char *member, const struct node *node)
{
	const struct node *other =
	    node->type == NODE_STRING ? twin(regions, region, member, node->text) : NULL;

	if (other)
		report_help(report_label(report_value(in, node, "E106",
					     "%s and %s have the same \"%s\"", other->key,
					     region->key, member),
				"the same as in %s", other->key),
		    "give each Region its own");
}

static void
check_twins(struct load *in, const struct node *regions, const struct node *region)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		const struct node *node = node_member(region, pairs[i].member);

		if (!node)
			continue;
		check_text_twin(in, regions, region, pairs[i].member, node);
		for (const struct node *item = node->type == NODE_ARRAY ? node->first : NULL; item;
		     item = item->next)
			check_text_twin(in, regions, region, pairs[i].member, item);
	}
}

static void
check_secret(struct load *in, const struct node *root)
{
	const struct node *secret = node_member(root, "secret");
	const struct node *id = node_member(secret, "id");

	if (secret && !node_member(root, "aurora"))
		report_help(report_label(report_key(in, secret, "E110",
					     "\"secret\" without \"aurora\""),
				"no endpoint to write into it"),
		    "describe \"aurora\": {...}, or take the secret out");
	if (id && id->type == NODE_STRING && strncmp(id->text, "arn:", 4) == 0)
		report_help(report_label(report_warning(in, id, "W202",
					     "an ARN names a secret of one Region only"),
				"names one Region"),
		    "write the secret's name, which is the same in each Region");
}

void
region_check(struct load *in, const struct node *root)
{
	const struct node *regions = node_member(root, "regions");

	for (const struct node *region = regions && regions->type == NODE_OBJECT ? regions->first
										 : NULL;
	     region; region = region->next) {
		if (node_is_foreign(region) || region->type != NODE_OBJECT)
			continue;
		for (size_t i = 0; i < COUNT(pairs); i++)
			check_pair(in, root, region, i);
		check_twins(in, regions, region);
	}
	check_secret(in, root);
}

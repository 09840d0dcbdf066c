/* SPDX-License-Identifier: MIT */
#include "config/url.h"

#include <string.h>

#include "config/guess.h"
#include "config/parse.h"
#include "config/report.h"

static const char *const probe_places[] = { "{region}", NULL };
static const char *const step_places[] = { "{to}", "{from}", "{home}", "{target}", "{active}",
	NULL };

/* The place that text begins with; NULL: none of them. */
static const char *
place_at(const char *text, const char *const *places)
{
	for (; *places; places++)
		if (strncmp(text, *places, strlen(*places)) == 0)
			return *places;
	return NULL;
}

/* text with every place filled in as a Region would; NULL, and reported: it has others. */
static const char *
fill(struct load *in, const struct node *node, const char *const *places)
{
	char *ret = pool_text(in->scratch, node->text, strlen(node->text));
	struct guess guess = { 0 };
	char list[160];

	for (size_t i = 0; places[i]; i++)
		guess_add(&guess, places[i]);
	for (const char *at = strchr(node->text, '{'); at; at = strchr(at + 1, '{')) {
		const char *place = place_at(at, places);

		if (!place) {
			report_help(report_label(report_value(in, node, "E116",
						     "a { that is filled in by nobody"),
					"at \"%.20s\"", at),
			    "write %s", guess_list(&guess, list, sizeof(list)));
			return NULL;
		}
		memset(ret + (at - node->text), 'x', strlen(place));
	}
	return ret;
}

static void
check(struct load *in, const struct node *node, const char *const *places)
{
	const char *text, *wrong;

	if (!node || node->type != NODE_STRING || !node->text[0])
		return;
	text = fill(in, node, places);
	wrong = text ? parse_url(text) : NULL;
	if (wrong)
		report_help(report_label(report_value(in, node, "E028", "\"%s\" cannot be read",
					     node->key),
				"%s", wrong),
		    "write a URL: \"https://host.example/path\"");
}

static const struct option *
option_of(const struct option *options, const char *name)
{
	for (; options->name; options++)
		if (strcmp(options->name, name) == 0)
			return options;
	return NULL;
}

static void
check_map(struct load *in, const struct node *urls, const struct app *app)
{
	struct guess guess = { 0 };
	char list[160];

	for (size_t r = 0; r < app->n_regions; r++)
		guess_add(&guess, app->regions[r].name);
	for (const struct node *node = urls->first; node; node = node->next) {
		check(in, node, probe_places);
		if (app_region(app, node->key) == REGION_NONE)
			report_help(report_label(report_key(in, node, "E101",
						     "\"%.60s\" is none of the Regions", node->key),
					"not among them"),
			    "there are %s", guess_list(&guess, list, sizeof(list)));
	}
}

static void
check_covered(struct load *in, const struct node *args, const struct node *urls,
    const struct app *app)
{
	for (size_t r = 0; r < app->n_regions; r++)
		if (!node_member(urls, app->regions[r].name)) {
			report_help(report_label(report_key(in, args, "E119",
						     "nothing says where to ask in %s",
						     app->regions[r].name),
					"no URL for it"),
			    "add \"url\" with {region} in it, or \"urls\" with each Region");
			return;
		}
}

/* One URL for all Regions is the public name's, say: all are then down at once, or none. */
static void
check_same(struct load *in, const struct node *url, const struct node *urls, const struct app *app)
{
	size_t own = 0;

	for (size_t r = 0; r < app->n_regions; r++)
		own += node_member(urls, app->regions[r].name) != NULL;
	if (own + 1 < app->n_regions)
		report_help(report_label(report_value(in, url, "E116",
					     "a critical probe asks the same URL for each Region"),
				"no {region} in it"),
		    "write {region} where the name differs, or give \"urls\" with each Region");
}

void
url_check_probe(struct load *in, const struct node *args, const struct probe_spec *probe,
    const struct app *app)
{
	const struct node *url = node_member(args, "url"), *urls = node_member(args, "urls");

	if (args->type != NODE_OBJECT || !option_of(probe->kind->options, "url") ||
	    !option_of(probe->kind->options, "urls"))
		return;
	check(in, url, probe_places);
	if (urls && urls->type == NODE_OBJECT)
		check_map(in, urls, app);
	if (!url)
		check_covered(in, args, urls, app);
	else if (probe->critical && url->type == NODE_STRING && !strstr(url->text, "{region}"))
		check_same(in, url, urls, app);
}

void
url_check_step(struct load *in, const struct node *args)
{
	check(in, node_member(args, "url"), step_places);
}

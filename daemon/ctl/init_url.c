/* SPDX-License-Identifier: MIT */
/* What is asked of each Region: what Route 53 asks already, if it asks the same of all. */
#include <string.h>

#include "base/alloc.h"
#include "init.h"

/* "https://api.us-east-1.shop.example/" as "https://api.{region}.shop.example/"; NULL: it does not
 * name the Region. */
static char *
template_of(const char *url, const char *region)
{
	const char *at = strstr(url, region);

	return at ? xasprintf("%.*s{region}%s", (int)(at - url), url, at + strlen(region)) : NULL;
}

static void
add_templates(const struct init *init, const char *region, struct names *ret)
{
	for (size_t i = 0; i < init->checks.n; i++) {
		autofree(xfree) char *found = template_of(init->checks.list[i].name, region);

		if (found)
			names_add(ret, found);
	}
}

static bool
has(const struct names *names, const char *text)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->list[i], text) == 0)
			return true;
	return false;
}

/* Those that are asked of every Region. */
static void
gather(const struct init *init, struct names *ret)
{
	autofree(names_done) struct names first = { 0 };

	if (init->n_regions > 0)
		add_templates(init, init->regions[0].name, &first);
	for (size_t i = 0; i < first.n; i++) {
		bool everywhere = true;

		for (size_t r = 1; r < init->n_regions && everywhere; r++) {
			autofree(names_done) struct names other = { 0 };

			add_templates(init, init->regions[r].name, &other);
			everywhere = has(&other, first.list[i]);
		}
		if (everywhere)
			names_add(ret, first.list[i]);
	}
}

bool
init_url(struct init *init, struct error *err)
{
	autofree(names_done) struct names found = { 0 };
	struct error why;

	if (init_checks(init, &why))
		gather(init, &found);
	if (!questions_ask(&init->questions,
		&(struct question){ .name = "url",
		    .text = "What is asked of each Region, as a customer would? {region} stands "
			    "for its name:\n  https://api.{region}.shop.example/healthz",
		    .likely = found.n == 1 ? found.list[0] : NULL },
		&init->url, err))
		return false;
	if (!init->url) {
		init_set(init, INIT_URL, INIT_OPEN,
		    "what customers use is not known; a health check of Route 53 that asks each "
		    "Region would say so");
		return true;
	}
	if (!strstr(init->url, "{region}"))
		return error_set(err,
		    "url=%s: it must have {region}, for it is asked of each: "
		    "https://api.{region}.shop.example/healthz",
		    init->url);
	init_known(init, INIT_URL);
	init_tell("asked of each Region", "%s", init->url);
	return true;
}

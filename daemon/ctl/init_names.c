/* SPDX-License-Identifier: MIT */
/* The public name: of a record that follows a health check, which follows one of our routing
 * controls. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "init.h"

/* ---- the record ---- */

struct records {
	struct inventory zones, records;
	struct names names; /* of records that follow our controls */
};

static void
records_done(struct records *records)
{
	inventory_done(&records->zones);
	inventory_done(&records->records);
	names_done(&records->names);
}

define_autodone(struct records, records_done)

    static bool follows(const struct init *init, const char *check, const char *control)
{
	for (size_t i = 0; i < init->checks.n; i++)
		if (strcmp(init->checks.list[i].id, check) == 0)
			return strcmp(init->checks.list[i].of, control) == 0;
	return false;
}

/* The Region whose control the record follows. */
static struct init_region *
region_of(struct init *init, const struct inventory_item *record)
{
	for (size_t r = 0; r < init->n_regions; r++)
		if (init->regions[r].control && follows(init, record->of, init->regions[r].control))
			return &init->regions[r];
	return NULL;
}

static bool
list_records(struct init *init, struct records *ret, struct error *why)
{
	if (!init_checks(init, why) ||
	    !account_list(init->account, INVENTORY_ZONES, init->asked_in, NULL, &ret->zones, why))
		return false;
	for (size_t i = 0; i < ret->zones.n; i++)
		if (!ret->zones.list[i].marked &&
		    !account_list(init->account, INVENTORY_RECORDS, init->asked_in,
			ret->zones.list[i].id, &ret->records, why))
			return false;
	for (size_t i = 0; i < ret->records.n; i++)
		if (region_of(init, &ret->records.list[i]))
			names_add(&ret->names, ret->records.list[i].name);
	return true;
}

/* ---- what it answers ---- */

static void
take_addresses(struct init *init, const struct records *records)
{
	for (size_t i = 0; i < records->records.n; i++) {
		const struct inventory_item *item = &records->records.list[i];
		struct init_region *region = region_of(init, item);

		if (region && *item->id && strcmp(item->name, init->dns) == 0)
			names_add(&region->addresses, item->id);
	}
}

static bool
ask_addresses(struct init *init, struct error *err)
{
	char list[200];

	for (size_t r = 0; r < init->n_regions; r++) {
		struct init_region *region = &init->regions[r];
		autofree(xfree) char *answer = NULL;
		const char *found = region->addresses.n > 0
		    ? init_join(&region->addresses, list, sizeof(list))
		    : NULL;

		if (!questions_ask(&init->questions,
			&(struct question){ .name = "addresses",
			    .of = region->name,
			    .text = "What does the public name answer while the Region serves?",
			    .likely = found },
			&answer, err))
			return false;
		names_done(&region->addresses);
		region->addresses = (struct names){ 0 };
		if (answer)
			init_split(answer, &region->addresses);
		if (region->addresses.n == 0)
			init_set(init, INIT_DNS, INIT_OPEN, "its answer in %s is not known",
			    region->name);
	}
	return true;
}

/* The zone whose name the public name ends with; the longest, if there are several. */
static const char *
zone_of(const struct init *init, const struct records *records)
{
	size_t len = strlen(init->dns), best = 0;
	const char *ret = NULL;

	for (size_t i = 0; i < records->zones.n; i++) {
		const struct inventory_item *zone = &records->zones.list[i];
		size_t n = strlen(zone->name);

		if (!zone->marked && n > best && n <= len &&
		    strcmp(init->dns + len - n, zone->name) == 0) {
			best = n;
			ret = zone->id;
		}
	}
	return ret;
}

static void
find_zone(struct init *init, const struct records *records)
{
	autofree(inventory_done) struct inventory servers = { 0 };
	const char *zone = zone_of(init, records);
	char address[ACCOUNT_ADDRESS];
	struct error why;

	if (!zone)
		return;
	init->zone = xstrdup(zone);
	if (!account_list(init->account, INVENTORY_SERVERS, init->asked_in, zone, &servers, &why))
		return;
	for (size_t i = 0; i < servers.n; i++)
		if (account_resolve(init->account, servers.list[i].name, address))
			names_add(&init->servers, address);
}

/* Optional: without them the system's resolvers are asked, with a warning. */
static bool
ask_servers(struct init *init, struct error *err)
{
	autofree(xfree) char *answer = NULL;
	char list[200];
	const char *found =
	    init->servers.n > 0 ? init_join(&init->servers, list, sizeof(list)) : NULL;

	if (!questions_ask(&init->questions,
		&(struct question){ .name = "servers",
		    .text = "Which addresses do the name servers of its zone have?",
		    .likely = found },
		&answer, err))
		return false;
	names_done(&init->servers);
	init->servers = (struct names){ 0 };
	if (answer)
		init_split(answer, &init->servers);
	return true;
}

static bool
complete(struct init *init, const struct records *records, struct error *err)
{
	init_known(init, INIT_DNS);
	init_tell("public name", "%s", init->dns);
	take_addresses(init, records);
	find_zone(init, records);
	if (init->n_regions == 0)
		init_set(init, INIT_DNS, INIT_OPEN, "the Regions are not known");
	return ask_addresses(init, err) && ask_servers(init, err);
}

static void
judge(struct init *init, const struct records *records, const struct error *why)
{
	char list[200];

	if (why->text[0])
		init_set(init, INIT_DNS, INIT_OPEN, "%s", why->text);
	else if (records->names.n > 1)
		init_set(init, INIT_DNS, INIT_OPEN, "several follow the routing controls: %s",
		    init_join(&records->names, list, sizeof(list)));
	else
		init_set(init, INIT_DNS, INIT_OPEN, "no record follows the routing controls");
}

bool
init_names(struct init *init, struct error *err)
{
	autofree(records_done) struct records records = { .names = { NULL } };
	const struct names *names = &records.names;
	struct error why = { "" };

	(void)list_records(init, &records, &why); /* fills why */
	if (!questions_ask(&init->questions,
		&(struct question){ .name = "dns",
		    .text = "By which public name do customers find the application?",
		    .choices = names->n > 1 ? names : NULL,
		    .likely = names->n == 1 ? names->list[0] : NULL,
		    .may_be_none = true },
		&init->dns, err))
		return false;
	if (init->dns && strcmp(init->dns, QUESTION_NONE) == 0) {
		init_set(init, INIT_DNS, INIT_NONE, "the answer was none");
		xfree(take(init->dns));
		return true;
	}
	if (init->dns)
		return complete(init, &records, err);
	judge(init, &records, &why);
	return true;
}

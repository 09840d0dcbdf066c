/* SPDX-License-Identifier: MIT */
/* The secret by which the application finds its database: one that each Region has. */
#include <string.h>

#include "base/alloc.h"
#include "init.h"

static const struct inventory_item *
find(const struct inventory *secrets, const char *name)
{
	for (size_t i = 0; i < secrets->n; i++)
		if (strcmp(secrets->list[i].name, name) == 0)
			return &secrets->list[i];
	return NULL;
}

static bool
list_all(struct init *init, struct inventory lists[REGIONS_MOST], struct error *why)
{
	for (size_t r = 0; r < init->n_regions; r++)
		if (!account_list(init->account, INVENTORY_SECRETS, init->regions[r].name, NULL,
			&lists[r], why))
			return error_wrap(why, "%s", init->regions[r].name);
	return true;
}

static void
gather(const struct init *init, const struct inventory lists[REGIONS_MOST], struct names *ret)
{
	for (size_t i = 0; i < lists[0].n; i++) {
		bool everywhere = true;

		for (size_t r = 1; r < init->n_regions; r++)
			everywhere = everywhere && find(&lists[r], lists[0].list[i].name);
		if (everywhere)
			names_add(ret, lists[0].list[i].name);
	}
}

/* A replica cannot be written: its Region's part of the runbook is another one. */
static void
look_at_replicas(struct init *init, const struct inventory lists[REGIONS_MOST])
{
	for (size_t r = 0; r < init->n_regions; r++) {
		const struct inventory_item *item = find(&lists[r], init->secret);

		if (item && *item->place && strcmp(item->place, init->regions[r].name) != 0)
			init->replica = true;
	}
}

static void
judge(struct init *init, const struct inventory lists[REGIONS_MOST], const struct names *found,
    const struct error *why)
{
	char list[200];

	if (init->secret && strcmp(init->secret, QUESTION_NONE) == 0) {
		init_set(init, INIT_SECRET, INIT_NONE, "the answer was none");
		xfree(take(init->secret));
	} else if (init->secret) {
		look_at_replicas(init, lists);
		init_known(init, INIT_SECRET);
		init_tell("secret", "%s%s", init->secret,
		    init->replica ? ", a replica in one Region" : "");
	} else if (why->text[0]) {
		init_set(init, INIT_SECRET, INIT_OPEN, "%s", why->text);
	} else if (found->n > 1) {
		init_set(init, INIT_SECRET, INIT_OPEN, "each Region has several: %s; choose one",
		    init_join(found, list, sizeof(list)));
	} else {
		init_set(init, INIT_SECRET, INIT_OPEN,
		    "no secret has the same name in each Region");
	}
}

bool
init_secret(struct init *init, struct error *err)
{
	struct inventory lists[REGIONS_MOST] = { { NULL } };
	autofree(names_done) struct names found = { 0 };
	struct error why = { "" };
	bool good;

	if (init->n_regions == 0)
		error_set(&why, "the Regions are not known");
	else if (list_all(init, lists, &why))
		gather(init, lists, &found);
	good = questions_ask(&init->questions,
	    &(struct question){ .name = "secret",
		.text = "Which secret names the database to the application?",
		.choices = &found,
		.likely = found.n == 1 ? found.list[0] : NULL,
		.may_be_none = true },
	    &init->secret, err);
	if (good)
		judge(init, lists, &found, &why);
	for (size_t r = 0; r < REGIONS_MOST; r++)
		inventory_done(&lists[r]);
	return good;
}

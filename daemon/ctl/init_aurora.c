/* SPDX-License-Identifier: MIT */
/* The global cluster, and what follows from it: Regions, home, a name. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "config/parse.h"
#include "init.h"

/* ---- the global cluster ---- */

static void
gather(const struct inventory *clusters, struct names *ret)
{
	for (size_t i = 0; i < clusters->n; i++)
		names_add(ret, clusters->list[i].of);
}

/* Members of what was chosen, each in a Region of its own. */
static void
take_members(struct init *init, const struct inventory *clusters)
{
	for (size_t i = 0; i < clusters->n && init->n_regions < REGIONS_MOST; i++) {
		const struct inventory_item *item = &clusters->list[i];
		struct init_region *region = &init->regions[init->n_regions];

		if (strcmp(item->of, init->global) != 0 || !*item->place)
			continue;
		*region = (struct init_region){ xstrdup(item->place), xstrdup(item->id) };
		init->n_regions++;
		init_tell("cluster", "%s%s", item->id, item->marked ? ", the writer" : "");
		if (item->marked && !init->home)
			init->home = xstrdup(item->place);
	}
	init->has_writer = init->home != NULL;
}

static void
judge(struct init *init, const struct names *found, const struct error *why)
{
	char list[200];

	if (init->global && strcmp(init->global, QUESTION_NONE) == 0) {
		init_set(init, INIT_AURORA, INIT_NONE, "the answer was none");
		xfree(take(init->global));
	} else if (init->global && init->n_regions > 0) {
		init_known(init, INIT_AURORA);
	} else if (why->text[0]) {
		init_set(init, INIT_AURORA, INIT_OPEN, "%s", why->text);
	} else if (found->n > 1) {
		init_set(init, INIT_AURORA, INIT_OPEN, "there are several: %s; choose one",
		    init_join(found, list, sizeof(list)));
	} else {
		init_set(init, INIT_AURORA, INIT_OPEN, "%s has no member of a global cluster",
		    init->asked_in);
	}
}

static bool
find_global(struct init *init, struct error *err)
{
	autofree(inventory_done) struct inventory clusters = { 0 };
	autofree(names_done) struct names found = { 0 };
	struct error why = { "" };

	if (!init->asked_in)
		error_set(&why,
		    "no Region to ask in is known: set AWS_REGION, or --answer "
		    "region=REGION");
	else if (account_list(init->account, INVENTORY_CLUSTERS, init->asked_in, NULL, &clusters,
		     &why))
		gather(&clusters, &found);
	if (!questions_ask(&init->questions,
		&(struct question){ .name = "global-cluster",
		    .text = "Which Aurora global cluster has the application's database?",
		    .choices = &found,
		    .likely = found.n == 1 ? found.list[0] : NULL,
		    .may_be_none = true },
		&init->global, err))
		return false;
	if (init->global && found.n > 0)
		take_members(init, &clusters);
	judge(init, &found, &why);
	return true;
}

/* ---- Regions ---- */

static bool
take_regions(struct init *init, const char *text, struct error *err)
{
	autofree(names_done) struct names list = { 0 };

	init_split(text, &list);
	if (list.n < 2 || list.n > REGIONS_MOST)
		return error_set(err, "regions=%s: name 2 to %d Regions: us-east-1,us-west-2", text,
		    REGIONS_MOST);
	for (size_t i = 0; i < list.n; i++) {
		const char *wrong = parse_region(list.list[i]);

		if (wrong)
			return error_set(err, "regions=%s: \"%s\": %s", text, list.list[i], wrong);
		init->regions[init->n_regions++].name = xstrdup(list.list[i]);
	}
	return true;
}

static bool
find_regions(struct init *init, struct error *err)
{
	autofree(xfree) char *answer = NULL;

	if (init->n_regions == 0 &&
	    !questions_ask(&init->questions,
		&(struct question){
		    .name = "regions", .text = "In which Regions can the application be?" },
		&answer, err))
		return false;
	if (answer && !take_regions(init, answer, err))
		return false;
	if (init->n_regions >= 2)
		init_known(init, INIT_REGIONS);
	else
		init_set(init, INIT_REGIONS, INIT_OPEN,
		    init->n_regions == 1 ? "the global cluster has members in one Region only"
					 : "no global cluster says in which Regions it can be");
	return true;
}

/* ---- home, and a name ---- */

/* Home comes first: the next ones are tried in the order of the file. */
static void
put_first(struct init *init)
{
	for (size_t r = 1; r < init->n_regions; r++)
		if (init->home && strcmp(init->regions[r].name, init->home) == 0) {
			struct init_region home = init->regions[r];

			memmove(&init->regions[1], &init->regions[0], r * sizeof(home));
			init->regions[0] = home;
		}
}

static bool
find_home(struct init *init, struct error *err)
{
	autofree(names_done) struct names choices = { 0 };
	autofree(xfree) char *likely = take(init->home);

	for (size_t r = 0; r < init->n_regions; r++)
		names_add(&choices, init->regions[r].name);
	if (choices.n > 0 &&
	    !questions_ask(&init->questions,
		&(struct question){ .name = "home",
		    .text = "In which Region does it belong? Here the writer is now.",
		    .choices = &choices,
		    .likely = likely },
		&init->home, err))
		return false;
	init->has_writer = init->home && likely && strcmp(init->home, likely) == 0;
	put_first(init);
	if (!init->home)
		init_set(init, INIT_HOME, INIT_OPEN, "no writer was found that would say so");
	else
		init_known(init, INIT_HOME);
	if (init->home)
		init_tell("home", "%s%s", init->home,
		    init->has_writer ? ", where the writer is now" : "");
	return true;
}

static bool
find_name(struct init *init, struct error *err)
{
	bool usable = init->global && !parse_name(init->global);
	const char *wrong;

	if (!questions_ask(&init->questions,
		&(struct question){ .name = "application",
		    .text = "What is the application called? People confirm moves with it.",
		    .likely = usable ? init->global : NULL },
		&init->name, err))
		return false;
	if (!init->name) {
		init_set(init, INIT_NAME, INIT_OPEN, "nothing says what it is called");
		return true;
	}
	wrong = parse_name(init->name);
	if (wrong)
		return error_set(err, "application=%s: %s", init->name, wrong);
	init_known(init, INIT_NAME);
	init_tell("application", "%s", init->name);
	return true;
}

bool
init_aurora(struct init *init, struct error *err)
{
	const char *here = account_region(init->account);

	return questions_ask(&init->questions,
		   &(struct question){ .name = "region",
		       .text = "In which Region is the application, or one of its databases?",
		       .likely = *here ? here : NULL },
		   &init->asked_in, err) &&
	    find_global(init, err) && find_regions(init, err) && find_home(init, err) &&
	    find_name(init, err);
}

/* SPDX-License-Identifier: MIT */
/* The ARC cluster, the control panel, and the routing control of each Region. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "init.h"

struct panels {
	struct inventory panels, controls;
	struct names usable; /* ARNs of those that have controls enough */
};

static void
panels_done(struct panels *panels)
{
	inventory_done(&panels->panels);
	inventory_done(&panels->controls);
	names_done(&panels->usable);
}

define_autodone(struct panels, panels_done)

    /* ---- the cluster ---- */

    static bool find_cluster(struct init *init, struct error *why, struct error *err)
{
	autofree(names_done) struct names found = { 0 };

	if (!account_list(init->account, INVENTORY_ENDPOINTS, init->asked_in, NULL,
		&init->endpoints, why))
		return true;
	for (size_t i = 0; i < init->endpoints.n; i++)
		names_add(&found, init->endpoints.list[i].of);
	if (found.n == 0)
		return true;
	return questions_ask(&init->questions,
	    &(struct question){ .name = "cluster",
		.text = "Which ARC cluster has the application's routing controls?",
		.choices = &found,
		.likely = found.n == 1 ? found.list[0] : NULL },
	    &init->arc_cluster, err);
}

/* ---- the panel ---- */

static size_t
count_of(const struct inventory *controls, const char *panel)
{
	size_t n = 0;

	for (size_t i = 0; i < controls->n; i++)
		n += strcmp(controls->list[i].of, panel) == 0;
	return n;
}

/* A panel with fewer controls than there are Regions cannot be it. */
static bool
list_panels(struct init *init, struct panels *ret, struct error *why)
{
	if (!account_list(init->account, INVENTORY_PANELS, init->asked_in, init->arc_cluster,
		&ret->panels, why))
		return false;
	for (size_t i = 0; i < ret->panels.n; i++) {
		const char *panel = ret->panels.list[i].id;

		if (!account_list(init->account, INVENTORY_CONTROLS, init->asked_in, panel,
			&ret->controls, why))
			return false;
		if (init->n_regions > 0 && count_of(&ret->controls, panel) >= init->n_regions)
			names_add(&ret->usable, panel);
	}
	return true;
}

/* ---- the controls ---- */

/* By its name, when one control alone has the Region's in it. */
static const char *
likely_control(const struct init *init, const struct panels *panels, const char *region)
{
	const char *found = NULL;

	for (size_t i = 0; i < panels->controls.n; i++) {
		const struct inventory_item *item = &panels->controls.list[i];

		if (strcmp(item->of, init->panel) != 0 || !strstr(item->name, region))
			continue;
		if (found)
			return NULL;
		found = item->id;
	}
	return found;
}

static bool
find_control(struct init *init, const struct panels *panels, struct init_region *region,
    struct error *err)
{
	autofree(names_done) struct names choices = { 0 };
	const char *likely = likely_control(init, panels, region->name);

	for (size_t i = 0; i < panels->controls.n; i++) {
		const struct inventory_item *item = &panels->controls.list[i];

		if (strcmp(item->of, init->panel) != 0)
			continue;
		names_add(&choices, item->id);
		if (!likely)
			init_tell("for one of the Regions", "%s, called %s", item->id, item->name);
	}
	if (!questions_ask(&init->questions,
		&(struct question){ .name = "control",
		    .of = region->name,
		    .text = "Which routing control lets traffic into the Region?",
		    .choices = &choices,
		    .likely = likely },
		&region->control, err))
		return false;
	if (region->control)
		init_tell("routing control", "%s of %s%s", region->control, region->name,
		    likely && strcmp(likely, region->control) == 0 ? ", by its name" : "");
	return true;
}

static bool
find_controls(struct init *init, const struct panels *panels, const struct error *why,
    struct error *err)
{
	size_t found = 0;

	for (size_t r = 0; r < init->n_regions; r++) {
		if (!find_control(init, panels, &init->regions[r], err))
			return false;
		found += init->regions[r].control != NULL;
	}
	if (why->text[0])
		init_set(init, INIT_ROUTING, INIT_OPEN, "%s", why->text);
	else if (found == 0 || found < init->n_regions)
		init_set(init, INIT_ROUTING, INIT_OPEN,
		    "no name of a routing control says which Region it is for");
	else
		init_known(init, INIT_ROUTING);
	return true;
}

static void
judge(struct init *init, const struct panels *panels, const struct error *why)
{
	if (why->text[0])
		init_set(init, INIT_ROUTING, INIT_OPEN, "%s", why->text);
	else if (init->endpoints.n == 0)
		init_set(init, INIT_ROUTING, INIT_NONE, "the account has no ARC cluster");
	else if (!init->arc_cluster)
		init_set(init, INIT_ROUTING, INIT_OPEN,
		    "there are several ARC clusters: choose by --answer cluster=ARN");
	else if (panels->usable.n == 0)
		init_set(init, INIT_ROUTING, INIT_OPEN,
		    "no control panel has a routing control for each Region");
	else
		init_set(init, INIT_ROUTING, INIT_OPEN,
		    "there are several control panels: choose by --answer panel=ARN");
}

bool
init_arc(struct init *init, struct error *err)
{
	autofree(panels_done) struct panels panels = { .usable = { NULL } };
	struct error why = { "" };

	if (!find_cluster(init, &why, err))
		return false;
	if (init->arc_cluster)
		(void)list_panels(init, &panels, &why); /* fills why */
	if (!questions_ask(&init->questions,
		&(struct question){ .name = "panel",
		    .text = "Which control panel has the application's routing controls?",
		    .choices = &panels.usable,
		    .likely = panels.usable.n == 1 ? panels.usable.list[0] : NULL,
		    .may_be_none = true },
		&init->panel, err))
		return false;
	if (!init->panel) {
		judge(init, &panels, &why);
		return true;
	}
	if (strcmp(init->panel, QUESTION_NONE) == 0) {
		init_set(init, INIT_ROUTING, INIT_NONE, "the answer was none");
		xfree(take(init->panel));
		return true;
	}
	init_tell("control panel", "%s", init->panel);
	return find_controls(init, &panels, &why, err);
}

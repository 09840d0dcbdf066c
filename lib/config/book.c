/* SPDX-License-Identifier: MIT */
#include "config/book.h"

#include <stdio.h>
#include <string.h>

#include "config/decode.h"
#include "config/kind.h"
#include "config/machine.h"
#include "config/outside.h"
#include "config/report.h"
#include "config/url.h"
#include "core/run.h"

#define WRITER  "aurora-writer"
#define TRAFFIC "routing-controls"
#define RECHECK "recheck"
#define FENCE   "fence"

struct common {
	const char *name;
	msec_t every, deadline;
	bool best_effort;
	msec_t patience;
};

#define AT(member) offsetof(struct common, member)

const struct option book_options[] = {
	{ "name", OPTION_STRING, AT(name), NULL, "What the journal calls it; else its kind." },
	{ "every", OPTION_DURATION, AT(every), NULL, "Pause between two looks." },
	{ "deadline", OPTION_DURATION, AT(deadline), NULL,
	    "When it is not done by then, the run ends and an operator is needed." },
	{ "patience", OPTION_DURATION, AT(patience), NULL,
	    "So much longer than its deadline the step waits while AWS is seen to work on it; "
	    "people are told at the deadline. 2h for aurora-writer, else 0s." },
	{ "best_effort", OPTION_BOOL, AT(best_effort), NULL,
	    "When it cannot be done that is told, and the run goes on." },
	{ 0 },
};

/*
 * The built-in ones, for both directions: the database first, traffic after it, proof last. Whether
 * the old side replicates again is looked at when customers are served already.
 * Steps whose part of the application is not described are left out.
 */
static const char *const kinds[] = { RECHECK, WRITER, "secret", TRAFFIC, "dns", "http",
	"aurora-replication", NULL };

static const struct step_kind *
find(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; catalog->steps[i]; i++)
		if (strcmp(catalog->steps[i]->name, name) == 0)
			return catalog->steps[i];
	return NULL;
}

/* The first step after whose act there is no way back: the writer's, or the first that acts. */
static size_t
no_return(const struct runbook *book)
{
	for (size_t i = 0; i < book->n_steps; i++)
		if (strcmp(book->steps[i].kind->name, WRITER) == 0)
			return i;
	for (size_t i = 0; i < book->n_steps; i++)
		if (book->steps[i].kind->act.ask)
			return i;
	return book->n_steps;
}

static const char *
name_back(struct load *in, const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "undo-%.80s", name);
	return pool_text(in->pool, text, strlen(text));
}

/* Behind the steps: what takes back the acts of those before the point of no return. */
static size_t
add_way_back(struct load *in, struct step_spec *steps, size_t n, size_t before)
{
	size_t n_undo = 0;

	for (size_t i = before; i-- > 0 && n_undo < RUN_UNDO_MOST;) {
		const struct step_kind *back = steps[i].kind->back;

		if (!back)
			continue;
		steps[n + n_undo] = steps[i];
		steps[n + n_undo].name = name_back(in, steps[i].name);
		steps[n + n_undo].kind = back;
		steps[n + n_undo].deadline = back->deadline;
		steps[n + n_undo].best_effort = false;
		steps[n + n_undo].group = NULL;
		steps[n + n_undo++].of = i;
	}
	return n_undo;
}

/* steps: with room for the way back behind them. */
static struct runbook *
make(struct load *in, const char *name, struct step_spec *steps, size_t n)
{
	struct runbook *book = pool_alloc(in->pool, 1, sizeof(*book));

	*book = (struct runbook){ .name = name, .steps = steps, .n_steps = n };
	book->no_return = no_return(book);
	book->n_undo = add_way_back(in, steps, n, book->no_return < n ? book->no_return : 0);
	return book;
}

static struct runbook *
built_in(struct load *in, const struct node *root, const char *name)
{
	struct step_spec *steps = pool_alloc(in->pool, RUN_ALL_MOST, sizeof(*steps));
	size_t n = 0;

	for (size_t i = 0; kinds[i]; i++) {
		const struct step_kind *kind = find(in->catalog, kinds[i]);

		if (kind && (!kind->needs || node_member(root, kind->needs)))
			steps[n++] = (struct step_spec){ kind->name, kind,
				kind_args(in, NULL, kind->options, kind->args_size), kind->every,
				kind->deadline, .patience = kind->patience };
	}
	return make(in, name, steps, n);
}

/* ---- as written ---- */

static void
check_times(struct load *in, const struct node *node, const struct common *common)
{
	const struct node *every = node_member(node, "every");
	const struct node *deadline = node_member(node, "deadline");

	if (every && common->every <= 0)
		report_help(report_label(report_value(in, every, "E117", "\"every\" is too short"),
				"no pause at all"),
		    "write \"1s\"");
	if (deadline && common->deadline <= common->every)
		report_help(report_label(report_value(in, deadline, "E117",
					     "\"deadline\" is too short"),
				"no time for a second look"),
		    "give it minutes: \"5m\"");
}

/* What the rest of a runbook rests on. */
static void
check_effort(struct load *in, const struct node *node, const struct step_kind *kind,
    const struct common *common)
{
	const struct node *effort = node_member(node, "best_effort");

	if (effort && common->best_effort && strcmp(kind->name, WRITER) == 0)
		report_help(report_label(report_value(in, effort, "E153",
					     "the writer must have moved"),
				"a run would go on without it"),
		    "take it out");
}

/* The facts that a step waits for. */
static void
check_facts(struct load *in, const struct node *args, const struct step_kind *kind,
    const struct app *app)
{
	const struct node *when = kind->when ? node_member(args, "when") : NULL;
	bool single = when && when->type == NODE_STRING;
	const struct node *node = single || !when ? when : when->first;

	if (when && when->type == NODE_ARRAY && when->n == 0)
		report_help(report_label(report_value(in, when, "E030", "\"when\" is empty"),
				"always"),
		    "name at least one fact");
	for (; node; node = single ? NULL : node->next) {
		struct fact_ref ref;

		if (node->type == NODE_STRING)
			(void)machine_read_ref(in, node, app, &ref);
	}
}

static bool
load_step(struct load *in, const struct node *root, const struct node *node,
    const struct guess *known, const struct app *app, struct step_spec *ret)
{
	struct common common = { 0 };
	const struct node *args;
	const struct step_kind *kind;

	if (!decode_is(in, node, NODE_OBJECT))
		return false;
	args = kind_choose(in, node, book_options, known);
	kind = args ? find(in->catalog, args->key) : NULL;
	if (kind)
		common = (struct common){ kind->name, kind->every, kind->deadline, false,
			kind->patience };
	decode_fields(in, node, book_options, &common);
	check_times(in, node, &common);
	if (!kind)
		return false;
	*ret = (struct step_spec){ common.name, kind,
		kind_args(in, args, kind->options, kind->args_size), common.every, common.deadline,
		common.best_effort, common.patience };
	kind_check_needs(in, args, root, kind->needs);
	url_check_step(in, args);
	outside_files(in, args, kind->options);
	check_effort(in, node, kind, &common);
	check_facts(in, args, kind, app);
	return true;
}

static void
check_length(struct load *in, const struct node *list)
{
	if (list->n == 0)
		report_help(report_label(report_key(in, list, "E030", "\"%s\" has no steps",
					     list->key),
				"nothing would be done"),
		    "take it out for the built-in one, or write its steps");
	else if (list->n > RUN_STEPS_MOST)
		report_help(report_label(report_key(in, list, "E030", "\"%s\" has too many steps",
					     list->key),
				"%zu", list->n),
		    "a runbook has %d at most", RUN_STEPS_MOST);
}

/* On a refused move of the writer, traffic must not have moved yet. */
static void
check_order(struct load *in, const struct node *list, const struct runbook *book)
{
	bool traffic = false;

	for (size_t i = 0; i < book->n_steps; i++) {
		const char *kind = book->steps[i].kind->name;

		traffic = traffic || strcmp(kind, TRAFFIC) == 0;
		if (strcmp(kind, WRITER) != 0 || !traffic)
			continue;
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" moves traffic before the database", list->key),
				TRAFFIC " stands before " WRITER),
		    "put " WRITER " first: if it is refused, customers are where their data is");
		return;
	}
}

static size_t
place_of(const struct runbook *book, const char *kind)
{
	size_t i = 0;

	while (i < book->n_steps && strcmp(book->steps[i].kind->name, kind) != 0)
		i++;
	return i;
}

/* Nobody is kept from writing by mistake, nor when it is too late. */
static void
check_fence(struct load *in, const struct node *list, const struct runbook *book)
{
	size_t fence = place_of(book, FENCE);

	if (fence == book->n_steps || strcmp(list->key, "failover") != 0)
		return;
	if (place_of(book, RECHECK) > fence)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" fences before it has looked again", list->key),
				"no " RECHECK " before " FENCE),
		    "put " RECHECK " first: an outage that has passed must not become one by it");
	if (place_of(book, WRITER) < fence)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" fences when the database has moved",
					     list->key),
				FENCE " stands behind " WRITER),
		    "put " FENCE " between " RECHECK " and " WRITER);
}

static struct runbook *
as_written(struct load *in, const struct node *root, const struct node *list, const char *name,
    const struct app *app)
{
	struct step_spec *steps = pool_alloc(in->pool, list->n + RUN_UNDO_MOST, sizeof(*steps));
	struct guess known = { 0 };
	struct runbook *book;
	size_t n = 0;

	for (size_t i = 0; in->catalog->steps[i]; i++)
		guess_add(&known, in->catalog->steps[i]->name);
	check_length(in, list);
	for (const struct node *node = list->first; node; node = node->next)
		if (load_step(in, root, node, &known, app, &steps[n]))
			n++;
	book = make(in, name, steps, n);
	check_order(in, list, book);
	check_fence(in, list, book);
	return book;
}

/* ---- both ---- */

/* A runbook that changes nothing would say that it has moved what it has not. */
static void
check_acts(struct load *in, const struct node *place, const struct app *app,
    const struct runbook *book)
{
	struct diagnostic *d;

	for (size_t i = 0; i < book->n_steps; i++)
		if (book->steps[i].kind->act.ask)
			return;
	if (app->mode == MODE_OBSERVE || app->mode == MODE_UNSET)
		d = report_warning(in, place, "W205", "a %s would change nothing", book->name);
	else
		d = report_key(in, place, "E152", "a %s would change nothing", book->name);
	report_label(d, "no step of it acts");
	report_help(d, "describe what there is to move: \"aurora\", \"secret\", \"routing\"");
}

static struct runbook *
load_book(struct load *in, const struct node *root, const char *name, const struct app *app)
{
	const struct node *list = node_inner(root, "runbooks", name);
	struct runbook *book;

	if (!list || !decode_is(in, list, NODE_ARRAY))
		return built_in(in, root, name);
	book = as_written(in, root, list, name, app);
	check_acts(in, list, app, book);
	return book;
}

void
book_load(struct load *in, const struct node *root, struct app *ret)
{
	static const char *const names[] = { "failover", "switchover", NULL };
	static const struct option none[] = { { 0 } };
	const struct node *books = node_member(root, "runbooks");

	if (books && decode_is(in, books, NODE_OBJECT))
		decode_names(in, books, none, names);
	ret->failover = load_book(in, root, names[0], ret);
	ret->switchover = load_book(in, root, names[1], ret);
	/* The built-in ones differ in nothing that matters here. */
	if (!books)
		check_acts(in, root, ret, ret->failover);
}

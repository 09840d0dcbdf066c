/* SPDX-License-Identifier: MIT */
#include "config/book.h"

#include <string.h>

#include "config/back.h"
#include "config/decode.h"
#include "config/kind.h"
#include "config/machine.h"
#include "config/order.h"
#include "config/outside.h"
#include "config/report.h"
#include "config/url.h"
#include "core/run.h"

#define WRITER  "aurora-writer"
#define GROUP   "parallel"
#define GATES   "readiness"
#define COPY    "aurora-snapshot"
#define PLANNED "switchover"

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
 * the old side replicates again is looked at when customers are served already. Only what is
 * planned has gates, and one of them waits for a copy of what was lost, which is made first. Steps
 * whose part of the application is not described are left out.
 */
static const char *const kinds[] = { COPY, GATES, "recheck", WRITER, "secret", "routing-controls",
	"dns", "http", "aurora-replication", NULL };

static const struct step_kind *
find(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; catalog->steps[i]; i++)
		if (strcmp(catalog->steps[i]->name, name) == 0)
			return catalog->steps[i];
	return NULL;
}

/* steps: with room for the way back behind them. */
static struct runbook *
make(struct load *in, const char *name, struct step_spec *steps, size_t n)
{
	struct runbook *book = pool_alloc(in->pool, 1, sizeof(*book));

	*book = (struct runbook){ .name = name, .steps = steps, .n_steps = n };
	book->no_return = order_no_return(book);
	book->n_undo = back_add(in, steps, n, book->no_return < n ? book->no_return : 0);
	return book;
}

/* The other Region cannot be left while it is waited for: then it is better begun anew. */
#define COPY_MOST (5 * MSEC_MINUTE)

/* As nobody wrote it. */
static struct step_spec
by_itself(struct load *in, const struct step_kind *kind)
{
	bool copies = strcmp(kind->name, COPY) == 0 && kind->deadline > COPY_MOST;

	return (struct step_spec){ kind->name, kind,
		kind_args(in, NULL, kind->options, kind->args_size), kind->every,
		copies ? COPY_MOST : kind->deadline, .patience = kind->patience };
}

/* What a built-in runbook of a failover has no use for. */
static bool
is_planned(const struct step_kind *kind)
{
	return kind->gates || strcmp(kind->name, COPY) == 0;
}

static struct runbook *
built_in(struct load *in, const struct node *root, const char *name)
{
	struct step_spec *steps = pool_alloc(in->pool, RUN_ALL_MOST, sizeof(*steps));
	size_t n = 0;

	for (size_t i = 0; kinds[i]; i++) {
		const struct step_kind *kind = find(in->catalog, kinds[i]);

		if (kind && (!kind->needs || node_member(root, kind->needs)) &&
		    (strcmp(name, PLANNED) == 0 || !is_planned(kind)))
			steps[n++] = by_itself(in, kind);
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

/* A runbook while it is read. */
struct written {
	struct load *in;
	const struct node *root;
	const struct app *app;
	struct step_spec *steps;
	size_t n;
	struct step_group *groups[RUN_STEPS_MOST];
	size_t n_groups;
	struct guess known; /* kinds */
};

static void
load_step(struct written *w, const struct node *node)
{
	struct load *in = w->in;
	struct common common = { 0 };
	const struct node *args;
	const struct step_kind *kind;

	if (!decode_is(in, node, NODE_OBJECT))
		return;
	args = kind_choose(in, node, book_options, &w->known);
	kind = args ? find(in->catalog, args->key) : NULL;
	if (kind)
		common = (struct common){ kind->name, kind->every, kind->deadline, false,
			kind->patience };
	decode_fields(in, node, book_options, &common);
	check_times(in, node, &common);
	if (!kind)
		return;
	w->steps[w->n++] = (struct step_spec){ common.name, kind,
		kind_args(in, args, kind->options, kind->args_size), common.every, common.deadline,
		common.best_effort, common.patience };
	kind_check_needs(in, args, w->root, kind->needs);
	url_check_step(in, args);
	outside_files(in, args, kind->options);
	check_effort(in, node, kind, &common);
	check_facts(in, args, kind, w->app);
}

/* ---- steps beside each other ---- */

const struct option book_group_options[] = {
	{ "name", OPTION_STRING, AT(name), "\"parallel\"", "What the journal calls the group." },
	{ "deadline", OPTION_DURATION, AT(deadline), NULL,
	    "What of it is not done by then has failed; each step's own deadline unless given." },
	{ 0 },
};

static const char *const group_members[] = { GROUP, NULL };

static bool
check_group(struct load *in, const struct node *group, const struct node *list)
{
	const struct node *inner = list->first;

	while (inner && !node_member(inner, GROUP))
		inner = inner->next;
	if (inner)
		report_help(report_label(report_key(in, node_member(inner, GROUP), "E157",
					     "a group within a group"),
				"it is in one already"),
		    "put its steps into the outer one, or the group behind it");
	else if (list->n < 2)
		report_help(report_label(report_key(in, list, "E157",
					     "there is nothing to run beside"),
				"%zu step", list->n),
		    "write the step alone, without \"" GROUP "\"");
	return !inner;
}

/* Its deadline is one of each of its steps: they all begin at once. */
static void
shorten(struct step_spec *step, msec_t deadline)
{
	if (deadline == 0)
		return;
	step->deadline = step->deadline < deadline ? step->deadline : deadline;
	if (step->deadline + step->patience > deadline)
		step->patience = deadline - step->deadline;
}

static void
load_group(struct written *w, const struct node *node)
{
	const struct node *list = node_member(node, GROUP);
	struct step_group *group = pool_alloc(w->in->pool, 1, sizeof(*group));
	struct common common = { .name = GROUP };

	decode_fields(w->in, node, book_group_options, &common);
	decode_names(w->in, node, book_group_options, group_members);
	if (!decode_is(w->in, list, NODE_ARRAY) || !check_group(w->in, node, list))
		return;
	*group = (struct step_group){ .name = common.name, .first = w->n };
	for (const struct node *inner = list->first; inner; inner = inner->next)
		load_step(w, inner);
	group->n = w->n - group->first;
	if (w->n_groups < RUN_STEPS_MOST)
		w->groups[w->n_groups++] = group;
	for (size_t i = group->first; i < w->n; i++) {
		shorten(&w->steps[i], common.deadline);
		w->steps[i].group = group->n > 1 ? group : NULL;
	}
}

/* Of its groups, too. */
static size_t
count(const struct node *list)
{
	size_t ret = 0;

	for (const struct node *node = list->first; node; node = node->next) {
		const struct node *inner = node_member(node, GROUP);

		ret += inner && inner->type == NODE_ARRAY ? inner->n : 1;
	}
	return ret;
}

static void
check_length(struct load *in, const struct node *list, size_t n)
{
	if (n == 0)
		report_help(report_label(report_key(in, list, "E030", "\"%s\" has no steps",
					     list->key),
				"nothing would be done"),
		    "take it out for the built-in one, or write its steps");
	else if (n > RUN_STEPS_MOST)
		report_help(report_label(report_key(in, list, "E030", "\"%s\" has too many steps",
					     list->key),
				"%zu", n),
		    "a runbook has %d at most", RUN_STEPS_MOST);
}

static bool
has(const struct written *w, const struct step_kind *kind)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->steps[i].kind == kind)
			return true;
	return false;
}

/* A planned move looks at its gates before all else but the copy that one of them waits for; that
 * is not left to whoever writes it. */
static void
begin_with_gates(struct written *w, const struct node *list)
{
	const struct step_kind *gates = find(w->in->catalog, GATES);
	struct step_spec *steps = w->steps;
	size_t at = w->n > 0 && strcmp(steps[0].kind->name, COPY) == 0 && !steps[0].group ? 1 : 0;

	if (!gates || has(w, gates) || !has(w, find(w->in->catalog, WRITER)) ||
	    strcmp(list->key, PLANNED) != 0)
		return;
	if (w->n == RUN_STEPS_MOST) {
		report_help(report_label(report_key(w->in, list, "E030",
					     "\"%s\" has too many steps", list->key),
				"no room for " GATES),
		    "a runbook has %d at most, and this one begins with " GATES, RUN_STEPS_MOST);
		return;
	}
	memmove(steps + at + 1, steps + at, (w->n - at) * sizeof(*steps));
	steps[at] = by_itself(w->in, gates);
	w->n++;
	for (size_t i = 0; i < w->n_groups; i++)
		w->groups[i]->first += w->groups[i]->first >= at;
}

static struct runbook *
as_written(struct load *in, const struct node *root, const struct node *list, const char *name,
    const struct app *app)
{
	size_t most = count(list);
	struct written w = { in, root, app,
		.steps = pool_alloc(in->pool, most + 1 + RUN_UNDO_MOST, sizeof(*w.steps)) };
	struct runbook *book;

	for (size_t i = 0; in->catalog->steps[i]; i++)
		guess_add(&w.known, in->catalog->steps[i]->name);
	check_length(in, list, most);
	for (const struct node *node = list->first; node; node = node->next) {
		if (node_member(node, GROUP))
			load_group(&w, node);
		else
			load_step(&w, node);
	}
	begin_with_gates(&w, list);
	book = make(in, name, w.steps, w.n);
	order_check(in, list, book);
	return book;
}

/* ---- both ---- */

static struct runbook *
load_book(struct load *in, const struct node *root, const char *name, const struct app *app)
{
	const struct node *list = node_inner(root, "runbooks", name);
	struct runbook *book;

	if (!list || !decode_is(in, list, NODE_ARRAY))
		return built_in(in, root, name);
	book = as_written(in, root, list, name, app);
	order_check_acts(in, list, app, book);
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
		order_check_acts(in, root, ret, ret->failover);
}

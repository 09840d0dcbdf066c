/* SPDX-License-Identifier: MIT */
#include "config/order.h"

#include <string.h>

#include "config/report.h"
#include "core/run.h"

#define WRITER  "aurora-writer"
#define SECRET  "secret"
#define TRAFFIC "routing-controls"
#define RECHECK "recheck"
#define FENCE   "fence"
#define GATES   "readiness"
#define PLANNED "switchover"

static bool
is(const struct step_spec *step, const char *kind)
{
	return strcmp(step->kind->name, kind) == 0;
}

/* Steps of a group have the same place. */
static size_t
place_at(const struct runbook *book, size_t i)
{
	const struct step_group *group = i < book->n_steps ? book->steps[i].group : NULL;

	return group ? group->first : i;
}

/* Of the first step of that kind; n_steps: there is none. */
static size_t
find(const struct runbook *book, const char *kind)
{
	size_t i = 0;

	while (i < book->n_steps && !is(&book->steps[i], kind))
		i++;
	return i;
}

static size_t
place_of(const struct runbook *book, const char *kind)
{
	return place_at(book, find(book, kind));
}

/* ---- what moves the writer ---- */

/* What can be told to move all, with the database among it. */
static bool
is_delegate(const struct step_spec *step)
{
	static const char *const kinds[] = { "region-switch", "ssm-automation", "lambda",
		"command" };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (is(step, kinds[i]))
			return true;
	return false;
}

/* Where the writer is only looked at, somebody else has moved it: the last before it who may have.
 * n_steps: nobody. */
static size_t
delegate_of(const struct runbook *book, size_t writer)
{
	for (size_t i = writer; i-- > 0;)
		if (is_delegate(&book->steps[i]))
			return i;
	return book->n_steps;
}

size_t
order_no_return(const struct runbook *book)
{
	size_t writer = find(book, WRITER), i = 0;

	if (writer < book->n_steps && !run_may_act(&book->steps[writer]))
		writer = delegate_of(book, writer);
	if (writer < book->n_steps)
		return place_at(book, writer);
	while (i < book->n_steps && !run_may_act(&book->steps[i]))
		i++;
	return place_at(book, i);
}

/* ---- each rule ---- */

/* On a refused move of the writer, traffic must not have moved yet. */
static void
check_writer(struct load *in, const struct node *list, const struct runbook *book)
{
	size_t writer = place_of(book, WRITER), traffic = place_of(book, TRAFFIC);

	if (writer < book->n_steps && traffic < writer)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" moves traffic before the database", list->key),
				TRAFFIC " stands before " WRITER),
		    "put " WRITER " first: if it is refused, customers are where their data is");
}

/* Who is sent there must find the database. */
static void
check_secret(struct load *in, const struct node *list, const struct runbook *book)
{
	size_t secret = place_of(book, SECRET), traffic = place_of(book, TRAFFIC);

	if (secret < book->n_steps && traffic < secret)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" moves traffic before the secret", list->key),
				TRAFFIC " stands before " SECRET),
		    "put " SECRET
		    " first: the application must find the writer when customers come");
}

/* Before the writer has moved, its new endpoint takes no write. */
static void
check_early(struct load *in, const struct node *list, const struct runbook *book)
{
	size_t writer = place_of(book, WRITER), secret = place_of(book, SECRET);

	if (writer < book->n_steps && secret < writer)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" moves the secret before the database",
					     list->key),
				SECRET " stands before " WRITER),
		    "put " WRITER " first: where the writer is not yet, nothing can be written");
}

/* Whoever plans a move has the time to lose nothing. */
static void
check_loss(struct load *in, const struct node *list, const struct runbook *book)
{
	for (size_t i = 0; strcmp(list->key, PLANNED) == 0 && i < book->n_steps; i++) {
		const struct step_spec *step = &book->steps[i];

		if (step->kind->loses && step->kind->loses(step->args))
			report_help(report_label(report_key(in, list, "E158",
						     "\"%s\" may lose writes", list->key),
					"%.60s is for a failover as it is set", step->name),
			    "set it as for planned moves: no failback and no switchover may lose "
			    "a write");
	}
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

/* Where they stand they must be of use. */
static void
check_gates(struct load *in, const struct node *list, const struct runbook *book)
{
	size_t gates = place_of(book, GATES);

	if (gates == book->n_steps)
		return;
	if (strcmp(list->key, PLANNED) != 0)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" waits for gates of planned moves", list->key),
				GATES " in it"),
		    "take it out: whoever leaves a Region that is gone cannot wait for it");
	else if (place_of(book, WRITER) < gates)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" looks at the gates when it is too late",
					     list->key),
				GATES " stands behind " WRITER),
		    "put " GATES " first, or take it out: it is then there by itself");
}

/* What somebody else is told to move is believed by our own look, before anything else is done. */
static void
check_delegate(struct load *in, const struct node *list, const struct runbook *book)
{
	size_t writer = find(book, WRITER), delegate;

	if (writer == book->n_steps || run_may_act(&book->steps[writer]))
		return;
	delegate = delegate_of(book, writer);
	if (delegate == book->n_steps)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" only looks for the writer", list->key),
				"no step before " WRITER " moves it"),
		    "take \"looks_only\" out, or put region-switch or ssm-automation before it");
	else if (delegate + 1 != writer)
		report_help(report_label(report_key(in, list, "E151",
					     "\"%s\" goes on before it has looked for the writer",
					     list->key),
				"%.40s stands between", book->steps[delegate + 1].name),
		    "put " WRITER " behind %s: that it says success does not move the writer",
		    book->steps[delegate].name);
}

/* ---- beside each other ---- */

static void
beside(struct load *in, const struct node *list, const struct step_spec *step,
    const struct step_spec *other, const char *why)
{
	report_help(report_label(report_key(in, list, "E151", "\"%s\" runs %s beside %s", list->key,
				     step->name, other->name),
			"in the group \"%.40s\"", step->group->name),
	    "%s", why);
}

/* A word or a look that what follows waits for. */
static bool
is_gate(const struct step_spec *step)
{
	return is(step, RECHECK) || is(step, GATES) || is(step, "approval") || is(step, "wait");
}

static const char *
objection(const struct runbook *book, const struct step_spec *step, const struct step_spec *other)
{
	size_t writer = find(book, WRITER);
	bool looked = writer < book->n_steps && !run_may_act(&book->steps[writer]);

	if (is(step, WRITER) ||
	    (looked && step == &book->steps[order_no_return(book)] && is_delegate(step)))
		return "let it run alone: whether the writer moves decides on all that follows";
	if (is(step, SECRET) && is(other, TRAFFIC))
		return "put the secret before traffic: the application must find the writer when "
		       "customers come";
	if (is_gate(step) && run_may_act(other))
		return "put it before the group: what acts must wait for it";
	return NULL;
}

static void
check_group(struct load *in, const struct node *list, const struct runbook *book,
    const struct step_group *group)
{
	for (size_t i = group->first; i < group->first + group->n; i++)
		for (size_t k = group->first; k < group->first + group->n; k++) {
			const struct step_spec *step = &book->steps[i], *other = &book->steps[k];
			const char *why = i == k ? NULL : objection(book, step, other);

			if (!why)
				continue;
			beside(in, list, step, other, why);
			return;
		}
}

void
order_check(struct load *in, const struct node *list, const struct runbook *book)
{
	check_gates(in, list, book);
	check_writer(in, list, book);
	check_secret(in, list, book);
	check_early(in, list, book);
	check_loss(in, list, book);
	check_fence(in, list, book);
	check_delegate(in, list, book);
	for (size_t i = 0; i < book->n_steps; i++)
		if (book->steps[i].group && book->steps[i].group->first == i)
			check_group(in, list, book, book->steps[i].group);
}

void
order_check_acts(struct load *in, const struct node *place, const struct app *app,
    const struct runbook *book)
{
	struct diagnostic *d;

	for (size_t i = 0; i < book->n_steps; i++)
		if (run_may_act(&book->steps[i]))
			return;
	if (app->mode == MODE_OBSERVE || app->mode == MODE_UNSET)
		d = report_warning(in, place, "W205", "a %s would change nothing", book->name);
	else
		d = report_key(in, place, "E152", "a %s would change nothing", book->name);
	report_label(d, "no step of it acts");
	report_help(d, "describe what there is to move: \"aurora\", \"secret\", \"routing\"");
}

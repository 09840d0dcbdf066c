/* SPDX-License-Identifier: MIT */
#include "config/book_check.h"

#include <string.h>

#include "config/report.h"
#include "core/kind.h"

#define WRITER  "aurora-writer"
#define TRAFFIC "routing-controls"
#define RECHECK "recheck"
#define FENCE   "fence"
#define GATES   "readiness"
#define PLANNED "switchover"

static size_t
place_of(const struct runbook *book, const char *kind)
{
	size_t i = 0;

	while (i < book->n_steps && strcmp(book->steps[i].kind->name, kind) != 0)
		i++;
	return i;
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

void
book_check(struct load *in, const struct node *list, const struct runbook *book)
{
	check_gates(in, list, book);
	check_order(in, list, book);
	check_fence(in, list, book);
}

/* SPDX-License-Identifier: MIT */
/* The questions of people, one function each. */
#include "io/store_ask.h"

void
store_list_runs(struct store *store, const char *app, int most, store_row_fn *row,
    store_written_fn *done, void *arg)
{
	store_ask(store, &(struct store_read){ STORE_LIST_RUNS, { app, "" }, most }, row, done,
	    arg);
}

void
store_find_run(struct store *store, const char *id, store_row_fn *row, store_written_fn *done,
    void *arg)
{
	store_ask(store, &(struct store_read){ STORE_FIND_RUN, { id, "" }, 1 }, row, done, arg);
}

void
store_report(struct store *store, const char *id, store_row_fn *row, store_written_fn *done,
    void *arg)
{
	store_ask(store, &(struct store_read){ STORE_REPORT, { id, "" }, 1 }, row, done, arg);
}

/* What is asked, and who is told. NOLINTBEGIN(readability-function-size) */

void
store_list_drills(struct store *store, const char *app, const char *id, int most, store_row_fn *row,
    store_written_fn *done, void *arg)
{
	store_ask(store, &(struct store_read){ STORE_LIST_DRILLS, { app, id }, most }, row, done,
	    arg);
}

void
store_list_events(struct store *store, const char *app, const char *kind, int most,
    store_row_fn *row, store_written_fn *done, void *arg)
{
	store_ask(store, &(struct store_read){ STORE_LIST_EVENTS, { app, kind ? kind : "" }, most },
	    row, done, arg);
}

/* NOLINTEND(readability-function-size) */

void
store_list_decisions(struct store *store, const struct store_decisions *which, store_row_fn *row,
    store_written_fn *done, void *arg)
{
	store_ask(store,
	    &(struct store_read){ STORE_LIST_DECISIONS, { which->app, which->verbs }, which->most },
	    row, done, arg);
}

void
store_find_decision(struct store *store, const char *number, store_row_fn *row,
    store_written_fn *done, void *arg)
{
	store_ask(store, &(struct store_read){ STORE_FIND_DECISION, { number, "" }, 1 }, row, done,
	    arg);
}

void
store_prove(struct store *store, const char *after, int most, store_row_fn *row,
    store_written_fn *done, void *arg)
{
	store_ask(store, &(struct store_read){ STORE_PROVE, { after, "" }, most }, row, done, arg);
}

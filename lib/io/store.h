/* SPDX-License-Identifier: MIT */
/*
 * What must outlive us: the ledger, the runs, and each application's memory, in
 * one SQLite file that one thread owns. The loop never waits for a disk.
 *
 * Writes are queued to the thread, which commits what has gathered as one
 * transaction with synchronous=FULL; "it is durable" comes back through the
 * loop, in the order of the writes. The ledger only grows: each event carries
 * the SHA-256 of the one before it. Texts are JSON, and copied.
 */
#ifndef IO_STORE_H
#define IO_STORE_H

#include "base/error.h"
#include "io/loop.h"

struct store;

struct store_decisions {
	const char *app;   /* "": of any */
	const char *verbs; /* "move,propose"; "": any */
	int most;
};

/* durable: on the disk. Otherwise err says why not, and nothing of that write was kept. */
typedef void store_written_fn(bool durable, const struct error *err, void *arg);
typedef void store_row_fn(const char *body, void *arg);

/*
 * Opens or makes DIR/failoverd.db. NULL with the place and the remedy when it
 * cannot: no such directory, read-only, full, not a database, a damaged one, one
 * of a newer version, in use by another failoverd.
 */
struct store *store_open(struct loop *loop, const char *dir, struct error *err);
/* Waits until what was queued is written (at most `patience`), then closes. Pending callbacks are
 * dropped. */
void store_close(struct store *store, msec_t patience);

/* kind: "decision", "intent", ...; run: an id or "". on_written may be NULL. */
void store_event(struct store *store, msec_t wall, const char *app, const char *kind,
    const char *run, const char *body, store_written_fn *on_written, void *arg);
void store_run(struct store *store, const char *id, const char *app, const char *status,
    const char *body, store_written_fn *on_written, void *arg);
void store_memory(struct store *store, const char *app, const char *body,
    store_written_fn *on_written, void *arg);

/* The texts of a configuration, once for each digest. */
void store_config(struct store *store, const char *digest, const char *body,
    store_written_fn *on_written, void *arg);

/* Reads, at start only: they wait for the disk. NULL: there is none. The caller frees with xfree().
 */
char *store_load_memory(struct store *store, const char *app);
char *store_load_active_run(struct store *store,
    const char *app); /* the one whose status is "running" */
int store_next_run_number(struct store *store);
/* Events of kind "drill", without what is long in them: of each kind of drill and each result the
 * newest; the newest of all first. */
void store_load_drills(struct store *store, const char *app, store_row_fn *row, void *arg);

/* Reads for people, newest first, answered from the loop: row once for each, then done once with
 * durable true. */
void store_list_runs(struct store *store, const char *app, int most, store_row_fn *row,
    store_written_fn *done, void *arg);
void store_find_run(struct store *store, const char *id, store_row_fn *row, store_written_fn *done,
    void *arg);
void store_list_events(struct store *store, const char *app, const char *kind, int most,
    store_row_fn *row, store_written_fn *done, void *arg);

/*
 * Events of kind "decision", whose body has a "head" with a "verb" and the digest of
 * its "config". A row is {"seq", "wall", "application", "run", "mark", "head"}; of the
 * one that is asked for by its number {..., "record", "config"}: the whole body, and
 * what store_config() was given, or null. mark: the body of the newest event of kind
 * "mark" whose run is "d-" and that number, with its "wall"; or null.
 */
void store_list_decisions(struct store *store, const struct store_decisions *which,
    store_row_fn *row, store_written_fn *done, void *arg);
void store_find_decision(struct store *store, const char *number, store_row_fn *row,
    store_written_fn *done, void *arg);

/* The newest event of each drill, whole; id: "", or of one. */
void store_list_drills(struct store *store, const char *app, const char *id, int most,
    store_row_fn *row, store_written_fn *done, void *arg);

/*
 * All that a report of a run is made of: {"record": as store_run() was given it, "events":
 * [{"seq", "wall", "kind", "run", "body"}] of the run and the commands around it, oldest
 * first, "history": records of the runs of its application before it, newest first}.
 */
void store_report(struct store *store, const char *id, store_row_fn *row, store_written_fn *done,
    void *arg);

/* Proves the chain of the events after that number, at most so many; one row, as chain_json() of
 * io/store_chain.h. */
void store_prove(struct store *store, const char *after, int most, store_row_fn *row,
    store_written_fn *done, void *arg);

void store_free(struct store *store); /* store_close() without patience */

define_autofree(struct store, store_free)

#endif

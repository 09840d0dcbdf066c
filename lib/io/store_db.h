/* SPDX-License-Identifier: MIT */
/*
 * The tables of io/store and the chain of its events: one file in one directory,
 * which is held as long as it is open (people read the ledger through the API,
 * or from a copy). One thread at a time.
 */
#ifndef IO_STORE_DB_H
#define IO_STORE_DB_H

#include "base/clock.h"
#include "base/error.h"

#define STORE_TEXTS 4

struct sql;
struct store_db;

enum store_write_kind {
	STORE_EVENT,  /* application, kind, run, body; and wall */
	STORE_RUN,    /* id, application, status, body; and wall */
	STORE_MEMORY, /* application, body */
	STORE_CONFIG, /* digest, body; what is there stays */
};

struct store_write {
	enum store_write_kind kind;
	msec_t wall;
	const char *texts[STORE_TEXTS];
};

enum store_read_kind {
	STORE_LIST_RUNS,      /* of an application, newest first */
	STORE_FIND_RUN,       /* by id */
	STORE_ACTIVE_RUN,     /* of an application: the newest whose status is "running" */
	STORE_LIST_EVENTS,    /* of an application and a kind ("": any), newest first */
	STORE_LOAD_MEMORY,    /* of an application */
	STORE_LAST_RUN,       /* the highest number of the ids "r-N", as text */
	STORE_LIST_DECISIONS, /* of an application ("": any), of some verbs ("": any); io/store.h
				 says what a row is */
	STORE_FIND_DECISION,  /* by the number of its event */
	STORE_LOAD_DRILLS,    /* of an application; io/store.h says which */
	STORE_LIST_DRILLS,    /* of an application, by id ("": any), newest first */
	STORE_REPORT,         /* all about a run, by its id; io/store.h says what a row is */
	STORE_PROVE,          /* the events after a number, as chain_json() says it */
};

struct store_read {
	enum store_read_kind kind;
	const char *texts[2];
	int most; /* rows */
};

typedef void store_db_row_fn(const char *text, void *arg);

/* NULL: err says where, why, and what to do. */
struct store_db *store_db_open(const char *dir, struct error *err);
void store_db_close(struct store_db *db);

/*
 * A transaction. begin first sees to it that the file is still in its place, and
 * brings it back when it is not. All fail with the place and the remedy; after a
 * failure of write or commit only rollback makes sense.
 */
must_check bool store_db_begin(struct store_db *db, struct error *err);
must_check bool store_db_write(struct store_db *db, const struct store_write *write,
    struct error *err);
must_check bool store_db_commit(struct store_db *db, struct error *err);
void store_db_rollback(struct store_db *db);

must_check bool store_db_read(struct store_db *db, const struct store_read *read,
    store_db_row_fn *row, void *arg, struct error *err);

/* The same of a file that was opened by itself. */
must_check bool store_db_query(struct sql *sql, const struct store_read *read, store_db_row_fn *row,
    void *arg, struct error *err);

/* Whether the newest events, as many as `most`, carry the digest of what they say and of the one
 * before. */
must_check bool store_db_verify(struct store_db *db, int most, struct error *err);

define_autofree(struct store_db, store_db_close)

#endif

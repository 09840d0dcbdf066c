/* SPDX-License-Identifier: MIT */
/*
 * The tables of io/history, for one thread at a time.
 *
 * The file is opened, or made, by a transaction that finds it closed; whatever
 * fails closes it. So one that was taken away, or that can be written again, is
 * found without a restart.
 */
#ifndef IO_HISTORY_DB_H
#define IO_HISTORY_DB_H

#include <stddef.h>

#include "base/clock.h"
#include "base/error.h"

#define HISTORY_FILE    "history.db"
#define HISTORY_MINUTE  MSEC_MINUTE /* blocks are kept by the minute */
#define HISTORY_VERSION 1           /* the schema sets it */

struct history_db;

enum history_kind {
	HISTORY_BLOCK,  /* application, Region, probe; data; wall of its minute */
	HISTORY_PLACE,  /* application, Region; wall */
	HISTORY_RECORD, /* application, body; wall */
};

struct history_write {
	enum history_kind kind;
	msec_t wall;
	const char *texts[3];
	const void *data;
	size_t len;
};

typedef void history_db_row_fn(msec_t wall, const char *body, void *arg);

struct history_db *history_db_new(const char *dir);
void history_db_free(struct history_db *db);

/* A transaction. All fail with the place and the remedy, and then nothing of it was kept. */
must_check bool history_db_begin(struct history_db *db, struct error *err);
must_check bool history_db_write(struct history_db *db, const struct history_write *write,
    struct error *err);
must_check bool history_db_commit(struct history_db *db, struct error *err);

/* Of what is older than wall_before deletes the oldest day, then the oldest of all until no more
 * than bytes_most are in use; gives back to the disk what is beyond that. In many small
 * transactions of its own. */
must_check bool history_db_prune(struct history_db *db, msec_t wall_before, int64_t bytes_most,
    struct error *err);
/* The newest record at or before wall_most. */
must_check bool history_db_find(struct history_db *db, const char *app, msec_t wall_most,
    history_db_row_fn *row, void *arg, struct error *err);

/* After a failure: true when it was of a damaged file, which was moved aside now; err, which has
 * the failure, says so, and the next transaction begins anew. */
must_check bool history_db_renew(struct history_db *db, struct error *err);

define_autofree(struct history_db, history_db_free)

#endif

/* SPDX-License-Identifier: MIT */
/*
 * SQLite, as far as the store and the history need it. All of SQLite is in sql.c.
 *
 * A query is prepared, bound, stepped with sql_next() and ended with sql_end(),
 * which alone says whether all went well. Errors name the file and the remedy.
 * One thread at a time.
 */
#ifndef IO_SQL_H
#define IO_SQL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct sql;
struct sql_query;

enum sql_use {
	/* Held for ourselves as long as it is open: an exclusive lock, and no shared memory that a
	 * full disk could take away. */
	SQL_ALONE,
	SQL_SHARED, /* others may read meanwhile; it can be written, or is not opened */
	SQL_READ,   /* nothing is changed; another may write meanwhile */
};

/* Opens the file; or makes it, unless it is to be read. */
must_check bool sql_open(const char *path, enum sql_use use, struct sql **ret, struct error *err);
void sql_close(struct sql *sql);

bool sql_read_only(const struct sql *sql);
bool sql_in_transaction(const struct sql *sql);
/* The last failure was that the file is damaged, or not a database at all. */
bool sql_damaged(const struct sql *sql);

/* Runs statements that give no rows. */
must_check bool sql_run(struct sql *sql, const char *text, struct error *err);

/* NULL on failure. Parameters and columns are numbered as SQLite does: from 1, and from 0. */
struct sql_query *sql_ask(struct sql *sql, const char *text, struct error *err);
void sql_bind_text(struct sql_query *query, int at, const char *text); /* borrowed to the end */
void sql_bind_number(struct sql_query *query, int at, int64_t number);
void sql_bind_blob(struct sql_query *query, int at, const void *data, size_t len); /* the same */
bool sql_next(struct sql_query *query);                /* false: no further row, or a failure */
const char *sql_text(struct sql_query *query, int at); /* never NULL; until the next row */
int64_t sql_number(struct sql_query *query, int at);
bool sql_is_null(struct sql_query *query, int at);
const void *sql_blob(struct sql_query *query, int at, size_t *ret_len); /* like sql_text() */
/* Ends it, too, but it may be bound and stepped anew. */
must_check bool sql_again(struct sql *sql, struct sql_query *query, struct error *err);
must_check bool sql_end(struct sql *sql, struct sql_query *query, struct error *err);

/* The number in the first row; untouched when there is none. */
must_check bool sql_ask_number(struct sql *sql, const char *text, int64_t *ret, struct error *err);

define_autofree(struct sql, sql_close)

#endif

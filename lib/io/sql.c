/* SPDX-License-Identifier: MIT */
#include "io/sql.h"

#include <errno.h>
#include <sqlite3.h>

#include "base/alloc.h"
#include "io/store_place.h"

#define BUSY_WAIT 2000 /* milliseconds */

struct sql {
	char *path;
	sqlite3 *handle;
};

/* A query is SQLite's statement under a name of ours. */
static sqlite3_stmt *
stmt_of(struct sql_query *query)
{
	return (sqlite3_stmt *)query;
}

/* SQLite keeps the errno of its log's last failed write with that file, and 0 here. */
static int
system_reason(const struct sql *sql)
{
	int reason = sqlite3_system_errno(sql->handle);
	sqlite3_file *log = NULL;

	if (reason == 0)
		sqlite3_file_control(sql->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
	if (log && log->pMethods)
		log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &reason);
	return reason;
}

static bool
fail(const struct sql *sql, struct error *err)
{
	int reason = system_reason(sql);

	switch (sqlite3_errcode(sql->handle) & 0xff) {
	case SQLITE_FULL:
		return store_place_fail(sql->path, ENOSPC, err);
	case SQLITE_READONLY:
		return store_place_fail(sql->path, reason == EACCES ? EACCES : EROFS, err);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return store_place_fail(sql->path, reason ? reason : EIO, err);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return store_place_damaged(sql->path, sqlite3_errmsg(sql->handle), err);
	case SQLITE_BUSY:
		return error_set(err, "%s is in use by another program; end that one", sql->path);
	default:
		return error_set(err, "%s: %s", sql->path, sqlite3_errmsg(sql->handle));
	}
}

bool
sql_open(const char *path, struct sql **ret, struct error *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	struct sql *sql = xcalloc(1, sizeof(*sql));

	sql->path = xstrdup(path);
	if (sqlite3_open_v2(path, &sql->handle, flags, NULL) != SQLITE_OK) {
		fail(sql, err);
		sql_close(sql);
		return false;
	}
	sqlite3_busy_timeout(sql->handle, BUSY_WAIT);
	if (!sql_run(sql,
		"PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF;"
		"PRAGMA cell_size_check = ON;",
		err)) {
		sql_close(sql);
		return false;
	}
	*ret = sql;
	return true;
}

void
sql_close(struct sql *sql)
{
	if (!sql)
		return;
	sqlite3_close(sql->handle);
	xfree(sql->path);
	xfree(sql);
}

bool
sql_read_only(const struct sql *sql)
{
	return sqlite3_db_readonly(sql->handle, "main") == 1;
}

bool
sql_in_transaction(const struct sql *sql)
{
	return !sqlite3_get_autocommit(sql->handle);
}

bool
sql_run(struct sql *sql, const char *text, struct error *err)
{
	return sqlite3_exec(sql->handle, text, NULL, NULL, NULL) == SQLITE_OK || fail(sql, err);
}

struct sql_query *
sql_ask(struct sql *sql, const char *text, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(sql->handle, text, -1, &stmt, NULL) != SQLITE_OK)
		fail(sql, err);
	return (struct sql_query *)stmt;
}

void
sql_bind_text(struct sql_query *query, int at, const char *text)
{
	sqlite3_bind_text(stmt_of(query), at, text, -1, SQLITE_STATIC);
}

void
sql_bind_number(struct sql_query *query, int at, int64_t number)
{
	sqlite3_bind_int64(stmt_of(query), at, number);
}

bool
sql_next(struct sql_query *query)
{
	return sqlite3_step(stmt_of(query)) == SQLITE_ROW;
}

const char *
sql_text(struct sql_query *query, int at)
{
	const unsigned char *text = sqlite3_column_text(stmt_of(query), at);

	return text ? (const char *)text : "";
}

int64_t
sql_number(struct sql_query *query, int at)
{
	return sqlite3_column_int64(stmt_of(query), at);
}

bool
sql_is_null(struct sql_query *query, int at)
{
	return sqlite3_column_type(stmt_of(query), at) == SQLITE_NULL;
}

bool
sql_end(struct sql *sql, struct sql_query *query, struct error *err)
{
	return sqlite3_finalize(stmt_of(query)) == SQLITE_OK || fail(sql, err);
}

bool
sql_ask_number(struct sql *sql, const char *text, int64_t *ret, struct error *err)
{
	struct sql_query *query = sql_ask(sql, text, err);

	if (!query)
		return false;
	if (sql_next(query))
		*ret = sql_number(query, 0);
	return sql_end(sql, query, err);
}

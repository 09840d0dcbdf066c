/* SPDX-License-Identifier: MIT */
#include "io/sql.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "io/store_place.h"

#define BUSY_WAIT 2000 /* milliseconds */

struct sql {
	char *path;
	enum sql_use use;
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
fail_reading(const struct sql *sql, int reason, struct error *err)
{
	return error_set(err, "%s cannot be read: %s; read it as root, or as the user of failoverd",
	    sql->path, reason ? strerrordesc_np(reason) : sqlite3_errmsg(sql->handle));
}

static bool
fail_damaged(const struct sql *sql, struct error *err)
{
	if (sql->use == SQL_ALONE)
		return store_place_damaged(sql->path, sqlite3_errmsg(sql->handle), err);
	return error_set(err, "%s is damaged or not a history (%s)", sql->path,
	    sqlite3_errmsg(sql->handle));
}

static bool
fail(const struct sql *sql, struct error *err)
{
	int reason = system_reason(sql);

	switch (sqlite3_errcode(sql->handle) & 0xff) {
	case SQLITE_FULL:
		return store_place_fail(sql->path, ENOSPC, err);
	case SQLITE_READONLY:
		if (sql->use == SQL_READ)
			return fail_reading(sql, reason, err);
		return store_place_fail(sql->path, reason == EACCES ? EACCES : EROFS, err);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		if (sql->use == SQL_READ)
			return fail_reading(sql, reason, err);
		return store_place_fail(sql->path, reason ? reason : EIO, err);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fail_damaged(sql, err);
	case SQLITE_BUSY:
		return error_set(err, "%s is in use by another program; end that one", sql->path);
	default:
		return error_set(err, "%s: %s", sql->path, sqlite3_errmsg(sql->handle));
	}
}

/* ---- opening ---- */

/* Pages are allocated as they come, and not many at first for each database and each temporary
 * table: ours are small. */
static void
settle_library(void)
{
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

static bool
open_handle(struct sql *sql, const char *name, int flags, struct error *err)
{
	sqlite3_close(sql->handle);
	sql->handle = NULL;
	if (sqlite3_open_v2(name, &sql->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return fail(sql, err);
	sqlite3_busy_timeout(sql->handle, BUSY_WAIT);
	return sql_run(sql, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;", err);
}

static bool
look(struct sql *sql, struct error *err)
{
	int64_t n;

	return sql_ask_number(sql, "SELECT count(*) FROM sqlite_schema", &n, err);
}

static bool
is_written(const struct sql *sql)
{
	autofree(xfree) char *wal = xasprintf("%s-wal", sql->path);

	return access(wal, F_OK) == 0;
}

/* As one that nobody changes. */
static bool
open_still(struct sql *sql, struct error *err)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "/._-";
	autofree(buf_done) struct buf name = { 0 };

	buf_puts(&name, "file:");
	for (const char *c = sql->path; *c; c++)
		buf_printf(&name, strchr(plain, *c) ? "%c" : "%%%02X", (unsigned char)*c);
	buf_puts(&name, "?immutable=1");
	return open_handle(sql, name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err) &&
	    look(sql, err);
}

/* What a writer keeps beside its database is needed to read it, and made when it is not there; when
 * that is not allowed to us, there is no writer either. */
static bool
open_read(struct sql *sql, struct error *err)
{
	int code;

	if (!open_handle(sql, sql->path, SQLITE_OPEN_READONLY, err))
		return false;
	if (look(sql, err))
		return true;
	code = sqlite3_errcode(sql->handle) & 0xff;
	return (code == SQLITE_READONLY || code == SQLITE_CANTOPEN) && !is_written(sql) &&
	    open_still(sql, err);
}

static bool
open_write(struct sql *sql, struct error *err)
{
	if (!open_handle(sql, sql->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err))
		return false;
	if (sql->use == SQL_ALONE)
		return sql_run(sql, "PRAGMA locking_mode = EXCLUSIVE;", err);
	return !sql_read_only(sql) ||
	    store_place_fail(sql->path, access(sql->path, W_OK) == 0 ? EROFS : errno, err);
}

bool
sql_open(const char *path, enum sql_use use, struct sql **ret, struct error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	autofree(sql_close) struct sql *sql = xcalloc(1, sizeof(*sql));

	pthread_once(&once, settle_library);
	*sql = (struct sql){ .path = xstrdup(path), .use = use };
	if (!(use == SQL_READ ? open_read(sql, err) : open_write(sql, err)))
		return false;
	*ret = take(sql);
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
sql_damaged(const struct sql *sql)
{
	int code = sqlite3_errcode(sql->handle) & 0xff;

	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
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

void
sql_bind_blob(struct sql_query *query, int at, const void *data, size_t len)
{
	sqlite3_bind_blob64(stmt_of(query), at, data, len, SQLITE_STATIC);
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

const void *
sql_blob(struct sql_query *query, int at, size_t *ret_len)
{
	const void *data = sqlite3_column_blob(stmt_of(query), at);

	*ret_len = data ? (size_t)sqlite3_column_bytes(stmt_of(query), at) : 0;
	return data ? data : "";
}

bool
sql_again(struct sql *sql, struct sql_query *query, struct error *err)
{
	return sqlite3_reset(stmt_of(query)) == SQLITE_OK || fail(sql, err);
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

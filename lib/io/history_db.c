/* SPDX-License-Identifier: MIT */
#include "io/history_db.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/history_prune.h"
#include "io/sql.h"
#include "io/store_place.h"

#define LOG_MOST (16 << 20) /* bytes beside the file, before who reads it is in the way */

struct history_db {
	char *path, *wal, *shm, *aside;
	struct sql *sql;                 /* NULL: it is closed */
	struct file_id id;               /* of the open file */
	struct sql_query *find, *insert; /* for blocks, during a transaction */
	bool damaged;                    /* the last failure was of a damaged file */
};

/*
 * Pages are given back, the log stays small between checkpoints, and so does our
 * memory. What is deleted is no secret: it need not be overwritten.
 */
static const char manners[] =
    "PRAGMA cache_size = -64; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 1048576;"
    "PRAGMA wal_autocheckpoint = 256; PRAGMA secure_delete = OFF;";

/* n: the same minute may come again, after a restart or a step of the clock. */
static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE app (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE series (id INTEGER PRIMARY KEY, app INTEGER NOT NULL, region TEXT NOT NULL,"
    "    probe TEXT NOT NULL, UNIQUE (app, region, probe)) STRICT;"
    "CREATE TABLE block (app INTEGER NOT NULL, minute INTEGER NOT NULL, series INTEGER NOT NULL,"
    "    n INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (app, minute, series, n))"
    "    STRICT, WITHOUT ROWID;"
    "CREATE TABLE place (app INTEGER NOT NULL, wall INTEGER NOT NULL, region TEXT NOT NULL,"
    "    PRIMARY KEY (app, wall)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE record (id INTEGER PRIMARY KEY, app INTEGER NOT NULL, wall INTEGER NOT NULL,"
    "    body TEXT NOT NULL) STRICT;"
    "CREATE INDEX record_wall ON record (app, wall);"
    "PRAGMA user_version = 1;"
    "COMMIT;";

struct history_db *
history_db_new(const char *dir)
{
	struct history_db *db = xcalloc(1, sizeof(*db));

	*db = (struct history_db){
		.path = xasprintf("%s/" HISTORY_FILE, dir),
		.wal = xasprintf("%s/" HISTORY_FILE "-wal", dir),
		.shm = xasprintf("%s/" HISTORY_FILE "-shm", dir),
		.aside = xasprintf("%s/" HISTORY_FILE ".damaged", dir),
	};
	return db;
}

static bool
end_queries(struct history_db *db, struct error *err)
{
	struct sql_query *find = take(db->find), *insert = take(db->insert);
	bool found = !find || sql_end(db->sql, find, err);

	return (!insert || sql_end(db->sql, insert, err)) && found;
}

static void
shut(struct history_db *db)
{
	struct error err;

	(void)!end_queries(db, &err);
	sql_close(take(db->sql));
}

void
history_db_free(struct history_db *db)
{
	if (!db)
		return;
	shut(db);
	xfree(db->path);
	xfree(db->wal);
	xfree(db->shm);
	xfree(db->aside);
	xfree(db);
}

/* Whatever was begun is gone with the connection. */
static bool
lose(struct history_db *db)
{
	db->damaged = db->damaged || (db->sql && sql_damaged(db->sql));
	shut(db);
	return false;
}

/* ---- opening ---- */

static bool
check_version(struct history_db *db, int64_t *ret, struct error *err)
{
	int64_t version = 0, tables = 0;

	if (!sql_ask_number(db->sql, "PRAGMA user_version", &version, err) ||
	    !sql_ask_number(db->sql, "SELECT count(*) FROM sqlite_schema", &tables, err))
		return false;
	if (version > HISTORY_VERSION)
		return error_set(err,
		    "%s was written by a newer failoverd (format %" PRId64
		    ", this one knows %d); install that version again, or move the file aside",
		    db->path, version, HISTORY_VERSION);
	db->damaged = version < 0 || (version == 0) != (tables == 0);
	*ret = version;
	return !db->damaged || error_set(err, "%s is no history of failoverd", db->path);
}

static bool
set_up(struct history_db *db, struct error *err)
{
	int64_t version = 0;

	return check_version(db, &version, err) && sql_run(db->sql, manners, err) &&
	    (version > 0 || sql_run(db->sql, schema, err));
}

/* As long as somebody reads, the log only grows. */
static bool
check_log(struct history_db *db, struct error *err)
{
	struct stat st;
	int64_t busy = 0;

	if (stat(db->wal, &st) != 0 || st.st_size <= LOG_MOST)
		return true;
	if (!sql_ask_number(db->sql, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, err))
		return false;
	return !busy ||
	    error_set(err,
		"%s is being read by another program for so long that its log is full; end that "
		"one: fuser %s",
		db->path, db->path);
}

static bool
is_in_place(const struct history_db *db)
{
	struct stat st;

	return stat(db->path, &st) == 0 && st.st_dev == db->id.device && st.st_ino == db->id.inode;
}

/* On failure it is closed. */
static bool
see_to_file(struct history_db *db, struct error *err)
{
	struct stat st;

	db->damaged = false;
	if (db->sql && !is_in_place(db))
		shut(db); /* it was taken away */
	if (db->sql)
		return true;
	if (!sql_open(db->path, SQL_SHARED, &db->sql, err) || !set_up(db, err))
		return lose(db);
	if (stat(db->path, &st) == 0)
		db->id = (struct file_id){ st.st_dev, st.st_ino };
	return true;
}

bool
history_db_renew(struct history_db *db, struct error *err)
{
	struct error before = *err;

	if (!db->damaged)
		return false;
	db->damaged = false;
	if (rename(db->path, db->aside) != 0 && errno != ENOENT) {
		store_place_fail(db->aside, errno, err);
		return error_wrap(err, "%s; it cannot be moved aside", before.text);
	}
	unlink(db->wal);
	unlink(db->shm);
	error_set(err, "%.300s; it is " HISTORY_FILE ".damaged now, and a new one is begun",
	    before.text);
	return true;
}

/* ---- writes ---- */

bool
history_db_begin(struct history_db *db, struct error *err)
{
	return see_to_file(db, err) &&
	    ((check_log(db, err) && sql_run(db->sql, "BEGIN IMMEDIATE", err)) || lose(db));
}

bool
history_db_commit(struct history_db *db, struct error *err)
{
	return (end_queries(db, err) && sql_run(db->sql, "COMMIT", err)) || lose(db);
}

/* Statements whose parameters ?1, ?2, ?3 are texts, and ?4 the time. */
static bool
run(struct history_db *db, const char *text, const struct history_write *write, struct error *err)
{
	struct sql_query *query = sql_ask(db->sql, text, err);

	if (!query)
		return false;
	for (int i = 0; i < (int)COUNT(write->texts); i++)
		if (write->texts[i])
			sql_bind_text(query, 1 + i, write->texts[i]);
	sql_bind_number(query, 4, write->wall);
	sql_next(query);
	return sql_end(db->sql, query, err);
}

static bool
name_app(struct history_db *db, const struct history_write *write, struct error *err)
{
	return run(db, "INSERT OR IGNORE INTO app (name) VALUES (?1)", write, err);
}

static bool
name_series(struct history_db *db, const struct history_write *write, struct error *err)
{
	return name_app(db, write, err) &&
	    run(db,
		"INSERT OR IGNORE INTO series (app, region, probe)"
		"    SELECT id, ?2, ?3 FROM app WHERE name = ?1",
		write, err);
}

/* Where a block belongs. id 0: there is no series for it yet. */
struct slot {
	int64_t app, id, n;
};

static bool
find_slot(struct history_db *db, const struct history_write *write, struct slot *ret,
    struct error *err)
{
	*ret = (struct slot){ 0 };
	if (!db->find)
		db->find = sql_ask(db->sql,
		    "SELECT series.app, series.id, (SELECT ifnull(max(n) + 1, 0) FROM block"
		    "        WHERE block.app = series.app AND minute = ?4 AND series = series.id)"
		    "    FROM app JOIN series ON series.app = app.id"
		    "    WHERE app.name = ?1 AND region = ?2 AND probe = ?3",
		    err);
	if (!db->find)
		return false;
	for (int i = 0; i < (int)COUNT(write->texts); i++)
		sql_bind_text(db->find, 1 + i, write->texts[i]);
	sql_bind_number(db->find, 4, write->wall / HISTORY_MINUTE);
	if (sql_next(db->find))
		*ret = (struct slot){ sql_number(db->find, 0), sql_number(db->find, 1),
			sql_number(db->find, 2) };
	return sql_again(db->sql, db->find, err);
}

static bool
insert_block(struct history_db *db, const struct history_write *write, const struct slot *slot,
    struct error *err)
{
	if (!db->insert)
		db->insert = sql_ask(db->sql,
		    "INSERT INTO block (app, minute, series, n, data) VALUES (?, ?, ?, ?, ?)", err);
	if (!db->insert)
		return false;
	sql_bind_number(db->insert, 1, slot->app);
	sql_bind_number(db->insert, 2, write->wall / HISTORY_MINUTE);
	sql_bind_number(db->insert, 3, slot->id);
	sql_bind_number(db->insert, 4, slot->n);
	sql_bind_blob(db->insert, 5, write->data, write->len);
	sql_next(db->insert);
	return sql_again(db->sql, db->insert, err);
}

static bool
write_block(struct history_db *db, const struct history_write *write, struct error *err)
{
	struct slot slot;

	if (!find_slot(db, write, &slot, err))
		return false;
	if (slot.id == 0 && (!name_series(db, write, err) || !find_slot(db, write, &slot, err)))
		return false;
	return insert_block(db, write, &slot, err);
}

static bool
write_text(struct history_db *db, const struct history_write *write, struct error *err)
{
	bool place = write->kind == HISTORY_PLACE;

	return name_app(db, write, err) &&
	    run(db,
		place ? "INSERT OR REPLACE INTO place (app, wall, region)"
			"    SELECT id, ?4, ?2 FROM app WHERE name = ?1"
		      : "INSERT INTO record (app, wall, body)"
			"    SELECT id, ?4, ?2 FROM app WHERE name = ?1",
		write, err);
}

bool
history_db_write(struct history_db *db, const struct history_write *write, struct error *err)
{
	if (write->kind == HISTORY_BLOCK)
		return write_block(db, write, err) || lose(db);
	return write_text(db, write, err) || lose(db);
}

/* ---- the rest ---- */

static bool
prune(struct history_db *db, msec_t wall_before, int64_t bytes_most, struct error *err)
{
	bool stuck;

	if (!check_log(db, err) ||
	    !history_prune_tables(db->sql, wall_before, bytes_most, &stuck, err))
		return false;
	db->damaged = stuck;
	return !stuck || error_set(err, "%s is damaged: what was deleted is still there", db->path);
}

bool
history_db_prune(struct history_db *db, msec_t wall_before, int64_t bytes_most, struct error *err)
{
	return see_to_file(db, err) && (prune(db, wall_before, bytes_most, err) || lose(db));
}

static bool
find(struct history_db *db, const char *app, msec_t wall_most, history_db_row_fn *row, void *arg,
    struct error *err)
{
	struct sql_query *query = sql_ask(db->sql,
	    "SELECT wall, body FROM app JOIN record ON record.app = app.id"
	    "    WHERE name = ?1 AND wall <= ?2 ORDER BY wall DESC, record.id DESC LIMIT 1",
	    err);

	if (!query)
		return false;
	sql_bind_text(query, 1, app);
	sql_bind_number(query, 2, wall_most);
	if (sql_next(query))
		row(sql_number(query, 0), sql_text(query, 1), arg);
	return sql_end(db->sql, query, err);
}

bool
history_db_find(struct history_db *db, const char *app, msec_t wall_most, history_db_row_fn *row,
    void *arg, struct error *err)
{
	return see_to_file(db, err) && (find(db, app, wall_most, row, arg, err) || lose(db));
}

/* SPDX-License-Identifier: MIT */
#include "io/store_db.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "io/sql.h"
#include "io/store_chain.h"
#include "io/store_place.h"
#include "io/store_query.h"

#define VERSION_OURS 2 /* the schema below sets it */

struct chain {
	int64_t seq; /* of the newest event; 0: there is none */
	char hash[DIGEST_HEX];
};

struct store_db {
	struct store_place place;
	struct sql *sql; /* NULL when it could not be opened again: the next transaction tries */
	struct chain chain, committed;
};

/* Each commit is on the disk before it is told; the log stays small between checkpoints. */
/* Its newest pages are what is read; what SQLite would keep of the others is 2 MB. */
static const char journal[] = "PRAGMA cache_size = -256; PRAGMA journal_mode = WAL;"
			      "PRAGMA synchronous = FULL;"
			      "PRAGMA journal_size_limit = 4194304;";

static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, wall INTEGER NOT NULL, app TEXT NOT NULL,"
    "    kind TEXT NOT NULL, run TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL) STRICT;"
    "CREATE INDEX event_app ON event (app, kind, seq);"
    "CREATE TRIGGER event_stays BEFORE UPDATE ON event"
    "    BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;"
    "CREATE TRIGGER event_is_kept BEFORE DELETE ON event"
    "    BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;"
    "CREATE TABLE run (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, app TEXT NOT NULL,"
    "    status TEXT NOT NULL, body TEXT NOT NULL, updated INTEGER NOT NULL) STRICT;"
    "CREATE INDEX run_app ON run (app, n);"
    "CREATE TABLE memory (app TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;"
    "PRAGMA user_version = 1;"
    "COMMIT;";

/* From each version to the next. */
static const char *const steps[VERSION_OURS] = {
	[0] = schema,
	[1] = "BEGIN IMMEDIATE;"
	      "CREATE TABLE config (digest TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;"
	      "PRAGMA user_version = 2;"
	      "COMMIT;",
};

/* ---- the chain ---- */

bool
store_db_verify(struct store_db *db, int most, struct error *err)
{
	int64_t newest = 0;
	struct chain_proof proof;
	char how[96];

	if (!sql_ask_number(db->sql, "SELECT ifnull(max(seq), 0) FROM event", &newest, err) ||
	    !chain_prove(db->sql, most >= 0 && newest > most ? newest - most : 0, most, &proof,
		err))
		return false;
	if (proof.fault == CHAIN_WHOLE)
		return true;
	snprintf(how, sizeof(how), "event %" PRId64 " does not follow from the one before it",
	    proof.bad);
	return store_place_damaged(db->place.db, how, err);
}

static bool
load_chain(struct store_db *db, struct error *err)
{
	struct chain chain = { 0 };
	struct sql_query *query;

	if (!store_db_verify(db, 1, err))
		return false;
	query = sql_ask(db->sql, "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1", err);
	if (!query)
		return false;
	if (sql_next(query)) {
		chain.seq = sql_number(query, 0);
		snprintf(chain.hash, sizeof(chain.hash), "%s", sql_text(query, 1));
	}
	db->chain = db->committed = chain;
	return sql_end(db->sql, query, err);
}

/* ---- opening ---- */

static bool
check_pages(struct store_db *db, struct error *err)
{
	struct sql_query *query;
	char how[128] = "";

	query = sql_ask(db->sql, "PRAGMA quick_check(1)", err);
	if (!query)
		return false;
	if (sql_next(query))
		snprintf(how, sizeof(how), "%s", sql_text(query, 0));
	how[strcspn(how, "\n")] = '\0';
	if (!sql_end(db->sql, query, err))
		return false;
	return strcmp(how, "ok") == 0 || store_place_damaged(db->place.db, how, err);
}

static bool
check_version(struct store_db *db, int64_t *ret, struct error *err)
{
	int64_t version = 0, tables = 0;

	if (!sql_ask_number(db->sql, "PRAGMA user_version", &version, err) ||
	    !sql_ask_number(db->sql, "SELECT count(*) FROM sqlite_schema", &tables, err))
		return false;
	if (version > VERSION_OURS)
		return error_set(err,
		    "%s was written by a newer failoverd (format %" PRId64
		    ", this one knows %d); install "
		    "that version again, or move the file aside",
		    db->place.db, version, VERSION_OURS);
	if (version < 0 || (version == 0) != (tables == 0))
		return store_place_damaged(db->place.db, "its tables are not those of failoverd",
		    err);
	*ret = version;
	return true;
}

static bool
bring_up(struct store_db *db, int64_t version, struct error *err)
{
	for (; version < VERSION_OURS; version++)
		if (!sql_run(db->sql, steps[version], err))
			return false;
	return true;
}

static bool
set_up(struct store_db *db, struct error *err)
{
	int64_t version = 0;

	if (!check_version(db, &version, err) || !check_pages(db, err))
		return false;
	if (sql_read_only(db->sql))
		return store_place_fail(db->place.db,
		    access(db->place.db, W_OK) == 0 ? EROFS : errno, err);
	return sql_run(db->sql, journal, err) && bring_up(db, version, err) && load_chain(db, err);
}

static void
shut(struct store_db *db)
{
	sql_close(db->sql);
	db->sql = NULL;
}

static bool
open_file(struct store_db *db, struct error *err)
{
	if (!sql_open(db->place.db, SQL_ALONE, &db->sql, err))
		return false;
	if (set_up(db, err)) {
		store_place_note(&db->place);
		return true;
	}
	shut(db);
	return false;
}

struct store_db *
store_db_open(const char *dir, struct error *err)
{
	autofree(store_db_close) struct store_db *db = xcalloc(1, sizeof(*db));

	store_place_init(&db->place, dir);
	if (!store_place_lock(&db->place, err) || !open_file(db, err))
		return NULL;
	return take(db);
}

void
store_db_close(struct store_db *db)
{
	if (!db)
		return;
	shut(db);
	store_place_done(&db->place);
	xfree(db);
}

/* The open file is still whole though its name is gone: its copy takes the place. */
static bool
bring_back(struct store_db *db, struct error *err)
{
	struct sql_query *query;

	if (unlink(db->place.fresh) != 0 && errno != ENOENT)
		return store_place_fail(db->place.fresh, errno, err);
	query = sql_ask(db->sql, "VACUUM INTO ?", err);
	if (!query)
		return false;
	sql_bind_text(query, 1, db->place.fresh);
	sql_next(query);
	if (!sql_end(db->sql, query, err) || !store_place_restore(&db->place, err))
		return error_wrap(err, "the ledger was removed, and could not be put back");
	shut(db);
	return open_file(db, err);
}

static bool
see_to_file(struct store_db *db, struct error *err)
{
	if (!store_place_lock(&db->place, err))
		return false;
	if (!db->sql)
		return open_file(db, err);
	switch (store_place_look(&db->place)) {
	case STORE_GONE:
		return bring_back(db, err);
	case STORE_REPLACED:
		return error_set(err,
		    "%s was replaced by another file; restart failoverd to use that one, or move "
		    "it away to go on with the former",
		    db->place.db);
	case STORE_THERE:
		break;
	}
	return true;
}

/* ---- transactions ---- */

bool
store_db_begin(struct store_db *db, struct error *err)
{
	return see_to_file(db, err) && sql_run(db->sql, "BEGIN IMMEDIATE", err);
}

bool
store_db_commit(struct store_db *db, struct error *err)
{
	if (!sql_run(db->sql, "COMMIT", err))
		return false;
	db->committed = db->chain;
	return true;
}

void
store_db_rollback(struct store_db *db)
{
	struct error err;

	db->chain = db->committed;
	if (db->sql && sql_in_transaction(db->sql) && !sql_run(db->sql, "ROLLBACK", &err))
		shut(db); /* it is opened anew, and then what was begun is gone */
}

static bool
write_event(struct store_db *db, const struct store_write *write, struct error *err)
{
	struct chain_event event = { .seq = db->chain.seq + 1, .wall = write->wall };
	struct chain next = { .seq = event.seq };
	struct sql_query *query;

	query = sql_ask(db->sql,
	    "INSERT INTO event (app, kind, run, body, seq, wall, hash)"
	    "    VALUES (?, ?, ?, ?, ?, ?, ?)",
	    err);
	if (!query)
		return false;
	for (int i = 0; i < STORE_TEXTS; i++) {
		event.texts[i] = write->texts[i];
		sql_bind_text(query, 1 + i, write->texts[i]);
	}
	chain_hash(&event, db->chain.hash, next.hash);
	sql_bind_number(query, 5, event.seq);
	sql_bind_number(query, 6, event.wall);
	sql_bind_text(query, 7, next.hash);
	sql_next(query);
	if (!sql_end(db->sql, query, err))
		return false;
	db->chain = next;
	return true;
}

static const char *const writes[] = {
	[STORE_RUN] = "INSERT INTO run (id, app, status, body, updated) VALUES (?, ?, ?, ?, ?)"
		      "    ON CONFLICT (id) DO UPDATE SET status = excluded.status,"
		      "    body = excluded.body, updated = excluded.updated",
	[STORE_MEMORY] = "INSERT INTO memory (app, body) VALUES (?, ?)"
			 "    ON CONFLICT (app) DO UPDATE SET body = excluded.body",
	[STORE_CONFIG] = "INSERT INTO config (digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
};

bool
store_db_write(struct store_db *db, const struct store_write *write, struct error *err)
{
	struct sql_query *query;

	if (write->kind == STORE_EVENT)
		return write_event(db, write, err);
	query = sql_ask(db->sql, writes[write->kind], err);
	if (!query)
		return false;
	for (int i = 0; i < STORE_TEXTS && write->texts[i]; i++)
		sql_bind_text(query, 1 + i, write->texts[i]);
	if (write->kind == STORE_RUN)
		sql_bind_number(query, 5, write->wall);
	sql_next(query);
	return sql_end(db->sql, query, err);
}

/* ---- reads ---- */

static bool
prove(struct sql *sql, const struct store_read *read, store_db_row_fn *row, void *arg,
    struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };
	struct chain_proof proof;

	if (!chain_prove(sql, strtoll(read->texts[0], NULL, 10), read->most, &proof, err))
		return false;
	chain_json(&proof, &text);
	row(buf_text(&text), arg);
	return true;
}

bool
store_db_read(struct store_db *db, const struct store_read *read, store_db_row_fn *row, void *arg,
    struct error *err)
{
	if (!db->sql && !open_file(db, err))
		return false;
	return store_db_query(db->sql, read, row, arg, err);
}

bool
store_db_query(struct sql *sql, const struct store_read *read, store_db_row_fn *row, void *arg,
    struct error *err)
{
	struct sql_query *query;

	if (read->kind == STORE_PROVE)
		return prove(sql, read, row, arg, err);
	query = sql_ask(sql, store_query(read->kind), err);
	if (!query)
		return false;
	for (int i = 0; i < (int)COUNT(read->texts); i++)
		sql_bind_text(query, 1 + i, read->texts[i]);
	sql_bind_number(query, 3, read->most);
	while (sql_next(query))
		row(sql_text(query, 0), arg);
	return sql_end(sql, query, err);
}

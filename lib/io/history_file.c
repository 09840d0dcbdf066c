/* SPDX-License-Identifier: MIT */
#include "io/history_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/history_db.h"
#include "io/sql.h"

struct series {
	int64_t id;
	char *region, *probe;
};

struct history_file {
	char *path;
	struct sql *sql;
	struct series *series; /* of the application that is read, by their ids */
	size_t n_series;
};

/* ---- opening ---- */

static bool
check_version(struct history_file *file, struct error *err)
{
	int64_t version = 0;

	if (!sql_ask_number(file->sql, "PRAGMA user_version", &version, err))
		return false;
	if (version > HISTORY_VERSION)
		return error_set(err,
		    "%s was written by a newer failoverd (format %" PRId64
		    ", this one knows %d); use the failoverctl of that version",
		    file->path, version, HISTORY_VERSION);
	return version == HISTORY_VERSION ||
	    error_set(err, "%s is no history of failoverd; name the history.db in its directory",
		file->path);
}

struct history_file *
history_file_open(const char *path, struct error *err)
{
	autofree(history_file_close) struct history_file *file = xcalloc(1, sizeof(*file));

	file->path = xstrdup(path);
	if (access(path, F_OK) != 0 && errno != EACCES) {
		error_set(err, "%s: %s; name the history.db in the directory of failoverd's state",
		    path, strerrordesc_np(errno));
		return NULL;
	}
	if (!sql_open(path, SQL_READ, &file->sql, err) || !check_version(file, err))
		return NULL;
	return take(file);
}

static void
forget_series(struct history_file *file)
{
	for (size_t i = 0; i < file->n_series; i++) {
		xfree(file->series[i].region);
		xfree(file->series[i].probe);
	}
	xfree(take(file->series));
	file->n_series = 0;
}

void
history_file_close(struct history_file *file)
{
	if (!file)
		return;
	forget_series(file);
	sql_close(file->sql);
	xfree(file->path);
	xfree(file);
}

/* ---- reading ---- */

/* A span of an application: ?1, from ?2 to before ?3. */
static struct sql_query *
ask(struct history_file *file, const char *text, const char *app, msec_t since, msec_t until,
    struct error *err)
{
	struct sql_query *query = sql_ask(file->sql, text, err);

	if (!query)
		return NULL;
	sql_bind_text(query, 1, app);
	sql_bind_number(query, 2, since);
	sql_bind_number(query, 3, until);
	return query;
}

static bool
learn_series(struct history_file *file, const char *app, struct error *err)
{
	struct sql_query *query = ask(file,
	    "SELECT series.id, region, probe FROM app JOIN series ON series.app = app.id"
	    "    WHERE name = ?1 ORDER BY series.id",
	    app, 0, 0, err);
	struct series *series;

	if (!query)
		return false;
	forget_series(file);
	while (sql_next(query)) {
		file->series = xrealloc(file->series, file->n_series + 1, sizeof(*file->series));
		series = &file->series[file->n_series++];
		*series = (struct series){ sql_number(query, 0), xstrdup(sql_text(query, 1)),
			xstrdup(sql_text(query, 2)) };
	}
	return sql_end(file->sql, query, err);
}

static int
by_id(const void *id, const void *series)
{
	int64_t a = *(const int64_t *)id, b = ((const struct series *)series)->id;

	return (a > b) - (a < b);
}

static const struct series *
find_series(const struct history_file *file, int64_t id)
{
	if (file->n_series == 0)
		return NULL;
	return bsearch(&id, file->series, file->n_series, sizeof(*file->series), by_id);
}

static bool
read_blocks(struct history_file *file, struct sql_query *query, history_file_block_fn *on_block,
    void *arg)
{
	size_t len;

	while (sql_next(query)) {
		const struct series *series = find_series(file, sql_number(query, 0));
		const void *data = sql_blob(query, 2, &len);

		if (!series)
			return false;
		if (!on_block(series->region, series->probe, sql_number(query, 1) * HISTORY_MINUTE,
			data, len, arg))
			break;
	}
	return true;
}

/* Of what, from when to when, and who is told. NOLINTBEGIN(readability-function-size) */

static bool
find_blocks(struct history_file *file, const char *app, msec_t since, msec_t until,
    history_file_block_fn *on_block, void *arg, struct error *err)
{
	struct sql_query *query;
	bool known;

	if (!learn_series(file, app, err))
		return false;
	query = ask(file,
	    "SELECT series, minute, data FROM block WHERE app = (SELECT id FROM app WHERE name = ?1)"
	    "    AND minute >= ?2 AND minute < ?3 ORDER BY minute, series, n",
	    app, since / HISTORY_MINUTE, until / HISTORY_MINUTE + (until % HISTORY_MINUTE > 0),
	    err);
	if (!query)
		return false;
	known = read_blocks(file, query, on_block, arg);
	return sql_end(file->sql, query, err) &&
	    (known || error_set(err, "%s is damaged: samples of no probe", file->path));
}

/* Both tables as of one moment. */
bool
history_file_blocks(struct history_file *file, const char *app, msec_t since, msec_t until,
    history_file_block_fn *on_block, void *arg, struct error *err)
{
	struct error ignored;
	bool good;

	if (!sql_run(file->sql, "BEGIN", err))
		return false;
	good = find_blocks(file, app, since, until, on_block, arg, err);
	return sql_run(file->sql, "COMMIT", good ? err : &ignored) && good;
}

bool
history_file_places(struct history_file *file, const char *app, msec_t since, msec_t until,
    history_file_place_fn *on_place, void *arg, struct error *err)
{
	struct sql_query *query = ask(file,
	    "SELECT wall, region FROM app JOIN place ON place.app = app.id"
	    "    WHERE name = ?1 AND wall < ?3 AND wall >= ifnull((SELECT max(wall) FROM place"
	    "        AS former WHERE former.app = app.id AND former.wall <= ?2), ?2)"
	    "    ORDER BY wall",
	    app, since, until, err);

	if (!query)
		return false;
	while (sql_next(query) && on_place(sql_number(query, 0), sql_text(query, 1), arg))
		;
	return sql_end(file->sql, query, err);
}

bool
history_file_records(struct history_file *file, const char *app, msec_t since, msec_t until,
    history_file_record_fn *on_record, void *arg, struct error *err)
{
	struct sql_query *query = ask(file,
	    "SELECT wall, body FROM app JOIN record ON record.app = app.id"
	    "    WHERE name = ?1 AND wall >= ?2 AND wall < ?3 ORDER BY wall, record.id",
	    app, since, until, err);

	if (!query)
		return false;
	while (sql_next(query) && on_record(sql_number(query, 0), sql_text(query, 1), arg))
		;
	return sql_end(file->sql, query, err);
}

/* NOLINTEND(readability-function-size) */

bool
history_file_apps(struct history_file *file, history_file_app_fn *on_app, void *arg,
    struct error *err)
{
	struct sql_query *query = sql_ask(file->sql,
	    "SELECT name, (SELECT min(minute) FROM block WHERE block.app = app.id) AS first,"
	    "    (SELECT max(minute) FROM block WHERE block.app = app.id) FROM app"
	    "    WHERE first IS NOT NULL ORDER BY name",
	    err);

	if (!query)
		return false;
	while (sql_next(query) &&
	    on_app(sql_text(query, 0), sql_number(query, 1) * HISTORY_MINUTE,
		sql_number(query, 2) * HISTORY_MINUTE, arg))
		;
	return sql_end(file->sql, query, err);
}

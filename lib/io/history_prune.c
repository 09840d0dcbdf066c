/* SPDX-License-Identifier: MIT */
#include "io/history_prune.h"

#include <inttypes.h>
#include <stdio.h>

#include "io/history_db.h"
#include "io/sql.h"

#define SLICE_MOST  MSEC_DAY  /* deleted by age at a time */
#define SLICE_LEAST MSEC_HOUR /* deleted by size in one transaction, */
#define SLICES      32        /* or this part of all there is */
#define GIVE_BACK   256       /* pages in one transaction */
#define SPARE_PART  4         /* one fourth of the file may be free */

/* Of all there is but places, which are few. end: "min" or "max". *ret: MSEC_NEVER when there is
 * nothing. */
static bool
ask_moment(struct sql *sql, const char *end, msec_t *ret, struct error *err)
{
	char text[512];

	snprintf(text, sizeof(text),
	    "SELECT %1$s(wall) FROM"
	    "    (SELECT (SELECT %1$s(minute) FROM block WHERE block.app = app.id) * %2$" PRId64
	    "        AS wall FROM app"
	    "    UNION ALL SELECT (SELECT %1$s(wall) FROM record WHERE record.app = app.id)"
	    "        FROM app) HAVING %1$s(wall) IS NOT NULL",
	    end, HISTORY_MINUTE);
	*ret = MSEC_NEVER;
	return sql_ask_number(sql, text, ret, err);
}

/* The last place before stays: it says where the application was at that time. */
static bool
delete_before(struct sql *sql, msec_t wall, struct error *err)
{
	char text[640];

	snprintf(text, sizeof(text),
	    "BEGIN IMMEDIATE;"
	    "DELETE FROM block WHERE app IN (SELECT id FROM app) AND minute < %1$" PRId64 ";"
	    "DELETE FROM record WHERE app IN (SELECT id FROM app) AND wall < %2$" PRId64 ";"
	    "DELETE FROM place WHERE wall < (SELECT max(wall) FROM place AS later"
	    "    WHERE later.app = place.app AND later.wall <= %2$" PRId64 ");"
	    "COMMIT;",
	    wall / HISTORY_MINUTE, wall);
	return sql_run(sql, text, err);
}

/* One slice: a clock that is wrong for an hour does not cost the whole past. */
static bool
prune_age(struct sql *sql, msec_t wall_before, struct error *err)
{
	msec_t oldest;

	if (!ask_moment(sql, "min", &oldest, err))
		return false;
	if (oldest >= wall_before)
		return true;
	return delete_before(sql,
	    wall_before - oldest > SLICE_MOST ? oldest + SLICE_MOST : wall_before, err);
}

struct pages {
	int64_t n, free, size;
};

static bool
ask_pages(struct sql *sql, struct pages *ret, struct error *err)
{
	return sql_ask_number(sql, "PRAGMA page_count", &ret->n, err) &&
	    sql_ask_number(sql, "PRAGMA freelist_count", &ret->free, err) &&
	    sql_ask_number(sql, "PRAGMA page_size", &ret->size, err);
}

/* *ret_oldest as ask_moment() says; *ret_until: where the first slice ends. */
static bool
ask_slice(struct sql *sql, msec_t *ret_oldest, msec_t *ret_until, struct error *err)
{
	msec_t newest, slice;

	if (!ask_moment(sql, "min", ret_oldest, err) || !ask_moment(sql, "max", &newest, err))
		return false;
	slice = (newest - *ret_oldest) / SLICES;
	if (*ret_oldest != MSEC_NEVER)
		*ret_until = *ret_oldest + (slice > SLICE_LEAST ? slice : SLICE_LEAST);
	return true;
}

static bool
prune_size(struct sql *sql, int64_t bytes_most, bool *ret_stuck, struct error *err)
{
	struct pages pages = { 0 };
	msec_t oldest, until = 0, before = -MSEC_NEVER;

	for (;;) {
		if (!ask_pages(sql, &pages, err))
			return false;
		if ((pages.n - pages.free) * pages.size <= bytes_most)
			return true;
		if (!ask_slice(sql, &oldest, &until, err))
			return false;
		*ret_stuck = oldest <= before;
		if (*ret_stuck || oldest == MSEC_NEVER)
			return true;
		before = oldest;
		if (!delete_before(sql, until, err))
			return false;
	}
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool
give_back(struct sql *sql, int64_t bytes_most, struct error *err)
{
	struct pages pages = { 0 };
	int64_t beyond, over;
	char text[64];

	if (!ask_pages(sql, &pages, err))
		return false;
	beyond = pages.free - pages.n / SPARE_PART;
	over = least(pages.n - bytes_most / pages.size, pages.free);
	for (beyond = beyond > over ? beyond : over; beyond > 0; beyond -= GIVE_BACK) {
		snprintf(text, sizeof(text), "PRAGMA incremental_vacuum(%" PRId64 ")",
		    least(beyond, GIVE_BACK));
		if (!sql_run(sql, text, err))
			return false;
	}
	return true;
}

bool
history_prune_tables(struct sql *sql, msec_t wall_before, int64_t bytes_most, bool *ret_stuck,
    struct error *err)
{
	*ret_stuck = false;
	return prune_age(sql, wall_before, err) && prune_size(sql, bytes_most, ret_stuck, err) &&
	    give_back(sql, bytes_most, err);
}

/* SPDX-License-Identifier: MIT */
#include "io/history_prune.h"

#include <inttypes.h>
#include <stdio.h>

#include "io/history_db.h"
#include "io/sql.h"

#define SLICE_MOST  MSEC_DAY  /* deleted in one transaction by age, so that the log stays small */
#define SLICE_LEAST MSEC_HOUR /* and by size, */
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

static bool
prune_age(struct sql *sql, msec_t wall_before, struct error *err)
{
	msec_t oldest, until;

	for (;;) {
		if (!ask_moment(sql, "min", &oldest, err))
			return false;
		if (oldest >= wall_before)
			return true;
		until = wall_before - oldest > SLICE_MOST ? oldest + SLICE_MOST : wall_before;
		if (!delete_before(sql, until, err))
			return false;
		if (until == wall_before)
			return true;
	}
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

static bool
prune_size(struct sql *sql, int64_t bytes_most, struct error *err)
{
	struct pages pages = { 0 };
	msec_t oldest, newest, slice;

	for (;;) {
		if (!ask_pages(sql, &pages, err))
			return false;
		if ((pages.n - pages.free) * pages.size <= bytes_most)
			return true;
		if (!ask_moment(sql, "min", &oldest, err) || !ask_moment(sql, "max", &newest, err))
			return false;
		if (oldest == MSEC_NEVER)
			return true;
		slice = (newest - oldest) / SLICES;
		if (!delete_before(sql, oldest + (slice > SLICE_LEAST ? slice : SLICE_LEAST), err))
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
history_prune_tables(struct sql *sql, msec_t wall_before, int64_t bytes_most, struct error *err)
{
	return prune_age(sql, wall_before, err) && prune_size(sql, bytes_most, err) &&
	    give_back(sql, bytes_most, err);
}

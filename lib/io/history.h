/* SPDX-License-Identifier: MIT */
/*
 * What was seen, for looking back: samples in packed blocks, where each
 * application served, and records of what was decided, in DIR/history.db.
 *
 * One thread owns the file; the loop never waits for it, but at the end. Unlike
 * the ledger (io/store) it may lose what is newest, takes no more than it is
 * allowed to, and is worth nothing to a decision: when it cannot be written, what
 * comes is dropped and counted; when it is damaged it is moved aside, to
 * history.db.damaged, and begun anew. Others may read it meanwhile: io/history_file.
 */
#ifndef IO_HISTORY_H
#define IO_HISTORY_H

#include "base/error.h"
#include "io/loop.h"

struct history;

/*
 * Told when it changes, from the loop. works: what is handed over is kept (again).
 * err: why not, or with `works` what was lost, "" for nothing.
 */
typedef void history_told_fn(bool works, const struct error *err, void *arg);
typedef void history_record_fn(msec_t wall, const char *body, void *arg);
/* good: false with the reason in err. */
typedef void history_done_fn(bool good, const struct error *err, void *arg);

/* The file is opened, or made, with the first that is written, and tried again at each later one.
 * told may be NULL. */
struct history *history_new(struct loop *loop, const char *dir, history_told_fn *told, void *arg);
/* Waits until what was handed over is written, at most `patience`; then closes. Nothing is told any
 * more. */
void history_close(struct history *history, msec_t patience);
void history_free(struct history *history); /* without patience */

/* Texts and data are copied. Each may be dropped when the disk does not keep up. */

/* One packed block (core/block) of a probe of a Region; start: wall time of its minute. The same
 * minute may come again: after a restart, or when the clock was set back. */
struct history_block {
	const char *app, *region, *probe;
	msec_t start;
	const void *data;
	size_t len;
};

void history_block(struct history *history, const struct history_block *block);
/* Where the application serves from now on; "" nobody knows. At each change, and at each start. */
void history_place(struct history *history, const char *app, msec_t wall, const char *region);
/* What was decided, as JSON. */
void history_record(struct history *history, const char *app, msec_t wall, const char *body);
/* Of what is older than wall_before deletes the oldest day: a clock that was wrong for a while does
 * not cost the whole past. Then the oldest of all until the file fits bytes_most. */
void history_prune(struct history *history, msec_t wall_before, int64_t bytes_most);

/* The newest record at or before wall_most: row once if there is one, then done, from the loop. */
void history_find_record(struct history *history, const char *app, msec_t wall_most,
    history_record_fn *row, history_done_fn *done, void *arg);

/* Blocks, places and records that were dropped or could not be written, since the beginning. */
size_t history_lost(const struct history *history);

define_autofree(struct history, history_free)

#endif

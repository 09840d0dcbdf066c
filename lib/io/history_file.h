/* SPDX-License-Identifier: MIT */
/*
 * The file that io/history writes, for reading: while a daemon writes it, and
 * when none does. Nothing is changed. One thread at a time.
 *
 * Each read sees the file as it was at one moment.
 */
#ifndef IO_HISTORY_FILE_H
#define IO_HISTORY_FILE_H

#include "base/clock.h"
#include "base/error.h"

struct history_file;

/* The texts and data are valid during the call. false: no more, thanks. */
typedef bool history_file_block_fn(const char *region, const char *probe, msec_t start,
    const void *data, size_t len, void *arg);
typedef bool history_file_place_fn(msec_t wall, const char *region, void *arg);
typedef bool history_file_record_fn(msec_t wall, const char *body, void *arg);

/* NULL: err says where, why, and what to do. */
struct history_file *history_file_open(const char *path, struct error *err);
void history_file_close(struct history_file *file);

/*
 * Wall times; from since to before until. Blocks by start: those whose minute has a part of that
 * span, ordered by start, then by series (the pairs of region and probe have a fixed order of their
 * own), then as they were written. region and probe are the same pointers for the same series
 * during one read.
 */
must_check bool history_file_blocks(struct history_file *file, const char *app, msec_t since,
    msec_t until, history_file_block_fn *on_block, void *arg, struct error *err);
/* Where the application served; the last before since comes first. "" nobody knew. */
must_check bool history_file_places(struct history_file *file, const char *app, msec_t since,
    msec_t until, history_file_place_fn *on_place, void *arg, struct error *err);
/* Records of what was decided, oldest first. */
must_check bool history_file_records(struct history_file *file, const char *app, msec_t since,
    msec_t until, history_file_record_fn *on_record, void *arg, struct error *err);
/* The applications of which there are samples, by name; and the first and last minute of those. */
typedef bool history_file_app_fn(const char *app, msec_t first, msec_t last, void *arg);
must_check bool history_file_apps(struct history_file *file, history_file_app_fn *on_app, void *arg,
    struct error *err);

define_autofree(struct history_file, history_file_close)

#endif

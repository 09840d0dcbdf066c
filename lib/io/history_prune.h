/* SPDX-License-Identifier: MIT */
/* Keeps the tables of io/history_db within an age and a size. */
#ifndef IO_HISTORY_PRUNE_H
#define IO_HISTORY_PRUNE_H

#include "base/clock.h"
#include "base/error.h"

struct sql;

/* The oldest goes first: of what is older than wall_before a day, then until no more than
 * bytes_most are in use; *ret_stuck: what was deleted is still there. Pages beyond that are given
 * back to the disk; below it they are kept for what comes. */
must_check bool history_prune_tables(struct sql *sql, msec_t wall_before, int64_t bytes_most,
    bool *ret_stuck, struct error *err);

#endif

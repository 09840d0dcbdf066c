/* SPDX-License-Identifier: MIT */
/* Keeps the tables of io/history_db within an age and a size. */
#ifndef IO_HISTORY_PRUNE_H
#define IO_HISTORY_PRUNE_H

#include "base/clock.h"
#include "base/error.h"

struct sql;

/* The oldest goes first: what is older than wall_before, then until no more than bytes_most are in
 * use. Pages beyond that are given back to the disk; below it they are kept for what comes. */
must_check bool history_prune_tables(struct sql *sql, msec_t wall_before, int64_t bytes_most,
    struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The end of SQLite's write-ahead log. SQLite passes over what was not finished
 * there without a word; whoever audits wants to know of it.
 */
#ifndef IO_STORE_WAL_H
#define IO_STORE_WAL_H

#include <stdint.h>

#include "base/error.h"

struct wal_end {
	int64_t whole; /* pages of transactions that were finished */
	int64_t torn;  /* pages that were written after them, of one that was not */
};

/* No log, and one that was begun anew, have no end. false: it cannot be read. */
must_check bool wal_look(const char *path, struct wal_end *ret, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* The questions of io/store_db, in SQL. */
#ifndef IO_STORE_QUERY_H
#define IO_STORE_QUERY_H

#include "io/store_db.h"

/* ?1 and ?2 are the texts of the read, ?3 how many rows at most; the row has one column, a text. */
const char *store_query(enum store_read_kind kind);

#endif

/* SPDX-License-Identifier: MIT */
/* A read for people, on its way to the thread of the store and back. */
#ifndef IO_STORE_ASK_H
#define IO_STORE_ASK_H

#include "io/store.h"
#include "io/store_db.h"

/* What is read is copied. Answered from the loop. */
void store_ask(struct store *store, const struct store_read *read, store_row_fn *row,
    store_written_fn *done, void *arg);

#endif

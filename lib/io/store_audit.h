/* SPDX-License-Identifier: MIT */
/*
 * The ledger of a failoverd that does not run, to be proved: a copy of it, so that
 * nothing changes where it lies, and nobody who starts has to wait.
 */
#ifndef IO_STORE_AUDIT_H
#define IO_STORE_AUDIT_H

#include "io/store_chain.h"
#include "io/store_wal.h"

struct store_audit;

struct audit_tail {
	int64_t bytes, expected; /* of the database; as long as it says itself that it is */
	struct wal_end wal;
};

/* Copies DIR/failoverd.db to a directory below $TMPDIR, which is removed by store_audit_free().
 * NULL with the place and the remedy: there is none, it is in use, it is no ledger. */
struct store_audit *store_audit_open(const char *dir, struct error *err);
void store_audit_free(struct store_audit *audit);

const struct audit_tail *store_audit_tail(const struct store_audit *audit);
/* The events after that number, all of them. */
must_check bool store_audit_prove(struct store_audit *audit, int64_t after, struct chain_proof *ret,
    struct error *err);

/* What store_db_read() reads, of the copy. */
must_check bool store_audit_read(struct store_audit *audit, const struct store_read *read,
    store_db_row_fn *row, void *arg, struct error *err);

define_autofree(struct store_audit, store_audit_free)

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The chain of the ledger's events: numbers without a gap from 1 on, and in each
 * event the SHA-256 of what it says and of the digest of the one before.
 */
#ifndef IO_STORE_CHAIN_H
#define IO_STORE_CHAIN_H

#include "base/buf.h"
#include "base/digest.h"
#include "io/sql.h"
#include "io/store_db.h"

struct chain_event {
	int64_t seq, wall;
	const char *texts[STORE_TEXTS];
};

enum chain_fault {
	CHAIN_WHOLE,
	CHAIN_CHANGED,    /* its digest is not that of what it says after the one before */
	CHAIN_MISSING,    /* there is none of that number, but later ones */
	CHAIN_UNREADABLE, /* the file is damaged there */
};

/* What was read of a stretch, and the first that does not follow. */
struct chain_proof {
	int64_t n;                    /* events that follow from each other */
	int64_t last;                 /* the number of the newest of them */
	msec_t first_wall, last_wall; /* 0: there are none */
	char from[DIGEST_HEX];        /* the digest that they go on from; "" at the first */
	char head[DIGEST_HEX];        /* the digest of the newest of them */
	bool end;                     /* there are no more after them */
	enum chain_fault fault;       /* of the event after them */
	int64_t bad;                  /* its number */
	msec_t bad_wall;              /* of CHAIN_CHANGED; of CHAIN_MISSING: of the next */
	char app[64], kind[32];       /* of CHAIN_CHANGED: what it is said to be */
	char kept[DIGEST_HEX], made[DIGEST_HEX]; /* of CHAIN_CHANGED: in the file, and by us */
};

/* before: the digest of the event before, "" for the first. */
const char *chain_hash(const struct chain_event *event, const char *before, char ret[DIGEST_HEX]);

/* Proves the events after that number, at most so many. false: they could not be read at all. */
must_check bool chain_prove(struct sql *sql, int64_t after, int most, struct chain_proof *ret,
    struct error *err);
/* As a JSON object; the fault is "whole", "changed", "missing" or "unreadable". */
void chain_json(const struct chain_proof *proof, struct buf *ret);

#endif

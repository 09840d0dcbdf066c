/* SPDX-License-Identifier: MIT */
/*
 * The manual, the catalog and the completion are made of the tables that the programs themselves go
 * by, by a program of its own that the build runs: what they say cannot drift.
 */
#ifndef MAN_MAN_H
#define MAN_MAN_H

#include "base/buf.h"

typedef void man_fn(struct buf *ret);

/* Whole files. */
man_fn man_catalog;

#endif

/* SPDX-License-Identifier: MIT */
/* What every part of the loader needs at hand. */
#ifndef CONFIG_LOAD_H
#define CONFIG_LOAD_H

#include "config/config.h"
#include "config/node.h"
#include "config/pool.h"

struct load {
	struct memory_pool *pool;    /* for what stays: the configuration's own */
	struct memory_pool *scratch; /* for what is gone when it is loaded */
	struct diagnostics *diags;
	const struct catalog *catalog;
	struct diagnostic spare; /* takes what is said after there is enough of it */
};

#endif

/* SPDX-License-Identifier: MIT */
/* A directory in which a test has a daemon keep its state. */
#ifndef TESTS_UNIT_DAEMON_PLACE_H
#define TESTS_UNIT_DAEMON_PLACE_H

#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "test.h"

/* Nothing else may be in it. */
static inline void
place_remove(const char *dir)
{
	static const char *const names[] = { "failoverd.db", "failoverd.db-wal", "failoverd.db-shm",
		"failoverd.lock" };
	char path[128];

	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(dir), 0);
}

#endif

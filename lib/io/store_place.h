/* SPDX-License-Identifier: MIT */
/*
 * Where the store lives: its directory, the lock that says whose it is, and
 * whether its files are still the ones that were opened.
 */
#ifndef IO_STORE_PLACE_H
#define IO_STORE_PLACE_H

#include <sys/types.h>

#include "base/error.h"

struct file_id {
	dev_t device;
	ino_t inode; /* 0: none was there */
};

struct store_place {
	char *dir, *db, *wal, *fresh; /* fresh: where a rescued copy is made, then renamed to db */
	char *lock;
	int lock_fd;
	struct file_id lock_id, db_id, wal_id;
};

enum store_presence {
	STORE_THERE,
	STORE_GONE,     /* the database or its log was removed or moved away */
	STORE_REPLACED, /* another file is at the database's path */
};

void store_place_init(struct store_place *place, const char *dir);
void store_place_done(struct store_place *place); /* gives the lock back */

/* Takes the lock, unless it is held and still in the directory. */
must_check bool store_place_lock(struct store_place *place, struct error *err);
/* Remembers which files are at the paths now. */
void store_place_note(struct store_place *place);
enum store_presence store_place_look(const struct store_place *place);
/* Puts the copy where the database was; what was left of its log goes. */
must_check bool store_place_restore(struct store_place *place, struct error *err);

/* The errors of a directory or file, by errno: with the place and the remedy. */
bool store_place_fail(const char *path, int reason, struct error *err);
bool store_place_damaged(const char *db, const char *how, struct error *err);

#endif

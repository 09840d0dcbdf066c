/* SPDX-License-Identifier: MIT */
#include "io/store_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

void
store_place_init(struct store_place *place, const char *dir)
{
	*place = (struct store_place){
		.dir = xstrdup(dir),
		.db = xasprintf("%s/failoverd.db", dir),
		.wal = xasprintf("%s/failoverd.db-wal", dir),
		.fresh = xasprintf("%s/failoverd.db.rescued", dir),
		.lock = xasprintf("%s/failoverd.lock", dir),
		.lock_fd = -1,
	};
}

void
store_place_done(struct store_place *place)
{
	if (place->lock_fd >= 0)
		close(place->lock_fd);
	xfree(place->dir);
	xfree(place->db);
	xfree(place->wal);
	xfree(place->fresh);
	xfree(place->lock);
}

bool
store_place_fail(const char *path, int reason, struct error *err)
{
	switch (reason) {
	case ENOENT:
	case ENOTDIR:
		return error_set(err, "%s: no such directory; make it: mkdir -p %.*s", path,
		    (int)(strrchr(path, '/') - path), path);
	case ENOSPC:
	case EDQUOT:
		return error_set(err,
		    "no space left on the disk of %s; free some, then it goes on by itself", path);
	case EFBIG:
		return error_set(err,
		    "%s may not grow; raise the limit on the size of files (LimitFSIZE=)", path);
	case EROFS:
		return error_set(err,
		    "%s is on a read-only file system; mount it writable: mount -o remount,rw ...",
		    path);
	case EACCES:
	case EPERM:
		return error_set(err,
		    "%s: permission denied; give it to the user of failoverd: "
		    "chown failoverd %s",
		    path, path);
	default:
		return error_set(err, "%s: %s; look at the disk (dmesg)", path,
		    strerrordesc_np(reason));
	}
}

bool
store_place_damaged(const char *db, const char *how, struct error *err)
{
	int dir = (int)(strrchr(db, '/') - db);

	return error_set(err,
	    "%s is damaged or not a ledger (%s); move it aside: mkdir %.*s/damaged && mv %s* "
	    "%.*s/damaged/; the world is then observed anew",
	    db, how, dir, db, db, dir, db);
}

static struct file_id
id_of(const struct stat *st)
{
	return (struct file_id){ st->st_dev, st->st_ino };
}

static struct file_id
id_at(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? id_of(&st) : (struct file_id){ 0 };
}

static bool
same(struct file_id a, struct file_id b)
{
	return a.device == b.device && a.inode == b.inode;
}

/* The holder left its process id in the file. */
static bool
in_use(const struct store_place *place, int fd, struct error *err)
{
	char text[16] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	long pid = n > 0 ? strtol(text, NULL, 10) : 0;

	if (pid > 0)
		return error_set(err,
		    "%s is in use by another failoverd (process %ld); stop that one first",
		    place->dir, pid);
	return error_set(err, "%s is in use by another failoverd; stop that one first", place->dir);
}

static void
leave_pid(int fd)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	/* For people only: without it the message lacks a number. */
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)len, 0) < 0)
		return;
}

/* flock(), because it dies with the process, and does not mind who else opens the file. */
bool
store_place_lock(struct store_place *place, struct error *err)
{
	struct stat st;
	int fd;

	if (place->lock_fd >= 0 && same(id_at(place->lock), place->lock_id))
		return true;
	fd = open(place->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return store_place_fail(place->lock, errno, err);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			in_use(place, fd, err);
		else
			store_place_fail(place->lock, errno, err);
		close(fd);
		return false;
	}
	if (fstat(fd, &st) != 0) {
		store_place_fail(place->lock, errno, err);
		close(fd);
		return false;
	}
	leave_pid(fd);
	if (place->lock_fd >= 0)
		close(place->lock_fd);
	place->lock_fd = fd;
	place->lock_id = id_of(&st);
	return true;
}

void
store_place_note(struct store_place *place)
{
	place->db_id = id_at(place->db);
	place->wal_id = id_at(place->wal);
}

enum store_presence
store_place_look(const struct store_place *place)
{
	struct file_id db = id_at(place->db);

	if (db.inode == 0)
		return STORE_GONE;
	if (!same(db, place->db_id))
		return STORE_REPLACED;
	return same(id_at(place->wal), place->wal_id) ? STORE_THERE : STORE_GONE;
}

static bool
sync_path(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int reason;

	if (fd < 0)
		return store_place_fail(path, errno, err);
	reason = fsync(fd) == 0 ? 0 : errno;
	close(fd);
	return reason == 0 || store_place_fail(path, reason, err);
}

bool
store_place_restore(struct store_place *place, struct error *err)
{
	if (!sync_path(place->fresh, err))
		return false;
	if (unlink(place->wal) != 0 && errno != ENOENT)
		return store_place_fail(place->wal, errno, err);
	if (rename(place->fresh, place->db) != 0)
		return store_place_fail(place->db, errno, err);
	return sync_path(place->dir, err);
}

/* SPDX-License-Identifier: MIT */
#include "io/store_audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/store_place.h"

#define HEADER_SIZE 32 /* as much of SQLite's as we read */
#define CHUNK       ((size_t)1 << 20)

struct store_audit {
	char *source;               /* the file that is audited */
	char *dir, *db, *wal, *shm; /* of the copy; dir: NULL: there is none yet */
	struct sql *sql;
	struct audit_tail tail;
};

static bool
copy_all(int from, int to)
{
	ssize_t n;

	do
		n = sendfile(to, from, NULL, CHUNK);
	while (n > 0);
	return n == 0;
}

static bool
copy_to(int from, const char *path, struct error *err)
{
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good = to >= 0 && copy_all(from, to);

	if (!good)
		error_set(err, "%s cannot be written: %s; name another directory: TMPDIR=...", path,
		    strerrordesc_np(errno));
	if (to >= 0)
		close(to);
	return good;
}

/* must: it is an error when there is none. */
static bool
copy(const char *source, const char *path, bool must, struct error *err)
{
	int from = open(source, O_RDONLY | O_CLOEXEC);
	bool good;

	if (from < 0 && errno == ENOENT && !must)
		return true;
	if (from < 0)
		return error_set(err,
		    "%s cannot be read: %s; name the state directory of failoverd, and read it as "
		    "root or as the user of failoverd",
		    source, strerrordesc_np(errno));
	good = copy_to(from, path, err);
	close(from);
	return good;
}

/* Whoever runs holds it; and nobody begins while we copy. */
static bool
lock(const char *dir, int *ret, struct error *err)
{
	autofree(xfree) char *path = xasprintf("%s/failoverd.lock", dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*ret = -1;
	if (fd < 0)
		return true;
	if (flock(fd, LOCK_SH | LOCK_NB) == 0) {
		*ret = fd;
		return true;
	}
	close(fd);
	return error_set(err,
	    "%s is in use by a failoverd that runs; without --state that one is asked", dir);
}

static bool
copy_files(struct store_audit *audit, const char *dir, struct error *err)
{
	autofree(xfree) char *wal = xasprintf("%s-wal", audit->source);
	bool good;
	int held;

	if (!lock(dir, &held, err))
		return false;
	good = copy(audit->source, audit->db, true, err) && copy(wal, audit->wal, false, err);
	if (held >= 0)
		close(held);
	return good;
}

static bool
make_dir(struct store_audit *audit, struct error *err)
{
	const char *below = getenv("TMPDIR");
	autofree(xfree) char *dir =
	    xasprintf("%s/failoverd-audit.XXXXXX", below && *below ? below : "/tmp");

	if (!mkdtemp(dir))
		return error_set(err, "%s: %s; name another directory: TMPDIR=...", dir,
		    strerrordesc_np(errno));
	audit->dir = take(dir);
	audit->db = xasprintf("%s/failoverd.db", audit->dir);
	audit->wal = xasprintf("%s-wal", audit->db);
	audit->shm = xasprintf("%s-shm", audit->db);
	return true;
}

static int64_t
page_of(const uint8_t header[HEADER_SIZE])
{
	int64_t page = header[16] << 8 | header[17];

	return page <= 1 ? 65536 : page; /* as SQLite writes what two bytes cannot */
}

static int64_t
pages_of(const uint8_t header[HEADER_SIZE])
{
	return (int64_t)header[28] << 24 | header[29] << 16 | header[30] << 8 | header[31];
}

static bool
begins_as_one(const struct store_audit *audit, const uint8_t header[HEADER_SIZE], struct error *err)
{
	return memcmp(header, "SQLite format 3", 16) == 0 ||
	    error_set(err, "%s does not begin as a ledger: it is damaged, or of somebody else",
		audit->source);
}

/* A file that was cut off is made as long as it was, with nothing in the pages that are not whole:
 * SQLite then reads those that are. */
static bool
fill_up(int fd, const struct audit_tail *tail, int64_t page)
{
	return tail->bytes >= tail->expected ||
	    (ftruncate(fd, tail->bytes - tail->bytes % page) == 0 &&
		ftruncate(fd, tail->expected) == 0);
}

static bool
look_at_file(struct store_audit *audit, int fd, struct error *err)
{
	struct audit_tail *tail = &audit->tail;
	uint8_t header[HEADER_SIZE] = { 0 };
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0 || pread(fd, header, HEADER_SIZE, 0) < 0)
		return store_place_fail(audit->db, errno, err);
	if (!begins_as_one(audit, header, err))
		return false;
	tail->bytes = st.st_size;
	tail->expected = pages_of(header) * page_of(header);
	return fill_up(fd, tail, page_of(header)) || store_place_fail(audit->db, errno, err);
}

static bool
look_at_tail(struct store_audit *audit, struct error *err)
{
	int fd = open(audit->db, O_RDWR | O_CLOEXEC);
	bool good = look_at_file(audit, fd, err);

	if (fd >= 0)
		close(fd);
	return good && wal_look(audit->wal, &audit->tail.wal, err);
}

static bool
is_ledger(struct store_audit *audit, struct error *err)
{
	int64_t n = 0;

	if (!sql_ask_number(audit->sql,
		"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'event'", &n,
		err))
		return false;
	return n == 1 || error_set(err, "%s is no ledger of failoverd", audit->source);
}

struct store_audit *
store_audit_open(const char *dir, struct error *err)
{
	autofree(store_audit_free) struct store_audit *audit = xcalloc(1, sizeof(*audit));
	struct error why = { "" };

	audit->source = xasprintf("%s/failoverd.db", dir);
	if (!make_dir(audit, err) || !copy_files(audit, dir, err) || !look_at_tail(audit, err))
		return NULL;
	if (!sql_open(audit->db, SQL_READ, &audit->sql, &why) || !is_ledger(audit, &why)) {
		error_set(err, "%s cannot be audited: %s", audit->source, why.text);
		return NULL;
	}
	return take(audit);
}

void
store_audit_free(struct store_audit *audit)
{
	if (!audit)
		return;
	sql_close(audit->sql);
	if (audit->dir) {
		unlink(audit->db);
		unlink(audit->wal);
		unlink(audit->shm);
		rmdir(audit->dir);
	}
	xfree(audit->source);
	xfree(audit->dir);
	xfree(audit->db);
	xfree(audit->wal);
	xfree(audit->shm);
	xfree(audit);
}

const struct audit_tail *
store_audit_tail(const struct store_audit *audit)
{
	return &audit->tail;
}

bool
store_audit_read(struct store_audit *audit, const struct store_read *read, store_db_row_fn *row,
    void *arg, struct error *err)
{
	return store_db_query(audit->sql, read, row, arg, err) ||
	    error_wrap(err, "%s cannot be read", audit->source);
}

bool
store_audit_prove(struct store_audit *audit, int64_t after, struct chain_proof *ret,
    struct error *err)
{
	return chain_prove(audit->sql, after, -1, ret, err);
}

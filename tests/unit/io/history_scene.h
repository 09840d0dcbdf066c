/* SPDX-License-Identifier: MIT */
/* A directory of its own, a loop, a history in it, and what is read of it as one text. */
#ifndef TESTS_UNIT_IO_HISTORY_SCENE_H
#define TESTS_UNIT_IO_HISTORY_SCENE_H

#include "test.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "io/history.h"
#include "io/history_file.h"

#define PATIENT         (60 * MSEC_SECOND) /* never reached: a test does not wait for a clock */
#define WALL            1795528800000      /* the beginning of a minute */
#define FOREVER         MSEC_NEVER
#define PAGE            4096 /* of SQLite's */
#define USER_VERSION_AT 60   /* in the header of its file, big-endian */

struct scene {
	char dir[96], db[128], wal[128], damaged[128];
	struct loop *loop;
	struct history *history;
	struct buf told; /* "works: ..." and "trouble: ...", a line each */
	struct buf rows; /* of reads */
	bool good;       /* of the last answer */
	struct error err;
};

static inline void
scene_told(bool works, const struct error *err, void *arg)
{
	struct scene *s = arg;

	buf_printf(&s->told, "%s: %s\n", works ? "works" : "trouble", err->text);
}

static inline void
scene_open(struct scene *s)
{
	s->history = history_new(s->loop, s->dir, scene_told, s);
}

static inline void
scene_init(struct scene *s)
{
	*s = (struct scene){ .dir = "/tmp/test_history.XXXXXX" };
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->db, sizeof(s->db), "%s/history.db", s->dir);
	snprintf(s->wal, sizeof(s->wal), "%s/history.db-wal", s->dir);
	snprintf(s->damaged, sizeof(s->damaged), "%s/history.db.damaged", s->dir);
	s->loop = loop_new();
	scene_open(s);
}

static inline void
scene_close(struct scene *s)
{
	history_close(take(s->history), PATIENT);
}

static inline void
scene_done(struct scene *s)
{
	static const char *const names[] = { "history.db", "history.db-wal", "history.db-shm",
		"history.db-journal", "history.db.damaged", "aside" };
	char path[128];

	scene_close(s);
	loop_free(s->loop);
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", s->dir, names[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(s->dir), 0);
	buf_done(&s->told);
	buf_done(&s->rows);
}

/* ---- writing ---- */

static inline void
scene_block(struct scene *s, const char *region, const char *probe, msec_t start, const char *text)
{
	history_block(s->history,
	    &(struct history_block){ "shop", region, probe, start, text, strlen(text) });
}

static inline void
scene_record(msec_t wall, const char *body, void *arg)
{
	struct scene *s = arg;

	buf_printf(&s->rows, "%" PRId64 " %s\n", wall - WALL, body);
}

static inline void
scene_answered(bool good, const struct error *err, void *arg)
{
	struct scene *s = arg;

	s->good = good;
	s->err = *err;
	loop_stop(s->loop);
}

/* The newest record at or before. All that was handed over before was done then. */
static inline const char *
scene_find(struct scene *s, msec_t wall)
{
	buf_clear(&s->rows);
	history_find_record(s->history, "shop", wall, scene_record, scene_answered, s);
	(void)!loop_run(s->loop);
	return buf_text(&s->rows);
}

static inline void
scene_settle(struct scene *s)
{
	scene_find(s, 0);
}

/* What was told since the last time. */
static inline const char *
scene_said(struct scene *s, char ret[1024])
{
	scene_settle(s);
	snprintf(ret, 1024, "%s", buf_text(&s->told));
	buf_clear(&s->told);
	return ret;
}

static inline void
scene_assert_said(struct scene *s, const char *first, const char *part)
{
	char said[1024];

	scene_said(s, said);
	if (strncmp(said, first, strlen(first)) != 0 || !strstr(said, part))
		fail_msg("\"%s%s\" is not in: %s", first, part, said);
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1); /* once */
}

static inline void
scene_assert_silent(struct scene *s)
{
	char said[1024];

	assert_string_equal(scene_said(s, said), "");
}

/* ---- files ---- */

static inline void
scene_put(const char *path, size_t at, const void *bytes, size_t len)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(pwrite(fd, bytes, len, (off_t)at), len);
	close(fd);
}

static inline void
scene_one(struct scene *s, int minute)
{
	scene_block(s, "east", "api", WALL + minute * MSEC_MINUTE, "x");
	scene_settle(s);
}

/* Some pages of it, closed. */
static inline void
scene_make(struct scene *s)
{
	static const char text[256 + 1] = { [0 ... 255] = 'a' };

	scene_init(s);
	for (int i = 0; i < 300; i++)
		scene_block(s, "east", "api", WALL + i * MSEC_MINUTE, text);
	history_record(s->history, "shop", WALL, "{}");
	scene_close(s);
}

/* ---- reading ---- */

static inline struct history_file *
scene_file(struct scene *s)
{
	struct history_file *file = history_file_open(s->db, &s->err);

	if (!file)
		fail_msg("%s", s->err.text);
	return file;
}

static inline bool
scene_on_block(const char *region, const char *probe, msec_t start, const void *data, size_t len,
    void *arg)
{
	struct scene *s = arg;

	buf_printf(&s->rows, "%" PRId64 " %s %s %.*s\n", (start - WALL) / MSEC_MINUTE, region,
	    probe, (int)len, (const char *)data);
	return true;
}

/* A line for each block of the span. */
static inline const char *
scene_blocks(struct scene *s, msec_t since, msec_t until)
{
	autofree(history_file_close) struct history_file *file = scene_file(s);

	buf_clear(&s->rows);
	if (!history_file_blocks(file, "shop", since, until, scene_on_block, s, &s->err))
		fail_msg("%s", s->err.text);
	return buf_text(&s->rows);
}

static inline bool
scene_on_text(msec_t wall, const char *text, void *arg)
{
	scene_record(wall, text, arg);
	return true;
}

static inline const char *
scene_places(struct scene *s, msec_t since, msec_t until)
{
	autofree(history_file_close) struct history_file *file = scene_file(s);

	buf_clear(&s->rows);
	if (!history_file_places(file, "shop", since, until, scene_on_text, s, &s->err))
		fail_msg("%s", s->err.text);
	return buf_text(&s->rows);
}

static inline const char *
scene_records(struct scene *s, msec_t since, msec_t until)
{
	autofree(history_file_close) struct history_file *file = scene_file(s);

	buf_clear(&s->rows);
	if (!history_file_records(file, "shop", since, until, scene_on_text, s, &s->err))
		fail_msg("%s", s->err.text);
	return buf_text(&s->rows);
}

#endif

/* SPDX-License-Identifier: MIT */
/* A directory of its own, a loop, a store in it, and what came back, in order. */
#ifndef TESTS_UNIT_IO_STORE_SCENE_H
#define TESTS_UNIT_IO_STORE_SCENE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/store.h"
#include "test.h"

#define PATIENT    (60 * MSEC_SECOND) /* never reached: a test does not wait for a clock */
#define NOTES_MOST 16384

struct scene {
	char dir[96], db[128], wal[128];
	struct loop *loop;
	struct store *store;
	struct error err; /* of the last write or read that failed */

	size_t n, awaited; /* what was answered, and at what number the loop stops */
	size_t n_good;
	size_t order[NOTES_MOST]; /* which write, as they were answered */
	char rows[4096];          /* of reads, each followed by a space */
};

/* What a callback gets: whose it is, and which. */
struct note {
	struct scene *scene;
	size_t which;
};

static inline void
scene_open(struct scene *s)
{
	s->store = store_open(s->loop, s->dir, &s->err);
	if (!s->store)
		fail_msg("%s", s->err.text);
}

static inline void
scene_init(struct scene *s)
{
	*s = (struct scene){ .dir = "/tmp/test_store.XXXXXX" };
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->db, sizeof(s->db), "%s/failoverd.db", s->dir);
	snprintf(s->wal, sizeof(s->wal), "%s/failoverd.db-wal", s->dir);
	s->loop = loop_new();
}

static inline void
scene_close(struct scene *s)
{
	store_close(take(s->store), PATIENT);
}

static inline void
scene_done(struct scene *s)
{
	static const char *const names[] = { "failoverd.db", "failoverd.db-wal",
		"failoverd.db-journal", "failoverd.db.rescued", "failoverd.lock", "aside" };
	char path[128];

	scene_close(s);
	loop_free(s->loop);
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", s->dir, names[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(s->dir), 0);
}

static inline void
scene_answered(bool good, const struct error *err, void *arg)
{
	struct note *note = arg;
	struct scene *s = note->scene;

	if (!good)
		s->err = *err;
	s->n_good += good;
	if (s->n < NOTES_MOST)
		s->order[s->n] = note->which;
	if (++s->n == s->awaited)
		loop_stop(s->loop);
	xfree(note);
}

static inline void
scene_row(const char *body, void *arg)
{
	struct scene *s = ((struct note *)arg)->scene;
	size_t len = strlen(s->rows);

	snprintf(s->rows + len, sizeof(s->rows) - len, "%s ", body);
}

static inline struct note *
scene_note(struct scene *s, size_t which)
{
	struct note *note = xcalloc(1, sizeof(*note));

	*note = (struct note){ s, which };
	return note;
}

static inline void
scene_event(struct scene *s, size_t which, const char *body)
{
	store_event(s->store, 1000, "shop", "decision", "r-0001", body, scene_answered,
	    scene_note(s, which));
}

/* Runs the loop until `n` answers have come since the last time. */
static inline void
scene_await(struct scene *s, size_t n)
{
	s->awaited = n;
	if (s->n < n)
		(void)!loop_run(s->loop);
	assert_int_equal(s->n, n);
	s->n = 0;
}

/* One event, and whether it is durable. */
static inline bool
scene_write(struct scene *s, const char *body)
{
	s->n_good = 0;
	scene_event(s, 0, body);
	scene_await(s, 1);
	return s->n_good == 1;
}

/* The bodies of the newest events, newest first. */
static inline const char *
scene_events(struct scene *s, int most)
{
	s->rows[0] = '\0';
	store_list_events(s->store, "shop", "", most, scene_row, scene_answered, scene_note(s, 0));
	scene_await(s, 1);
	return s->rows;
}

#endif

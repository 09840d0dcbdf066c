/* SPDX-License-Identifier: MIT */
/* The loop's side: what is handed over, until the thread (io/worker) has done it. */
#include "io/history.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "io/history_db.h"
#include "io/worker.h"

#define WAITING_MOST (4 << 20) /* bytes on their way to the disk at a time; more are dropped */

enum task {
	TASK_WRITE,
	TASK_PRUNE,
	TASK_FIND,
	TASK_TELL, /* nothing but its trouble */
};

struct job {
	struct work work; /* first: a work is its job */
	enum task task;
	struct history_write write; /* its texts and data are in room */
	msec_t wall;                /* TASK_PRUNE, TASK_FIND */
	int64_t bytes_most;

	bool good;
	char *trouble; /* why not; or, when good, what was lost; NULL: nothing */

	history_record_fn *row;
	history_done_fn *done;
	void *arg;
	char *found;
	msec_t found_wall;

	size_t size;
	char room[];
};

struct history {
	struct worker *worker;
	history_told_fn *told;
	void *arg;
	size_t waiting, lost;
	bool works, choked;      /* choked: that was told */
	bool delivering, closed; /* closed while delivering: deliver() frees */
};

static struct job *
job_of(struct work *work)
{
	return (struct job *)work;
}

static void
job_free(struct job *job)
{
	xfree(job->trouble);
	xfree(job->found);
	xfree(job);
}

static void
drop(struct work *work)
{
	job_free(job_of(work));
}

static void
end_job(struct job *job, bool good, const struct error *err)
{
	job->good = good;
	job->trouble = err->text[0] ? xstrdup(err->text) : NULL;
}

/* ---- the thread ---- */

static bool
write_together(struct history_db *db, struct work *first, const struct work *end, struct error *err)
{
	if (!history_db_begin(db, err))
		return false;
	for (struct work *work = first; work != end; work = work->next)
		if (!history_db_write(db, &job_of(work)->write, err))
			return false;
	return history_db_commit(db, err);
}

/* Once more after a damaged file was moved aside. */
static void
write_batch(struct history_db *db, struct work *first, const struct work *end)
{
	struct error err = { 0 }, again = { 0 };
	bool good = write_together(db, first, end, &err);

	if (!good && history_db_renew(db, &err)) {
		good = write_together(db, first, end, &again);
		if (!good)
			err = again;
	}
	end_job(job_of(first), good, &err); /* one is enough to tell it */
	for (struct work *work = first->next; work != end; work = work->next)
		job_of(work)->good = good;
}

static void
keep_record(msec_t wall, const char *body, void *arg)
{
	struct job *job = arg;

	job->found = xstrdup(body);
	job->found_wall = wall;
}

static void
perform_one(struct history_db *db, struct job *job)
{
	struct error err = { 0 };
	bool good;

	if (job->task == TASK_PRUNE)
		good = history_db_prune(db, job->wall, job->bytes_most, &err);
	else
		good = history_db_find(db, job->room, job->wall, keep_record, job, &err);
	if (!good)
		good = history_db_renew(db, &err); /* nothing is left to prune, or to find */
	end_job(job, good, &err);
}

static void
perform(struct work *list, void *arg)
{
	struct work *end;

	for (; list; list = end) {
		end = list->next;
		if (job_of(list)->task != TASK_WRITE) {
			perform_one(arg, job_of(list));
			continue;
		}
		while (end && job_of(end)->task == TASK_WRITE)
			end = end->next;
		write_batch(arg, list, end);
	}
}

static void
end(void *arg)
{
	history_db_free(arg);
}

/* ---- the loop ---- */

/* That a read went well says nothing about writes; when it does not, who asked is told. */
static void
tell(struct history *history, const struct job *job, const struct error *err)
{
	bool says = job->task == TASK_WRITE || (job->task != TASK_FIND && !job->good);
	bool changed = says && job->good != history->works;
	bool renewed = job->good && job->trouble;

	if (!changed && !renewed)
		return;
	history->works = job->good;
	if (history->told)
		history->told(job->good, err, history->arg);
}

static void
deliver(struct work *work, void *arg)
{
	struct history *history = arg;
	struct job *job = job_of(work);
	struct error err = { 0 };

	if (job->trouble)
		error_set(&err, "%s", job->trouble);
	history->waiting -= job->size;
	history->choked = history->choked && history->waiting > WAITING_MOST / 2;
	history->lost += job->task == TASK_WRITE && !job->good;
	history->delivering = true;
	tell(history, job, &err);
	if (job->found && !history->closed)
		job->row(job->found_wall, job->found, job->arg);
	if (job->done && !history->closed)
		job->done(job->good, &err, job->arg);
	history->delivering = false;
	if (history->closed)
		xfree(history);
	job_free(job);
}

static const struct worker_ops ops = { perform, deliver, drop, end };

struct history *
history_new(struct loop *loop, const char *dir, history_told_fn *told, void *arg)
{
	struct history *history = xcalloc(1, sizeof(*history));

	*history = (struct history){ .told = told, .arg = arg, .works = true };
	history->worker = worker_new(loop, &ops, history_db_new(dir), history);
	return history;
}

void
history_close(struct history *history, msec_t patience)
{
	if (!history)
		return;
	worker_close(history->worker, patience);
	history->closed = true;
	if (!history->delivering)
		xfree(history);
}

void
history_free(struct history *history)
{
	history_close(history, 0);
}

size_t
history_lost(const struct history *history)
{
	return history->lost;
}

static struct job *
job_new(enum task task, size_t room)
{
	struct job *job = xcalloc(1, sizeof(*job) + room);

	job->task = task;
	job->size = sizeof(*job) + room;
	return job;
}

static void
add(struct history *history, struct job *job)
{
	history->waiting += job->size;
	worker_add(history->worker, &job->work);
}

/* There is no room for a write. */
static void
lose(struct history *history)
{
	struct job *job;

	history->lost++;
	if (history->choked)
		return;
	history->choked = true;
	job = job_new(TASK_TELL, 0);
	job->trouble = xstrdup("the disk of " HISTORY_FILE " does not keep up with what is to be "
			       "written, some of it is dropped; look at the disk (dmesg)");
	history->waiting += job->size;
	worker_return(history->worker, &job->work);
}

static void
add_write(struct history *history, const struct history_write *write)
{
	size_t lens[COUNT(write->texts)], room = write->len;
	struct job *job;
	char *at;

	for (size_t i = 0; i < COUNT(lens); i++) {
		lens[i] = write->texts[i] ? strlen(write->texts[i]) + 1 : 0;
		room += lens[i];
	}
	if (history->waiting + sizeof(*job) + room > WAITING_MOST) {
		lose(history);
		return;
	}
	job = job_new(TASK_WRITE, room);
	job->write = *write;
	at = job->room;
	for (size_t i = 0; i < COUNT(lens); at += lens[i++])
		if (write->texts[i])
			job->write.texts[i] = memcpy(at, write->texts[i], lens[i]);
	if (write->len > 0)
		job->write.data = memcpy(at, write->data, write->len);
	add(history, job);
}

void
history_block(struct history *history, const struct history_block *block)
{
	add_write(history,
	    &(struct history_write){ HISTORY_BLOCK, block->start,
		{ block->app, block->region, block->probe }, block->data, block->len });
}

void
history_place(struct history *history, const char *app, msec_t wall, const char *region)
{
	add_write(history, &(struct history_write){ HISTORY_PLACE, wall, { app, region } });
}

void
history_record(struct history *history, const char *app, msec_t wall, const char *body)
{
	add_write(history, &(struct history_write){ HISTORY_RECORD, wall, { app, body } });
}

void
history_prune(struct history *history, msec_t wall_before, int64_t bytes_most)
{
	struct job *job = job_new(TASK_PRUNE, 0);

	job->wall = wall_before;
	job->bytes_most = bytes_most;
	add(history, job);
}

void
history_find_record(struct history *history, const char *app, msec_t wall_most,
    history_record_fn *row, history_done_fn *done, void *arg)
{
	struct job *job = job_new(TASK_FIND, strlen(app) + 1);

	memcpy(job->room, app, strlen(app) + 1);
	job->wall = wall_most;
	job->row = row;
	job->done = done;
	job->arg = arg;
	add(history, job);
}

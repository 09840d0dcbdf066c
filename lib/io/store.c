/* SPDX-License-Identifier: MIT */
/* The loop's side of the store: what is asked, kept until the thread (io/worker) has done it. */
#include "io/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "io/store_ask.h"
#include "io/store_db.h"
#include "io/worker.h"

#define DRILLS_MOST 100
#define WRITES_MOST 10000 /* on their way at a time; more are refused */

struct rows {
	char **list;
	size_t n, cap;
};

struct job {
	struct work work; /* first: a work is its job */
	bool writes;
	struct store_write write;
	struct store_read read;
	char *texts[STORE_TEXTS]; /* what these two point to */

	bool good;
	char *trouble; /* when not good */
	struct rows rows;

	store_row_fn *row;
	store_written_fn *done;
	void *arg;
};

struct store {
	struct loop *loop;
	struct worker *worker;
	struct store_db *db; /* the thread's */
	size_t n_writes;
	bool delivering, closed; /* closed while delivering: deliver() frees */
};

/* ---- jobs ---- */

static struct job *
job_of(struct work *work)
{
	return (struct job *)work;
}

static void
job_free(struct job *job)
{
	for (size_t i = 0; i < COUNT(job->texts); i++)
		xfree(job->texts[i]);
	for (size_t i = 0; i < job->rows.n; i++)
		xfree(job->rows.list[i]);
	xfree(job->rows.list);
	xfree(job->trouble);
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
	xfree(job->trouble);
	job->trouble = good ? NULL : xstrdup(err->text);
}

/* ---- the thread ---- */

static void
keep_row(const char *text, void *arg)
{
	struct rows *rows = arg;

	if (rows->n == rows->cap) {
		rows->cap = rows->cap ? 2 * rows->cap : 8;
		rows->list = xrealloc(rows->list, rows->cap, sizeof(*rows->list));
	}
	rows->list[rows->n++] = xstrdup(text);
}

static bool
write_together(struct store_db *db, struct work *first, const struct work *end, struct error *err)
{
	bool good = store_db_begin(db, err);

	for (struct work *work = first; good && work != end; work = work->next)
		good = store_db_write(db, &job_of(work)->write, err);
	good = good && store_db_commit(db, err);
	if (!good)
		store_db_rollback(db);
	return good;
}

/* All in one transaction; and when that fails each in its own, so that one does not cost all. */
static void
write_batch(struct store_db *db, struct work *first, const struct work *end)
{
	struct error err = { 0 };
	bool good = write_together(db, first, end, &err);
	bool alone = first->next == end;

	for (struct work *work = first; work != end; work = work->next)
		end_job(job_of(work),
		    good || (!alone && write_together(db, work, work->next, &err)), &err);
}

static void
read_rows(struct store_db *db, struct job *job)
{
	struct error err = { 0 };

	end_job(job, store_db_read(db, &job->read, keep_row, &job->rows, &err), &err);
}

static void
perform(struct work *list, void *arg)
{
	struct work *end;

	for (; list; list = end) {
		end = list->next;
		if (!job_of(list)->writes) {
			read_rows(arg, job_of(list));
			continue;
		}
		while (end && job_of(end)->writes)
			end = end->next;
		write_batch(arg, list, end);
	}
}

static void
end(void *arg)
{
	store_db_close(arg);
}

/* ---- the loop ---- */

static void
deliver(struct work *work, void *arg)
{
	struct store *store = arg;
	struct job *job = job_of(work);
	struct error err = { 0 };

	if (job->writes)
		store->n_writes--;
	if (job->trouble)
		error_set(&err, "%s", job->trouble);
	store->delivering = true;
	for (size_t i = 0; i < job->rows.n && !store->closed; i++)
		job->row(job->rows.list[i], job->arg);
	if (job->done && !store->closed)
		job->done(job->good, &err, job->arg);
	store->delivering = false;
	if (store->closed)
		xfree(store);
	job_free(job);
}

static const struct worker_ops ops = { perform, deliver, drop, end };

struct store *
store_open(struct loop *loop, const char *dir, struct error *err)
{
	struct store_db *db = store_db_open(dir, err);
	struct store *store;

	if (!db)
		return NULL;
	store = xcalloc(1, sizeof(*store));
	store->loop = loop;
	store->worker = worker_new(loop, &ops, db, store);
	return store;
}

void
store_close(struct store *store, msec_t patience)
{
	if (!store)
		return;
	worker_close(store->worker, patience);
	store->closed = true;
	if (!store->delivering)
		xfree(store);
}

void
store_free(struct store *store)
{
	store_close(store, 0);
}

static struct job *
job_new(store_row_fn *row, store_written_fn *done, void *arg)
{
	struct job *job = xcalloc(1, sizeof(*job));

	*job = (struct job){ .row = row, .done = done, .arg = arg };
	return job;
}

/* ---- writes ---- */

static void
add_write(struct store *store, const struct store_write *write, store_written_fn *done, void *arg)
{
	struct job *job = job_new(NULL, done, arg);

	job->writes = true;
	if (store->n_writes++ >= WRITES_MOST) {
		job->trouble = xasprintf("%d writes wait for the disk already, this one was not "
					 "taken; look at the disk (dmesg)",
		    WRITES_MOST);
		worker_return(store->worker, &job->work);
		return;
	}
	job->write = *write;
	for (size_t i = 0; i < STORE_TEXTS; i++)
		if (write->texts[i])
			job->write.texts[i] = job->texts[i] = xstrdup(write->texts[i]);
	worker_add(store->worker, &job->work);
}

/* A parameter for each column. NOLINTBEGIN(readability-function-size) */

void
store_event(struct store *store, msec_t wall, const char *app, const char *kind, const char *run,
    const char *body, store_written_fn *on_written, void *arg)
{
	add_write(store, &(struct store_write){ STORE_EVENT, wall, { app, kind, run, body } },
	    on_written, arg);
}

void
store_run(struct store *store, const char *id, const char *app, const char *status,
    const char *body, store_written_fn *on_written, void *arg)
{
	add_write(store,
	    &(struct store_write){
		STORE_RUN, loop_now(store->loop).wall, { id, app, status, body } },
	    on_written, arg);
}

/* NOLINTEND(readability-function-size) */

void
store_memory(struct store *store, const char *app, const char *body, store_written_fn *on_written,
    void *arg)
{
	add_write(store, &(struct store_write){ STORE_MEMORY, 0, { app, body } }, on_written, arg);
}

void
store_config(struct store *store, const char *digest, const char *body,
    store_written_fn *on_written, void *arg)
{
	add_write(store, &(struct store_write){ STORE_CONFIG, 0, { digest, body } }, on_written,
	    arg);
}

/* ---- reads ---- */

static void
set_read(struct job *job, const struct store_read *read)
{
	job->read = *read;
	for (size_t i = 0; i < COUNT(read->texts); i++)
		job->read.texts[i] = job->texts[i] = xstrdup(read->texts[i]);
}

/* NULL also when the read failed: then the next write fails too, and says why. */
static char *
load(struct store *store, enum store_read_kind kind, const char *text)
{
	struct job *job = job_new(NULL, NULL, NULL);
	char *found = NULL;

	set_read(job, &(struct store_read){ kind, { text, "" }, 1 });
	worker_wait(store->worker, &job->work);
	if (job->rows.n > 0)
		found = take(job->rows.list[0]);
	job_free(job);
	return found;
}

char *
store_load_memory(struct store *store, const char *app)
{
	return load(store, STORE_LOAD_MEMORY, app);
}

char *
store_load_active_run(struct store *store, const char *app)
{
	return load(store, STORE_ACTIVE_RUN, app);
}

int
store_next_run_number(struct store *store)
{
	autofree(xfree) char *last = load(store, STORE_LAST_RUN, "");

	return last ? (int)strtol(last, NULL, 10) + 1 : 1;
}

void
store_load_drills(struct store *store, const char *app, store_row_fn *row, void *arg)
{
	struct job *job = job_new(NULL, NULL, NULL);

	set_read(job, &(struct store_read){ STORE_LOAD_DRILLS, { app, "" }, DRILLS_MOST });
	worker_wait(store->worker, &job->work);
	for (size_t i = 0; i < job->rows.n; i++)
		row(job->rows.list[i], arg);
	job_free(job);
}

void
store_ask(struct store *store, const struct store_read *read, store_row_fn *row,
    store_written_fn *done, void *arg)
{
	struct job *job = job_new(row, done, arg);

	set_read(job, read);
	worker_add(store->worker, &job->work);
}

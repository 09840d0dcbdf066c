/* SPDX-License-Identifier: MIT */
#include "io/worker.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

#define GRACE (1 * MSEC_SECOND) /* for what is under way, and for end(), when patience is over */

struct queue {
	struct work *first, **last;
};

/* The loop's half. */
struct worker {
	struct desk *desk;
	struct watch *watch;
	void *deliver_arg;
	bool delivering, closed; /* closed while delivering: deliver_all() frees */
	pthread_t thread;
};

/* What both threads see. It outlives the worker when the thread is left behind. */
struct desk {
	const struct worker_ops *ops;
	void *arg;
	int event; /* readable when something is done */
	pthread_mutex_t lock;
	pthread_cond_t added, performed; /* for the thread; for the loop's side */
	struct queue todo, done;
	unsigned long n_added, n_performed;
	bool stop, ended, left_behind;
};

static void
queue_add(struct queue *queue, struct work *work)
{
	work->next = NULL;
	if (!queue->first)
		queue->last = &queue->first;
	*queue->last = work;
	queue->last = &work->next;
}

static struct work *
queue_pop(struct queue *queue)
{
	struct work *work = queue->first;

	if (work)
		queue->first = work->next;
	return work;
}

static struct desk *
desk_new(const struct worker_ops *ops, void *arg)
{
	struct desk *desk = xcalloc(1, sizeof(*desk));
	pthread_condattr_t attr;

	*desk = (struct desk){ .ops = ops, .arg = arg };
	desk->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	assert(desk->event >= 0);
	pthread_mutex_init(&desk->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&desk->added, NULL);
	pthread_cond_init(&desk->performed, &attr);
	pthread_condattr_destroy(&attr);
	return desk;
}

static void
drop_all(struct desk *desk, struct queue *queue)
{
	struct work *work;

	while ((work = queue_pop(queue)))
		desk->ops->drop(work);
}

static void
desk_free(struct desk *desk)
{
	drop_all(desk, &desk->todo);
	drop_all(desk, &desk->done);
	close(desk->event);
	pthread_cond_destroy(&desk->added);
	pthread_cond_destroy(&desk->performed);
	pthread_mutex_destroy(&desk->lock);
	xfree(desk);
}

/* ---- the thread ---- */

static void
notify(const struct desk *desk)
{
	uint64_t one = 1;
	ssize_t n = write(desk->event, &one, sizeof(one));

	(void)n; /* it fails only when the count is full, and then it is readable anyway */
}

static void
perform_all(struct desk *desk)
{
	struct work *list = desk->todo.first;
	struct work *next;

	desk->todo.first = NULL;
	pthread_mutex_unlock(&desk->lock);
	desk->ops->perform(list, desk->arg);
	pthread_mutex_lock(&desk->lock);
	for (; list; list = next) {
		next = list->next;
		queue_add(&desk->done, list);
		desk->n_performed++;
	}
	notify(desk);
	pthread_cond_broadcast(&desk->performed);
}

static void *
run(void *arg)
{
	struct desk *desk = arg;
	bool left_behind;

	pthread_mutex_lock(&desk->lock);
	while (desk->todo.first || !desk->stop)
		if (desk->todo.first)
			perform_all(desk);
		else
			pthread_cond_wait(&desk->added, &desk->lock);
	pthread_mutex_unlock(&desk->lock);
	desk->ops->end(desk->arg);

	pthread_mutex_lock(&desk->lock);
	desk->ended = true;
	left_behind = desk->left_behind;
	pthread_cond_broadcast(&desk->performed);
	pthread_mutex_unlock(&desk->lock);
	if (left_behind)
		desk_free(desk);
	return NULL;
}

/* ---- the loop ---- */

static struct work *
take_done(struct worker *worker)
{
	struct desk *desk = worker->desk;
	struct work *work;

	pthread_mutex_lock(&desk->lock);
	work = queue_pop(&desk->done);
	pthread_mutex_unlock(&desk->lock);
	return work;
}

static void
deliver_all(int what, void *arg)
{
	struct worker *worker = arg;
	struct work *work;
	uint64_t count;
	ssize_t n = read(worker->desk->event, &count, sizeof(count));

	(void)n; /* what matters is the list */
	worker->delivering = true;
	while (!worker->closed && (work = take_done(worker)))
		worker->desk->ops->deliver(work, worker->deliver_arg);
	worker->delivering = false;
	if (worker->closed)
		xfree(worker);
}

struct worker *
worker_new(struct loop *loop, const struct worker_ops *ops, void *arg, void *deliver_arg)
{
	struct worker *worker = xcalloc(1, sizeof(*worker));
	sigset_t all, before;
	int failed;

	worker->desk = desk_new(ops, arg);
	worker->deliver_arg = deliver_arg;
	worker->watch = watch_new(loop, worker->desk->event, WATCH_READ, deliver_all, worker);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&worker->thread, NULL, run, worker->desk);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	assert(!failed);
	return worker;
}

void
worker_add(struct worker *worker, struct work *work)
{
	struct desk *desk = worker->desk;

	pthread_mutex_lock(&desk->lock);
	queue_add(&desk->todo, work);
	desk->n_added++;
	pthread_cond_signal(&desk->added);
	pthread_mutex_unlock(&desk->lock);
}

static void
unlink_work(struct queue *queue, const struct work *work)
{
	struct work **at = &queue->first;

	while (*at != work)
		at = &(*at)->next;
	*at = work->next;
	if (!*at)
		queue->last = at;
}

void
worker_wait(struct worker *worker, struct work *work)
{
	struct desk *desk = worker->desk;
	unsigned long mine;

	worker_add(worker, work);
	pthread_mutex_lock(&desk->lock);
	mine = desk->n_added;
	while (desk->n_performed < mine)
		pthread_cond_wait(&desk->performed, &desk->lock);
	unlink_work(&desk->done, work);
	pthread_mutex_unlock(&desk->lock);
}

void
worker_return(struct worker *worker, struct work *work)
{
	struct desk *desk = worker->desk;

	pthread_mutex_lock(&desk->lock);
	queue_add(&desk->done, work);
	notify(desk);
	pthread_mutex_unlock(&desk->lock);
}

static bool
wait_end(struct desk *desk, msec_t patience)
{
	struct timespec until;
	int timed_out = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += patience / MSEC_SECOND;
	until.tv_nsec += patience % MSEC_SECOND * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	while (!desk->ended && !timed_out)
		timed_out = pthread_cond_timedwait(&desk->performed, &desk->lock, &until);
	return desk->ended;
}

void
worker_close(struct worker *worker, msec_t patience)
{
	struct desk *desk;
	bool ended;

	if (!worker)
		return;
	desk = worker->desk;
	watch_free(worker->watch);
	pthread_mutex_lock(&desk->lock);
	desk->stop = true;
	pthread_cond_signal(&desk->added);
	if (!wait_end(desk, patience)) {
		drop_all(desk, &desk->todo);
		wait_end(desk, GRACE);
	}
	ended = desk->ended;
	desk->left_behind = !ended;
	pthread_mutex_unlock(&desk->lock);
	if (ended) {
		pthread_join(worker->thread, NULL);
		desk_free(desk);
	} else {
		pthread_detach(worker->thread);
	}
	worker->closed = true;
	if (!worker->delivering)
		xfree(worker);
}

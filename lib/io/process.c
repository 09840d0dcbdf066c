/* SPDX-License-Identifier: MIT */
#include "io/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"

#define CHUNK       4096
#define CHUNKS_MOST 64 /* to read of a pipe at the end: it holds 16 of them */

struct process {
	struct loop *loop;
	struct process_call *calls;
};

/* One of the program's outputs. What does not fit into data is read and dropped. */
struct stream {
	int fd; /* -1: at its end */
	struct watch *watch;
	char *data;
	size_t len, most;
};

struct process_call {
	struct process *process;
	struct process_call *next, **link;
	process_answer_fn *on_answer; /* NULL: cancelled, and only waiting to be reaped */
	void *arg;
	pid_t pid;  /* 0: it could not be run */
	int handle; /* pidfd: readable when it has ended; -1: none */
	struct watch *end;
	struct stream out, err;
	struct timer *timer;
	msec_t started;
	bool late; /* its time was over */
	char path[100];
	struct process_answer answer;
};

/* ---- what it says ---- */

static void
stream_close(struct stream *stream)
{
	watch_free(take(stream->watch));
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
}

/* False: there is nothing more to read now. */
static bool
stream_read(struct stream *stream)
{
	char chunk[CHUNK];
	ssize_t n = read(stream->fd, chunk, sizeof(chunk));
	size_t room = stream->most - stream->len;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		stream_close(stream);
		return false;
	}
	room = (size_t)n < room ? (size_t)n : room;
	memcpy(stream->data + stream->len, chunk, room);
	stream->len += room;
	return true;
}

static void
on_stream(int what, void *arg)
{
	(void)stream_read(arg);
}

static void
stream_finish(struct stream *stream)
{
	for (int i = 0; stream->fd >= 0 && i < CHUNKS_MOST && stream_read(stream); i++)
		;
	stream_close(stream);
	stream->data[stream->len] = '\0';
}

/* The other end, for the program; -1: there is none. */
static int
stream_open(struct stream *stream, char *data, size_t most)
{
	int fds[2];

	*stream = (struct stream){ .fd = -1, .most = most };
	stream->data = data;
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	stream->fd = fds[0];
	fcntl(stream->fd, F_SETFL, O_NONBLOCK);
	return fds[1];
}

/* ---- its life ---- */

static void
call_free(struct process_call *call)
{
	stream_close(&call->out);
	stream_close(&call->err);
	watch_free(call->end);
	if (call->handle >= 0)
		close(call->handle);
	timer_free(call->timer);
	*call->link = call->next;
	if (call->next)
		call->next->link = call->link;
	wipe(&call->answer, sizeof(call->answer)); /* it may hold credentials */
	xfree(call);
}

static void
kill_group(const struct process_call *call)
{
	kill(-call->pid, SIGKILL);
}

static void
answer(struct process_call *call)
{
	process_answer_fn *on_answer = call->on_answer;
	struct process_answer ret = call->answer;
	void *arg = call->arg;

	ret.took = loop_now(call->process->loop).boot - call->started;
	call_free(call);
	if (on_answer)
		on_answer(&ret, arg);
	wipe(&ret, sizeof(ret));
}

static void
tell(struct process_call *call, int status)
{
	struct process_answer *ret = &call->answer;
	const char *signal = WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : NULL;

	if (call->late) {
		ret->failure = PROCESS_TIMEOUT;
		snprintf(ret->why, sizeof(ret->why), "%s was killed: it did not end in time",
		    call->path);
	} else if (WIFSIGNALED(status)) {
		ret->failure = PROCESS_KILLED;
		snprintf(ret->why, sizeof(ret->why), "%s was ended by SIG%s", call->path,
		    signal ? signal : "?");
	} else {
		ret->status = WEXITSTATUS(status);
	}
}

/* It has ended, and is not reaped yet: its group's number is still its own. */
static void
on_end(int what, void *arg)
{
	struct process_call *call = arg;
	int status = 0;

	kill_group(call);
	waitpid(call->pid, &status, 0);
	stream_finish(&call->out);
	stream_finish(&call->err);
	tell(call, status);
	answer(call);
}

static void
on_timer(void *arg)
{
	struct process_call *call = arg;

	if (call->pid == 0) {
		answer(call);
		return;
	}
	call->late = true;
	kill_group(call);
}

void
process_cancel(struct process_call *call)
{
	if (!call)
		return;
	call->on_answer = NULL;
	if (call->pid == 0)
		call_free(call);
	else
		kill_group(call);
}

/* ---- its birth ---- */

/* 0, or the number of an error. */
static int
set_up(posix_spawnattr_t *attr, posix_spawn_file_actions_t *actions, int out, int err)
{
	sigset_t all, none;
	int bad = 0;

	sigfillset(&all);
	sigemptyset(&none);
	bad = bad ? bad : posix_spawnattr_setsigdefault(attr, &all);
	bad = bad ? bad : posix_spawnattr_setsigmask(attr, &none);
	bad = bad ? bad : posix_spawnattr_setpgroup(attr, 0);
	bad = bad ? bad
		  : posix_spawnattr_setflags(attr,
			POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	bad = bad
	    ? bad
	    : posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	bad = bad ? bad : posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
	bad = bad ? bad : posix_spawn_file_actions_adddup2(actions, err, STDERR_FILENO);
	bad = bad ? bad : posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
	return bad ? bad : posix_spawn_file_actions_addchdir_np(actions, "/");
}

static int
spawn(struct process_call *call, const struct process_request *req, int out, int err)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int bad;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	bad = set_up(&attr, &actions, out, err);
	if (bad == 0)
		bad = posix_spawn(&call->pid, req->argv[0], &actions, &attr, req->argv,
		    req->inherit ? environ : req->env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	if (bad != 0) {
		call->pid = 0;
		return bad;
	}
	call->handle = pidfd_open(call->pid, 0);
	if (call->handle >= 0)
		return 0;
	bad = errno;
	kill_group(call);
	waitpid(call->pid, NULL, 0);
	call->pid = 0;
	return bad;
}

static void
start(struct process_call *call, const struct process_request *req)
{
	struct loop *loop = call->process->loop;
	int out = stream_open(&call->out, call->answer.out, PROCESS_OUT_MOST);
	int err = stream_open(&call->err, call->answer.err, PROCESS_ERR_MOST);
	int bad = out < 0 || err < 0 ? EMFILE : spawn(call, req, out, err);

	if (out >= 0)
		close(out);
	if (err >= 0)
		close(err);
	if (bad != 0) {
		call->answer.failure = PROCESS_LOCAL;
		snprintf(call->answer.why, sizeof(call->answer.why), "%s cannot be run: %.50s",
		    call->path, strerror(bad));
		timer_arm(call->timer, 0);
		return;
	}
	call->end = watch_new(loop, call->handle, WATCH_READ, on_end, call);
	call->out.watch = watch_new(loop, call->out.fd, WATCH_READ, on_stream, &call->out);
	call->err.watch = watch_new(loop, call->err.fd, WATCH_READ, on_stream, &call->err);
	timer_arm(call->timer, call->started + req->timeout);
}

struct process_call *
process_send(struct process *process, const struct process_request *req,
    process_answer_fn *on_answer, void *arg)
{
	struct process_call *call = xcalloc(1, sizeof(*call));

	*call = (struct process_call){ .process = process,
		.on_answer = on_answer,
		.arg = arg,
		.handle = -1,
		.link = &process->calls,
		.next = process->calls };
	if (call->next)
		call->next->link = &call->next;
	process->calls = call;
	call->timer = timer_new(process->loop, on_timer, call);
	call->started = loop_now(process->loop).boot;
	snprintf(call->path, sizeof(call->path), "%s", req->argv[0]);
	start(call, req);
	return call;
}

struct process *
process_new(struct loop *loop)
{
	struct process *process = xcalloc(1, sizeof(*process));

	process->loop = loop;
	return process;
}

void
process_free(struct process *process)
{
	if (!process)
		return;
	while (process->calls) {
		if (process->calls->pid > 0)
			kill_group(process->calls);
		call_free(process->calls);
	}
	xfree(process);
}

bool
process_check(const char *path, struct error *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return error_set(err, "%s: %s", path,
		    errno == ENOENT ? "there is no such file" : strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, "%s: not a regular file; give the path of a program", path);
	if (access(path, X_OK) != 0)
		return error_set(err, "%s: it may not be run; chmod a+x it", path);
	return true;
}

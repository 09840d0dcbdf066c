/* SPDX-License-Identifier: MIT */
#include "io/process.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"

#define PATIENCE (20 * MSEC_SECOND)
#define SHORT    ((msec_t)60)

/* The kernel's, unless a test has it fail. */
static bool no_handle;

int
pidfd_open(pid_t pid, unsigned flags)
{
	errno = EMFILE;
	return no_handle ? -1 : (int)syscall(SYS_pidfd_open, pid, flags);
}

struct scene {
	struct loop *loop;
	struct process *process;
	struct process_request req;
	struct process_answer answer;
	int answers;
};

static void
program(struct scene *s, const char *path, const char *flag, const char *script)
{
	process_request_done(&s->req);
	s->req.argv[0] = xstrdup(path);
	if (flag)
		s->req.argv[1] = xstrdup(flag);
	if (script)
		s->req.argv[2] = xstrdup(script);
	s->req.timeout = PATIENCE;
}

static int
start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	s->loop = loop_new();
	s->process = process_new(s->loop);
	*state = s;
	return 0;
}

static void
no_child_is_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static int
stop(void **state)
{
	struct scene *s = *state;

	no_child_is_left();
	process_free(s->process);
	process_free(NULL);
	loop_free(s->loop);
	process_request_done(&s->req);
	xfree(s);
	return 0;
}

static void
on_answer(const struct process_answer *answer, void *arg)
{
	struct scene *s = arg;

	s->answer = *answer;
	s->answers++;
	loop_stop(s->loop);
}

static enum process_failure
run(struct scene *s)
{
	s->answers = 0;
	process_send(s->process, &s->req, on_answer, s);
	assert_int_equal(s->answers, 0);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, 1);
	no_child_is_left();
	return s->answer.failure;
}

static enum process_failure
run_script(struct scene *s, const char *script)
{
	program(s, "/bin/sh", "-c", script);
	return run(s);
}

static void
tells_how_it_ended_and_what_it_said(void **state)
{
	static const struct {
		const char *script;
		int status;
		const char *out, *err;
	} cases[] = {
		{ "echo all is well", 0, "all is well\n", "" },
		{ "echo hm >&2; exit 3", 3, "", "hm\n" },
		{ "printf 'a\\n'; printf b >&2; printf c; exit 255", 255, "a\nc", "b" },
		{ "exit 2", 2, "", "" },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(run_script(s, cases[i].script), PROCESS_EXITED);
		assert_int_equal(s->answer.status, cases[i].status);
		assert_string_equal(s->answer.out, cases[i].out);
		assert_string_equal(s->answer.err, cases[i].err);
		assert_string_equal(s->answer.why, "");
	}
}

static void
arguments_reach_it_as_they_are(void **state)
{
	struct scene *s = *state;

	program(s, "/usr/bin/printf", "<%s>", "$HOME `id` \"*\"; exit 1");
	assert_int_equal(run(s), PROCESS_EXITED);
	assert_string_equal(s->answer.out, "<$HOME `id` \"*\"; exit 1>");
}

static void
it_inherits_nothing(void **state)
{
	struct scene *s = *state;
	int fd = open("/dev/null", O_RDONLY); /* not closed on exec */
	sigset_t blocked;

	setenv("AWS_SECRET_ACCESS_KEY", "a secret", 1);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	program(s, "/bin/sh", "-c",
	    "pwd; cat; for f in /proc/self/fd/*; do case $f in */[0-9]) [ -e $f ] && echo ${f##*/};; esac; done");
	s->req.env[0] = xstrdup("LC_ALL=C");
	assert_int_equal(run(s), PROCESS_EXITED);
	assert_string_equal(s->answer.out, "/\n0\n1\n2\n");
	program(s, "/usr/bin/env", NULL, NULL);
	s->req.env[0] = xstrdup("LC_ALL=C");
	assert_int_equal(run(s), PROCESS_EXITED);
	assert_string_equal(s->answer.out, "LC_ALL=C\n");
	assert_int_equal(run_script(s, "kill -TERM $$; echo deaf"), PROCESS_KILLED);
	sigprocmask(SIG_UNBLOCK, &blocked, NULL);
	unsetenv("AWS_SECRET_ACCESS_KEY");
	close(fd);
}

static void
what_is_said_beyond_the_limit_is_dropped(void **state)
{
	struct scene *s = *state;

	assert_int_equal(run_script(s,
			     "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890; "
			     "echo 0123456789012345678901234567890 >&2; i=$((i+1)); done; exit 4"),
	    PROCESS_EXITED);
	assert_int_equal(s->answer.status, 4);
	assert_int_equal(strlen(s->answer.out), PROCESS_OUT_MOST);
	assert_int_equal(strlen(s->answer.err), PROCESS_ERR_MOST);
}

/* Whoever holds the pipe's other end lives; it is closed when all of them are gone. */
static void
all_are_gone(const int fds[2])
{
	struct pollfd poller = { .fd = fds[0] };

	close(fds[1]);
	assert_int_equal(poll(&poller, 1, PATIENCE), 1);
	assert_true(poller.revents & POLLHUP);
	close(fds[0]);
}

/* A script that opens a named pipe for writing, and has a child that does so, too. */
static void
holding(struct scene *s, const char *then, const int fds[2])
{
	char script[200];

	snprintf(script, sizeof(script), "exec 5>/proc/%d/fd/%d; (trap '' TERM; sleep 1000) & %s",
	    getpid(), fds[1], then);
	program(s, "/bin/sh", "-c", script);
}

static void
over_its_time_it_is_killed_with_its_children(void **state)
{
	struct scene *s = *state;
	int fds[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	holding(s, "sleep 1000", fds);
	s->req.timeout = 20 * SHORT;
	assert_int_equal(run(s), PROCESS_TIMEOUT);
	assert_string_equal(s->answer.why, "/bin/sh was killed: it did not end in time");
	assert_true(s->answer.took >= 20 * SHORT && s->answer.took < PATIENCE);
	all_are_gone(fds);
}

static void
what_it_leaves_behind_is_killed_and_not_waited_for(void **state)
{
	struct scene *s = *state;
	int fds[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	holding(s, "echo done", fds);
	assert_int_equal(run(s), PROCESS_EXITED);
	assert_string_equal(s->answer.out, "done\n");
	all_are_gone(fds);
}

static void
tells_which_signal_ended_it(void **state)
{
	struct scene *s = *state;

	assert_int_equal(run_script(s, "kill -SEGV $$"), PROCESS_KILLED);
	assert_string_equal(s->answer.why, "/bin/sh was ended by SIGSEGV");
}

static void
what_cannot_be_run_is_our_own_fault(void **state)
{
	struct scene *s = *state;
	struct rlimit old, few;

	program(s, "/nowhere/check_x", NULL, NULL);
	assert_int_equal(run(s), PROCESS_LOCAL);
	assert_string_equal(s->answer.why,
	    "/nowhere/check_x cannot be run: No such file or directory");
	program(s, "/etc/passwd", NULL, NULL);
	assert_int_equal(run(s), PROCESS_LOCAL);
	assert_string_equal(s->answer.why, "/etc/passwd cannot be run: Permission denied");

	program(s, "/bin/true", NULL, NULL);
	no_handle = true;
	assert_int_equal(run(s), PROCESS_LOCAL);
	assert_string_equal(s->answer.why, "/bin/true cannot be run: Too many open files");
	no_handle = false;

	/* A pipe, both, and its standard input. */
	getrlimit(RLIMIT_NOFILE, &old);
	for (int room = 0; room <= 4; room++) {
		int free_fd = dup(0);

		close(free_fd);
		few = (struct rlimit){ (rlim_t)(free_fd + room), old.rlim_max };
		setrlimit(RLIMIT_NOFILE, &few);
		assert_int_equal(run(s), PROCESS_LOCAL);
		setrlimit(RLIMIT_NOFILE, &old);
		assert_non_null(strstr(s->answer.why, "Too many open files"));
	}
	assert_int_equal(run(s), PROCESS_EXITED);
}

static void
what_is_cancelled_is_killed_and_not_answered(void **state)
{
	struct scene *s = *state;
	struct process_call *call;
	int fds[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	holding(s, "sleep 1000", fds);
	call = process_send(s->process, &s->req, on_answer, s);
	process_cancel(call);
	process_cancel(NULL);
	all_are_gone(fds);
	program(s, "/nowhere/check_x", NULL, NULL);
	process_cancel(process_send(s->process, &s->req, on_answer, s));
	/* The loop ends when it has nothing left to wait for. */
	assert_false(loop_run(s->loop));
	assert_int_equal(s->answers, 0);
	no_child_is_left();
}

static void
free_kills_what_runs(void **state)
{
	struct scene *s = *state;
	int fds[2], status;

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	holding(s, "sleep 1000", fds);
	process_send(s->process, &s->req, on_answer, s);
	program(s, "/nowhere/check_x", NULL, NULL);
	process_send(s->process, &s->req, on_answer, s);
	process_free(take(s->process));
	all_are_gone(fds);
	assert_true(wait(&status) > 0);
	assert_true(WIFSIGNALED(status));
}

static void
a_program_is_a_file_that_may_be_run(void **state)
{
	char path[] = "/tmp/failoverd-program-XXXXXX";
	int fd = mkstemp(path);
	struct error err = { "" };

	assert_true(fd >= 0);
	assert_true(process_check("/bin/sh", &err));
	assert_false(process_check(path, &err));
	assert_non_null(strstr(err.text, "it may not be run; chmod a+x it"));
	assert_int_equal(fchmod(fd, 0700), 0);
	assert_true(process_check(path, &err));
	close(fd);
	unlink(path);
	assert_false(process_check(path, &err));
	assert_non_null(strstr(err.text, "there is no such file"));
	assert_false(process_check("/tmp", &err));
	assert_non_null(strstr(err.text, "give the path of a program"));
	assert_false(process_check("/bin/sh/sh", &err));
	assert_non_null(strstr(err.text, "Not a directory"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(tells_how_it_ended_and_what_it_said),
		TEST(arguments_reach_it_as_they_are),
		TEST(it_inherits_nothing),
		TEST(what_is_said_beyond_the_limit_is_dropped),
		TEST(over_its_time_it_is_killed_with_its_children),
		TEST(what_it_leaves_behind_is_killed_and_not_waited_for),
		TEST(tells_which_signal_ended_it),
		TEST(what_cannot_be_run_is_our_own_fault),
		TEST(what_is_cancelled_is_killed_and_not_answered),
		TEST(free_kills_what_runs),
		cmocka_unit_test(a_program_is_a_file_that_may_be_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "io/journal.h"

#include "test.h"

#include <ctype.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pty.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

#define LISTEN_FD 3 /* the first that systemd passes */

static const char *const variables[] = { "JOURNAL_STREAM", "INVOCATION_ID", "SYSTEMD_EXEC_PID",
	"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID",
	"LISTEN_FDNAMES" };

static int
forget(void **state)
{
	for (size_t i = 0; i < COUNT(variables); i++)
		unsetenv(variables[i]);
	return 0;
}

/* What the entry becomes when fd is where stderr goes; read from the other end. */
static const char *
written(const struct journal_entry *entry, int fd, int other, char ret[512])
{
	int saved = dup(STDERR_FILENO);
	ssize_t n;

	dup2(fd, STDERR_FILENO);
	journal_send(entry);
	n = write(STDERR_FILENO, "$", 1); /* the end, for the reader */
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_int_equal(n, 1);
	for (size_t len = 0; len == 0 || ret[len - 1] != '$'; len += (size_t)n) {
		n = read(other, ret + len, 511 - len);
		assert_true(n > 0);
		ret[len + (size_t)n] = '\0';
	}
	return ret;
}

static const char *
line(int priority, const char *message, char ret[512])
{
	struct journal_entry entry = { .priority = priority, .message = message };
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	written(&entry, fds[1], fds[0], ret);
	close(fds[0]);
	close(fds[1]);
	return ret;
}

static void
writes_lines_with_their_priority(void **state)
{
	char got[512];

	journal_open(JOURNAL_STDERR, LOG_INFO);
	assert_string_equal(line(LOG_WARNING, "two words", got), "<4>two words\n$");
	assert_string_equal(line(LOG_INFO, "", got), "<6>\n$");
}

static void
leaves_out_what_is_above_the_level(void **state)
{
	char got[512];

	journal_open(JOURNAL_AUTO, LOG_INFO);
	assert_string_equal(line(LOG_DEBUG, "x", got), "$");
	journal_level(LOG_DEBUG);
	assert_string_equal(line(LOG_DEBUG, "x", got), "<7>x\n$");
	journal_level(LOG_ERR);
	assert_string_equal(line(LOG_WARNING, "x", got), "$");
	assert_string_equal(line(LOG_ERR, "x", got), "<3>x\n$");
}

static void
forges_no_line(void **state)
{
	char got[512];

	journal_open(JOURNAL_STDERR, LOG_INFO);
	assert_string_equal(line(LOG_INFO, "a\n<0>b\r\tc\033[2J\177 \303\251", got),
	    "<6>a <0>b  c?[2J? \303\251\n$");
}

static void
writes_for_people_on_a_terminal(void **state)
{
	static const struct {
		int priority;
		const char *rest;
	} cases[] = {
		{ LOG_ALERT, "critical: it\n" },
		{ LOG_ERR, "error: it\n" },
		{ LOG_WARNING, "warning: it\n" },
		{ LOG_NOTICE, "it\n" },
		{ LOG_INFO, "it\n" },
		{ LOG_DEBUG, "debug: it\n" },
	};

	int terminal, other;
	struct termios raw;
	char got[512];

	assert_int_equal(openpty(&other, &terminal, NULL, NULL, NULL), 0);
	assert_int_equal(tcgetattr(terminal, &raw), 0);
	cfmakeraw(&raw); /* without its own line ends */
	assert_int_equal(tcsetattr(terminal, TCSANOW, &raw), 0);
	journal_open(JOURNAL_AUTO, LOG_DEBUG);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct journal_entry entry = { .priority = cases[i].priority, .message = "it" };

		written(&entry, terminal, other, got);
		for (const char *want = "dd:dd:ddZ ", *c = got; *want; want++, c++)
			assert_true(*want == 'd' ? isdigit((unsigned char)*c) : *c == *want);
		assert_memory_equal(got + 10, cases[i].rest, strlen(cases[i].rest));
	}
	close(terminal);
	close(other);
}

/* A /run of our own, with a journald that only listens. Returns its socket, or -1. */
static int
stage_journald(void)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX,
		.sun_path = "/run/systemd/journal/socket" };
	int fd;

	if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) < 0 ||
	    mount("", "/", "", MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("run", "/run", "tmpfs", 0, NULL) < 0)
		return -1;
	mkdir("/run/systemd", 0755);
	mkdir("/run/systemd/journal", 0755);
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	return bind(fd, (struct sockaddr *)&un, sizeof(un)) < 0 ? -1 : fd;
}

static bool
arrives(int journald, bool *ret_good)
{
	static const char *const fields[] = { "MESSAGE\n", "a\nb", "PRIORITY=4\n",
		"SYSLOG_IDENTIFIER=failoverd\n", "MESSAGE_ID=0123456789abcdef0123456789abcdef\n",
		"CODE_FILE=daemon/tell.c\n", "CODE_LINE=12\n", "CODE_FUNC=tell\n",
		"FAILOVERD_APP=shop\n" };
	struct journal_entry entry = { .priority = LOG_WARNING,
		.message = "a\nb",
		.message_id = "0123456789abcdef0123456789abcdef",
		.file = "daemon/tell.c",
		.function = "tell",
		.line = 12,
		.fields = { { "FAILOVERD_APP", "shop" }, { "FAILOVERD_RUN", "" },
		    { "FAILOVERD_STEP", NULL } } };
	char got[2048];
	ssize_t n;

	journal_open(JOURNAL_AUTO, LOG_INFO);
	journal_send(&entry);
	n = recv(journald, got, sizeof(got) - 1, MSG_DONTWAIT);
	if (n < 0)
		return false;
	for (ssize_t i = 0; i < n; i++) /* a field of several lines has a binary length */
		if (got[i] == '\0')
			got[i] = ' ';
	got[n] = '\0';
	*ret_good = !strstr(got, "FAILOVERD_RUN") && !strstr(got, "FAILOVERD_STEP");
	for (size_t i = 0; i < COUNT(fields); i++)
		*ret_good = *ret_good && strstr(got, fields[i]);
	return true;
}

/* Exits with what went wrong; 0 is nothing. */
static int
speak_to_journald(void)
{
	int fd = stage_journald(), null = open("/dev/null", O_WRONLY);
	bool good = false;
	char text[64];
	struct stat st;

	if (fd < 0)
		return 77;
	dup2(null, STDERR_FILENO);
	if (arrives(fd, &good))
		return 1; /* though nothing says that this is a service */

	setenv("INVOCATION_ID", "0123456789abcdef0123456789abcdef", 1);
	if (!arrives(fd, &good) || !good)
		return 2;
	setenv("SYSTEMD_EXEC_PID", "1", 1); /* it is another process that is the service */
	if (arrives(fd, &good))
		return 3;
	unsetenv("INVOCATION_ID");

	fstat(STDERR_FILENO, &st);
	snprintf(text, sizeof(text), "%llu:%llu", (unsigned long long)st.st_dev,
	    (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", text, 1);
	if (!arrives(fd, &good) || !good)
		return 4;
	setenv("JOURNAL_STREAM", "1:1", 1);
	if (arrives(fd, &good))
		return 5;
	setenv("JOURNAL_STREAM", text, 1);
	close(fd); /* the socket's file stays, and nobody answers */
	return arrives(fd, &good) ? 6 : 0;
}

static void
goes_to_journald_when_connected_to_it(void **state)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(speak_to_journald());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip(); /* no namespaces are to be had */
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
falls_back_to_stderr_without_journald(void **state)
{
	char got[512];

	if (access("/run/systemd/journal/socket", F_OK) == 0)
		skip();
	setenv("INVOCATION_ID", "0123456789abcdef0123456789abcdef", 1);
	journal_open(JOURNAL_AUTO, LOG_INFO);
	assert_string_equal(line(LOG_INFO, "it", got), "<6>it\n$");
}

static void
notifies_the_service_manager(void **state)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(sa_family_t); /* the kernel chooses an abstract name */
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	unsigned long long usec;
	struct timespec ts;
	char name[128], got[256];
	ssize_t n;

	notify_ready("nobody hears"); /* and nothing happens */
	assert_int_equal(bind(fd, (struct sockaddr *)&un, len), 0);
	len = sizeof(un);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&un, &len), 0);
	snprintf(name, sizeof(name), "@%s", un.sun_path + 1);
	setenv("NOTIFY_SOCKET", name, 1);

#define assert_notified(text)                                     \
	do {                                                      \
		n = recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT); \
		assert_true(n > 0);                               \
		got[n] = '\0';                                    \
		assert_memory_equal(got, text, strlen(text));     \
	} while (0)

	notify_ready("watching\nSTOPPING=1");
	assert_notified("READY=1\nSTATUS=watching STOPPING=1");
	notify_ready(NULL);
	assert_notified("READY=1");
	notify_status("fine");
	assert_notified("STATUS=fine");
	notify_stopping();
	assert_notified("STOPPING=1");
	notify_watchdog();
	assert_notified("WATCHDOG=1");
	notify_reloading();
	assert_notified("RELOADING=1\nMONOTONIC_USEC=");
	usec = strtoull(strrchr(got, '=') + 1, NULL, 10);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	assert_in_range(usec, 1, (unsigned long long)ts.tv_sec * 1000000 + ts.tv_nsec / 1000);
	close(fd);
}

static void
tells_the_watchdogs_interval(void **state)
{
	char pid[16];

	assert_int_equal(notify_watchdog_interval(), 0);
	setenv("WATCHDOG_USEC", "30000000", 1);
	assert_int_equal(notify_watchdog_interval(), 30 * MSEC_SECOND);
	setenv("WATCHDOG_PID", "1", 1); /* another's */
	assert_int_equal(notify_watchdog_interval(), 0);
	snprintf(pid, sizeof(pid), "%d", getpid());
	setenv("WATCHDOG_PID", pid, 1);
	setenv("WATCHDOG_USEC", "500", 1);
	assert_int_equal(notify_watchdog_interval(), 1); /* 0 would be "nobody watches" */
}

static void
finds_a_passed_socket_by_name(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int saved = dup(LISTEN_FD), fd = socket(AF_INET, SOCK_STREAM, 0);
	char pid[16];

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(dup2(fd, LISTEN_FD), LISTEN_FD);
	assert_int_equal(notify_listener("control"), -1);

	snprintf(pid, sizeof(pid), "%d", getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_FDNAMES", "control", 1);
	assert_int_equal(notify_listener("control"), -1); /* it does not listen */
	assert_int_equal(listen(LISTEN_FD, 1), 0);
	assert_int_equal(notify_listener("control"), LISTEN_FD);
	assert_int_equal(notify_listener("control"), LISTEN_FD); /* as often as asked */
	assert_int_equal(notify_listener("metrics"), -1);

	if (fd != LISTEN_FD)
		close(fd);
	close(LISTEN_FD);
	if (saved >= 0) {
		dup2(saved, LISTEN_FD);
		close(saved);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(writes_lines_with_their_priority, forget),
		cmocka_unit_test_teardown(leaves_out_what_is_above_the_level, forget),
		cmocka_unit_test_teardown(forges_no_line, forget),
		cmocka_unit_test_teardown(writes_for_people_on_a_terminal, forget),
		cmocka_unit_test_teardown(goes_to_journald_when_connected_to_it, forget),
		cmocka_unit_test_teardown(falls_back_to_stderr_without_journald, forget),
		cmocka_unit_test_teardown(notifies_the_service_manager, forget),
		cmocka_unit_test_teardown(tells_the_watchdogs_interval, forget),
		cmocka_unit_test_teardown(finds_a_passed_socket_by_name, forget),
	};

	forget(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "io/journal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

#include "base/alloc.h"
#include "base/buf.h"

#define IDENTIFIER     "failoverd"
#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define OWN_FIELDS     7
#define USEC_MSEC      1000

static bool to_journald;
static int level = LOG_INFO;

/* systemd says which device and inode it connected to the journal. */
static bool
stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	uintmax_t dev, ino;
	struct stat st;
	char *end;

	if (!stream || fstat(STDERR_FILENO, &st) < 0)
		return false;
	dev = strtoumax(stream, &end, 10);
	if (end == stream || *end != ':')
		return false;
	ino = strtoumax(end + 1, NULL, 10);
	return dev == st.st_dev && ino == st.st_ino;
}

/* INVOCATION_ID alone is inherited, for example by the shells of a terminal that is a service. */
static bool
is_service(void)
{
	const char *pid = getenv("SYSTEMD_EXEC_PID");

	if (!getenv("INVOCATION_ID") || isatty(STDERR_FILENO))
		return false;
	return !pid || strtol(pid, NULL, 10) == getpid();
}

static bool
journald_answers(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = JOURNAL_SOCKET };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool good = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;

	if (fd >= 0)
		close(fd);
	return good;
}

void
journal_open(enum journal_to to, int most)
{
	level = most;
	to_journald =
	    to == JOURNAL_AUTO && (stderr_is_journal() || is_service()) && journald_answers();
}

void
journal_level(int most)
{
	level = most;
}

/* A text as it is, but in one line: no other line can be forged with it, nor a terminal's state. */
static void
add_line(struct buf *line, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\n' || c == '\r' || c == '\t')
			c = ' ';
		else if (c < ' ' || c == 0x7f)
			c = '?';
		buf_putc(line, (char)c);
	}
}

static const char *
severity(int priority)
{
	if (priority <= LOG_CRIT)
		return "critical: ";
	if (priority == LOG_ERR)
		return "error: ";
	if (priority == LOG_WARNING)
		return "warning: ";
	return priority >= LOG_DEBUG ? "debug: " : "";
}

static void
add_time(struct buf *line)
{
	struct timespec ts;
	char text[CLOCK_TEXT];

	clock_gettime(CLOCK_REALTIME, &ts);
	clock_text(ts.tv_sec * MSEC_SECOND, text);
	buf_printf(line, "%.8sZ ", text + strlen("2026-11-24T"));
}

static void
to_stderr(const struct journal_entry *entry)
{
	autofree(buf_done) struct buf line = { 0 };
	const char *at;
	size_t left;

	if (isatty(STDERR_FILENO)) {
		add_time(&line);
		buf_puts(&line, severity(entry->priority));
	} else {
		buf_printf(&line, "<%d>", entry->priority);
	}
	add_line(&line, entry->message);
	buf_putc(&line, '\n');

	at = line.data;
	left = line.len;
	while (left > 0) {
		ssize_t n = write(STDERR_FILENO, at, left);

		if (n <= 0)
			return; /* there is nowhere to say so */
		at += n;
		left -= (size_t)n;
	}
}

struct fields {
	struct iovec list[OWN_FIELDS + JOURNAL_FIELDS_MOST];
	size_t n;
};

static void add_field(struct fields *fields, const char *fmt, ...) printf_like(2, 3);

static void
add_field(struct fields *fields, const char *fmt, ...)
{
	struct iovec *field = &fields->list[fields->n++];
	char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	*field = (struct iovec){ .iov_base = text, .iov_len = (size_t)n };
}

static void
to_journal(const struct journal_entry *entry)
{
	struct fields fields = { .n = 0 };

	add_field(&fields, "MESSAGE=%s", entry->message);
	add_field(&fields, "PRIORITY=%d", entry->priority);
	add_field(&fields, "SYSLOG_IDENTIFIER=%s", IDENTIFIER);
	if (entry->message_id)
		add_field(&fields, "MESSAGE_ID=%s", entry->message_id);
	if (entry->file) {
		add_field(&fields, "CODE_FILE=%s", entry->file);
		add_field(&fields, "CODE_LINE=%d", entry->line);
	}
	if (entry->function)
		add_field(&fields, "CODE_FUNC=%s", entry->function);
	for (size_t i = 0; i < JOURNAL_FIELDS_MOST && entry->fields[i].name; i++)
		if (entry->fields[i].value && entry->fields[i].value[0])
			add_field(&fields, "%s=%s", entry->fields[i].name, entry->fields[i].value);

	if (sd_journal_sendv(fields.list, (int)fields.n) < 0)
		to_stderr(entry);
	for (size_t i = 0; i < fields.n; i++)
		xfree(fields.list[i].iov_base);
}

void
journal_send(const struct journal_entry *entry)
{
	if (entry->priority > level)
		return;
	if (to_journald)
		to_journal(entry);
	else
		to_stderr(entry);
}

/* what: "READY=1". A status of several lines would be read as further variables. */
static void
notify(const char *what, const char *status)
{
	autofree(buf_done) struct buf text = { 0 };

	buf_puts(&text, what);
	if (status) {
		buf_puts(&text, what[0] ? "\nSTATUS=" : "STATUS=");
		add_line(&text, status);
	}
	sd_notify(0, buf_text(&text));
}

void
notify_ready(const char *status)
{
	notify("READY=1", status);
}

void
notify_status(const char *status)
{
	notify("", status);
}

void
notify_reloading(void)
{
	struct timespec ts;
	char text[64];

	clock_gettime(CLOCK_MONOTONIC, &ts);
	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld%06ld", (long long)ts.tv_sec,
	    ts.tv_nsec / USEC_MSEC);
	notify(text, NULL);
}

void
notify_stopping(void)
{
	notify("STOPPING=1", NULL);
}

void
notify_watchdog(void)
{
	notify("WATCHDOG=1", NULL);
}

msec_t
notify_watchdog_interval(void)
{
	uint64_t usec = 0;

	if (sd_watchdog_enabled(0, &usec) <= 0)
		return 0;
	return usec < USEC_MSEC ? 1 : (msec_t)(usec / USEC_MSEC);
}

int
notify_listener(const char *name)
{
	char **names = NULL;
	int n = sd_listen_fds_with_names(0, &names), ret = -1;

	for (int i = 0; i < n; i++) {
		int fd = SD_LISTEN_FDS_START + i;

		if (ret < 0 && strcmp(names[i], name) == 0 &&
		    sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) > 0)
			ret = fd;
		xfree(names[i]);
	}
	xfree(names);
	return ret;
}

/* SPDX-License-Identifier: MIT */
/*
 * systemd: the journal, the notification socket, the watchdog, passed sockets.
 * All of libsystemd is in journal.c.
 *
 * journal_send() goes to journald when its socket answers and stderr is
 * connected to it (or when we run as a service); else it writes a plain line
 * to stderr: with "<N>" prefixes when stderr is not a terminal, with a time and
 * no prefix when it is. sd_journal_send() reports success when journald is
 * unreachable, so the socket is probed first.
 */
#ifndef IO_JOURNAL_H
#define IO_JOURNAL_H

#include <stdbool.h>

#include "base/clock.h"

#define JOURNAL_FIELDS_MOST 16

struct journal_field {
	const char *name, *value; /* "FAILOVERD_RUN"; a NULL or empty value is left out */
};

struct journal_entry {
	int priority;           /* of syslog.h */
	const char *message_id; /* 32 hex digits, or NULL */
	const char *message;
	const char *file, *function; /* CODE_FILE and CODE_FUNC; may be NULL */
	int line;
	struct journal_field fields[JOURNAL_FIELDS_MOST]; /* ends with a NULL name */
};

enum journal_to {
	JOURNAL_AUTO,
	JOURNAL_STDERR,
};

void journal_open(enum journal_to to, int most); /* entries above priority `most` are left out */
void journal_send(const struct journal_entry *entry);
void journal_level(int most);

/* To $NOTIFY_SOCKET, if any. */
void notify_ready(const char *status);
void notify_status(const char *status);
void notify_reloading(void); /* with MONOTONIC_USEC; notify_ready() ends it */
void notify_stopping(void);
void notify_watchdog(void);
msec_t notify_watchdog_interval(void); /* 0: nobody watches */

/* The descriptor of a socket that systemd passed by that name, or -1. */
int notify_listener(const char *name);

#endif

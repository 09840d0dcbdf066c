/* SPDX-License-Identifier: MIT */
/*
 * What each entry of the journal means, for the people who read it at night. The catalog of
 * journalctl -x and failoverd-events(7) are made of it.
 */
#ifndef DAEMON_LOG_HELP_H
#define DAEMON_LOG_HELP_H

#include "log.h"

/* "@FAILOVERD_RUN@" stands for the entry's field; only fields that the entry always has. */
struct log_help {
	const char *subject;
	const char *happened, *means, *todo; /* sentences */
};

const struct log_help *log_help(enum log_id id);

#endif

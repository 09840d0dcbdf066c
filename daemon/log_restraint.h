/* SPDX-License-Identifier: MIT */
/*
 * journald must not limit how much we say: it would drop a decision as readily as a probe's answer.
 * So chatter is limited here: what is only information, so many entries of one event in a minute.
 * Whatever is a notice or more is never left out.
 */
#ifndef DAEMON_LOG_RESTRAINT_H
#define DAEMON_LOG_RESTRAINT_H

#include <stdbool.h>

#include "base/clock.h"

#define LOG_RESTRAINT_MOST 300
#define LOG_RESTRAINT_SPAN MSEC_MINUTE

/* Of one event. Zeroed at first. */
struct log_restraint {
	msec_t since;
	int told, left_out;
};

enum log_restraint_word {
	LOG_RESTRAINT_TELL,
	LOG_RESTRAINT_LAST, /* tell it, and that the rest of the minute's are left out */
	LOG_RESTRAINT_DROP,
};

/* ret_left_out: how many of the minute before were dropped and are to be told of now. */
enum log_restraint_word log_restraint(struct log_restraint *restraint, int priority, msec_t now,
    int *ret_left_out);

#endif

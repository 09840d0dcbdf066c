/* SPDX-License-Identifier: MIT */
/* Shared by the parts of the daemon, daemon.c and daemon_*.c. */
#ifndef DAEMON_DAEMON_PRIVATE_H
#define DAEMON_DAEMON_PRIVATE_H

#include "daemon.h"

/* false: store_trouble says why; daemon_try_ledger() tries again. */
bool daemon_open_store(struct daemon *daemon);
/* From time to time: whether a lost ledger is back. now: boot time. */
void daemon_try_ledger(struct daemon *daemon, msec_t now);
/* After the store has closed: what it never answered. */
void daemon_forget_notes(struct daemon *daemon);

#endif

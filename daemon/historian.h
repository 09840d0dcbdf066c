/* SPDX-License-Identifier: MIT */
/*
 * Keeps what was seen for later, in the history beside the ledger (io/history):
 * hands over each minute what daemon/kept has filled, and deletes what is too old.
 *
 * Nothing waits for it, and no decision reads it. A kill costs the minute that is
 * being filled.
 */
#ifndef DAEMON_HISTORIAN_H
#define DAEMON_HISTORIAN_H

struct daemon;
struct history;
struct historian;

/* Lives longer than the applications. */
struct historian *historian_new(struct daemon *daemon);
void historian_free(struct historian *historian);   /* waits a little until all is written */
void historian_reload(struct historian *historian); /* the settings may have changed */
/* NULL: nothing is kept. */
struct history *historian_history(const struct historian *historian);

#endif

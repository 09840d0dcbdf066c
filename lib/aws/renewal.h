/* SPDX-License-Identifier: MIT */
/*
 * When credentials are looked for anew. Pure.
 *
 * Those that end: in the last quarter of their time, or in the last 15 minutes
 * of a long one, and somewhat earlier by chance, so that a fleet spreads. Those
 * that do not: files are read again each minute, as a key may have been rotated;
 * whoever else gives some is asked rarely. After a failure: soon, and later and
 * later, but never later than a minute.
 */
#ifndef AWS_RENEWAL_H
#define AWS_RENEWAL_H

#include "aws/sign.h"

/* written: they were read from the environment or a file. wall: now. */
msec_t renewal_rest(const struct credentials *credentials, bool written, msec_t wall,
    uint32_t *seed);
/* failures: in a row, from 1. */
msec_t renewal_pause(int failures, uint32_t *seed);
/* How long the last attempt must be past, when AWS refuses what it brought. hurries: so often was
 * that so already: what new ones do not mend, many new ones do not mend either. */
msec_t renewal_gap(int hurries);

#endif

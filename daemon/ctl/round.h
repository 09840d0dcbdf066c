/* SPDX-License-Identifier: MIT */
/* What failoverd tries in a round of its own: begun at a path, and read from it when it has ended.
 */
#ifndef CTL_ROUND_H
#define CTL_ROUND_H

#include "ctl.h"

/* path: below the application's, "/doctor"; body: of the POST, taken over; verb: what waits for it
 * again. Who may not command is shown what was found before. CTL_DONE: ret is the caller's. */
int round_wait(struct ctl *ctl, const char *path, json_t *body, const char *verb, struct said *ret);

#endif

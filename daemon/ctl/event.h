/* SPDX-License-Identifier: MIT */
/* Events of failoverd's stream, as a terminal shows them. */
#ifndef CTL_EVENT_H
#define CTL_EVENT_H

#include "ctl.h"

/* One line, unless it is of another application than the one that was asked for. */
void event_print(const struct ctl *ctl, const json_t *event);
void event_line(const json_t *event); /* as JSON */

#endif

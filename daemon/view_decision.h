/* SPDX-License-Identifier: MIT */
/* Recorded decisions, as the API shows them; rows are those of io/store. */
#ifndef DAEMON_VIEW_DECISION_H
#define DAEMON_VIEW_DECISION_H

#include <jansson.h>

/* What a list shows of one, and what each answer about one begins with. */
json_t *view_decision_head(const json_t *row);
/* All of it, so that it can be made again elsewhere. */
json_t *view_decision_whole(const json_t *row);
/* As it was explained then. */
json_t *view_decision_page(const json_t *row);
/* "17" of "d-17"; "" of what is no such id. */
const char *view_decision_number(const char *id);

#endif

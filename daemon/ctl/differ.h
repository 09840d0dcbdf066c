/* SPDX-License-Identifier: MIT */
/* Where two decisions differ, as the ledger writes them, field by field. */
#ifndef CTL_DIFFER_H
#define CTL_DIFFER_H

#include <jansson.h>

/*
 * recorded: as the API shows it. made: of ledger_decision(). Returns an array of
 * {"field", "recorded", "recomputed"}, empty when they agree; null stands for
 * what is not there.
 */
json_t *differ_decisions(const json_t *recorded, const json_t *made);
void differ_add(json_t *list, const char *field, const json_t *recorded, const json_t *made);

#endif

/* SPDX-License-Identifier: MIT */
/* Comparing what DNS answers. */
#ifndef KINDS_RECORD_H
#define KINDS_RECORD_H

#include <stdbool.h>

/* Names and addresses are the same in any case, names also with and without the last dot. */
bool record_same(const char *a, const char *b);

#endif

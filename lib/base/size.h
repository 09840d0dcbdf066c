/* SPDX-License-Identifier: MIT */
/* Sizes in bytes, as people write them: 512KiB, 64MiB, 1GiB, 2TiB. */
#ifndef BASE_SIZE_H
#define BASE_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"

#define SIZE_KIB ((int64_t)1 << 10)
#define SIZE_MIB ((int64_t)1 << 20)
#define SIZE_GIB ((int64_t)1 << 30)
#define SIZE_TIB ((int64_t)1 << 40)

must_check bool size_parse(const char *text, int64_t *ret);

#endif

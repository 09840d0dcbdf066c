/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target reads bytes as somebody else may have written them, and aborts
 * where a promise of ours does not hold. `make fuzz` links it with libFuzzer;
 * replay.c runs it over the corpus that is kept.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What must hold whatever was read. */
#define want(holds) fuzz_want(holds, #holds, __FILE__, __LINE__)

static inline void
fuzz_want(bool holds, const char *text, const char *file, int line)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: %s does not hold\n", file, line, text);
	abort();
}

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target reads bytes as somebody else may have written them, and aborts
 * where a promise of ours does not hold. `make fuzz` links it with libFuzzer;
 * replay.c runs it over the corpus that is kept.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

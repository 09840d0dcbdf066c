/* SPDX-License-Identifier: MIT */
/* A block of samples as the history's file holds it: read, and, if it is whole, packed again. */
#include "core/block.h"
#include "fuzz.h"

#define START ((msec_t)1700000040000)

/* What was read, as often as the head says and never more. */
static size_t
read_all(struct block_reader *reader)
{
	struct sample sample;
	size_t n = 0;

	while (block_next(reader, &sample))
		n++;
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct block_reader reader;
	size_t n;

	block_read(&reader, data, size, START);
	if (reader.damaged)
		return 0;
	want(reader.sum.good + reader.sum.bad + reader.sum.unknown == reader.sum.n);
	n = read_all(&reader);
	want(n <= reader.sum.n);
	want(reader.damaged || n == reader.sum.n);
	want(!block_next(&reader, &(struct sample){ 0 }));
	return 0;
}

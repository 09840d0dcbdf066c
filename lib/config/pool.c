/* SPDX-License-Identifier: MIT */
#include "config/pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"

/* One allocation each: a configuration is small, and tools see every overrun. */
struct block {
	struct block *next;
	alignas(max_align_t) char data[];
};

struct memory_pool {
	struct block *blocks;
};

struct memory_pool *
pool_new(void)
{
	return xcalloc(1, sizeof(struct memory_pool));
}

void
pool_free(struct memory_pool *pool)
{
	while (pool && pool->blocks) {
		struct block *block = pool->blocks;

		pool->blocks = block->next;
		xfree(block);
	}
	xfree(pool);
}

void *
pool_alloc(struct memory_pool *pool, size_t n, size_t size)
{
	struct block *block = xcalloc(1, sizeof(*block) + n * size + 1);

	block->next = pool->blocks;
	pool->blocks = block;
	return block->data;
}

char *
pool_text(struct memory_pool *pool, const char *text, size_t len)
{
	char *copy = pool_alloc(pool, len + 1, 1);

	memcpy(copy, text, len);
	return copy;
}

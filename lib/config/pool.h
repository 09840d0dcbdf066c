/* SPDX-License-Identifier: MIT */
/* Memory that lives and dies together. Zeroed when handed out, freed all at once. */
#ifndef CONFIG_POOL_H
#define CONFIG_POOL_H

#include "base/cleanup.h"

struct memory_pool;

struct memory_pool *pool_new(void);
void pool_free(struct memory_pool *pool);

void *pool_alloc(struct memory_pool *pool, size_t n, size_t size); /* n may be 0 */
char *pool_text(struct memory_pool *pool, const char *text, size_t len);

define_autofree(struct memory_pool, pool_free)

#endif

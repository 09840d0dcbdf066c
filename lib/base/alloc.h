/* SPDX-License-Identifier: MIT */
/*
 * Memory that is always there: out of memory aborts, systemd restarts us, and
 * the ledger says where we were.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include "base/cleanup.h"

void *xcalloc(size_t n, size_t size);
void *xrealloc(void *ptr, size_t n, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t len);
char *xasprintf(const char *fmt, ...) printf_like(1, 2);
void xfree(void *ptr);         /* free(), in a form that autofree() can name */
void xfree_secret(char *text); /* overwrites the text, then frees it */
/* For a library that handles secrets: what xalloc() gave, xfree_wiped() overwrites whole. */
void *xalloc(size_t size);
void xfree_wiped(void *ptr);
void wipe(void *ptr, size_t len); /* overwrites memory so that the compiler keeps it */

define_autofree(char, xfree)

#endif

/* SPDX-License-Identifier: MIT */
#include "base/alloc.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
xcalloc(size_t n, size_t size)
{
	void *ptr = calloc(n, size);

	if (!ptr && n > 0 && size > 0)
		abort();
	return ptr;
}

void *
xrealloc(void *ptr, size_t n, size_t size)
{
	void *grown = reallocarray(ptr, n, size);

	if (!grown && n > 0 && size > 0)
		abort();
	return grown;
}

char *
xstrndup(const char *text, size_t len)
{
	char *copy = strndup(text, len);

	if (!copy)
		abort();
	return copy;
}

char *
xstrdup(const char *text)
{
	return xstrndup(text, strlen(text));
}

char *
xasprintf(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	return text;
}

void
xfree(void *ptr)
{
	free(ptr);
}

void
wipe(void *ptr, size_t len)
{
	if (len > 0)
		explicit_bzero(ptr, len);
}

void
xfree_secret(char *text)
{
	if (text)
		wipe(text, strlen(text));
	free(text);
}

void *
xalloc(size_t size)
{
	return xcalloc(1, size);
}

void
xfree_wiped(void *ptr)
{
	if (ptr)
		wipe(ptr, malloc_usable_size(ptr));
	free(ptr);
}

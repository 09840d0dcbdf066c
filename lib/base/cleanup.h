/* SPDX-License-Identifier: MIT */
/*
 * Ownership that ends with its scope, by the compiler's cleanup attribute.
 *
 *	autofree(buf_free) struct buf *buf = buf_new();
 *	...
 *	*ret = take(buf);	hands ownership out: the scope frees nothing
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stddef.h>

#define must_check            __attribute__((warn_unused_result))
#define printf_like(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define autofree(fn)          __attribute__((cleanup(fn##_at)))

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define take(ptr)                           \
	({                                  \
		typeof(ptr) taken_ = (ptr); \
		(ptr) = NULL;               \
		taken_;                     \
	})

/* Beside a destructor's prototype: lets autofree() name it. */
#define define_autofree(type, fn)                                                       \
	static inline void fn##_at(type **ptr) /* NOLINT(bugprone-macro-parentheses) */ \
	{                                                                               \
		fn(*ptr);                                                               \
	}

/* The same for a value that lives in the scope itself: autofree(buf_done) struct buf buf. */
#define define_autodone(type, fn)                                                      \
	static inline void fn##_at(type *ptr) /* NOLINT(bugprone-macro-parentheses) */ \
	{                                                                              \
		fn(ptr);                                                               \
	}

#endif

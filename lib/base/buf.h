/* SPDX-License-Identifier: MIT */
/*
 * A growing buffer of bytes. Zeroed it is empty and valid; its data, when there
 * is any, always ends with a NUL that is not counted.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>

#include "base/cleanup.h"

struct buf {
	char *data; /* NULL as long as nothing was added */
	size_t len, cap;
};

void buf_add(struct buf *buf, const void *data, size_t len);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *fmt, ...) printf_like(2, 3);
const char *buf_text(const struct buf *buf); /* never NULL */
void buf_clear(struct buf *buf);             /* empties, keeps the memory */
void buf_done(struct buf *buf);
void buf_wipe(struct buf *buf); /* overwrites what it held, then buf_done() */

define_autodone(struct buf, buf_done) define_autodone(struct buf, buf_wipe)

#endif

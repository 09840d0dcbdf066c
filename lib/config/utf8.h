/* SPDX-License-Identifier: MIT */
/* As much of UTF-8 as a caret under a line needs. */
#ifndef CONFIG_UTF8_H
#define CONFIG_UTF8_H

#include <stdint.h>

#include "base/cleanup.h"

/* Length of the character at text in bytes, its code point in ret; 0: it is not valid. len > 0. */
size_t utf8_next(const char *text, size_t len, uint32_t *ret);
size_t utf8_count(const char *text, size_t len); /* characters; a bad byte counts as one */
size_t utf8_whole(const char *text, size_t len); /* bytes, without a character that is cut short */
int utf8_width(uint32_t c);                      /* columns of a terminal: 0, 1 or 2 */

#endif

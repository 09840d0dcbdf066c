/* SPDX-License-Identifier: MIT */
/*
 * HTML, written into a buffer. Tags and classes are ours; texts may come from
 * anybody, and can never become more than text.
 */
#ifndef CTL_HTML_H
#define CTL_HTML_H

#include <stdbool.h>

#include "base/buf.h"

/* Escaped. Characters that steer a terminal or turn the direction of reading become U+FFFD. */
void html_text(struct buf *to, const char *text);
/* <tag class="class">text</tag>; class may be NULL. */
void html_element(struct buf *to, const char *tag, const char *class, const char *text);
void html_format(struct buf *to, const char *tag, const char *class, const char *fmt, ...)
    printf_like(4, 5);

/* Sign, word and colour of how something went: never the colour alone. */
struct html_mark {
	const char *class, *sign, *word;
};

void html_badge(struct buf *to, const struct html_mark *mark);

#endif

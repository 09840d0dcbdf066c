/* SPDX-License-Identifier: MIT */
/* The catalog that journalctl -x explains our entries from. */
#include <string.h>

#include "../log_help.h"
#include "man.h"

#define WIDTH 76

/* Folded at blanks, so that a terminal shows it as it is. */
static void
add_folded(struct buf *ret, const char *before, const char *text)
{
	size_t column = strlen(before);

	buf_puts(ret, before);
	while (*text) {
		size_t len = strcspn(text, " ");

		if (column > 0 && column + 1 + len > WIDTH) {
			buf_putc(ret, '\n');
			column = 0;
		} else if (column > 0) {
			buf_putc(ret, ' ');
			column++;
		}
		buf_add(ret, text, len);
		column += len;
		text += len + (text[len] == ' ');
	}
	buf_putc(ret, '\n');
}

void
man_catalog(struct buf *ret)
{
	buf_puts(ret, "# What each entry of failoverd means. Made of its tables of events.\n");
	for (enum log_id id = 0; id < LOG_ID_COUNT; id++) {
		const struct log_help *help = log_help(id);

		buf_printf(ret,
		    "\n-- %s\nSubject: %s\nDefined-By: failoverd\n"
		    "Documentation: man:failoverd-events(7)\n\n",
		    log_message_id(id), help->subject);
		add_folded(ret, "", help->happened);
		buf_putc(ret, '\n');
		add_folded(ret, "", help->means);
		buf_putc(ret, '\n');
		add_folded(ret, "To do:", help->todo);
	}
}

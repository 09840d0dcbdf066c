/* SPDX-License-Identifier: MIT */
/* The journal: events, fields. */
#include <string.h>

#include "../log_help.h"
#include "man.h"

static const char *
priority_name(int priority)
{
	static const char *const names[] = { "emerg", "alert", "crit", "err", "warning", "notice",
		"info", "debug" };

	return names[priority];
}

/* "@FAILOVERD_RUN@" is for the journal; the manual says what it stands for. */
static void
add_sentence(struct buf *ret, const char *text)
{
	autofree(buf_done) struct buf plain = { 0 };

	while (*text) {
		if (*text != '@') {
			buf_putc(&plain, *text++);
			continue;
		}
		text += strlen("@FAILOVERD_");
		while (*text != '@')
			buf_putc(&plain, *text++);
		text++;
	}
	man_sentence(ret, buf_text(&plain));
}

void
man_events(struct buf *ret)
{
	for (enum log_id id = 0; id < LOG_ID_COUNT; id++) {
		const struct log_help *help = log_help(id);

		buf_printf(ret, ".It Sy %s Pq %s\n", log_name(id), priority_name(log_priority(id)));
		buf_printf(ret, ".Li %s\n.Pp\n", log_message_id(id));
		add_sentence(ret, help->happened);
		add_sentence(ret, help->means);
		buf_puts(ret, ".Pp\n");
		buf_puts(ret, "To do:\n");
		add_sentence(ret, help->todo);
	}
}

void
man_fields(struct buf *ret)
{
#define FIELD(member, field, name, meaning)                   \
	buf_printf(ret, ".It Dv %s Pq Li %s\n", field, name); \
	man_sentence(ret, meaning);
	LOG_FIELDS(FIELD)
#undef FIELD
}

/* SPDX-License-Identifier: MIT */
#include "started.h"

#include <string.h>

#include "base/alloc.h"

#define AT(member) offsetof(struct settings, member)

static const struct row {
	const char *name;
	size_t offset;  /* of a text in struct settings */
	bool of_socket; /* of the one that we make ourselves */
} rows[] = {
	{ "socket", AT(socket), true },
	{ "socket_group", AT(socket_group), true },
	{ "metrics", AT(metrics), false },
};

struct started {
	bool handed_over;
	char *texts[COUNT(rows)]; /* NULL: not given */
};

static const char *
text_of(const struct settings *settings, const struct row *row)
{
	return *(const char *const *)((const char *)settings + row->offset);
}

struct started *
started_new(const struct settings *settings, bool handed_over)
{
	struct started *started = xcalloc(1, sizeof(*started));

	started->handed_over = handed_over;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *text = text_of(settings, &rows[i]);

		started->texts[i] = text ? xstrdup(text) : NULL;
	}
	return started;
}

void
started_free(struct started *started)
{
	if (!started)
		return;
	for (size_t i = 0; i < COUNT(rows); i++)
		xfree(started->texts[i]);
	xfree(started);
}

static bool
differs(const char *a, const char *b)
{
	return !a != !b || (a && strcmp(a, b) != 0);
}

void
started_tell(const struct started *started, const struct settings *now, struct buf *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++) {
		if ((rows[i].of_socket && started->handed_over) ||
		    !differs(started->texts[i], text_of(now, &rows[i])))
			continue;
		buf_printf(ret, "%s%s",
		    n++ > 0 ? ", " : "; but from the next start on: ", rows[i].name);
	}
	if (n > 0)
		buf_puts(ret, " (systemctl restart failoverd)");
}

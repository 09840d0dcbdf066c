/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "kept.h"
#include "ledger.h"
#include "view.h"

#define LOOK          MSEC_SECOND /* guards are weighed for this no more often */
#define WHILE_PENDING (10 * MSEC_SECOND)
#define AT_LEAST      MSEC_HOUR

struct pages {
	struct buf values, news; /* a byte for each value: of the page that was kept, and now */
	msec_t looked, kept;     /* boot time; 0: never */
};

struct pages *
pages_new(void)
{
	return xcalloc(1, sizeof(struct pages));
}

void
pages_free(struct pages *pages)
{
	if (!pages)
		return;
	buf_done(&pages->values);
	buf_done(&pages->news);
	xfree(pages);
}

static void
add_values(const struct application *application, struct buf *ret, struct now now)
{
	const struct engine *engine = &application->engine;
	const struct app *app = engine->app;
	struct decision moves[VIEW_MOVES];
	size_t n = view_moves(application, moves, now);

	buf_putc(ret, (char)engine->memory.state);
	buf_putc(ret, (char)engine->memory.active);
	buf_putc(ret, (char)application->decision.verb);
	buf_putc(ret, (char)engine->drift);
	for (size_t i = 0; i < app->n_regions * app->n_facts; i++)
		buf_putc(ret, (char)engine->facts[i].value);
	for (size_t i = 0; i < n; i++) {
		buf_putc(ret, (char)moves[i].proposal.kind);
		buf_putc(ret, (char)moves[i].proposal.to);
		for (size_t g = 0; g < GUARD_COUNT; g++)
			buf_putc(ret, (char)moves[i].guards[g].value);
	}
}

static bool
differs(const struct buf *a, const struct buf *b)
{
	return a->len != b->len || memcmp(buf_text(a), buf_text(b), a->len) != 0;
}

void
pages_look(struct application *application, struct now now)
{
	struct pages *pages = application->pages;
	const struct decision *decision = &application->decision;
	msec_t age = now.boot - pages->kept;
	autofree(xfree) char *body = NULL;

	if (now.boot - pages->looked < LOOK && decision->verb == DECIDE_NOTHING)
		return;
	pages->looked = now.boot;
	buf_clear(&pages->news);
	add_values(application, &pages->news, now);
	if (pages->kept > 0 && !differs(&pages->news, &pages->values) &&
	    age < (decision->weighed ? WHILE_PENDING : AT_LEAST))
		return;
	pages->kept = now.boot;
	buf_clear(&pages->values);
	buf_add(&pages->values, pages->news.data, pages->news.len);
	body = ledger_text(view_explain(application, now));
	kept_record(application->kept, now.wall, body);
}

/* SPDX-License-Identifier: MIT */
#include "references.h"

#include "base/alloc.h"
#include "caller.h"
#include "log.h"

#define EVERY   (5 * MSEC_SECOND)
#define TIMEOUT (3 * MSEC_SECOND)

struct reference {
	struct references *all;
	const char *url;
	struct timer *timer;
	struct http_line *line;
	struct sent *sent;
	bool asked, good;
};

struct references {
	struct daemon *daemon;
	struct reference *list;
	size_t n;
	bool isolated;
};

void
references_count(const struct references *references, size_t *ret_asked, size_t *ret_good)
{
	*ret_asked = *ret_good = 0;
	for (size_t i = 0; i < references->n; i++) {
		*ret_asked += references->list[i].asked;
		*ret_good += references->list[i].asked && references->list[i].good;
	}
}

bool
references_isolated(const struct references *references)
{
	return references->isolated;
}

static void
tell(struct references *references)
{
	size_t asked, good;
	bool isolated;

	references_count(references, &asked, &good);
	isolated = good * 3 < asked * 2;
	if (isolated && !references->isolated)
		log_event(ISOLATED, NULL,
		    "isolated: %zu of %zu reference probes answer, so what the others say is not "
		    "believed; mend this host's network",
		    good, asked);
	else if (!isolated && references->isolated)
		log_event(ISOLATION_ENDED, NULL,
		    "not isolated any more: %zu of %zu reference probes answer", good, asked);
	references->isolated = isolated;
}

static void
on_answer(const struct answer *answer, void *arg)
{
	struct reference *reference = arg;

	reference->sent = NULL;
	reference->asked = true;
	reference->good = answer->http && answer->http->failure == HTTP_ANSWERED;
	tell(reference->all);
}

static void
ask(void *arg)
{
	struct reference *reference = arg;
	struct daemon *daemon = reference->all->daemon;
	autofree(call_done) struct call call = { .kind = CALL_HTTP };

	timer_arm(reference->timer, loop_now(daemon->loop).boot + EVERY);
	if (reference->sent)
		return;
	call.http.method = "HEAD";
	call.http.url = xstrdup(reference->url);
	call.http.timeout = TIMEOUT;
	call.http.fresh = true;
	reference->sent = caller_send(daemon, reference->line, &call, on_answer, reference);
}

struct references *
references_new(struct daemon *daemon)
{
	const struct option_list *urls = &daemon->config->settings.references;
	struct references *references = xcalloc(1, sizeof(*references));
	msec_t now = loop_now(daemon->loop).boot;

	*references = (struct references){
		.daemon = daemon, .n = urls->n, .list = xcalloc(urls->n, sizeof(struct reference))
	};
	for (size_t i = 0; i < urls->n; i++) {
		struct reference *reference = &references->list[i];

		*reference = (struct reference){ .all = references,
			.url = urls->items[i],
			.timer = timer_new(daemon->loop, ask, reference),
			.line = http_line_new(daemon->http) };
		timer_arm(reference->timer, now + EVERY * (msec_t)i / (msec_t)urls->n);
	}
	return references;
}

void
references_free(struct references *references)
{
	if (!references)
		return;
	for (size_t i = 0; i < references->n; i++) {
		caller_cancel(references->list[i].sent);
		http_line_free(references->list[i].line);
		timer_free(references->list[i].timer);
	}
	xfree(references->list);
	xfree(references);
}

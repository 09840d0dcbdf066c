/* SPDX-License-Identifier: MIT */
#include "aws/remote.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"

/* AWS refuses what is signed by a clock that is wrong by five minutes. */
#define SKEW_LEAST (4 * MSEC_MINUTE)
/* An answer that took longer says too little about now. */
#define TOOK_MOST (15 * MSEC_MINUTE)

struct remote *
remote_of(struct remotes *remotes, const char *url)
{
	const char *host = strstr(url, "://");
	struct remote *remote;
	int len;

	host = host ? host + 3 : url;
	len = (int)strcspn(host, "/?");
	for (remote = remotes->list; remote; remote = remote->next)
		if ((int)strlen(remote->name) == len &&
		    strncmp(remote->name, host, (size_t)len) == 0)
			return remote;
	remote = xcalloc(1, sizeof(*remote));
	snprintf(remote->name, sizeof(remote->name), "%.*s", len, host);
	remote->next = remotes->list;
	remotes->list = remote;
	return remote;
}

void
remotes_done(struct remotes *remotes)
{
	while (remotes->list) {
		struct remote *remote = remotes->list;

		remotes->list = remote->next;
		xfree(remote);
	}
}

/* "Wed, 25 Nov 2026 09:36:03 GMT" */
static bool
read_date(const char *text, msec_t *ret)
{
	struct tm tm = { .tm_sec = 0 };
	const char *end = strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &tm);

	if (!end || *end)
		return false;
	*ret = (msec_t)timegm(&tm) * MSEC_SECOND;
	return true;
}

static msec_t
size_of(msec_t offset)
{
	return offset < 0 ? -offset : offset;
}

bool
remote_date(const struct http_response *rsp, msec_t *ret)
{
	const char *text = http_header(&rsp->headers, "Date");

	return rsp->failure == HTTP_ANSWERED && text && !http_header(&rsp->headers, "Age") &&
	    rsp->took <= TOOK_MOST && read_date(text, ret);
}

bool
remote_clock(struct remote *remote, const struct http_response *rsp, msec_t wall)
{
	msec_t date, before = remote->offset;

	if (!remote_date(rsp, &date))
		return false;
	remote->offset = size_of(date - wall) >= SKEW_LEAST ? date - wall : 0;
	return size_of(remote->offset - before) >= SKEW_LEAST;
}

/* SPDX-License-Identifier: MIT */
/* A time that somebody else wrote: of a database, a token's end, an answer's date, a length. */
#include <string.h>

#include "aws/engine_age.h"
#include "aws/remote.h"
#include "base/alloc.h"
#include "fuzz.h"

/* What can be read can be written, and is the same when it is read again. */
static void
check_clock(const char *text)
{
	char written[CLOCK_TEXT];
	msec_t first, again;

	if (!clock_parse(text, &first))
		return;
	clock_text(first, written);
	want(memchr(written, '\0', sizeof(written)));
	if (strlen(written) == strlen("2026-11-24T14:00:30.000Z")) {
		want(clock_parse(written, &again));
		want(first == again);
	}
}

static void
check_answer(const char *text)
{
	struct http_response rsp = { .status = 200 };
	struct remote remote = { .name = "x.example" };
	msec_t date;

	http_header_add(&rsp.headers, "Date", text);
	if (remote_date(&rsp, &date) && remote_clock(&remote, &rsp, 0))
		want(remote.offset != 0);
	http_response_done(&rsp);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree(xfree) char *text = xstrndup((const char *)data, size);
	const char *day;

	check_clock(text);
	check_answer(text);
	(void)engine_age_past(text, 1795528830000, &day);
	return 0;
}

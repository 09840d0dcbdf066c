/* SPDX-License-Identifier: MIT */
/*
 * What a good HTTP answer looks like, and what every other answer means. Shared
 * by the probe and the step that ask the application.
 */
#ifndef KINDS_EXPECT_H
#define KINDS_EXPECT_H

#include "base/http.h"
#include "base/option.h"
#include "core/sample.h"

#define EXPECT_BODY_MOST ((size_t)64 * 1024)

struct expect {
	struct status_set status;
	struct option_map json; /* "db.status" -> "ok" */
	const char *contains;   /* NULL: anything */
};

/* Rows of an option table, for a struct that has one of these at that offset. */
#define EXPECT_OPTIONS(at)                                                                           \
	{ "status", OPTION_STATUSES, (at) + offsetof(struct expect, status), "\"2xx\"",              \
		"The statuses of a good answer. Of the others 408, 410 and 5xx are failures, "       \
		"and, unless this is 2xx, the rest of 4xx, too; what refuses the prober or may be "  \
		"a wrong question is unknown: 401, 403, 404, 407, 429, redirects, ..." },            \
	    { "json", OPTION_MAP, (at) + offsetof(struct expect, json), NULL,                        \
		    "Members of the JSON body, as dotted paths, and the texts that they must have; " \
		    "numbers and booleans are compared as text." },                                  \
	{                                                                                            \
		"contains", OPTION_STRING, (at) + offsetof(struct expect, contains), NULL,           \
		    "A text that the first 64 KiB of the body must contain."                         \
	}

/* ret: "HTTP 503 in 12ms", with what was wrong; DETAIL_TEXT bytes. */
enum reason expect_judge(const struct expect *expect, const struct http_response *rsp, char *ret);

#endif

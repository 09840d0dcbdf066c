/* SPDX-License-Identifier: MIT */
/* What a service said, and how it was read. */
#ifndef TESTS_UNIT_AWS_SAID_H
#define TESTS_UNIT_AWS_SAID_H

#include "aws/fault.h"

struct said {
	struct http_response http;
	struct answer answer;
	struct aws_error error;
};

static inline void
said_done(struct said *said)
{
	http_response_done(&said->http);
}

static inline void
said_answer(struct said *ret, int status, const char *header, const char *body)
{
	*ret = (struct said){ .http = { .status = status, .sent = true, .cert_days = -1 } };
	ret->answer.http = &ret->http;
	if (header)
		http_header_add(&ret->http.headers, "X-Amzn-ErrorType", header);
	buf_puts(&ret->http.body, body);
	aws_error_read(&ret->answer, &ret->error);
}

static inline void
said_nothing(struct said *ret, enum http_failure failure, bool sent)
{
	*ret = (struct said){
		.http = { .failure = failure, .why = "no luck", .sent = sent, .cert_days = -1 },
	};
	ret->answer.http = &ret->http;
	aws_error_read(&ret->answer, &ret->error);
}

define_autodone(struct said, said_done)

#endif

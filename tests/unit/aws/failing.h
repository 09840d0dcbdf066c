/* SPDX-License-Identifier: MIT */
/* A call to AWS that fails, in any way, and whether it is made again. */
#ifndef TESTS_UNIT_AWS_FAILING_H
#define TESTS_UNIT_AWS_FAILING_H

#include "aws/retry.h"

struct given {
	const char *service, *endpoint;
	bool acts;
	enum http_failure failure;
	bool sent;
	int status;
	const char *code, *retry_after;
	bool clock_corrected;
};

/* Lets the call fail once more in this way. */
static inline bool
fail_once(const struct given *given, struct retry *retry, struct retry_bucket *bucket,
    uint32_t *seed, msec_t *ret_delay)
{
	autofree(http_response_done) struct http_response http = {
		.failure = given->failure, .status = given->status, .sent = given->sent
	};
	const struct call call = { .kind = CALL_AWS,
		.service = given->service ? given->service : "rds",
		.endpoint = given->endpoint,
		.acts = given->acts };
	const struct answer answer = { .http = &http };
	struct aws_error error;

	if (given->code)
		http_header_add(&http.headers, "x-amzn-errortype", given->code);
	if (given->retry_after)
		http_header_add(&http.headers, "x-amz-retry-after", given->retry_after);
	aws_error_read(&answer, &error);
	return retry_again(retry, bucket,
	    &(struct retry_case){ &call, &error, &answer, given->clock_corrected }, seed,
	    ret_delay);
}

#endif

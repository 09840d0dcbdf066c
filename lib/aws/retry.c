/* SPDX-License-Identifier: MIT */
#include "aws/retry.h"

#include <stdlib.h>
#include <string.h>

#include "base/backoff.h"

#define DELAY_MOST  (20 * MSEC_SECOND)
#define SERVER_MOST (5 * MSEC_SECOND) /* what the server may add to our own delay */

enum sort {
	FINAL,
	TRANSIENT,
	THROTTLED,
	CLOCK,
	SORTS,
};

static const struct {
	msec_t base;
	int cost;
} sorts[SORTS] = {
	[TRANSIENT] = { 50, 14 },
	[THROTTLED] = { MSEC_SECOND, 5 },
	[CLOCK] = { 0, 14 }, /* nothing to wait for */
};

/* DynamoDB answers within milliseconds, and is asked more often and sooner. */
#define DYNAMODB_BASE     25
#define DYNAMODB_ATTEMPTS 4
#define ATTEMPTS          3
#define ATTEMPTS_MOST     10

/* What a wrong clock is refused with, too, besides codes that say no more than that. */
static const char *const clock_codes[] = {
	"AccessDeniedException",
	"AuthFailure",
	"InvalidSignatureException",
	"SignatureDoesNotMatch",
};

static bool
is_dynamodb(const struct call *call)
{
	return call->service && strcmp(call->service, "dynamodb") == 0;
}

/* 0: it is no number that is heeded. */
static int
read_attempts(const char *configured)
{
	char *end = NULL;
	long most = configured ? strtol(configured, &end, 10) : 0;

	return configured && !*end && most >= 1 && most <= ATTEMPTS_MOST ? (int)most : 0;
}

int
retry_attempts(const struct call *call, const char *configured)
{
	int most = read_attempts(configured);

	if (most > 0)
		return most;
	return is_dynamodb(call) ? DYNAMODB_ATTEMPTS : ATTEMPTS;
}

bool
retry_heeds(const char *mode, const char *configured, struct error *err)
{
	if (mode && *mode && strcmp(mode, "standard") != 0)
		return error_set(err,
		    "the retry mode \"%.40s\" (AWS_RETRY_MODE, or retry_mode of the profile) is not "
		    "heeded; calls are retried as the mode \"standard\" has it: write that, or take "
		    "it out",
		    mode);
	if (configured && *configured && read_attempts(configured) == 0)
		return error_set(err,
		    "\"%.40s\" attempts (AWS_MAX_ATTEMPTS, or max_attempts of the profile) are not "
		    "heeded; there are %d, and %d of DynamoDB: write a number from 1 to %d, or take "
		    "it out",
		    configured, ATTEMPTS, DYNAMODB_ATTEMPTS, ATTEMPTS_MOST);
	return true;
}

static bool
may_be_the_clock(const struct aws_error *error)
{
	for (size_t i = 0; i < COUNT(clock_codes); i++)
		if (strcmp(clock_codes[i], error->code) == 0)
			return true;
	return error->fault == FAULT_SKEW;
}

/* An act whose effect is not known is resolved by looking, not by acting again. */
static bool
may_have_been_taken(const struct retry_case *what)
{
	const struct http_response *http = what->answer->http;

	if (!what->call->acts)
		return false;
	return what->error->fault != FAULT_NO_ANSWER || !http || http->sent;
}

static enum sort
sort_of(const struct retry_case *what)
{
	if (what->clock_corrected && may_be_the_clock(what->error))
		return CLOCK;
	if (what->error->fault == FAULT_THROTTLED)
		return THROTTLED;
	/* Of several endpoints the next one is asked next time. */
	if (what->call->endpoint)
		return FINAL;
	if (what->error->fault != FAULT_NO_ANSWER && what->error->fault != FAULT_SERVER)
		return FINAL;
	return may_have_been_taken(what) ? FINAL : TRANSIENT;
}

static msec_t
heed_server(const struct answer *answer, msec_t delay)
{
	const char *text =
	    answer->http ? http_header(&answer->http->headers, "x-amz-retry-after") : NULL;
	char *end = NULL;
	long long wanted = text ? strtoll(text, &end, 10) : 0;

	if (!text || end == text || *end || wanted <= delay)
		return delay;
	return wanted < delay + SERVER_MOST ? wanted : delay + SERVER_MOST;
}

bool
retry_again(struct retry *retry, struct retry_bucket *bucket, const struct retry_case *what,
    uint32_t *seed, msec_t *ret_delay)
{
	enum sort sort = sort_of(what);
	msec_t base = sorts[sort].base;
	int most = retry->most > 0 ? retry->most : retry_attempts(what->call, NULL);

	if (sort == FINAL || retry->retries + 1 >= most ||
	    bucket->taken + sorts[sort].cost > RETRY_TOKENS)
		return false;
	if (sort == TRANSIENT && is_dynamodb(what->call))
		base = DYNAMODB_BASE;
	retry->retries++;
	retry->cost = sorts[sort].cost;
	bucket->taken += retry->cost;
	*ret_delay =
	    heed_server(what->answer, backoff_delay(retry->retries, base, DELAY_MOST, seed));
	return true;
}

void
retry_end(const struct retry *retry, struct retry_bucket *bucket, bool good)
{
	if (!good)
		return;
	bucket->taken -= retry->retries > 0 ? retry->cost : 1;
	if (bucket->taken < 0)
		bucket->taken = 0;
}

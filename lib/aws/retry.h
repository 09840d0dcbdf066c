/* SPDX-License-Identifier: MIT */
/*
 * When a call is sent once more, as the "standard" mode of AWS's SDKs has it
 * since November 2026: at most three attempts, full jitter, the server's word on
 * when, and a bucket of tokens for each endpoint, so that a service in trouble
 * gets fewer retries and not more. Pure.
 *
 * All attempts together are one answer to whoever asks.
 */
#ifndef AWS_RETRY_H
#define AWS_RETRY_H

#include "aws/fault.h"

#define RETRY_TOKENS 500

/* Of one endpoint; zeroed it is full. */
struct retry_bucket {
	int taken;
};

/* Of one call; zeroed at first, but for most. */
struct retry {
	int most;    /* attempts; 0: retry_attempts() */
	int retries; /* so far */
	int cost;    /* tokens that the last one took */
};

struct retry_case {
	const struct call *call;
	const struct aws_error *error;
	const struct answer *answer;
	bool clock_corrected; /* the clock by which it was signed was wrong, and is known better */
};

/* After an attempt that was no success: true, wait so long and send it again; counted as done. */
bool retry_again(struct retry *retry, struct retry_bucket *bucket, const struct retry_case *what,
    uint32_t *seed, msec_t *ret_delay);
/* The call has ended. */
void retry_end(const struct retry *retry, struct retry_bucket *bucket, bool good);
/* How many attempts at most. configured: AWS_MAX_ATTEMPTS or the profile's max_attempts, from 1 to
 * 10; anything else, and NULL: as is usual for the service. */
int retry_attempts(const struct call *call, const char *configured);
/* Whether all of what is configured is heeded, the mode as well; false: err says what is not, and
 * what holds instead. Either may be NULL. */
must_check bool retry_heeds(const char *mode, const char *configured, struct error *err);

#endif

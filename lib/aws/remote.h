/* SPDX-License-Identifier: MIT */
/* What is known of an endpoint from one call to the next: how far its clock is from ours, and how
 * much it may be asked again. */
#ifndef AWS_REMOTE_H
#define AWS_REMOTE_H

#include "aws/retry.h"

#define REMOTE_NAME 256

struct remote {
	char name[REMOTE_NAME]; /* "rds.us-east-1.amazonaws.com", with a port if it has one */
	msec_t offset;          /* its clock minus ours; 0 while they agree well enough to sign */
	struct retry_bucket bucket;
	struct remote *next;
};

/* Zeroed it is empty. */
struct remotes {
	struct remote *list;
	msec_t offset; /* of AWS's clock, as the last one to differ from before said; for times that
			  AWS has given us */
	bool told;     /* that our clock is wrong */
};

/* The one of a URL's host, made when it is new. Lives as long as remotes. */
struct remote *remote_of(struct remotes *remotes, const char *url);
void remotes_done(struct remotes *remotes);

/* An answer's own time. false: it has none that says anything of now. */
must_check bool remote_date(const struct http_response *rsp, msec_t *ret);
/*
 * Takes the clock from an answer that came over TLS: wall is ours when it came.
 * true: it is so far from what we signed by that this alone may have been refused.
 */
bool remote_clock(struct remote *remote, const struct http_response *rsp, msec_t wall);

#endif

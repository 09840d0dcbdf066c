/* SPDX-License-Identifier: MIT */
/*
 * Tells CloudWatch once a minute that we live, and how each application stands, when
 * the configuration names a Region for it ("aws.publish_metrics").
 *
 * Nothing waits for it: what a minute could not get rid of is dropped for the next.
 */
#ifndef DAEMON_PUBLISHER_H
#define DAEMON_PUBLISHER_H

#include <stdbool.h>
#include <stdint.h>

struct daemon;
struct publisher;

enum publishing {
	PUBLISHING_AS_BEFORE,
	PUBLISHING_LOST, /* for so long that it has to be told */
	PUBLISHING_BACK,
};

/* After a minute: failed counts those in a row that CloudWatch was not told of. */
enum publishing publisher_weigh(int *failed, bool good);

/* Minutes that CloudWatch was told of (good), or was not, since the start. */
uint64_t publisher_count(const struct publisher *publisher, bool good);

struct publisher *publisher_new(struct daemon *daemon);
void publisher_free(struct publisher *publisher);

#endif

/* SPDX-License-Identifier: MIT */
/* What AWS was asked since the start, and how it answered, counted for metrics. */
#ifndef DAEMON_TRAFFIC_H
#define DAEMON_TRAFFIC_H

#include "core/call.h"
#include "meter.h"

#define TRAFFIC_ROWS_MOST 256 /* services, Regions and codes are few; a bound all the same */

/* Answers of one kind. */
struct traffic_row {
	char service[32], region[32];
	char code[12]; /* the HTTP status, or "none": no answer came */
	uint64_t n;
};

struct traffic_service {
	char name[32];
	struct meter meter; /* how long the answers took */
};

/* Zeroed it is empty. */
struct traffic {
	struct traffic_row *rows;
	struct traffic_service *services;
	size_t n_rows, n_services;
};

/* Of one attempt. */
void traffic_add(struct traffic *traffic, const struct call *call, const struct http_response *rsp);
void traffic_done(struct traffic *traffic);

#endif

/* SPDX-License-Identifier: MIT */
/* Of the calls that AWS was sent, each attempt for itself. */
#include "metrics.h"

static void
requests(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	for (size_t i = 0; i < daemon->traffic.n_rows; i++) {
		const struct traffic_row *row = &daemon->traffic.rows[i];

		metrics_text_sample(text,
		    METRICS_LABELS({ "service", row->service }, { "region", row->region },
			{ "code", row->code }),
		    (double)row->n);
	}
}

static void
durations(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	for (size_t i = 0; i < daemon->traffic.n_services; i++) {
		const struct traffic_service *service = &daemon->traffic.services[i];

		metrics_text_histogram(text, METRICS_LABELS({ "service", service->name }),
		    &service->meter);
	}
}

const struct metrics_family metrics_aws_families[] = {
	{ "failoverd_aws_requests", "counter",
	    "Attempts of calls to AWS by their HTTP status; none: no answer came.", requests },
	{ "failoverd_aws_request_duration_seconds", "histogram",
	    "How long an attempt of a call to AWS took.", durations },
	{ NULL },
};

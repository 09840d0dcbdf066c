/* SPDX-License-Identifier: MIT */
/*
 * Metrics of our own for CloudWatch, whose alarms notice a daemon that is dead: it
 * cannot tell anybody itself. They carry no time: CloudWatch's clock counts, not ours.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
#ifndef AWS_METRIC_DATA_H
#define AWS_METRIC_DATA_H

#include <jansson.h>

#include "core/call.h"

#define METRIC_DATA_NAMESPACE "failoverd"
#define METRIC_DATA_MOST      100 /* in one call; 1000 are taken */

struct metric_datum {
	const char *name;
	const char *unit; /* "None", "Seconds" */
	double value;
	const char *application;
	const char *dimension, *of; /* another dimension and its value; NULL: none */
};

/* data is an array. */
void metric_data_add(json_t *data, const struct metric_datum *datum);
/* Takes the first of data out of it, as many as a call may have. */
void metric_data_ask(struct call *ret, const char *region, json_t *data);

#endif

/* SPDX-License-Identifier: MIT */
#include "aws/metric_data.h"

#include "aws/cloudwatch.h"

void
metric_data_add(json_t *data, const struct metric_datum *datum)
{
	json_t *dimensions =
	    json_pack("[{s:s, s:s}]", "Name", "Application", "Value", datum->application);

	if (datum->dimension)
		json_array_append_new(dimensions,
		    json_pack("{s:s, s:s}", "Name", datum->dimension, "Value", datum->of));
	json_array_append_new(data,
	    json_pack("{s:s, s:o, s:f, s:s}", "MetricName", datum->name, "Dimensions", dimensions,
		"Value", datum->value, "Unit", datum->unit));
}

void
metric_data_ask(struct call *ret, const char *region, json_t *data)
{
	json_t *first = json_array();

	while (json_array_size(data) > 0 && json_array_size(first) < METRIC_DATA_MOST) {
		json_array_append(first, json_array_get(data, 0));
		json_array_remove(data, 0);
	}
	cloudwatch_call(ret, region, "PutMetricData",
	    json_pack("{s:s, s:o}", "Namespace", METRIC_DATA_NAMESPACE, "MetricData", first));
}

/* SPDX-License-Identifier: MIT */
#include "traffic.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

static struct traffic_row *
row_of(struct traffic *traffic, const struct traffic_row *like)
{
	struct traffic_row *row = traffic->rows;

	for (; row < traffic->rows + traffic->n_rows; row++)
		if (strcmp(row->service, like->service) == 0 &&
		    strcmp(row->region, like->region) == 0 && strcmp(row->code, like->code) == 0)
			return row;
	if (traffic->n_rows == TRAFFIC_ROWS_MOST)
		return NULL;
	traffic->rows = xrealloc(traffic->rows, traffic->n_rows + 1, sizeof(*traffic->rows));
	row = &traffic->rows[traffic->n_rows++];
	*row = *like;
	return row;
}

static struct traffic_service *
service_of(struct traffic *traffic, const char *name)
{
	struct traffic_service *service = traffic->services;

	for (; service < traffic->services + traffic->n_services; service++)
		if (strcmp(service->name, name) == 0)
			return service;
	traffic->services =
	    xrealloc(traffic->services, traffic->n_services + 1, sizeof(*traffic->services));
	service = &traffic->services[traffic->n_services++];
	*service = (struct traffic_service){ .meter.answers = 0 };
	snprintf(service->name, sizeof(service->name), "%s", name);
	return service;
}

void
traffic_add(struct traffic *traffic, const struct call *call, const struct http_response *rsp)
{
	struct traffic_row like = { .n = 0 }, *row;

	snprintf(like.service, sizeof(like.service), "%s", call->service);
	snprintf(like.region, sizeof(like.region), "%s", call->region ? call->region : "");
	snprintf(like.code, sizeof(like.code), "none");
	if (rsp->status > 0)
		snprintf(like.code, sizeof(like.code), "%d", rsp->status);
	row = row_of(traffic, &like);
	if (!row)
		return;
	row->n++;
	meter_measure(&service_of(traffic, like.service)->meter, rsp->took);
}

void
traffic_done(struct traffic *traffic)
{
	xfree(traffic->rows);
	xfree(traffic->services);
	*traffic = (struct traffic){ .n_rows = 0 };
}

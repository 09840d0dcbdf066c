/* SPDX-License-Identifier: MIT */
/*
 * ARC's clusters, control panels and routing controls. What changes them, and lists
 * them, answers in us-west-2 alone, wherever the endpoints are: one more reason to
 * write down what it says.
 */
#include <string.h>

#include "aws/inventory_private.h"
#include "aws/percent.h"
#include "aws/query.h"

#define SERVICE "route53-recovery-control-config"
#define REGION  "us-west-2"

/* A query string is begun, or goes on. */
static void
add_parameter(struct buf *url, const char *name, const char *value)
{
	if (!value)
		return;
	buf_printf(url, "%c%s=", strchr(buf_text(url), '?') ? '&' : '?', name);
	percent_encode(url, value, strlen(value), "");
}

static void
send(const struct inventory_where *where, const char *action, struct buf *url, struct call *ret)
{
	add_parameter(url, "NextToken", where->next);
	query_rest(ret, SERVICE, where->region, action, buf_text(url), NULL);
	ret->http.method = "GET";
}

/* ---- clusters ---- */

static void
ask_clusters(const struct inventory_where *where, struct call *ret)
{
	autofree(buf_done) struct buf url = { 0 };

	buf_puts(&url, "/cluster");
	send(where, "ListClusters", &url, ret);
}

static bool
read_clusters(const struct inventory_where *where, const struct answer *answer,
    struct inventory *ret, struct error *err)
{
	json_t *body = inventory_json(answer, "Clusters", ret, err), *cluster, *endpoint;
	size_t i, j;

	json_array_foreach(json_object_get(body, "Clusters"), i, cluster)
	{
		json_array_foreach(json_object_get(cluster, "ClusterEndpoints"), j, endpoint)
		    inventory_add(ret, inventory_text(cluster, "ClusterArn"),
			inventory_text(endpoint, "Endpoint"), inventory_text(cluster, "Name"),
			inventory_text(endpoint, "Region"));
	}
	json_decref(body);
	return body != NULL;
}

const struct inventory_row inventory_endpoints = { SERVICE ":ListClusters", REGION, ask_clusters,
	read_clusters };

/* ---- panels ---- */

static void
ask_panels(const struct inventory_where *where, struct call *ret)
{
	autofree(buf_done) struct buf url = { 0 };

	buf_puts(&url, "/controlpanels");
	add_parameter(&url, "ClusterArn", where->of);
	send(where, "ListControlPanels", &url, ret);
}

static bool
read_list(const struct inventory_where *where, const struct answer *answer, const char *list,
    const char *arn, struct inventory *ret, struct error *err)
{
	json_t *body = inventory_json(answer, list, ret, err), *item;
	size_t i;

	json_array_foreach(json_object_get(body, list), i, item) inventory_add(ret, where->of,
	    inventory_text(item, arn), inventory_text(item, "Name"), NULL);
	json_decref(body);
	return body != NULL;
}

static bool
read_panels(const struct inventory_where *where, const struct answer *answer, struct inventory *ret,
    struct error *err)
{
	return read_list(where, answer, "ControlPanels", "ControlPanelArn", ret, err);
}

const struct inventory_row inventory_panels = { SERVICE ":ListControlPanels", REGION, ask_panels,
	read_panels };

/* ---- controls ---- */

static void
ask_controls(const struct inventory_where *where, struct call *ret)
{
	autofree(buf_done) struct buf url = { 0 };

	buf_puts(&url, "/controlpanel/");
	percent_encode(&url, where->of, strlen(where->of), "");
	buf_puts(&url, "/routingcontrols");
	send(where, "ListRoutingControls", &url, ret);
}

static bool
read_controls(const struct inventory_where *where, const struct answer *answer,
    struct inventory *ret, struct error *err)
{
	return read_list(where, answer, "RoutingControls", "RoutingControlArn", ret, err);
}

const struct inventory_row inventory_controls = { SERVICE ":ListRoutingControls", REGION,
	ask_controls, read_controls };

/* SPDX-License-Identifier: MIT */
#include "config/route.h"

#include <stdio.h>
#include <string.h>

#include "config/parse.h"
#include "config/report.h"

#define ENDPOINTS_OF_ARC 5

/* ---- ARNs: "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE" ---- */

struct arn {
	struct part {
		const char *text;
		size_t len;
	} partition, service, region, account, resource;
};

static bool
split(const char *text, struct arn *ret)
{
	struct part *parts[] = { &ret->partition, &ret->service, &ret->region, &ret->account };

	if (strncmp(text, "arn:", 4) != 0)
		return false;
	text += 4;
	for (size_t i = 0; i < COUNT(parts); i++) {
		*parts[i] = (struct part){ text, strcspn(text, ":") };
		text += parts[i]->len;
		if (*text++ != ':')
			return false;
	}
	ret->resource = (struct part){ text, strlen(text) };
	return ret->partition.len > 0 && ret->resource.len > 0 && ret->account.len == 12 &&
	    strspn(ret->account.text, "0123456789") >= 12;
}

static bool
is(const struct part *part, const char *text)
{
	return part->len == strlen(text) && strncmp(part->text, text, part->len) == 0;
}

static bool
begins(const struct part *part, const char *text)
{
	return part->len > strlen(text) && strncmp(part->text, text, strlen(text)) == 0;
}

static void
not_an_arn(struct load *in, const struct node *node, const char *what, const char *example)
{
	report_help(report_label(report_value(in, node, "E104", "\"%s\" is not the ARN of %s",
				     node->key, what),
			"not such an ARN"),
	    "it looks like %s", example);
}

static bool
usable(const struct node *node)
{
	return node && node->type == NODE_STRING && node->text[0];
}

static void
check_cluster(struct load *in, const struct node *region)
{
	const struct node *node = node_member(region, "cluster");
	struct arn arn;

	if (!usable(node))
		return;
	if (!split(node->text, &arn) || !is(&arn.service, "rds") ||
	    !begins(&arn.resource, "cluster:"))
		not_an_arn(in, node, "an Aurora cluster",
		    "arn:aws:rds:us-east-1:111122223333:cluster:NAME");
	else if (!is(&arn.region, region->key))
		report_help(report_label(report_value(in, node, "E105",
					     "the cluster of %s is in %.*s", region->key,
					     (int)arn.region.len, arn.region.text),
				"another Region's"),
		    "give the ARN of the cluster that is in %s", region->key);
}

/* Of a part of the application: a key for each Region. */
static void
check_keys(struct load *in, const struct node *part)
{
	const struct node *keys = node_member(part, "kms_keys");
	struct arn arn;

	for (const struct node *node = keys && keys->type == NODE_OBJECT ? keys->first : NULL; node;
	     node = node->next) {
		if (!usable(node))
			continue;
		if (!split(node->text, &arn) || !is(&arn.service, "kms") ||
		    !begins(&arn.resource, "key/"))
			not_an_arn(in, node, "a key of KMS",
			    "arn:aws:kms:us-east-1:111122223333:key/ID");
		else if (!is(&arn.region, node->key))
			report_help(report_label(report_value(in, node, "E105",
						     "the key for %.40s is in %.*s", node->key,
						     (int)arn.region.len, arn.region.text),
					"another Region's"),
			    "give the ARN of the key that is in %.40s", node->key);
	}
}

/* panel: NULL when it is not known. */
static void
check_control(struct load *in, const struct node *region, const struct node *panel)
{
	const struct node *node = node_member(region, "routing_control");
	struct arn arn;
	size_t len;

	if (!usable(node))
		return;
	if (!split(node->text, &arn) || !is(&arn.service, "route53-recovery-control") ||
	    !begins(&arn.resource, "controlpanel/") || !strstr(node->text, "/routingcontrol/")) {
		not_an_arn(in, node, "a routing control",
		    "arn:aws:route53-recovery-control::111122223333:controlpanel/ID/"
		    "routingcontrol/ID");
		return;
	}
	len = panel ? strlen(panel->text) : 0;
	if (panel && (strncmp(node->text, panel->text, len) != 0 || node->text[len] != '/'))
		report_help(report_label(report_value(in, node, "E109",
					     "the routing control of %s is not on routing.panel",
					     region->key),
				"another panel's"),
		    "all routing controls of an application are on one panel: one call moves all");
}

/* false: it cannot be held against the controls. */
static bool
check_panel(struct load *in, const struct node *node)
{
	struct arn arn;

	if (!usable(node))
		return false;
	if (split(node->text, &arn) && is(&arn.service, "route53-recovery-control") &&
	    begins(&arn.resource, "controlpanel/") && !strstr(node->text, "/routingcontrol/"))
		return true;
	not_an_arn(in, node, "a control panel",
	    "arn:aws:route53-recovery-control::111122223333:controlpanel/ID");
	return false;
}

/* ---- ARC's endpoints ---- */

static void
check_endpoint(struct load *in, const struct node *node)
{
	const char *wrong = parse_region(node->key);

	if (wrong)
		report_help(report_label(report_key(in, node, "E103", "\"%.60s\" is not a Region",
					     node->key),
				"%s", wrong),
		    "endpoints are written \"us-east-1\": \"https://...\"");
	wrong = usable(node) ? parse_url(node->text) : NULL;
	if (wrong)
		report_help(report_label(report_value(in, node, "E028",
					     "the endpoint in %.40s cannot be read", node->key),
				"%s", wrong),
		    "write it as ARC shows it: \"https://NAME.route53-recovery-cluster."
		    "us-east-1.amazonaws.com/v1\"");
}

static void
check_endpoints(struct load *in, const struct node *endpoints)
{
	struct diagnostic *d;

	if (!endpoints || endpoints->type != NODE_OBJECT)
		return;
	for (const struct node *node = endpoints->first; node; node = node->next)
		check_endpoint(in, node);
	if (endpoints->n == 0)
		report_help(report_label(report_key(in, endpoints, "E030",
					     "\"endpoints\" is empty"),
				"nobody to ask"),
		    "write down the five that ARC shows for the cluster");
	else if (endpoints->n < ENDPOINTS_OF_ARC) {
		d = report_warning(in, endpoints, "W203",
		    "%zu of the %d endpoints of an ARC cluster", endpoints->n, ENDPOINTS_OF_ARC);
		report_help(d, "name all of them: each one must do when the others are lost");
	}
}

/* ---- the DNS ---- */

static void
check_server(struct load *in, const struct node *node)
{
	const char *wrong = usable(node) ? parse_server(node->text) : NULL;

	if (wrong)
		report_help(report_label(report_value(in, node, "E043",
					     "a name server cannot be read"),
				"%s", wrong),
		    "write \"IP\" or \"IP:port\": a name would have to be resolved first");
}

static void
check_dns(struct load *in, const struct node *dns)
{
	const struct node *servers = node_member(dns, "servers");
	const struct node *name = node_member(dns, "name");

	if (usable(name) && strpbrk(name->text, ":/ "))
		report_help(report_label(report_value(in, name, "E044", "a name is wanted here"),
				"more than a name"),
		    "write the bare name: \"api.shop.example\"");
	if (servers && servers->type == NODE_ARRAY)
		for (const struct node *node = servers->first; node; node = node->next)
			check_server(in, node);
	else if (servers)
		check_server(in, servers);
	else if (dns && dns->type == NODE_OBJECT)
		report_help(report_label(report_warning(in, dns, "W204",
					     "the zone's own servers are not named"),
				"\"servers\" is missing"),
		    "add \"servers\": resolvers remember old answers, and a move waits for them");
}

void
route_check(struct load *in, const struct node *root)
{
	const struct node *regions = node_member(root, "regions");
	const struct node *panel = node_inner(root, "routing", "panel");
	bool good = check_panel(in, panel);

	for (const struct node *region = regions && regions->type == NODE_OBJECT ? regions->first
										 : NULL;
	     region; region = region->next) {
		check_cluster(in, region);
		check_control(in, region, good ? panel : NULL);
	}
	check_keys(in, node_member(root, "aurora"));
	check_keys(in, node_member(root, "secret"));
	check_endpoints(in, node_inner(root, "routing", "endpoints"));
	check_dns(in, node_member(root, "dns"));
}

/* SPDX-License-Identifier: MIT */
/* Route 53: health checks, zones, and the records that follow a health check. */
#include <stdio.h>
#include <string.h>

#include "aws/inventory_private.h"
#include "aws/percent.h"
#include "base/alloc.h"

#define API    "/2013-04-01/"
#define REGION "us-east-1" /* in which it is signed; endpoints know those of other partitions */

/* query: what asks for the next page, or NULL. */
static void
send(const char *action, const char *path, const char *query, struct call *ret)
{
	*ret = (struct call){ .kind = CALL_AWS,
		.service = "route53",
		.region = REGION,
		.http = { .method = "GET",
		    .url =
			xasprintf("%s%s%s%s", API, path, query ? "?" : "", query ? query : "") } };
	snprintf(ret->name, sizeof(ret->name), "route53:%s", action);
}

static void
add_parameter(struct buf *query, const char *name, const char *value)
{
	if (!*value)
		return;
	buf_printf(query, "%s%s=", query->len > 0 ? "&" : "", name);
	percent_encode(query, value, strlen(value), "");
}

/* By the members of the answer that say where the next page begins. */
static void
set_next(const struct xml *xml, const char *const members[][2], struct inventory *ret)
{
	struct buf query = { 0 };

	if (strcmp(xml_text(xml, "IsTruncated"), "true") == 0)
		for (size_t i = 0; members[i][0]; i++)
			add_parameter(&query, members[i][1], xml_text(xml, members[i][0]));
	ret->next = query.data;
}

static const char *const by_marker[][2] = { { "NextMarker", "marker" }, { NULL } };

/* ---- health checks ---- */

static void
ask_checks(const struct inventory_where *where, struct call *ret)
{
	send("ListHealthChecks", "healthcheck", where->next, ret);
}

/* What a health check of HTTP asks, or NULL. */
static char *
url_of(const struct xml *config)
{
	const char *type = xml_text(config, "Type"), *port = xml_text(config, "Port");
	const char *host = xml_text(config, "FullyQualifiedDomainName");
	bool tls = strncmp(type, "HTTPS", 5) == 0;
	bool usual = !*port || strcmp(port, tls ? "443" : "80") == 0;

	if (strncmp(type, "HTTP", 4) != 0 || !*host)
		return NULL;
	return xasprintf("http%s://%s%s%s%s", tls ? "s" : "", host, usual ? "" : ":",
	    usual ? "" : port, xml_text(config, "ResourcePath"));
}

static bool
read_checks(const struct inventory_where *where, const struct answer *answer, struct inventory *ret,
    struct error *err)
{
	autofree(xml_free) struct xml *xml = inventory_xml(answer, err);
	const struct xml *list = xml_at(xml, "HealthChecks"), *at;

	if (!xml)
		return false;
	if (!list)
		return error_set(err, "the answer has no HealthChecks");
	for (at = xml_at(list, "HealthCheck"); at; at = xml_next(at)) {
		autofree(xfree) char *url = url_of(xml_at(at, "HealthCheckConfig"));

		inventory_add(ret, xml_text(at, "HealthCheckConfig/RoutingControlArn"),
		    xml_text(at, "Id"), url, NULL);
	}
	set_next(xml, by_marker, ret);
	return true;
}

const struct inventory_row inventory_checks = { "route53:ListHealthChecks", REGION, ask_checks,
	read_checks };

/* ---- zones ---- */

static void
ask_zones(const struct inventory_where *where, struct call *ret)
{
	send("ListHostedZones", "hostedzone", where->next, ret);
}

/* "api.shop.example." as people write it. */
static char *
bare(const char *name)
{
	size_t len = strlen(name);

	return xstrndup(name, len > 0 && name[len - 1] == '.' ? len - 1 : len);
}

static bool
read_zones(const struct inventory_where *where, const struct answer *answer, struct inventory *ret,
    struct error *err)
{
	autofree(xml_free) struct xml *xml = inventory_xml(answer, err);
	const struct xml *list = xml_at(xml, "HostedZones"), *at;

	if (!xml)
		return false;
	if (!list)
		return error_set(err, "the answer has no HostedZones");
	for (at = xml_at(list, "HostedZone"); at; at = xml_next(at)) {
		autofree(xfree) char *name = bare(xml_text(at, "Name"));
		const char *id = xml_text(at, "Id"), *slash = strrchr(id, '/');

		inventory_add(ret, NULL, slash ? slash + 1 : id, name, NULL)->marked =
		    strcmp(xml_text(at, "Config/PrivateZone"), "true") == 0;
	}
	set_next(xml, by_marker, ret);
	return true;
}

const struct inventory_row inventory_zones = { "route53:ListHostedZones", REGION, ask_zones,
	read_zones };

/* ---- records ---- */

static const char *const by_record[][2] = { { "NextRecordName", "name" },
	{ "NextRecordType", "type" }, { "NextRecordIdentifier", "identifier" }, { NULL } };

static void
ask_zone(const struct inventory_where *where, const char *action, const char *what,
    struct call *ret)
{
	autofree(buf_done) struct buf path = { 0 };

	buf_puts(&path, "hostedzone/");
	percent_encode(&path, where->of, strlen(where->of), "");
	buf_puts(&path, what);
	send(action, buf_text(&path), where->next, ret);
}

static void
ask_records(const struct inventory_where *where, struct call *ret)
{
	ask_zone(where, "ListResourceRecordSets", "/rrset", ret);
}

static void
add_record(const struct xml *record, struct inventory *ret)
{
	const char *check = xml_text(record, "HealthCheckId");
	autofree(xfree) char *name = bare(xml_text(record, "Name"));
	const struct xml *at = xml_at(record, "ResourceRecords/ResourceRecord");
	const char *type = xml_text(record, "Type");

	if (!*check)
		return;
	if (!at)
		inventory_add(ret, check, NULL, name, type);
	for (; at; at = xml_next(at))
		inventory_add(ret, check, xml_text(at, "Value"), name, type);
}

static bool
read_records(const struct inventory_where *where, const struct answer *answer,
    struct inventory *ret, struct error *err)
{
	autofree(xml_free) struct xml *xml = inventory_xml(answer, err);
	const struct xml *list = xml_at(xml, "ResourceRecordSets"), *at;

	if (!xml)
		return false;
	if (!list)
		return error_set(err, "the answer has no ResourceRecordSets");
	for (at = xml_at(list, "ResourceRecordSet"); at; at = xml_next(at))
		add_record(at, ret);
	set_next(xml, by_record, ret);
	return true;
}

const struct inventory_row inventory_records = { "route53:ListResourceRecordSets", REGION,
	ask_records, read_records };

/* ---- name servers ---- */

static void
ask_servers(const struct inventory_where *where, struct call *ret)
{
	ask_zone(where, "GetHostedZone", "", ret);
}

static bool
read_servers(const struct inventory_where *where, const struct answer *answer,
    struct inventory *ret, struct error *err)
{
	autofree(xml_free) struct xml *xml = inventory_xml(answer, err);
	const struct xml *at = xml_at(xml, "DelegationSet/NameServers/NameServer");

	if (!xml)
		return false;
	if (!at)
		return error_set(err, "the answer has no NameServers");
	for (; at; at = xml_next(at)) {
		autofree(xfree) char *name = bare(xml_text(at, ""));

		inventory_add(ret, NULL, NULL, name, NULL);
	}
	return true;
}

const struct inventory_row inventory_servers = { "route53:GetHostedZone", REGION, ask_servers,
	read_servers };

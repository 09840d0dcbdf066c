/* SPDX-License-Identifier: MIT */
#include "aws/inventory.h"

#include <string.h>

#include "said.h"
#include "test.h"

#define REGION  "eu-central-1"
#define CLUSTER "arn:aws:route53-recovery-control::1:cluster/c"
#define PANEL   "arn:aws:route53-recovery-control::1:controlpanel/p"

/* ---- asking ---- */

static void
asks_where_the_thing_is_known(void **state)
{
	static const struct {
		enum inventory_kind kind;
		const char *of, *next, *name, *region, *method, *url, *body;
	} cases[] = {
		{ INVENTORY_CLUSTERS, NULL, NULL, "rds:DescribeGlobalClusters", REGION, "POST", "/",
		    "Action=DescribeGlobalClusters&Version=2014-10-31&MaxRecords=100" },
		{ INVENTORY_CLUSTERS, NULL, "a b", "rds:DescribeGlobalClusters", REGION, "POST",
		    "/",
		    "Action=DescribeGlobalClusters&Version=2014-10-31&MaxRecords=100&Marker=a%20b" },
		{ INVENTORY_ENDPOINTS, NULL, NULL, "route53-recovery-control-config:ListClusters",
		    "us-west-2", "GET", "/cluster", "" },
		{ INVENTORY_ENDPOINTS, NULL, "t=", "route53-recovery-control-config:ListClusters",
		    "us-west-2", "GET", "/cluster?NextToken=t%3D", "" },
		{ INVENTORY_PANELS, CLUSTER, "t",
		    "route53-recovery-control-config:ListControlPanels", "us-west-2", "GET",
		    "/controlpanels?ClusterArn=arn%3Aaws%3Aroute53-recovery-control%3A%3A1%3A"
		    "cluster%2Fc&NextToken=t",
		    "" },
		{ INVENTORY_CONTROLS, PANEL, NULL,
		    "route53-recovery-control-config:ListRoutingControls", "us-west-2", "GET",
		    "/controlpanel/arn%3Aaws%3Aroute53-recovery-control%3A%3A1%3Acontrolpanel%2Fp/"
		    "routingcontrols",
		    "" },
		{ INVENTORY_SECRETS, NULL, NULL, "secretsmanager:ListSecrets", REGION, "POST", "/",
		    "{\"MaxResults\":100}" },
		{ INVENTORY_SECRETS, NULL, "t", "secretsmanager:ListSecrets", REGION, "POST", "/",
		    "{\"MaxResults\":100,\"NextToken\":\"t\"}" },
		{ INVENTORY_CHECKS, NULL, NULL, "route53:ListHealthChecks", "us-east-1", "GET",
		    "/2013-04-01/healthcheck", "" },
		{ INVENTORY_ZONES, NULL, "marker=m", "route53:ListHostedZones", "us-east-1", "GET",
		    "/2013-04-01/hostedzone?marker=m", "" },
		{ INVENTORY_RECORDS, "Z1", "name=a", "route53:ListResourceRecordSets", "us-east-1",
		    "GET", "/2013-04-01/hostedzone/Z1/rrset?name=a", "" },
		{ INVENTORY_SERVERS, "Z1", NULL, "route53:GetHostedZone", "us-east-1", "GET",
		    "/2013-04-01/hostedzone/Z1", "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(call_done) struct call call = { 0 };

		inventory_ask(cases[i].kind, REGION, cases[i].of, cases[i].next, &call);
		assert_string_equal(call.name, cases[i].name);
		assert_string_equal(call.name, inventory_action(cases[i].kind));
		assert_string_equal(call.region, cases[i].region);
		assert_string_equal(call.http.method, cases[i].method);
		assert_string_equal(call.http.url, cases[i].url);
		assert_string_equal(buf_text(&call.http.body), cases[i].body);
		assert_false(call.acts);
	}
}

/* ---- reading ---- */

static void
reads(enum inventory_kind kind, const char *of, const char *body, struct inventory *ret)
{
	autofree(said_done) struct said said;
	struct error err = { "" };

	said_answer(&said, 200, NULL, body);
	if (!inventory_read(kind, of, &said.answer, ret, &err))
		fail_msg("%s: %s", inventory_action(kind), err.text);
}

struct wanted {
	const char *of, *id, *name, *place;
	bool marked;
};

/* Of the i-th that was found. */
static void
is(const struct inventory *found, size_t i, const struct wanted *wanted)
{
	assert_in_range(i, 0, found->n - 1);
	assert_string_equal(found->list[i].of, wanted->of);
	assert_string_equal(found->list[i].id, wanted->id);
	assert_string_equal(found->list[i].name, wanted->name);
	assert_string_equal(found->list[i].place, wanted->place);
	assert_int_equal(found->list[i].marked, wanted->marked);
}

#define MEMBER(arn, writer)                                                                        \
	"<GlobalClusterMember><DBClusterArn>" arn "</DBClusterArn><IsWriter>" writer "</IsWriter>" \
	"</GlobalClusterMember>"
#define A "arn:aws:rds:us-east-1:1:cluster:a"
#define B "arn:aws:rds:us-west-2:1:cluster:b"

static void
reads_the_members_of_each_global_cluster(void **state)
{
	autofree(inventory_done) struct inventory found = { 0 };

	reads(INVENTORY_CLUSTERS, NULL,
	    "<DescribeGlobalClustersResponse><DescribeGlobalClustersResult><GlobalClusters>"
	    "<GlobalClusterMember><GlobalClusterIdentifier>shop</GlobalClusterIdentifier>"
	    "<GlobalClusterMembers>" MEMBER(A, "true") MEMBER(B,
		"false") "</GlobalClusterMembers></GlobalClusterMember>"
			 "<GlobalClusterMember><GlobalClusterIdentifier>empty</GlobalClusterIdentifier>"
			 "</GlobalClusterMember></GlobalClusters><Marker>more</Marker>"
			 "</DescribeGlobalClustersResult></DescribeGlobalClustersResponse>",
	    &found);
	assert_int_equal(found.n, 2);
	is(&found, 0, &(struct wanted){ "shop", A, "", "us-east-1", true });
	is(&found, 1, &(struct wanted){ "shop", B, "", "us-west-2", false });
	assert_string_equal(found.next, "more");
}

static void
reads_what_arc_lists(void **state)
{
	autofree(inventory_done) struct inventory found = { 0 };

	reads(INVENTORY_ENDPOINTS, NULL,
	    "{\"Clusters\":[{\"ClusterArn\":\"" CLUSTER
	    "\",\"Name\":\"shop\",\"ClusterEndpoints\":["
	    "{\"Endpoint\":\"https://a/v1\",\"Region\":\"us-east-1\"}]},{\"ClusterArn\":\"x\"}]}",
	    &found);
	reads(INVENTORY_PANELS, CLUSTER,
	    "{\"ControlPanels\":[{\"ControlPanelArn\":\"" PANEL "\",\"Name\":\"traffic\"}],"
	    "\"NextToken\":\"2\"}",
	    &found);
	assert_string_equal(found.next, "2");
	reads(INVENTORY_CONTROLS, PANEL,
	    "{\"RoutingControls\":[{\"RoutingControlArn\":\"c1\",\"Name\":\"shop-us-east-1\"}],"
	    "\"NextToken\":null}",
	    &found);
	assert_int_equal(found.n, 3);
	is(&found, 0, &(struct wanted){ CLUSTER, "https://a/v1", "shop", "us-east-1", false });
	is(&found, 1, &(struct wanted){ CLUSTER, PANEL, "traffic", "", false });
	is(&found, 2, &(struct wanted){ PANEL, "c1", "shop-us-east-1", "", false });
	assert_null(found.next);
}

static void
reads_names_of_secrets(void **state)
{
	autofree(inventory_done) struct inventory found = { 0 };

	reads(INVENTORY_SECRETS, NULL,
	    "{\"SecretList\":[{\"ARN\":\"a\",\"Name\":\"n\",\"PrimaryRegion\":\"us-east-1\"},"
	    "{\"ARN\":\"b\",\"Name\":\"m\"}]}",
	    &found);
	is(&found, 0, &(struct wanted){ "", "a", "n", "us-east-1", false });
	is(&found, 1, &(struct wanted){ "", "b", "m", "", false });
}

static void
reads_health_checks_by_what_they_follow_or_ask(void **state)
{
	autofree(inventory_done) struct inventory found = { 0 };

	reads(INVENTORY_CHECKS, NULL,
	    "<ListHealthChecksResponse><HealthChecks>"
	    "<HealthCheck><Id>1</Id><HealthCheckConfig><Type>RECOVERY_CONTROL</Type>"
	    "<RoutingControlArn>c1</RoutingControlArn></HealthCheckConfig></HealthCheck>"
	    "<HealthCheck><Id>2</Id><HealthCheckConfig><Type>HTTPS_STR_MATCH</Type><Port>443</Port>"
	    "<FullyQualifiedDomainName>api.example</FullyQualifiedDomainName>"
	    "<ResourcePath>/ok</ResourcePath></HealthCheckConfig></HealthCheck>"
	    "<HealthCheck><Id>3</Id><HealthCheckConfig><Type>HTTP</Type><Port>8080</Port>"
	    "<FullyQualifiedDomainName>api.example</FullyQualifiedDomainName>"
	    "</HealthCheckConfig></HealthCheck>"
	    "<HealthCheck><Id>4</Id><HealthCheckConfig><Type>TCP</Type><Port>22</Port>"
	    "<FullyQualifiedDomainName>api.example</FullyQualifiedDomainName>"
	    "</HealthCheckConfig></HealthCheck></HealthChecks>"
	    "<IsTruncated>true</IsTruncated><NextMarker>m/1</NextMarker></ListHealthChecksResponse>",
	    &found);
	is(&found, 0, &(struct wanted){ "c1", "1", "", "", false });
	is(&found, 1, &(struct wanted){ "", "2", "https://api.example/ok", "", false });
	is(&found, 2, &(struct wanted){ "", "3", "http://api.example:8080", "", false });
	is(&found, 3, &(struct wanted){ "", "4", "", "", false });
	assert_string_equal(found.next, "marker=m%2F1");
}

static void
reads_zones_their_records_and_servers(void **state)
{
	autofree(inventory_done) struct inventory found = { 0 };

	reads(INVENTORY_ZONES, NULL,
	    "<ListHostedZonesResponse><HostedZones><HostedZone><Id>/hostedzone/Z1</Id>"
	    "<Name>shop.example.</Name><Config><PrivateZone>true</PrivateZone></Config>"
	    "</HostedZone></HostedZones><IsTruncated>false</IsTruncated></ListHostedZonesResponse>",
	    &found);
	assert_null(found.next);
	reads(INVENTORY_RECORDS, "Z1",
	    "<ListResourceRecordSetsResponse><ResourceRecordSets>"
	    "<ResourceRecordSet><Name>api.shop.example.</Name><Type>A</Type><ResourceRecords>"
	    "<ResourceRecord><Value>192.0.2.1</Value></ResourceRecord>"
	    "<ResourceRecord><Value>192.0.2.2</Value></ResourceRecord></ResourceRecords>"
	    "<HealthCheckId>1</HealthCheckId></ResourceRecordSet>"
	    "<ResourceRecordSet><Name>www.shop.example.</Name><Type>A</Type><AliasTarget/>"
	    "<HealthCheckId>2</HealthCheckId></ResourceRecordSet>"
	    "<ResourceRecordSet><Name>shop.example.</Name><Type>NS</Type></ResourceRecordSet>"
	    "</ResourceRecordSets><IsTruncated>true</IsTruncated>"
	    "<NextRecordName>x.shop.example.</NextRecordName><NextRecordType>A</NextRecordType>"
	    "</ListResourceRecordSetsResponse>",
	    &found);
	assert_string_equal(found.next, "name=x.shop.example.&type=A");
	reads(INVENTORY_SERVERS, "Z1",
	    "<GetHostedZoneResponse><DelegationSet><NameServers>"
	    "<NameServer>ns-1.awsdns-00.org.</NameServer></NameServers></DelegationSet>"
	    "</GetHostedZoneResponse>",
	    &found);
	assert_int_equal(found.n, 5);
	is(&found, 0, &(struct wanted){ "", "Z1", "shop.example", "", true });
	is(&found, 1, &(struct wanted){ "1", "192.0.2.1", "api.shop.example", "A", false });
	is(&found, 2, &(struct wanted){ "1", "192.0.2.2", "api.shop.example", "A", false });
	is(&found, 3, &(struct wanted){ "2", "", "www.shop.example", "A", false });
	is(&found, 4, &(struct wanted){ "", "", "ns-1.awsdns-00.org", "", false });
}

static void
what_is_not_the_protocol_is_refused(void **state)
{
	static const char *const bodies[] = { "", "{}", "[]", "<a/>", "<a>", "{\"Clusters\":{}}",
		"\xff" };

	for (int kind = 0; kind < INVENTORY_KINDS; kind++)
		for (size_t i = 0; i < COUNT(bodies); i++) {
			autofree(inventory_done) struct inventory found = { 0 };
			autofree(said_done) struct said said;
			struct error err = { "" };

			said_answer(&said, 200, NULL, bodies[i]);
			assert_false(inventory_read((enum inventory_kind)kind, "x", &said.answer,
			    &found, &err));
			assert_non_null(strstr(err.text,
			    inventory_action((enum inventory_kind)kind)));
			assert_int_equal(found.n, 0);
		}
}

static void
no_answer_is_none(void **state)
{
	static const struct answer nothing = { .http = NULL };

	for (int kind = 0; kind < INVENTORY_KINDS; kind++) {
		struct inventory found = { 0 };
		struct error err = { "" };

		assert_false(inventory_read((enum inventory_kind)kind, "x", &nothing, &found,
		    &err));
		assert_string_not_equal(err.text, "");
	}
}

static void
arc_and_route_53_are_asked_in_one_region(void **state)
{
	assert_string_equal(inventory_region(INVENTORY_PANELS), "us-west-2");
	assert_string_equal(inventory_region(INVENTORY_ZONES), "us-east-1");
	assert_null(inventory_region(INVENTORY_SECRETS));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_where_the_thing_is_known),
		cmocka_unit_test(reads_the_members_of_each_global_cluster),
		cmocka_unit_test(reads_what_arc_lists),
		cmocka_unit_test(reads_names_of_secrets),
		cmocka_unit_test(reads_health_checks_by_what_they_follow_or_ask),
		cmocka_unit_test(reads_zones_their_records_and_servers),
		cmocka_unit_test(what_is_not_the_protocol_is_refused),
		cmocka_unit_test(no_answer_is_none),
		cmocka_unit_test(arc_and_route_53_are_asked_in_one_region),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

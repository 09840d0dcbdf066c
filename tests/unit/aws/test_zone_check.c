/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "check_scene.h"

static const struct check_kind *const kind = &zone_check;

#define NS(name) "<NameServer>" name "</NameServer>"
#define ZONE(name, servers)                                                                   \
	"<?xml version=\"1.0\"?>\n<GetHostedZoneResponse "                                    \
	"xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><HostedZone>"                \
	"<Id>/hostedzone/Z0123</Id><Name>" name "</Name><CallerReference>x</CallerReference>" \
	"<Config><PrivateZone>false</PrivateZone></Config></HostedZone>"                      \
	"<DelegationSet><NameServers>" servers "</NameServers></DelegationSet>"               \
	"</GetHostedZoneResponse>"

static void
asks_for_the_zone_that_is_named(void **state)
{
	struct check_scene c;

	check_init(&c);
	assert_int_equal(check_count(&c, kind), 0);
	c.scene.app.dns.zone = "Z0123";
	assert_int_equal(check_count(&c, kind), 1);
	assert_true(check_asks(&c, kind, 0));
	assert_string_equal(c.scene.call.name, "route53:GetHostedZone");
	assert_string_equal(c.scene.call.http.method, "GET");
	assert_string_equal(c.scene.call.http.url, "/2013-04-01/hostedzone/Z0123");
	check_done(&c);
}

static void
says_who_serves_it(void **state)
{
	static const struct {
		const char *body;
		size_t servers;
		enum health health;
		const char *words;
	} cases[] = {
		{ ZONE("shop.example.", NS("ns-1.awsdns-64.com") NS("ns-2.awsdns-01.org")), 2,
		    HEALTH_OK,
		    "shop.example. is served by ns-1.awsdns-64.com, ns-2.awsdns-01.org" },
		{ ZONE("API.shop.example.", NS("ns-1.awsdns-64.com")), 2, HEALTH_OK, "ns-1." },
		{ ZONE("shop.example.", NS("ns-1.awsdns-64.com")), 0, HEALTH_WARN,
		    "as dns.servers" },
		{ ZONE("hop.example.", NS("ns-1.awsdns-64.com")), 2, HEALTH_FAIL,
		    "does not hold api.shop.example" },
		{ ZONE("other.example.", ""), 2, HEALTH_FAIL, "list-hosted-zones" },
		{ ZONE("shop.example.", ""), 2, HEALTH_WARN, "no name servers" },
		{ ZONE("", NS("ns-1.awsdns-64.com")), 2, HEALTH_UNKNOWN, "it names no zone" },
	};
	struct check_scene c;

	check_init(&c);
	c.scene.app.dns.zone = "Z0123";
	for (size_t i = 0; i < COUNT(cases); i++) {
		c.scene.app.dns.servers.n = cases[i].servers;
		assert_int_equal(check_says(&c, kind, 0, 200, cases[i].body), cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_trouble(&c, kind, 0, true);
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_the_zone_that_is_named),
		cmocka_unit_test(says_who_serves_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "check_scene.h"

#define WHO                                                                                    \
	"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/f</Arn>" \
	"<Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"

static void
asks_the_target_who_we_are(void **state)
{
	struct check_scene c;

	check_init(&c);
	assert_true(check_asks(&c, &identity_check, 0));
	assert_string_equal(c.scene.call.name, "sts:GetCallerIdentity");
	assert_string_equal(c.scene.call.region, "us-west-2");
	assert_string_equal(scene_body(&c.scene), "Action=GetCallerIdentity&Version=2011-06-15");
	assert_false(identity_check.reads);
	assert_true(reader_check.reads);
	check_done(&c);
}

static void
asks_nobody_where_nothing_is_of_aws(void **state)
{
	static const struct step_kind plain = { .name = "wait" };
	struct step_spec steps[] = { { "wait", &plain } };
	struct runbook book = { "failover", steps, 1, 0 };
	struct check_scene c;

	check_init(&c);
	assert_int_equal(check_count(&c, &identity_check), 1);
	c.scene.app.aurora.global_cluster = c.scene.app.secret.id = NULL;
	assert_int_equal(check_count(&c, &identity_check), 1);
	c.scene.app.routing.endpoints.n = 0;
	assert_int_equal(check_count(&c, &identity_check), 0);
	c.scene.app.failover = &book;
	assert_int_equal(check_count(&c, &identity_check), 0);
	steps[0].kind = &lambda_step;
	assert_int_equal(check_count(&c, &identity_check), 1);
	check_done(&c);
}

static void
somebody_is_named(void **state)
{
	struct check_scene c;

	check_init(&c);
	assert_int_equal(check_says(&c, &identity_check, 0, 200, WHO), HEALTH_OK);
	assert_string_equal(c.opinion.detail, "arn:aws:iam::1:user/f");
	assert_int_equal(check_says(&c, &identity_check, 0, 200, "<A><B/></A>"), HEALTH_UNKNOWN);
	assert_true(check_tells(&c, "names nobody"));
	check_trouble(&c, &identity_check, 0, false);
	check_done(&c);
}

static enum health
dated(struct check_scene *c, const char *date)
{
	autofree(http_response_done) struct http_response rsp;

	scene_response(&rsp, 403, "<html>");
	if (date)
		http_header_add(&rsp.headers, "Date", date);
	return check_answer(c, &clock_check, 0,
	    &(struct answer){ .http = &rsp, .now = { BOOT, WALL } });
}

static void
our_clock_is_that_of_aws(void **state)
{
	static const struct {
		const char *date;
		enum health health;
		const char *words;
	} cases[] = {
		{ "Tue, 24 Nov 2026 14:00:30 GMT", HEALTH_OK, "within 0ms" },
		{ "Tue, 24 Nov 2026 14:00:59 GMT", HEALTH_OK, "within 29s" },
		{ "Tue, 24 Nov 2026 14:01:30 GMT", HEALTH_WARN, "1m behind AWS's -> set" },
		{ "Tue, 24 Nov 2026 13:58:30 GMT", HEALTH_WARN, "2m ahead of AWS's -> set" },
		{ "Tue, 24 Nov 2026 14:10:30 GMT", HEALTH_WARN,
		    "10m behind AWS's: calls are signed by AWS's" },
		{ "yesterday", HEALTH_UNKNOWN, "no date" },
		{ NULL, HEALTH_UNKNOWN, "no date" },
	};
	struct http_response silent = { .failure = HTTP_REFUSED, .why = "refused" };
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(dated(&c, cases[i].date), cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	assert_int_equal(check_answer(&c, &clock_check, 0, &(struct answer){ .http = &silent }),
	    HEALTH_UNKNOWN);
	assert_int_equal(check_answer(&c, &clock_check, 0, &(struct answer){ .trouble = "none" }),
	    HEALTH_UNKNOWN);
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_the_target_who_we_are),
		cmocka_unit_test(asks_nobody_where_nothing_is_of_aws),
		cmocka_unit_test(somebody_is_named),
		cmocka_unit_test(our_clock_is_that_of_aws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

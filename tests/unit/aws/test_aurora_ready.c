/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "scene.h"

static const struct step_kind *const kind = &aurora_ready_step;

static const char *const regions[] = { "us-west-2" };
static const char *const arns[] = { "arn:aws:secretsmanager:us-west-2:1:secret:canary-AbCdEf" };

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, kind->args_size);
	*(const char **)scene_option(s, kind->options, "sql") = "UPDATE canary SET seen = now()";
	*(struct option_map *)scene_option(s, kind->options, "secrets") =
	    (struct option_map){ regions, arns, 1 };
}

static void
writes_in_the_targets_database(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->look));
	assert_string_equal(s.call.name, "rds-data:ExecuteStatement");
	assert_string_equal(s.call.service, "rds-data");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(s.call.http.method, "POST");
	assert_string_equal(s.call.http.url, "/Execute");
	assert_string_equal(http_header(&s.call.http.headers, "Content-Type"), "application/json");
	assert_string_equal(scene_body(&s),
	    "{\"resourceArn\":\"" ARN_W "\",\"secretArn\":\"arn:aws:secretsmanager:us-west-2:1:"
	    "secret:canary-AbCdEf\",\"sql\":\"UPDATE canary SET seen = now()\"}");
	*(const char **)scene_option(&s, kind->options, "database") = "remittance";
	assert_true(scene_asks(&s, &kind->look));
	assert_non_null(strstr(scene_body(&s), "\"database\":\"remittance\""));
	scene_done(&s);
}

static void
says_what_it_lacks(void **state)
{
	struct scene s;

	start(&s);
	s.move.to = EAST;
	assert_false(scene_asks(&s, &kind->look));
	assert_non_null(strstr(s.err.text, "which secret has the database's user in us-east-1"));
	s.regions[EAST].cluster = NULL;
	assert_false(scene_asks(&s, &kind->look));
	assert_string_equal(s.err.text, "us-east-1 has no cluster: give regions.us-east-1.cluster");
	scene_done(&s);
}

#define CODE(code) "{\"code\":\"" code "\",\"message\":\"it says so\"}"

static const struct {
	int status;
	const char *body;
	enum verdict verdict;
} answers[] = {
	{ 200, "{\"numberOfRecordsUpdated\":1}", VERDICT_DONE },
	{ 200, "<html>", VERDICT_RETRY },
	{ 200, "{\"RoutingControls\":[]}", VERDICT_RETRY },
	{ 400, CODE("DatabaseErrorException"), VERDICT_NOT_YET },
	{ 400, CODE("BadRequestException"), VERDICT_NOT_YET },
	{ 400, CODE("DatabaseResumingException"), VERDICT_NOT_YET },
	{ 400, CODE("InvalidResourceStateException"), VERDICT_NOT_YET },
	{ 504, CODE("DatabaseUnavailableException"), VERDICT_NOT_YET },
	{ 404, CODE("DatabaseNotFoundException"), VERDICT_NOT_YET },
	{ 503, CODE("ServiceUnavailableError"), VERDICT_RETRY },
	{ 400, CODE("HttpEndpointNotEnabledException"), VERDICT_FAIL },
	{ 400, CODE("InvalidSecretException"), VERDICT_FAIL },
	{ 403, CODE("AccessDeniedException"), VERDICT_FAIL },
};

static void
waits_until_a_write_is_taken(void **state)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct scene s;
		enum verdict verdict;

		start(&s);
		verdict = scene_says(&s, &kind->look, answers[i].status, answers[i].body);
		if (verdict != answers[i].verdict)
			fail_msg("%s: %d (%s)", answers[i].body, verdict, s.err.text);
		if (answers[i].status != 200)
			assert_non_null(strstr(s.detail, "no write yet: HTTP "));
		scene_done(&s);
	}
}

static void
silence_is_asked_again(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(scene_silence(&s, &kind->look), VERDICT_RETRY);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_in_the_targets_database),
		cmocka_unit_test(says_what_it_lacks),
		cmocka_unit_test(waits_until_a_write_is_taken),
		cmocka_unit_test(silence_is_asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

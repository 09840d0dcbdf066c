/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "base/digest.h"
#include "secret_scene.h"

static const struct action *const look = &secret_step.look;
static const struct action *const act = &secret_step.act;

static void
start(struct scene *s, enum move_kind kind)
{
	scene_init(s, kind);
	scene_args(s, secret_step.args_size);
	assert_true(memo_put(&s->memo, "writer-endpoint", ENDPOINT_W));
}

static void
a_forced_move_writes_the_target_alone(void **state)
{
	char expected[512];
	struct scene s;

	start(&s, MOVE_FAILOVER);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(scene_body(&s),
	    "{\"SecretId\":\"database\",\"VersionStage\":\"AWSCURRENT\"}");
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_NOT_YET);

	assert_true(scene_asks(&s, act));
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(s.call.name, "secretsmanager:PutSecretValue");
	snprintf(expected, sizeof(expected), SECRET, ENDPOINT_W);
	assert_string_equal(part(&s, "SecretString"), expected);
	assert_int_equal(strlen(part(&s, "ClientRequestToken")), UUID_TEXT - 1);
	assert_int_equal(scene_says(&s, act, 200, WRITTEN), VERDICT_NOT_YET);
	assert_tells_nothing(&s);

	/* Believed when it was seen. */
	assert_true(scene_asks(&s, look));
	assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_DONE);
	assert_string_equal(s.detail, "database names " ENDPOINT_W);
	scene_done(&s);
}

static void
a_planned_move_writes_both_regions_and_reads_both_again(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILBACK);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-west-2");
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, act));
	assert_string_equal(s.call.region, "us-west-2");
	assert_int_equal(scene_says(&s, act, 200, WRITTEN), VERDICT_MORE);

	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-east-1");
	assert_int_equal(reads(&s, "e1", OLD), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, act));
	assert_string_equal(s.call.region, "us-east-1");
	assert_int_equal(scene_says(&s, act, 200, WRITTEN), VERDICT_NOT_YET);

	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-west-2");
	assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-east-1");
	assert_int_equal(reads(&s, "e2", ENDPOINT_W), VERDICT_DONE);
	assert_tells_nothing(&s);
	scene_done(&s);
}

static void
leaves_alone_what_is_right_already(void **state)
{
	struct scene s;

	start(&s, MOVE_SWITCHOVER);
	assert_int_equal(reads(&s, "v1", ENDPOINT_W), VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-east-1");
	assert_int_equal(reads(&s, "e1", ENDPOINT_W), VERDICT_DONE);
	scene_done(&s);
}

static void
goes_where_the_configuration_says(void **state)
{
	static const char *const names[] = { "{from}", "us-west-2", "mars-1" };
	struct scene s;

	start(&s, MOVE_FAILOVER);
	*(struct option_list *)scene_option(&s, secret_step.options, "regions") =
	    (struct option_list){ names, 3 };
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-east-1");
	assert_int_equal(reads(&s, "v", ENDPOINT_W), VERDICT_MORE);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-west-2");
	assert_int_equal(reads(&s, "v", ENDPOINT_W), VERDICT_MORE);
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "no Region mars-1"));
	scene_done(&s);
}

static void
asks_for_the_endpoint_that_no_earlier_step_has_left(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER);
	memset(&s.memo, 0, sizeof(s.memo));
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.name, "rds:DescribeDBClusters");
	assert_string_equal(s.call.region, "us-west-2");
	assert_int_equal(scene_says(&s, look, 200, "<half"), VERDICT_RETRY);
	assert_int_equal(scene_says(&s, look, 200, cluster_xml("promoting", ENDPOINT_W, "false")),
	    VERDICT_UNDER_WAY);
	assert_int_equal(scene_says(&s, look, 200, cluster_xml("available", ENDPOINT_W, "true")),
	    VERDICT_MORE);
	assert_string_equal(memo_get(&s.memo, "writer-endpoint"), ENDPOINT_W);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.name, "secretsmanager:GetSecretValue");

	memset(&s.memo, 0, sizeof(s.memo));
	s.regions[WEST].cluster = NULL;
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "regions.us-west-2.cluster"));
	scene_done(&s);
}

/* Sent again it is the same call; after somebody else's change, or elsewhere, it is not. */
static void
the_token_is_a_function_of_run_region_and_version(void **state)
{
	static const struct {
		const char *token, *version;
		size_t to;
	} cases[] = {
		{ "run-1", "v1", WEST },
		{ "run-1", "v1", WEST },
		{ "run-1", "v2", WEST },
		{ "run-1", "v1", EAST },
		{ "run-2", "v1", WEST },
	};

	char tokens[COUNT(cases)][UUID_TEXT];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s, MOVE_FAILOVER);
		s.step.token = cases[i].token;
		s.move.to = cases[i].to;
		assert_int_equal(reads(&s, cases[i].version, OLD), VERDICT_NOT_YET);
		assert_true(scene_asks(&s, act));
		snprintf(tokens[i], UUID_TEXT, "%.36s", part(&s, "ClientRequestToken"));
		scene_done(&s);
	}
	assert_string_equal(tokens[0], tokens[1]);
	for (size_t i = 2; i < COUNT(cases); i++)
		assert_string_not_equal(tokens[0], tokens[i]);
}

static void
judges_what_a_read_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
		const char *says;
	} cases[] = {
		{ 200, "{\"VersionId\":\"v\",\"SecretBinary\":\"aHVudGVyMg==\"}", VERDICT_FAIL,
		    "binary" },
		{ 200, "{\"VersionId\":\"v\"}", VERDICT_RETRY, "no SecretString" },
		{ 200, "{\"SecretString\":\"hunter2\"}", VERDICT_RETRY, "VersionId" },
		{ 200, "{\"VersionId\":\"v\",\"SecretString\":\"{\\\"ho", VERDICT_RETRY, "" },
		{ 200, "", VERDICT_RETRY, "" },
		{ 200, "{\"VersionId\":\"v\",\"SecretString\":\"hunter2\"}", VERDICT_FAIL,
		    "secret database in us-west-2 cannot be changed safely" },
		{ 200,
		    "{\"VersionId\":\"v\",\"SecretString\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}",
		    VERDICT_FAIL, "no member \"host\"" },
		{ 400, "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"none\"}",
		    VERDICT_FAIL, "secret database in us-west-2" },
		{ 400, "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}", VERDICT_FAIL,
		    "us-west-2" },
		{ 400, "{\"__type\":\"ThrottlingException\",\"message\":\"slow down\"}",
		    VERDICT_RETRY, "" },
		{ 500, "{\"__type\":\"InternalServiceError\",\"message\":\"oh\"}", VERDICT_RETRY,
		    "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		enum verdict verdict;

		start(&s, MOVE_FAILOVER);
		verdict = scene_says(&s, look, cases[i].status, cases[i].body);
		if (verdict != cases[i].verdict || !s.err.text[0] ||
		    !strstr(s.err.text, cases[i].says))
			fail_msg("case %zu: verdict %d, %s", i, verdict, s.err.text);
		assert_tells_nothing(&s);
		scene_done(&s);
	}
}

static void
judges_what_a_write_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
		const char *says;
	} cases[] = {
		{ 200, "", VERDICT_NOT_YET, "will be seen" },
		{ 200, "<html>", VERDICT_NOT_YET, "will be seen" },
		{ 400,
		    "{\"__type\":\"InvalidRequestException\",\"message\":\"You can't perform this "
		    "operation on a replica secret\"}",
		    VERDICT_FAIL, "InvalidRequestException" },
		{ 400,
		    "{\"__type\":\"InvalidParameterException\",\"message\":\"Operation not "
		    "permitted on a replica secret. Call must be made in primary secret's "
		    "region.\"}",
		    VERDICT_FAIL, "InvalidParameterException" },
		{ 400, "{\"__type\":\"ThrottlingException\",\"message\":\"slow down\"}",
		    VERDICT_RETRY, "ThrottlingException" },
		{ 400,
		    "{\"__type\":\"ValidationException\",\"message\":\"Value '{hunter2}' at "
		    "'secretString'\"}",
		    VERDICT_FAIL, "ValidationException" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		enum verdict verdict;

		start(&s, MOVE_FAILOVER);
		assert_int_equal(reads(&s, "v1", OLD), VERDICT_NOT_YET);
		verdict = scene_says(&s, act, cases[i].status, cases[i].body);
		if (verdict != cases[i].verdict || !strstr(s.detail, cases[i].says))
			fail_msg("case %zu: verdict %d, %s", i, verdict, s.detail);
		if (strstr(cases[i].body, "replica"))
			assert_non_null(strstr(s.err.text,
			    "stop-replication-to-replica --region us-west-2 --secret-id database"));
		assert_tells_nothing(&s);
		scene_done(&s);
	}
}

/* The run was taken up again: what is in the scratch has to be read anew. */
static void
never_writes_what_it_has_not_read(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER);
	assert_false(scene_asks(&s, act));
	assert_non_null(strstr(s.err.text, "secret database in us-west-2"));
	memset(&s.memo, 0, sizeof(s.memo));
	assert_false(scene_asks(&s, act));
	assert_non_null(strstr(s.err.text, "endpoint is not known"));
	scene_done(&s);
}

static void
looks_at_the_same_region_after_silence(void **state)
{
	struct scene s;

	start(&s, MOVE_SWITCHOVER);
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_NOT_YET);
	assert_int_equal(scene_silence(&s, act), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-west-2");
	assert_int_equal(scene_silence(&s, look), VERDICT_RETRY);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_forced_move_writes_the_target_alone),
		cmocka_unit_test(a_planned_move_writes_both_regions_and_reads_both_again),
		cmocka_unit_test(leaves_alone_what_is_right_already),
		cmocka_unit_test(goes_where_the_configuration_says),
		cmocka_unit_test(asks_for_the_endpoint_that_no_earlier_step_has_left),
		cmocka_unit_test(the_token_is_a_function_of_run_region_and_version),
		cmocka_unit_test(judges_what_a_read_is_answered),
		cmocka_unit_test(judges_what_a_write_is_answered),
		cmocka_unit_test(never_writes_what_it_has_not_read),
		cmocka_unit_test(looks_at_the_same_region_after_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* A secret that names the global writer endpoint is verified, and never written. */
#include "test.h"

#include "secret_scene.h"

static const struct action *const look = &secret_step.look;

#define GLOBAL "remittance.global-abcdefghijkl.global.rds.amazonaws.com"
#define WITH(endpoint)                                                                   \
	"<R><DescribeGlobalClustersResult><GlobalClusters><GlobalClusterMember>"         \
	"<GlobalClusterIdentifier>remittance</GlobalClusterIdentifier><Status>available" \
	"</Status>" endpoint "</GlobalClusterMember></GlobalClusters>"                   \
	"</DescribeGlobalClustersResult></R>"

static void
start(struct scene *s, enum move_kind kind)
{
	scene_init(s, kind);
	scene_args(s, secret_step.args_size);
	*(int *)scene_option(s, secret_step.options, "strategy") = 1;
}

static void
start_known(struct scene *s, enum move_kind kind)
{
	start(s, kind);
	assert_asks(s, look, "rds:DescribeGlobalClusters", "us-west-2");
	assert_int_equal(scene_says(s, look, 200, WITH("<Endpoint>" GLOBAL "</Endpoint>")),
	    VERDICT_MORE);
}

static void
reads_where_the_move_goes_and_in_a_planned_one_both(void **state)
{
	struct scene s;

	start_known(&s, MOVE_FAILOVER);
	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-west-2");
	assert_int_equal(reads(&s, "v1", GLOBAL), VERDICT_DONE);
	assert_string_equal(s.detail, "database names " GLOBAL ", which follows the writer");
	scene_done(&s);

	start_known(&s, MOVE_FAILBACK);
	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-west-2");
	assert_int_equal(reads(&s, "v1", GLOBAL), VERDICT_MORE);
	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-east-1");
	assert_int_equal(reads(&s, "v1", GLOBAL), VERDICT_DONE);
	scene_done(&s);
}

static void
another_host_is_a_fault_that_says_what_to_do(void **state)
{
	struct scene s;

	start_known(&s, MOVE_FAILOVER);
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_FAIL);
	assert_non_null(strstr(s.err.text,
	    "database in us-west-2 does not name the global writer "
	    "endpoint " GLOBAL ": put it there"));
	assert_tells_nothing(&s);
	scene_done(&s);
}

static void
judges_what_it_is_answered(void **state)
{
	static const struct {
		bool known;
		int status;
		const char *body;
		enum verdict verdict;
		const char *says;
	} cases[] = {
		{ false, 200, WITH(""), VERDICT_FAIL, "has no writer endpoint" },
		{ false, 200, "<half", VERDICT_RETRY, "" },
		{ false, 200, "", VERDICT_RETRY, "" },
		{ false, 503, "", VERDICT_RETRY, "" },
		{ false, 403, FAULT_XML("AccessDenied", "no"), VERDICT_FAIL, "AccessDenied" },
		{ true, 200, "", VERDICT_RETRY, "no SecretString" },
		{ true, 200, "{\"VersionId\":\"v\",\"SecretBinary\":\"aHVudGVyMg==\"}",
		    VERDICT_FAIL, "binary" },
		{ true, 200, "{\"VersionId\":\"v\",\"SecretString\":\"hunter2\"}", VERDICT_FAIL,
		    "cannot be changed safely" },
		{ true, 500, "", VERDICT_RETRY, "secret database in us-west-2" },
		{ true, 429, "", VERDICT_RETRY, "" },
		{ true, 400, DENIED, VERDICT_FAIL, "secret database in us-west-2" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		if (cases[i].known)
			start_known(&s, MOVE_FAILOVER);
		else
			start(&s, MOVE_FAILOVER);
		if (scene_says(&s, look, cases[i].status, cases[i].body) != cases[i].verdict ||
		    !strstr(s.err.text, cases[i].says))
			fail_msg("case %zu: %s", i, s.err.text);
		assert_tells_nothing(&s);
		assert_int_equal(scene_silence(&s, look), VERDICT_RETRY);
		scene_done(&s);
	}
}

static void
says_what_it_lacks_and_never_writes(void **state)
{
	static const char *const names[] = { "mars-1" };
	struct scene s;

	start(&s, MOVE_FAILOVER);
	s.app.aurora.global_cluster = NULL;
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "give \"aurora\""));
	assert_false(scene_asks(&s, &secret_step.act));
	assert_non_null(strstr(s.err.text, "is not written"));
	s.app.aurora.global_cluster = "remittance";
	*(struct option_list *)scene_option(&s, secret_step.options, "regions") =
	    (struct option_list){ names, 1 };
	assert_int_equal(scene_says(&s, look, 200, WITH("<Endpoint>" GLOBAL "</Endpoint>")),
	    VERDICT_MORE);
	assert_false(scene_asks(&s, look));
	assert_non_null(strstr(s.err.text, "no Region mars-1"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_where_the_move_goes_and_in_a_planned_one_both),
		cmocka_unit_test(another_host_is_a_fault_that_says_what_to_do),
		cmocka_unit_test(judges_what_it_is_answered),
		cmocka_unit_test(says_what_it_lacks_and_never_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

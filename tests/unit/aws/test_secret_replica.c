/* SPDX-License-Identifier: MIT */
/* One secret and its replica: made stand-alone by force, made a replica again as planned. */
#include "test.h"

#include "secret_scene.h"

static const struct action *const look = &secret_step.look;
static const struct action *const act = &secret_step.act;

#define DESCRIBED(primary) "{\"ARN\":\"a\",\"Name\":\"database\"" primary "}"
#define PRIMARY(region)    ",\"PrimaryRegion\":\"" region "\""
#define COPY(region, status, why)                                                                        \
	",\"ReplicationStatus\":[{\"Region\":\"eu-west-1\",\"Status\":\"InSync\"},{\"Region\":\"" region \
	"\",\"Status\":\"" status "\",\"StatusMessage\":\"" why "\"}]"

static void
start(struct scene *s, enum move_kind kind, size_t from)
{
	scene_init(s, kind);
	s->move.from = from;
	s->move.to = from == EAST ? WEST : EAST;
	scene_args(s, secret_step.args_size);
	*(int *)scene_option(s, secret_step.options, "strategy") = 2;
	assert_true(memo_put(&s->memo, "writer-endpoint", ENDPOINT_W));
}

static void
a_failover_makes_the_replica_stand_alone_and_writes_it(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER, EAST);
	assert_asks(&s, look, "secretsmanager:DescribeSecret", "us-west-2");
	assert_string_equal(scene_body(&s), "{\"SecretId\":\"database\"}");
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED(PRIMARY("us-east-1"))),
	    VERDICT_NOT_YET);
	assert_asks(&s, act, "secretsmanager:StopReplicationToReplica", "us-west-2");
	assert_string_equal(scene_body(&s), "{\"SecretId\":\"database\"}");
	assert_int_equal(scene_says(&s, act, 200, "{\"ARN\":\"a\"}"), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED("")), VERDICT_MORE);

	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-west-2");
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_NOT_YET);
	assert_asks(&s, act, "secretsmanager:PutSecretValue", "us-west-2");
	assert_int_equal(scene_says(&s, act, 200, WRITTEN), VERDICT_NOT_YET);
	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-west-2");
	assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_DONE);
	assert_tells_nothing(&s);
	scene_done(&s);
}

/* Where the target's is the primary already, there is nothing to make stand-alone. */
static void
a_failover_to_the_primary_only_writes(void **state)
{
	static const char *const bodies[] = { DESCRIBED(""), DESCRIBED(PRIMARY("us-west-2")) };

	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct scene s;

		start(&s, MOVE_FAILOVER, EAST);
		assert_int_equal(scene_says(&s, look, 200, bodies[i]), VERDICT_MORE);
		assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-west-2");
		scene_done(&s);
	}
}

static void
a_failback_makes_it_a_replica_again(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILBACK, WEST);
	assert_asks(&s, look, "secretsmanager:DescribeSecret", "us-west-2");
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED("")), VERDICT_MORE);
	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-west-2");
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_NOT_YET);
	assert_asks(&s, act, "secretsmanager:PutSecretValue", "us-west-2");
	assert_int_equal(scene_says(&s, act, 200, WRITTEN), VERDICT_NOT_YET);
	assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_MORE);

	assert_asks(&s, look, "secretsmanager:DescribeSecret", "us-west-2");
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED("")), VERDICT_NOT_YET);
	assert_asks(&s, act, "secretsmanager:ReplicateSecretToRegions", "us-west-2");
	assert_string_equal(scene_body(&s),
	    "{\"SecretId\":\"database\",\"AddReplicaRegions\":[{\"Region\":\"us-east-1\"}],"
	    "\"ForceOverwriteReplicaSecret\":false}");
	/* What the failover has left behind is in the way. */
	assert_int_equal(scene_says(&s, act, 400, "{\"__type\":\"ResourceExistsException\"}"),
	    VERDICT_NOT_YET);
	assert_asks(&s, act, "secretsmanager:ReplicateSecretToRegions", "us-west-2");
	assert_non_null(strstr(scene_body(&s), "\"ForceOverwriteReplicaSecret\":true"));
	assert_int_equal(scene_says(&s, act, 200, "{\"ARN\":\"a\"}"), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED(COPY("us-east-1", "InProgress", ""))),
	    VERDICT_UNDER_WAY);
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED(COPY("us-east-1", "InSync", ""))),
	    VERDICT_MORE);
	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-east-1");
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_UNDER_WAY);
	assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_DONE);
	assert_string_equal(s.detail, "database names " ENDPOINT_W " in both Regions");
	assert_tells_nothing(&s);
	scene_done(&s);
}

/* Nobody has failed over: home's is the primary still, and the other one its replica. */
static void
a_switchover_writes_the_primary_wherever_it_is(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILBACK, WEST);
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED(PRIMARY("us-east-1"))), VERDICT_MORE);
	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-east-1");
	assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_MORE);
	assert_asks(&s, look, "secretsmanager:DescribeSecret", "us-east-1");
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED(COPY("us-west-2", "InSync", ""))),
	    VERDICT_MORE);
	assert_asks(&s, look, "secretsmanager:GetSecretValue", "us-west-2");
	assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_DONE);
	scene_done(&s);
}

static void
takes_the_key_of_the_region(void **state)
{
	static const char *const names[] = { "us-west-2", "us-east-1" };
	static const char *const keys[] = { "key-w", "key-e" };
	struct scene s;

	start(&s, MOVE_FAILBACK, WEST);
	*(struct option_map *)scene_option(&s, secret_step.options, "kms_keys") =
	    (struct option_map){ names, keys, 2 };
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED("")), VERDICT_MORE);
	assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_MORE);
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED("")), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, act));
	assert_non_null(strstr(scene_body(&s),
	    "[{\"Region\":\"us-east-1\",\"KmsKeyId\":\"key-e\"}]"));
	scene_done(&s);
}

static void
a_failed_replication_is_forced_once_and_then_told(void **state)
{
	static const struct {
		const char *why;
		bool forced;
	} cases[] = {
		{ "Secret already exists in us-east-1", true },
		{ "KMS key is not accessible", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char body[512];
		struct scene s;

		start(&s, MOVE_FAILBACK, WEST);
		assert_int_equal(scene_says(&s, look, 200, DESCRIBED("")), VERDICT_MORE);
		assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_MORE);
		snprintf(body, sizeof(body), DESCRIBED(COPY("us-east-1", "Failed", "%s")),
		    cases[i].why);
		/* It is seen again before it is forced: that is the same failure. */
		for (int n = 0; n < 3 && cases[i].forced; n++)
			assert_int_equal(scene_says(&s, look, 200, body), VERDICT_NOT_YET);
		if (cases[i].forced) {
			assert_asks(&s, act, "secretsmanager:ReplicateSecretToRegions",
			    "us-west-2");
			assert_int_equal(scene_silence(&s, act), VERDICT_NOT_YET);
			assert_int_equal(scene_says(&s, look, 200, body), VERDICT_NOT_YET);
			assert_true(scene_asks(&s, act));
			assert_non_null(strstr(scene_body(&s),
			    "\"ForceOverwriteReplicaSecret\":true"));
			assert_int_equal(scene_says(&s, act, 200, "{\"ARN\":\"a\"}"),
			    VERDICT_NOT_YET);
		}
		assert_int_equal(scene_says(&s, look, 200, body), VERDICT_FAIL);
		assert_non_null(strstr(s.err.text,
		    "cannot be replicated from us-west-2 to "
		    "us-east-1"));
		assert_non_null(strstr(s.err.text, cases[i].why));
		scene_done(&s);
	}
}

static void
judges_what_a_look_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
		const char *says;
	} cases[] = {
		{ 200, "", VERDICT_RETRY, "describes no secret" },
		{ 200, "{}", VERDICT_RETRY, "describes no secret" },
		{ 200, "\xff<a>", VERDICT_RETRY, "describes no secret" },
		{ 429, "", VERDICT_RETRY, "" },
		{ 500, "", VERDICT_RETRY, "" },
		{ 503, "", VERDICT_RETRY, "" },
		{ 400, DENIED, VERDICT_FAIL, "secret database in us-west-2" },
		{ 400, "{\"__type\":\"ResourceNotFoundException\"}", VERDICT_FAIL, "us-west-2" },
	};

	for (size_t i = 0; i < COUNT(cases) * 2; i++) {
		struct scene s;

		start(&s, i & 1 ? MOVE_FAILBACK : MOVE_FAILOVER, i & 1 ? WEST : EAST);
		if (scene_says(&s, look, cases[i / 2].status, cases[i / 2].body) !=
			cases[i / 2].verdict ||
		    !strstr(s.err.text, cases[i / 2].says))
			fail_msg("case %zu: %s", i, s.err.text);
		assert_int_equal(scene_silence(&s, look), VERDICT_RETRY);
		scene_done(&s);
	}
}

static void
a_primary_elsewhere_is_a_persons(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILBACK, WEST);
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED(PRIMARY("eu-west-1"))), VERDICT_FAIL);
	assert_non_null(strstr(s.err.text, "replica of that in eu-west-1"));
	s.move.kind = MOVE_FAILOVER;
	assert_int_equal(scene_says(&s, look, 200, DESCRIBED(PRIMARY("eu-west-1"))),
	    VERDICT_NOT_YET);
	scene_done(&s);
}

static void
judges_what_an_act_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict stop, replicate;
	} cases[] = {
		{ 200, "", VERDICT_NOT_YET, VERDICT_NOT_YET },
		{ 429, "", VERDICT_RETRY, VERDICT_RETRY },
		{ 500, "", VERDICT_NOT_YET, VERDICT_NOT_YET },
		{ 400, DENIED, VERDICT_FAIL, VERDICT_FAIL },
		{ 400, "{\"__type\":\"ResourceNotFoundException\"}", VERDICT_FAIL, VERDICT_FAIL },
		{ 400, "{\"__type\":\"InvalidRequestException\",\"message\":\"hunter2\"}",
		    VERDICT_NOT_YET, VERDICT_FAIL },
		{ 400, "{\"__type\":\"InvalidParameterException\",\"message\":\"hunter2\"}",
		    VERDICT_FAIL, VERDICT_FAIL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s, MOVE_FAILOVER, EAST);
		if (scene_says(&s, act, cases[i].status, cases[i].body) != cases[i].stop)
			fail_msg("case %zu: %s", i, s.err.text);
		assert_tells_nothing(&s);
		scene_done(&s);

		start(&s, MOVE_FAILBACK, WEST);
		assert_int_equal(scene_says(&s, look, 200, DESCRIBED("")), VERDICT_MORE);
		assert_int_equal(reads(&s, "v2", ENDPOINT_W), VERDICT_MORE);
		if (scene_says(&s, act, cases[i].status, cases[i].body) != cases[i].replicate)
			fail_msg("case %zu: %s", i, s.err.text);
		assert_tells_nothing(&s);
		scene_done(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failover_makes_the_replica_stand_alone_and_writes_it),
		cmocka_unit_test(a_failover_to_the_primary_only_writes),
		cmocka_unit_test(a_failback_makes_it_a_replica_again),
		cmocka_unit_test(a_switchover_writes_the_primary_wherever_it_is),
		cmocka_unit_test(takes_the_key_of_the_region),
		cmocka_unit_test(a_failed_replication_is_forced_once_and_then_told),
		cmocka_unit_test(judges_what_a_look_is_answered),
		cmocka_unit_test(a_primary_elsewhere_is_a_persons),
		cmocka_unit_test(judges_what_an_act_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* A version of ours that turns out wrong goes back to the one before it. */
#include "test.h"

#include "secret_scene.h"

static const struct action *const look = &secret_step.look;
static const struct action *const act = &secret_step.act;

/* Version v1 was read, and ours written in its place. */
static const char *
write_one(struct scene *s)
{
	static char token[64];

	scene_init(s, MOVE_FAILOVER);
	scene_args(s, secret_step.args_size);
	assert_true(memo_put(&s->memo, "writer-endpoint", ENDPOINT_W));
	assert_true(scene_asks(s, look));
	assert_int_equal(reads(s, "v1", OLD), VERDICT_NOT_YET);
	assert_true(scene_asks(s, act));
	snprintf(token, sizeof(token), "%.63s", part(s, "ClientRequestToken"));
	assert_int_equal(scene_says(s, act, 200, WRITTEN), VERDICT_NOT_YET);
	assert_true(scene_asks(s, look));
	return token;
}

static void
assert_undoes(struct scene *s, const char *token)
{
	assert_true(scene_asks(s, look));
	assert_int_equal(s->call.kind, CALL_NONE);
	assert_int_equal(scene_answer(s, look, &(struct answer){ .now = { BOOT, WALL } }),
	    VERDICT_NOT_YET);
	assert_asks(s, act, "secretsmanager:UpdateSecretVersionStage", "us-west-2");
	assert_string_equal(part(s, "SecretId"), "database");
	assert_string_equal(part(s, "VersionStage"), "AWSCURRENT");
	assert_string_equal(part(s, "MoveToVersionId"), "v1");
	assert_string_equal(part(s, "RemoveFromVersionId"), token);
}

static void
what_is_as_it_was_written_stays(void **state)
{
	struct scene s;
	const char *token = write_one(&s);

	assert_int_equal(reads(&s, token, ENDPOINT_W), VERDICT_DONE);
	scene_done(&s);
}

/* The read may come too early; or somebody else was faster. */
static void
what_is_not_ours_is_not_taken_back(void **state)
{
	struct scene s;

	write_one(&s);
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_NOT_YET);
	assert_asks(&s, act, "secretsmanager:PutSecretValue", "us-west-2");
	assert_int_equal(reads(&s, "v3", OLD), VERDICT_NOT_YET);
	assert_asks(&s, act, "secretsmanager:PutSecretValue", "us-west-2");
	scene_done(&s);
}

static void
a_version_that_names_another_host_is_taken_back(void **state)
{
	struct scene s;
	const char *token = write_one(&s);

	assert_int_equal(reads(&s, token, "garbled.example"), VERDICT_NOT_YET);
	assert_undoes(&s, token);
	assert_int_equal(scene_says(&s, act, 200, WRITTEN), VERDICT_FAIL);
	assert_non_null(strstr(s.err.text, "does not name the writer. AWSCURRENT is back at"));
	assert_non_null(strstr(s.err.text, "version v1"));
	assert_tells_nothing(&s);
	scene_done(&s);
}

static void
what_cannot_be_read_back_is_taken_back(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
		const char *why;
	} cases[] = {
		{ 400, "{\"__type\":\"DecryptionFailure\"}", VERDICT_NOT_YET,
		    "cannot be read back (DecryptionFailure)" },
		{ 400, DENIED, VERDICT_NOT_YET, "cannot be read back (AccessDeniedException)" },
		{ 500, "", VERDICT_RETRY, NULL },
		{ 429, "", VERDICT_RETRY, NULL },
		{ 200, "", VERDICT_RETRY, NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		const char *token = write_one(&s);

		if (scene_says(&s, look, cases[i].status, cases[i].body) != cases[i].verdict)
			fail_msg("case %zu: %s", i, s.err.text);
		if (cases[i].why) {
			assert_undoes(&s, token);
			assert_int_equal(scene_says(&s, act, 200, WRITTEN), VERDICT_FAIL);
			assert_non_null(strstr(s.err.text, cases[i].why));
		}
		scene_done(&s);
	}
}

static void
text_that_lost_its_shape_is_taken_back(void **state)
{
	struct scene s;
	const char *token = write_one(&s);
	char body[256];

	snprintf(body, sizeof(body), "{\"VersionId\":\"%s\",\"SecretString\":\"hunter2\"}", token);
	assert_int_equal(scene_says(&s, look, 200, body), VERDICT_NOT_YET);
	assert_undoes(&s, token);
	assert_tells_nothing(&s);
	scene_done(&s);
}

static void
judges_what_the_way_back_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
		const char *says;
	} cases[] = {
		{ 200, "", VERDICT_FAIL, "is back at version v1" },
		{ 400, "{\"__type\":\"InvalidParameterException\"}", VERDICT_FAIL,
		    "is back at version v1" }, /* it was sent twice */
		{ 429, "", VERDICT_RETRY, "" },
		{ 500, "", VERDICT_NOT_YET, "" },
		{ 400, DENIED, VERDICT_FAIL, "--move-to-version-id v1 --remove-from-version-id" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		const char *token = write_one(&s);

		assert_int_equal(reads(&s, token, "garbled.example"), VERDICT_NOT_YET);
		assert_undoes(&s, token);
		if (scene_says(&s, act, cases[i].status, cases[i].body) != cases[i].verdict ||
		    !strstr(s.err.text, cases[i].says))
			fail_msg("case %zu: %s", i, s.err.text);
		assert_undoes(&s, token); /* until it is known */
		scene_done(&s);
	}
}

static void
nothing_is_written_that_could_not_be_taken_back(void **state)
{
	char name[MEMO_NAME];
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	scene_args(&s, secret_step.args_size);
	assert_true(memo_put(&s.memo, "writer-endpoint", ENDPOINT_W));
	assert_int_equal(reads(&s, "v1", OLD), VERDICT_NOT_YET);
	for (int i = 1; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&s.memo, name, ""));
	}
	assert_false(scene_asks(&s, act));
	assert_string_equal(s.err.text, "the memo of the run is full");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_as_it_was_written_stays),
		cmocka_unit_test(what_is_not_ours_is_not_taken_back),
		cmocka_unit_test(a_version_that_names_another_host_is_taken_back),
		cmocka_unit_test(what_cannot_be_read_back_is_taken_back),
		cmocka_unit_test(text_that_lost_its_shape_is_taken_back),
		cmocka_unit_test(judges_what_the_way_back_is_answered),
		cmocka_unit_test(nothing_is_written_that_could_not_be_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct step_kind *const kind = &lambda_step;

static const char *const names[] = { "mode", "phase" };
static const char *const values[] = { "leave {from}", "drill" };

static bool *
flag(struct scene *s, const char *name)
{
	return scene_option(s, kind->options, name);
}

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, kind->args_size);
	*(const char **)scene_option(s, kind->options, "function") = "post-failover";
	*(const char **)scene_option(s, kind->options, "region") = "{to}";
	*(msec_t *)scene_option(s, kind->options, "timeout") = 90 * MSEC_SECOND;
}

/* A look that asks nobody. */
static enum verdict
recollects(struct scene *s)
{
	assert_true(scene_asks(s, &kind->look));
	assert_int_equal(s->call.kind, CALL_NONE);
	return scene_answer(s, &kind->look, &(struct answer){ .now = { BOOT, WALL } });
}

static enum verdict
fails(struct scene *s, const struct action *action, const char *body)
{
	autofree(http_response_done) struct http_response rsp;

	scene_response(&rsp, 200, body);
	http_header_add(&rsp.headers, "x-amz-function-error", "Unhandled");
	return scene_answer(s, action, &(struct answer){ .http = &rsp, .now = { BOOT, WALL } });
}

static void
calls_the_function_with_what_the_move_is(void **state)
{
	struct scene s;

	start(&s);
	*(struct option_map *)scene_option(&s, kind->options, "payload") =
	    (struct option_map){ names, values, 1 };
	assert_true(scene_asks(&s, &kind->act));
	assert_string_equal(s.call.name, "lambda:InvokeFunction");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(s.call.http.method, "POST");
	assert_string_equal(s.call.http.url, "/2015-03-31/functions/post-failover/invocations");
	assert_string_equal(http_header(&s.call.http.headers, "X-Amz-Invocation-Type"),
	    "RequestResponse");
	assert_int_equal(s.call.http.timeout, 90000);
	assert_string_equal(scene_body(&s),
	    "{\"phase\":\"act\",\"application\":\"remittance\",\"run\":\"r-0007\",\"move\":"
	    "\"failover\",\"from\":\"us-east-1\",\"to\":\"us-west-2\",\"token\":\"4c1b1b2e-0000-"
	    "8000-8000-000000000007\",\"mode\":\"leave us-east-1\"}");
	scene_done(&s);
}

static void
encodes_an_arn_and_an_alias(void **state)
{
	struct scene s;

	start(&s);
	*(const char **)scene_option(&s, kind->options, "function") =
	    "arn:aws:lambda:us-west-2:1:function:f";
	*(const char **)scene_option(&s, kind->options, "qualifier") = "live";
	assert_true(scene_asks(&s, &kind->act));
	assert_string_equal(s.call.http.url,
	    "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-west-2%3A1%3Afunction%3Af/invocations"
	    "?Qualifier=live");
	scene_done(&s);
}

static void
is_called_once_and_believed(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(scene_says(&s, &kind->act, 200, "null"), VERDICT_DONE);
	assert_int_equal(recollects(&s), VERDICT_DONE);
	scene_done(&s);
}

static void
is_not_called_twice_when_an_answer_was_lost(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(scene_silence(&s, &kind->act), VERDICT_NOT_YET);
	assert_int_equal(recollects(&s), VERDICT_FAIL);
	assert_non_null(strstr(s.err.text, "whether the function post-failover ran is not known"));
	*flag(&s, "repeatable") = true;
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	scene_done(&s);
}

/* It died between the intent, which the disk has, and the note of the act, which it has not. */
static void
nor_when_it_may_have_been_before_a_death(void **state)
{
	struct scene s;

	start(&s);
	s.step.unsure = true;
	assert_int_equal(recollects(&s), VERDICT_FAIL);
	*flag(&s, "repeatable") = true;
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	scene_done(&s);
}

static void
may_be_called_again_when_it_certainly_was_not(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(scene_says(&s, &kind->act, 429, "{\"Type\":\"User\"}"), VERDICT_RETRY);
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(scene_says(&s, &kind->act, 404,
			     "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"none\"}"),
	    VERDICT_FAIL);
	scene_done(&s);
}

static void
a_function_that_failed_is_called_again_only_if_it_may_be(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(fails(&s, &kind->act, "{\"errorMessage\":\"no\"}"), VERDICT_FAIL);
	assert_string_equal(s.err.text,
	    "the function post-failover failed (Unhandled): {\"errorMessage\":\"no\"}");
	*flag(&s, "repeatable") = true;
	assert_int_equal(fails(&s, &kind->act, "{}"), VERDICT_NOT_YET);
	*flag(&s, "repeatable") = false;
	*flag(&s, "looks") = true;
	assert_int_equal(fails(&s, &kind->act, "{}"), VERDICT_NOT_YET);
	scene_done(&s);
}

static void
a_function_that_looks_says_whether_it_is_done(void **state)
{
	static const struct {
		const char *body;
		enum verdict verdict;
		const char *says;
	} answers[] = {
		{ "{\"done\":true}", VERDICT_DONE, "the function says done" },
		{ "{\"done\":false,\"detail\":\"3 of 5 queues\"}", VERDICT_NOT_YET,
		    "the function says not yet: 3 of 5 queues" },
		{ "{\"done\":\"yes\"}", VERDICT_RETRY, "the function must answer" },
		{ "null", VERDICT_RETRY, "the function must answer" },
	};
	struct scene s;

	start(&s);
	*flag(&s, "looks") = true;
	assert_true(scene_asks(&s, &kind->look));
	assert_non_null(strstr(scene_body(&s), "\"phase\":\"look\""));
	for (size_t i = 0; i < COUNT(answers); i++) {
		s.detail[0] = '\0';
		assert_int_equal(scene_says(&s, &kind->look, 200, answers[i].body),
		    answers[i].verdict);
		assert_non_null(strstr(*s.err.text ? s.err.text : s.detail, answers[i].says));
	}
	assert_int_equal(fails(&s, &kind->look, "{}"), VERDICT_RETRY);
	assert_int_equal(scene_says(&s, &kind->look, 503, ""), VERDICT_RETRY);
	/* Its own word counts, not whether a call was noted. */
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(scene_silence(&s, &kind->act), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, &kind->look, 200, "{\"done\":false}"), VERDICT_NOT_YET);
	scene_done(&s);
}

static void
a_look_stays_one_whatever_the_payload_says(void **state)
{
	struct scene s;

	start(&s);
	*flag(&s, "looks") = true;
	*(struct option_map *)scene_option(&s, kind->options, "payload") =
	    (struct option_map){ names, values, 2 };
	assert_true(scene_asks(&s, &kind->look));
	assert_non_null(strstr(scene_body(&s), "\"phase\":\"look\""));
	assert_non_null(strstr(scene_body(&s), "\"mode\":\"leave us-east-1\""));
	assert_null(strstr(scene_body(&s), "drill"));
	scene_done(&s);
}

static void
without_room_in_the_memo_nothing_is_sent(void **state)
{
	struct scene s;
	char name[MEMO_NAME];

	start(&s);
	for (int i = 0; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&s.memo, name, ""));
	}
	assert_false(scene_asks(&s, &kind->act));
	assert_string_equal(s.err.text, "the memo of the run is full");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_the_function_with_what_the_move_is),
		cmocka_unit_test(encodes_an_arn_and_an_alias),
		cmocka_unit_test(is_called_once_and_believed),
		cmocka_unit_test(is_not_called_twice_when_an_answer_was_lost),
		cmocka_unit_test(nor_when_it_may_have_been_before_a_death),
		cmocka_unit_test(may_be_called_again_when_it_certainly_was_not),
		cmocka_unit_test(a_function_that_failed_is_called_again_only_if_it_may_be),
		cmocka_unit_test(a_function_that_looks_says_whether_it_is_done),
		cmocka_unit_test(a_look_stays_one_whatever_the_payload_says),
		cmocka_unit_test(without_room_in_the_memo_nothing_is_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

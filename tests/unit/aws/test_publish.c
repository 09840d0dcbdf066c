/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct step_kind *const kind = &publish_step;

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, kind->args_size);
	*(const char **)scene_option(s, kind->options, "topic") = "arn:aws:sns:us-west-2:1:dr";
	*(const char **)scene_option(s, kind->options, "region") = "{to}";
	*(const char **)scene_option(s, kind->options, "subject") = "from {from} to {to}";
	*(const char **)scene_option(s, kind->options, "message") = "all go to {to}";
}

static enum verdict
recollects(struct scene *s)
{
	assert_true(scene_asks(s, &kind->look));
	assert_int_equal(s->call.kind, CALL_NONE);
	return scene_answer(s, &kind->look, &(struct answer){ .now = { BOOT, WALL } });
}

static void
publishes_once_what_the_move_is(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->act));
	assert_string_equal(s.call.name, "sns:Publish");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(scene_body(&s),
	    "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-west-2%3A1%3Adr&"
	    "Subject=from%20us-east-1%20to%20us-west-2&Message=%7B%22application%22%3A%22"
	    "remittance%22%2C%22run%22%3A%22r-0007%22%2C%22move%22%3A%22failover%22%2C%22from%22"
	    "%3A%22us-east-1%22%2C%22to%22%3A%22us-west-2%22%2C%22text%22%3A%22all%20go%20to%20us-"
	    "west-2%22%7D");
	assert_int_equal(scene_says(&s, &kind->act, 200, "<PublishResponse/>"), VERDICT_DONE);
	assert_int_equal(recollects(&s), VERDICT_DONE);
	scene_done(&s);
}

static void
says_it_again_when_it_may_not_have_been_heard(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(scene_silence(&s, &kind->act), VERDICT_NOT_YET);
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, &kind->act, 404,
			     "<ErrorResponse><Error><Code>NotFound</Code></Error></ErrorResponse>"),
	    VERDICT_FAIL);
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	assert_true(kind->best_effort);
	scene_done(&s);
}

static void
cuts_a_subject_that_is_too_long(void **state)
{
	struct scene s;
	char subject[200];

	start(&s);
	memset(subject, 'x', sizeof(subject));
	subject[sizeof(subject) - 1] = '\0';
	*(const char **)scene_option(&s, kind->options, "subject") = subject;
	assert_true(scene_asks(&s, &kind->act));
	subject[99] = '\0';
	assert_non_null(strstr(scene_body(&s), subject));
	assert_int_equal(strcspn(strstr(scene_body(&s), "Subject=") + 8, "&"), 99);
	scene_done(&s);
}

static void
refuses_what_is_not_a_text(void **state)
{
	struct scene s;

	start(&s);
	*(const char **)scene_option(&s, kind->options, "message") = "\xff";
	assert_false(scene_asks(&s, &kind->act));
	assert_string_equal(s.err.text, "the message is not UTF-8");
	scene_done(&s);
}

static void
says_that_it_cannot_note_it(void **state)
{
	struct scene s;
	char name[MEMO_NAME];

	start(&s);
	for (int i = 0; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&s.memo, name, ""));
	}
	assert_int_equal(scene_says(&s, &kind->act, 200, "<PublishResponse/>"), VERDICT_FAIL);
	assert_string_equal(s.err.text, "it was published, and the memo of the run is full");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(publishes_once_what_the_move_is),
		cmocka_unit_test(says_it_again_when_it_may_not_have_been_heard),
		cmocka_unit_test(cuts_a_subject_that_is_too_long),
		cmocka_unit_test(refuses_what_is_not_a_text),
		cmocka_unit_test(says_that_it_cannot_note_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct step_kind *const kind = &event_step;

#define TAKEN "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"e-1\"}]}"

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, kind->args_size);
	*(const char **)scene_option(s, kind->options, "bus") = "operations";
	*(const char **)scene_option(s, kind->options, "region") = "{to}";
	*(const char **)scene_option(s, kind->options, "text") = "all go to {to}";
}

static enum verdict
recollects(struct scene *s)
{
	assert_true(scene_asks(s, &kind->look));
	assert_int_equal(s->call.kind, CALL_NONE);
	return scene_answer(s, &kind->look, &(struct answer){ .now = { BOOT, WALL } });
}

static void
sends_once_what_the_move_is(void **state)
{
	struct scene s;

	start(&s);
	assert_int_equal(recollects(&s), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->act));
	assert_string_equal(s.call.name, "events:PutEvents");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(scene_body(&s),
	    "{\"Entries\":[{\"Source\":\"failoverd\",\"DetailType\":\"failoverd move\",\"Detail\":"
	    "\"{\\\"application\\\":\\\"remittance\\\",\\\"run\\\":\\\"r-0007\\\",\\\"move\\\":"
	    "\\\"failover\\\",\\\"from\\\":\\\"us-east-1\\\",\\\"to\\\":\\\"us-west-2\\\","
	    "\\\"automatic\\\":false,\\\"text\\\":\\\"all go to us-west-2\\\",\\\"token\\\":"
	    "\\\"4c1b1b2e-0000-8000-8000-000000000007\\\"}\",\"EventBusName\":\"operations\"}]}");
	assert_int_equal(scene_says(&s, &kind->act, 200, TAKEN), VERDICT_DONE);
	assert_int_equal(recollects(&s), VERDICT_DONE);
	scene_done(&s);
}

/* With status 200, too. */
static void
judges_what_it_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
	} cases[] = {
		{ 200,
		    "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"ThrottlingException\"}]}",
		    VERDICT_RETRY },
		{ 200, "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"InternalFailure\"}]}",
		    VERDICT_RETRY },
		{ 200, "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"MalformedDetail\"}]}",
		    VERDICT_FAIL },
		{ 200, "{\"FailedEntryCount\":1,\"Entries\":[{\"EventId\":\"e\"}]}",
		    VERDICT_NOT_YET },
		{ 200, "{\"FailedEntryCount\":0,\"Entries\":[]}", VERDICT_NOT_YET },
		{ 200, "{}", VERDICT_NOT_YET },
		{ 200, "", VERDICT_NOT_YET },
		{ 200, "\xff<a>", VERDICT_NOT_YET },
		{ 400, "{\"__type\":\"ResourceNotFoundException\"}", VERDICT_FAIL },
		{ 400, "{\"__type\":\"ValidationException\"}", VERDICT_FAIL },
		{ 400, "{\"__type\":\"AccessDeniedException\"}", VERDICT_FAIL },
		{ 400, "{\"__type\":\"ThrottlingException\"}", VERDICT_RETRY },
		{ 500, "", VERDICT_NOT_YET },
		{ 503, "", VERDICT_NOT_YET },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s);
		if (scene_says(&s, &kind->act, cases[i].status, cases[i].body) != cases[i].verdict)
			fail_msg("case %zu: %s", i, s.err.text);
		assert_int_equal(scene_silence(&s, &kind->act), VERDICT_NOT_YET);
		assert_int_equal(recollects(&s), VERDICT_NOT_YET);
		scene_done(&s);
	}
	assert_true(kind->best_effort);
}

static void
refuses_what_is_not_a_text(void **state)
{
	struct scene s;

	start(&s);
	*(const char **)scene_option(&s, kind->options, "text") = "\xff";
	assert_false(scene_asks(&s, &kind->act));
	assert_string_equal(s.err.text, "the text is not UTF-8");
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
	assert_int_equal(scene_says(&s, &kind->act, 200, TAKEN), VERDICT_FAIL);
	assert_string_equal(s.err.text, "it was sent, and the memo of the run is full");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_once_what_the_move_is),
		cmocka_unit_test(judges_what_it_is_answered),
		cmocka_unit_test(refuses_what_is_not_a_text),
		cmocka_unit_test(says_that_it_cannot_note_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

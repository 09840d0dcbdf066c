/* SPDX-License-Identifier: MIT */
/* Safety rules, which refuse an update: outwaited, and overridden only where it was allowed. */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct action *const act = &routing_controls_step.act;

#define RULE PANEL "/safetyrule/333333333444444"

static enum verdict
refused(struct scene *s, const char *message)
{
	char refusal[512];

	snprintf(refusal, sizeof(refusal), "{\"__type\":\"ConflictException\",\"message\":\"%s\"}",
	    message);
	return scene_says(s, act, 409, refusal);
}

static void
start_with_override(struct scene *s, enum move_kind kind)
{
	static const char *const rules[] = { PANEL "/safetyrule/other", RULE };

	scene_init(s, kind);
	snprintf(s->move.actor, sizeof(s->move.actor), "alice");
	scene_args(s, routing_controls_step.args_size);
	*(struct option_list *)scene_option(s, routing_controls_step.options,
	    "override_safety_rules") = (struct option_list){ rules, 2 };
}

/* Only after its pause, once, and loudly. */
static void
overrides_a_rule_that_the_operator_has_named(void **state)
{
	static const char *const messages[] = { "violates " RULE ": one", "refused" };

	for (size_t i = 0; i < COUNT(messages); i++) {
		struct scene s;

		start_with_override(&s, MOVE_FAILOVER);
		assert_int_equal(refused(&s, messages[i]), VERDICT_NOT_YET);
		assert_true(scene_asks(&s, act));
		assert_null(strstr(scene_body(&s), "SafetyRulesToOverride"));
		assert_int_equal(refused(&s, messages[i]), VERDICT_NOT_YET);
		assert_int_equal(s.notice.level, NOTICE_NONE);
		assert_int_equal(refused(&s, messages[i]), VERDICT_RETRY);
		assert_int_equal(s.notice.level, NOTICE_CRITICAL);
		assert_non_null(strstr(s.notice.text, i == 0 ? RULE : "a safety rule"));
		assert_non_null(strstr(s.notice.text, "by alice"));
		assert_true(scene_asks(&s, act));
		assert_non_null(strstr(scene_body(&s),
		    "],\"SafetyRulesToOverride\":[\"" PANEL "/safetyrule/other\",\"" RULE "\"]}"));
		assert_int_equal(scene_says(&s, act, 200, "{}"), VERDICT_NOT_YET);
		assert_int_equal(refused(&s, messages[i]), VERDICT_FAIL);
		scene_done(&s);
	}
}

static void
overrides_no_other_rule_and_in_no_other_move(void **state)
{
	static const struct {
		enum move_kind kind;
		const char *message;
	} cases[] = {
		{ MOVE_FAILOVER, "violates " PANEL "/safetyrule/third" },
		{ MOVE_SWITCHOVER, "violates " RULE },
		{ MOVE_FAILBACK, "violates " RULE },
		{ MOVE_FAILBACK, "refused" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start_with_override(&s, cases[i].kind);
		for (int times = 0; times < 2; times++)
			assert_int_equal(refused(&s, cases[i].message), VERDICT_NOT_YET);
		assert_int_equal(refused(&s, cases[i].message), VERDICT_FAIL);
		assert_int_equal(s.notice.level, NOTICE_NONE);
		assert_true(scene_asks(&s, act));
		assert_null(strstr(scene_body(&s), "SafetyRulesToOverride"));
		scene_done(&s);
	}
}

static void
never_overrides_a_rule_but_outwaits_its_pause(void **state)
{
	static const struct {
		const char *message, *says;
	} cases[] = {
		{ "The update violates the assertion rule " RULE ": at least one.",
		    RULE " refuses" },
		{ "refused by \\\"" RULE "\\\".", RULE " refuses" },
		{ "(" RULE ")", RULE " refuses" },
		{ "no", "a safety rule refuses" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char refusal[512];
		struct scene s;

		snprintf(refusal, sizeof(refusal),
		    "{\"__type\":\"ConflictException\",\"message\":\"%s\"}", cases[i].message);
		scene_init(&s, MOVE_FAILOVER);
		scene_args(&s, routing_controls_step.args_size);
		assert_int_equal(scene_says(&s, act, 409, refusal), VERDICT_NOT_YET);
		assert_int_equal(scene_says(&s, act, 409, refusal), VERDICT_NOT_YET);
		assert_int_equal(scene_says(&s, act, 409, refusal), VERDICT_FAIL);
		assert_int_equal(strncmp(s.err.text, cases[i].says, strlen(cases[i].says)), 0);
		assert_true(scene_asks(&s, act));
		assert_null(strstr(scene_body(&s), "SafetyRulesToOverride"));
		scene_done(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overrides_a_rule_that_the_operator_has_named),
		cmocka_unit_test(overrides_no_other_rule_and_in_no_other_move),
		cmocka_unit_test(never_overrides_a_rule_but_outwaits_its_pause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

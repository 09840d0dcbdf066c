/* SPDX-License-Identifier: MIT */
/* One value is another, and nothing else is. */
#include "config/edit.h"

#include "test.h"

#include <string.h>

#include "loaded.h"

#define TEXT                                                         \
	"{\n"                                                        \
	"  // what is \"asked\"\n"                                   \
	"  \"application\": \"shop\", /* { */ \"mode\": \"auto\",\n" \
	"  \"guards\": { \"hold\": \"90s\", \"budget_day\": 1, },\n" \
	"  \"empty\": {},\n"                                         \
	"  \"list\": [\"a\", {\"b\": true}],\n"                      \
	"}\n"

static const struct app no_app = { .name = "shop" };

/* The text with `from` replaced by `to`. */
static void
expect(const char *path, const char *value, const char *from, const char *to)
{
	const struct source source = { "a.json", TEXT, strlen(TEXT) };
	autofree(buf_done) struct buf got = { 0 }, want = { 0 };
	struct error err = { "" };
	const char *at = strstr(TEXT, from);

	assert_non_null(at);
	buf_add(&want, TEXT, (size_t)(at - TEXT));
	buf_puts(&want, to);
	buf_puts(&want, at + strlen(from));
	if (!edit_set(&source, &no_app, path, value, &got, &err))
		fail_msg("%s: %s", path, err.text);
	assert_string_equal(buf_text(&got), buf_text(&want));
}

static void
it_replaces_a_value_and_keeps_its_type(void **state)
{
	expect("guards.hold", "30s", "\"90s\"", "\"30s\"");
	expect("guards.hold", "30", "\"90s\"", "\"30\"");
	expect("guards.hold", "say \"no\\", "\"90s\"", "\"say \\\"no\\\\\"");
	expect("guards.hold", "\"30s\"", "\"90s\"", "\"30s\"");
	expect("guards.budget_day", "2", "1,", "2,");
	expect("guards.budget_day", "-1.5", "1,", "-1.5,");
	expect("guards.budget_day", "many", "1,", "\"many\",");
	expect("guards.budget_day", "[1, 2]", "1,", "[1, 2],");
	expect("mode", "observe", "\"auto\"", "\"observe\"");
	expect("list.0", "c", "\"a\"", "\"c\"");
	expect("list.1.b", "false", "true", "false");
	expect("empty", "{ \"a\": 1 }", "{}", "{ \"a\": 1 }");
}

static void
it_puts_in_what_is_missing(void **state)
{
	expect("guards.cooldown", "2h", "{ \"hold\"", "{ \"cooldown\": \"2h\", \"hold\"");
	expect("empty.a", "3", "{}", "{ \"a\": 3,}");
	expect("empty.a.b", "true", "{}", "{ \"a\": { \"b\": true },}");
	expect("probes.api.every", "5s", "{\n",
	    "{ \"probes\": { \"api\": { \"every\": \"5s\" } },\n");
}

static void
it_refuses_what_is_no_name(void **state)
{
	static const struct {
		const char *path, *says;
	} cases[] = {
		{ "", "is no name of a value" },
		{ ".hold", "is no name of a value" },
		{ "guards..hold", "is no name of a value" },
		{ "guards.", "ends with a dot" },
		{ "new.part.", "ends with a dot" },
		{ "new.\"part", "is no name of a value" },
		{ "guards.hold.more", "there is a string on the way" },
		{ "list.7", "the list has no item 7; it has 2" },
		{ "list.x", "the list has no item x" },
	};

	const struct source source = { "a.json", TEXT, strlen(TEXT) };

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf got = { 0 };
		struct error err = { "" };
		bool set = edit_set(&source, &no_app, cases[i].path, "1", &got, &err);

		assert_false(set);
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].path, err.text);
	}
}

static void
it_says_where_a_text_is_no_configuration(void **state)
{
	const struct source source = { "a.json", "{ \"a\": }", 8 };
	autofree(buf_done) struct buf got = { 0 };
	struct error err = { "" };

	assert_false(edit_set(&source, &no_app, "a", "1", &got, &err));
	assert_non_null(strstr(err.text, "a.json:1:"));
}

static void
it_tells_what_is_written(void **state)
{
	const struct source source = { "a.json", TEXT, strlen(TEXT) };

	static const struct {
		const char *path, *is;
	} cases[] = { { "guards.hold", "90s" }, { "guards.budget_day", "1" },
		{ "list.1", "{\"b\": true}" }, { "guards.cooldown", NULL }, { "guards.", NULL } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf got = { 0 };

		assert_int_equal(edit_get(&source, cases[i].path, &got), cases[i].is != NULL);
		if (cases[i].is)
			assert_string_equal(buf_text(&got), cases[i].is);
	}
}

/* A fact that nobody wrote. */
static const struct fact_spec *
fact(const struct app *app, const char *name)
{
	size_t f = app_fact(app, name);

	assert_true(f < app->n_facts);
	return &app->facts[f];
}

static void
assert_same_but(const struct fact_spec *a, const struct fact_spec *b, const char *option)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->fresh, b->fresh);
	if (a->kind == FACT_RATIO)
		assert_int_equal(a->half, b->half);
	assert_int_equal(a->n_probes, b->n_probes);
	assert_true(a->quantile == b->quantile);
	assert_true(a->clears.limit == b->clears.limit);
	if (strcmp(option, "over") != 0) {
		assert_int_equal(a->over, b->over);
		assert_int_equal(a->samples, b->samples);
	}
	if (strcmp(option, "limit") != 0)
		assert_true(a->holds.limit == b->holds.limit);
}

static void
it_writes_out_a_fact_that_was_made_before_it_is_changed(void **state)
{
	static const char text[] = FULL "}";

	static const struct {
		const char *fact, *option, *value, *changes;
	} cases[] = { { "down", "over", "30s", "over" },
		{ "down", "fail_ratio", ">= 60%", "limit" }, { "up", "over", "30s", "over" },
		{ "slow", "over", "4m", "over" }, { "degraded", "over", "4m", "over" },
		{ "lag", "value", "<= 1s", "limit" } };

	struct loaded was;
	const struct app *app = load_app(&was, text);

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf got = { 0 };
		autofree(xfree) char *path =
		    xasprintf("facts.%s.%s", cases[i].fact, cases[i].option);
		struct loaded is;
		struct error err = { "" };
		const struct app *changed;

		if (!edit_set(&was.sources[1], app, path, cases[i].value, &got, &err))
			fail_msg("%s", err.text);
		changed = load_app(&is, buf_text(&got));
		assert_same_but(fact(app, cases[i].fact), fact(changed, cases[i].fact),
		    cases[i].changes);
		assert_false(fact(app, cases[i].fact)->over == fact(changed, cases[i].fact)->over &&
		    fact(app, cases[i].fact)->holds.limit ==
			fact(changed, cases[i].fact)->holds.limit);
		unload(&is);
	}
	unload(&was);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_replaces_a_value_and_keeps_its_type),
		cmocka_unit_test(it_puts_in_what_is_missing),
		cmocka_unit_test(it_refuses_what_is_no_name),
		cmocka_unit_test(it_says_where_a_text_is_no_configuration),
		cmocka_unit_test(it_tells_what_is_written),
		cmocka_unit_test(it_writes_out_a_fact_that_was_made_before_it_is_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

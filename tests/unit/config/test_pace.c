/* SPDX-License-Identifier: MIT */
/* Probes ask less often: what nobody wrote goes with it, what somebody wrote stays. */
#include "config/pace.h"

#include "test.h"

#include "loaded.h"

#define WEB(more)                                                                                 \
	SMALL "\"facts\": {\"web\": {\"fail_ratio\": \">= 50%\", \"probes\": [\"api\"]" more "}," \
	      "\"row\": {\"fails\": 3, \"probes\": [\"api\"]},"                                   \
	      "\"both\": {\"at_least\": 1, \"of\": [\"web\", \"row\"]}},"

static size_t
fact(const struct app *app, const char *name)
{
	size_t ret = app_fact(app, name);

	assert_true(ret < app->n_facts);
	return ret;
}

/* All probes ask every so often. */
static void
pace(const struct loaded *was, msec_t every, struct buf *ret)
{
	const struct app *app = &was->config->apps[0];
	msec_t all[8];
	struct error err = { "" };

	assert_true(app->n_probes <= COUNT(all));
	for (size_t i = 0; i < COUNT(all); i++)
		all[i] = every;
	if (!pace_set(&was->sources[1], app, all, ret, &err))
		fail_msg("%s", err.text);
}

static void
it_changes_what_nobody_wrote(void **state)
{
	static const struct {
		const char *text;
		msec_t every, is, over, fresh, hold, newest;
	} cases[] = {
		{ WEB("") "}", 15000, 15000, 180000, 180000, 90000, 15000 },
		{ WEB("") "}", 60000, 60000, 720000, 180000, 120000, 60000 },
		{ WEB("") "}", 300000, 300000, 3600000, 600000, 600000, 300000 },
		{ WEB("") "}", 7500, 7500, 90000, 180000, 90000, 15000 },
		{ WEB("") "}", 1000, 5000, 60000, 180000, 90000, 15000 },
		{ WEB("") "}", 0, 5000, 60000, 180000, 90000, 15000 },
		{ WEB(", \"over\": \"2m\"") "}", 15000, 15000, 120000, 180000, 90000, 15000 },
		{ WEB("") "\"guards\": {\"hold\": \"3m\", \"newest\": \"70s\"}}", 60000, 60000,
		    720000, 180000, 180000, 70000 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf text = { 0 };
		struct loaded was, is;
		const struct app *app;

		load_app(&was, cases[i].text);
		pace(&was, cases[i].every, &text);
		app = load_app(&is, buf_text(&text));
		assert_int_equal(app->probes[0].every, cases[i].is);
		assert_int_equal(app->facts[fact(app, "web")].over, cases[i].over);
		assert_int_equal(app->facts[fact(app, "row")].fresh, cases[i].fresh);
		assert_int_equal(app->limits.hold, cases[i].hold);
		assert_int_equal(app->limits.newest, cases[i].newest);
		unload(&is);
		unload(&was);
	}
}

static void
it_leaves_what_is_written_to_the_loader(void **state)
{
	static const struct {
		const char *text, *code;
	} cases[] = {
		{ WEB(", \"over\": \"50s\"") "}", "E123" },
		{ WEB("") "\"guards\": {\"hold\": \"90s\"}}", "E130" },
		{ WEB("") "\"guards\": {\"newest\": \"15s\"}}", "E131" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf text = { 0 };
		struct loaded was, is;

		load_app(&was, cases[i].text);
		pace(&was, 60000, &text);
		load(&is, (const char *const[]){ SETTINGS, buf_text(&text), NULL });
		assert_null(is.config);
		assert_int_equal(is.diags.errors, 1);
		assert_non_null(find(&is, cases[i].code));
		unload(&is);
		unload(&was);
	}
}

static void
it_says_what_would_go_with_it(void **state)
{
	static const msec_t every[] = { 60000 };
	struct loaded was;
	const struct app *app =
	    load_app(&was, WEB(", \"over\": \"50s\"") "\"guards\": {\"hold\": \"90s\"}}");
	char text[DURATION_TEXT];

	assert_int_equal(pace_over(app, &app->facts[fact(app, "web")], every), 600000);
	assert_int_equal(pace_hold(app, every), 120000);
	assert_int_equal(pace_newest(app, every), 60000);
	assert_string_equal(pace_text(600000, text), "600s");
	assert_string_equal(pace_text(1500, text), "1500ms");
	unload(&was);
}

static void
it_says_where_a_text_is_no_configuration(void **state)
{
	static const msec_t every[] = { 60000 };
	const struct source source = { "a.json", "{", 1 };
	autofree(buf_done) struct buf text = { 0 };
	struct error err = { "" };
	struct loaded was;
	const struct app *app = load_app(&was, WEB("") "}");

	assert_false(pace_set(&source, app, every, &text, &err));
	assert_non_null(strstr(err.text, "a.json:1:"));
	unload(&was);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_changes_what_nobody_wrote),
		cmocka_unit_test(it_leaves_what_is_written_to_the_loader),
		cmocka_unit_test(it_says_what_would_go_with_it),
		cmocka_unit_test(it_says_where_a_text_is_no_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* A report's page: whatever the texts of a record hold, they stay texts. */
#include "daemon/ctl/report.h"

#include <string.h>

#include "test.h"

#include "daemon/ctl/html.h"

/* Each array has one entry, each member is there. */
static const char whole[] =
    "{\"id\": \"?\", \"application\": \"?\", \"kind\": \"?\", \"from\": \"?\", \"to\": \"?\","
    "\"status\": \"?\", \"actor\": \"?\", \"reason\": \"?\", \"why\": \"?\", \"started\": \"?\","
    "\"ended\": \"?\", \"made\": \"?\", \"took_s\": 3, \"expected_s\": 2, \"expected_runs\": 2,"
    "\"automatic\": true, \"sealed\": false,"
    "\"ordered\": {\"by\": \"?\", \"decision\": \"?\", \"force\": true},"
    "\"evidence\": {\"sentence\": \"?\", \"held_s\": 9, \"facts\": [{\"region\": \"?\","
    "    \"fact\": \"?\", \"value\": \"?\", \"for_s\": 3, \"because\": \"?\"}]},"
    "\"guards\": [{\"code\": \"?\", \"name\": \"?\", \"value\": \"?\", \"text\": \"?\"}],"
    "\"commands\": [{\"at\": \"?\", \"phase\": \"?\", \"actor\": \"?\", \"command\": \"?\","
    "    \"reason\": \"?\"}],"
    "\"recovery\": {\"measured_s\": 3, \"target_s\": 4, \"met\": true, \"text\": \"?\","
    "    \"onset\": \"?\", \"up_s\": 1, \"down_s\": 2, \"doubt_s\": 1},"
    "\"loss\": {\"estimated_s\": 1, \"measured\": \"?\", \"text\": \"?\", \"fencing\": \"?\","
    "    \"snapshot\": \"?\"},"
    "\"steps\": [{\"name\": \"?\", \"status\": \"?\", \"started\": \"?\", \"took_s\": 1,"
    "    \"claim\": \"?\", \"detail\": \"?\", \"no_return\": true, \"best_effort\": true}],"
    "\"calls\": [{\"at\": \"?\", \"step\": \"?\", \"call\": \"?\", \"region\": \"?\","
    "    \"outcome\": \"?\", \"status\": 200, \"took_s\": 1, \"request_id\": \"?\"}],"
    "\"trouble\": [{\"at\": \"?\", \"level\": \"?\", \"step\": \"?\", \"text\": \"?\"}],"
    "\"timeline\": [{\"at\": \"?\", \"level\": \"?\", \"what\": \"?\", \"text\": \"?\"}],"
    "\"manual\": [{\"step\": \"?\", \"do\": \"?\"}]}";

/* As deep as the text above. NOLINTBEGIN(misc-no-recursion) */

static void
fill(json_t *json, const char *text)
{
	const char *name;
	json_t *member;
	size_t i;

	if (json_is_string(json))
		json_string_set(json, text);
	json_object_foreach(json, name, member) fill(member, text);
	json_array_foreach(json, i, member) fill(member, text);
}

/* NOLINTEND(misc-no-recursion) */

static void
page_of(const char *text, struct buf *ret)
{
	json_t *json = json_loads(whole, 0, NULL);

	assert_non_null(json);
	fill(json, text);
	report_page(ret, json);
	json_decref(json);
}

static size_t
count(const char *text, char c)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == c;
	return n;
}

static void
no_text_becomes_markup(void **state)
{
	static const char *const hostile[] = { "<script>alert(1)</script>",
		"\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</style></title><b>",
		"<!--", "]]>", "&lt;b&gt; &#60;b&#62;", "%s%n%s%n", "T<T>T\"T" };
	autofree(buf_done) struct buf plain = { 0 };

	page_of("x", &plain);
	for (size_t i = 0; i < COUNT(hostile); i++) {
		autofree(buf_done) struct buf page = { 0 };

		page_of(hostile[i], &page);
		assert_int_equal(count(buf_text(&page), '<'), count(buf_text(&plain), '<'));
		assert_int_equal(count(buf_text(&page), '>'), count(buf_text(&plain), '>'));
		assert_int_equal(count(buf_text(&page), '"'), count(buf_text(&plain), '"'));
		assert_null(strstr(buf_text(&page), "<script"));
		assert_null(strstr(buf_text(&page), "<img"));
	}
}

/* NOLINTBEGIN(misc-misleading-bidirectional): it is what is tried */

static void
what_steers_is_made_visible(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "a&b", "a&amp;b" },
		{ "\"'<>", "&quot;&#39;&lt;&gt;" },
		{ "a\tb\nc", "a\tb\nc" },
		{ "\x1b[31m", "\xef\xbf\xbd[31m" },
		{ "\xe2\x80\xae"
		  "exe",
		    "\xef\xbf\xbd"
		    "exe" },
		{ "\xe2\x81\xa6x\xe2\x81\xa9", "\xef\xbf\xbdx\xef\xbf\xbd" },
		{ "St\xc3\xb6rung", "St\xc3\xb6rung" },
		{ "cut \xc3", "cut \xef\xbf\xbd" },
		{ "\xc2\x85", "\xef\xbf\xbd" },
		{ "", "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf said = { 0 };

		html_text(&said, cases[i].text);
		assert_string_equal(buf_text(&said), cases[i].shown);
	}
}

/* NOLINTEND(misc-misleading-bidirectional) */

/* It can be kept for years, and opened where there is no network. */
static void
it_needs_nothing_beside_itself(void **state)
{
	static const char *const refer[] = { "src=", "href=", "@import", "url(", "<script", "<link",
		"<iframe", "http:", "https:" };
	autofree(buf_done) struct buf page = { 0 };

	page_of("x", &page);
	for (size_t i = 0; i < COUNT(refer); i++)
		assert_null(strstr(buf_text(&page), refer[i]));
	assert_non_null(strstr(buf_text(&page), "default-src 'none'"));
	assert_non_null(strstr(buf_text(&page), "<html lang=\"en\">"));
}

/* As it is made of a record that an earlier version wrote. */
static void
an_empty_report_is_a_page_too(void **state)
{
	autofree(buf_done) struct buf page = { 0 };
	json_t *json = json_object();

	report_page(&page, json);
	json_decref(json);
	assert_non_null(strstr(buf_text(&page), "</html>"));
	assert_non_null(strstr(buf_text(&page), "no decision of this run"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_text_becomes_markup),
		cmocka_unit_test(what_steers_is_made_visible),
		cmocka_unit_test(it_needs_nothing_beside_itself),
		cmocka_unit_test(an_empty_report_is_a_page_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* What the patterns of the schema accept is what the loader accepts. */
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "config/form.h"
#include "config/parse.h"
#include "core/calendar.h"
#include "test.h"

static const char *
duration(const char *text)
{
	msec_t msec;

	return duration_parse(text, &msec) ? NULL : "no duration";
}

static const char *
ratio(const char *text)
{
	double value;

	return parse_ratio(text, &value);
}

static const char *
comparison(const char *text)
{
	struct compare compare;

	return parse_compare(text, &compare);
}

static const char *
quantile(const char *text)
{
	struct compare compare;
	double value;

	return parse_latency(text, &value, &compare);
}

static const char *
window(const char *text)
{
	struct calendar calendar = { 0 };
	struct error err;

	return calendar_window(&calendar, text, &err) ? NULL : "no window";
}

static const struct {
	const char *pattern; /* NULL: that of form */
	enum option_form form;
	const char *(*parse)(const char *text);
	const char *texts[8]; /* good and bad ones, each also with one byte changed */
} cases[] = {
	{ FORM_DURATION, 0, duration,
	    { "30s", "250ms", "6h", "1d", "00012m", "s", "1.5s", "5 s" } },
	{ FORM_RATIO, 0, ratio, { "5%", "100%", "099.9%", "100.0%", "101%", "12.25%", "%", "1" } },
	{ FORM_COMPARE, 0, comparison,
	    { "< 5s", ">= 50%", "> 3", "<=0.25", "> 100%", ">  12.5%", "=5", "< 10ms" } },
	{ NULL, FORM_QUANTILE, quantile,
	    { "p95 > 2s", "p99.9 <= 250ms", "p1<1s", "p0.5 > 1m", "p100 > 1s", "p0 > 1s", "p50" } },
	{ NULL, FORM_NAME, parse_name, { "shop", "x-a", "_a-B9", "-a", "a b", "" } },
	{ NULL, FORM_REGION, parse_region,
	    { "us-east-1", "ap-southeast-2", "us-gov-west-1", "us-east", "u-e-1", "us-east-12" } },
	{ NULL, FORM_URL, parse_url,
	    { "https://a.example/", "HTTP://a:8080", "http://10.0.0.1:65535/x?y#z", "https://",
		"https://u@a/", "http://a:70000", "http://a:080/", "https://a-b_c./\303\251" } },
	{ NULL, FORM_ADDRESS, parse_address,
	    { "10.0.0.5:443", "a.example:1", "a:65536", "a:0", ":5", "a" } },
	{ NULL, FORM_SERVER, parse_server,
	    { "205.251.192.10", "10.0.0.1:53", "256.1.1.1", "1.2.3", "a.example", "1.2.3.4:0" } },
	{ NULL, FORM_WINDOW, window,
	    { "Mon-Fri 09:00-17:00", "Sat,Sun", "02:00-04:00", "22:00-24:00", "fri-mon 23:59-00:00",
		"24:00-01:00", "Mon 9:00-10:00", "Mon-" } },
};

static void
compare(const regex_t *pattern, size_t i, const char *text)
{
	bool schema = regexec(pattern, text, 0, NULL, 0) == 0;
	const char *wrong = cases[i].parse(text);

	if (schema != !wrong)
		fail_msg("case %zu: \"%s\" is %s to the schema, and to the loader %s", i, text,
		    schema ? "good" : "wrong", wrong ? wrong : "good");
}

static void
the_patterns_are_what_the_loader_reads(void **state)
{
	/* What makes an address of the sixth version, or of a bracketed host, is more than a
	 * pattern can say. */
	static const char bytes[] = " 0159%.<=>-psmhdxazAM,/@_#?{";

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text =
		    cases[i].pattern ? cases[i].pattern : forms[cases[i].form].pattern;
		regex_t pattern;

		assert_int_equal(regcomp(&pattern, text, REG_EXTENDED | REG_NOSUB), 0);
		for (size_t t = 0; t < COUNT(cases[i].texts) && cases[i].texts[t]; t++) {
			char changed[64];

			compare(&pattern, i, cases[i].texts[t]);
			snprintf(changed, sizeof(changed), "%s", cases[i].texts[t]);
			for (size_t at = 0; changed[at]; at++) {
				for (size_t b = 0; bytes[b]; b++) {
					changed[at] = bytes[b];
					compare(&pattern, i, changed);
				}
				changed[at] = cases[i].texts[t][at];
			}
		}
		regfree(&pattern);
	}
}

static void
each_form_has_a_pattern_that_its_example_fits(void **state)
{
	for (size_t f = FORM_ANY + 1; f < FORM_MOST; f++) {
		regex_t pattern;

		assert_non_null(forms[f].name);
		assert_non_null(forms[f].help);
		assert_int_equal(regcomp(&pattern, forms[f].pattern, REG_EXTENDED | REG_NOSUB), 0);
		if (regexec(&pattern, forms[f].example, 0, NULL, 0) != 0)
			fail_msg("%s: %s", forms[f].name, forms[f].example);
		assert_int_not_equal(regexec(&pattern, "", 0, NULL, 0), 0);
		regfree(&pattern);
	}
}

static void
a_name_of_ours_is_not_one_of_others(void **state)
{
	static const struct {
		const char *name;
		bool own, foreign;
	} names[] = {
		{ "api", true, false },
		{ "x", true, false },
		{ "x1-y", true, false },
		{ "xy", true, false },
		{ "x-y", false, true },
		{ "$schema", false, true },
		{ "$schemas", false, false },
		{ "-a", false, false },
		{ "", false, false },
	};

	regex_t own, foreign;

	assert_int_equal(regcomp(&own, FORM_OWN_NAME, REG_EXTENDED | REG_NOSUB), 0);
	assert_int_equal(regcomp(&foreign, FORM_FOREIGN, REG_EXTENDED | REG_NOSUB), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(regexec(&own, names[i].name, 0, NULL, 0) == 0, names[i].own);
		assert_int_equal(regexec(&foreign, names[i].name, 0, NULL, 0) == 0,
		    names[i].foreign);
	}
	regfree(&own);
	regfree(&foreign);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_patterns_are_what_the_loader_reads),
		cmocka_unit_test(each_form_has_a_pattern_that_its_example_fits),
		cmocka_unit_test(a_name_of_ours_is_not_one_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

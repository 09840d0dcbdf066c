/* SPDX-License-Identifier: MIT */
/* When moves may begin: what is read, and what is said of what cannot be. */
#include "loaded.h"

#define GUARDS(text) SMALL "\"guards\": {" text "}}"

static void
load_guards(struct loaded *ret, const char *text)
{
	load(ret,
	    (const char *const[]){
		"{\"config_version\": 1, \"observers\": \"single\"}", text, NULL });
}

static const struct limits *
limits_of(const struct loaded *loaded)
{
	for (size_t i = 0; i < loaded->diags.n; i++)
		if (loaded->diags.list[i].severity == SEVERITY_ERROR)
			fail_msg("%s: %s", loaded->diags.list[i].message,
			    loaded->diags.list[i].help);
	return &loaded->config->apps[0].limits;
}

static void
a_zone_is_a_rule_or_a_name(void **state)
{
	struct loaded loaded;

	load_guards(&loaded, GUARDS("\"time_zone\": \"EST5\""));
	assert_string_equal(limits_of(&loaded)->time_zone, "EST5");
	assert_null(limits_of(&loaded)->zone_rule);
	unload(&loaded);
	load_guards(&loaded, GUARDS("\"time_zone\": \"Europe/Berlin\""));
	assert_string_equal(limits_of(&loaded)->zone_rule, "CET-1CEST,M3.5.0,M10.5.0/3");
	unload(&loaded);
	load_guards(&loaded, GUARDS(""));
	assert_string_equal(limits_of(&loaded)->time_zone, "UTC0");
	unload(&loaded);
}

static void
windows_and_freezes_are_lists_of_texts(void **state)
{
	struct loaded loaded;

	load_guards(&loaded,
	    GUARDS("\"windows\": \"Mon-Fri 09:00-17:00\", \"failover_windows\": [\"Mon\", "
		   "\"Tue\"], \"freezes\": [\"2026-12-20/2027-01-03\"]"));
	assert_int_equal(limits_of(&loaded)->windows.n, 1);
	assert_int_equal(limits_of(&loaded)->failover_windows.n, 2);
	assert_string_equal(limits_of(&loaded)->freezes.items[0], "2026-12-20/2027-01-03");
	unload(&loaded);
}

static void
what_cannot_be_read_is_refused_where_it_stands(void **state)
{
	static const struct {
		const char *text, *pointer, *help;
	} cases[] = {
		{ GUARDS("\"time_zone\": \"Europe/Brelin\""), "/guards/time_zone",
		    "there is no zone Europe/Brelin; there is Europe/Berlin" },
		{ GUARDS("\"time_zone\": \"CET-1CEST,M3\""), "/guards/time_zone",
		    "when summer time begins and ends cannot be read" },
		{ GUARDS("\"windows\": \"Mon-Fry\""), "/guards/windows",
		    "\"Mon-Fry\" is no weekly window" },
		{ GUARDS("\"failover_windows\": [\"Mon\", \"9-17\"]"), "/guards/failover_windows/1",
		    "\"9-17\" is no weekly window" },
		{ GUARDS("\"freezes\": [\"Christmas\"]"), "/guards/freezes/0",
		    "\"Christmas\" is no freeze" },
		{ GUARDS("\"freezes\": [\"2027-01-03/2026-12-20\"]"), "/guards/freezes/0",
		    "ends before it begins" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct loaded loaded;

		load_guards(&loaded, cases[i].text);
		assert_null(loaded.config);
		assert_int_equal(loaded.diags.errors, 1);
		assert_string_equal(loaded.diags.list[0].pointer, cases[i].pointer);
		if (!strstr(loaded.diags.list[0].help, cases[i].help))
			fail_msg("%s", loaded.diags.list[0].help);
		unload(&loaded);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_is_a_rule_or_a_name),
		cmocka_unit_test(windows_and_freezes_are_lists_of_texts),
		cmocka_unit_test(what_cannot_be_read_is_refused_where_it_stands),
	};

	return cmocka_run_group_tests_name("hours", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Every event is explained, has an id and a name of its own, and fields that exist. */
#include "daemon/log_help.h"

#include <string.h>

#include "test.h"

static void
every_event_is_explained(void **state)
{
	for (enum log_id id = 0; id < LOG_ID_COUNT; id++) {
		const struct log_help *help = log_help(id);
		const char *parts[] = { help->subject, help->happened, help->means, help->todo };

		for (size_t i = 0; i < COUNT(parts); i++)
			if (!parts[i] || strlen(parts[i]) < strlen("Nothing."))
				fail_msg("\"%s\" is not explained: add it to daemon/log_help.c",
				    log_name(id));
	}
}

static void
every_event_has_an_id_and_a_name_of_its_own(void **state)
{
	for (enum log_id id = 0; id < LOG_ID_COUNT; id++) {
		assert_int_equal(strlen(log_message_id(id)), 32);
		assert_int_equal(strspn(log_message_id(id), "0123456789abcdef"), 32);
		for (enum log_id other = 0; other < id; other++) {
			assert_string_not_equal(log_message_id(id), log_message_id(other));
			assert_string_not_equal(log_name(id), log_name(other));
		}
	}
}

static void
check_fields(const char *text)
{
	static const char *const fields[] = { "@FAILOVERD_APP@", "@FAILOVERD_REGION@",
		"@FAILOVERD_TO_REGION@", "@FAILOVERD_PROBE@", "@FAILOVERD_FACT@", "@FAILOVERD_RUN@",
		"@FAILOVERD_STEP@", "@FAILOVERD_ACTOR@", "@FAILOVERD_ALERT@" };

	while ((text = strchr(text, '@'))) {
		size_t i = 0;

		while (i < COUNT(fields) && strncmp(text, fields[i], strlen(fields[i])) != 0)
			i++;
		if (i == COUNT(fields))
			fail_msg("no entry has this field: %s", text);
		text += strlen(fields[i]);
	}
}

static void
only_fields_that_entries_have_are_named(void **state)
{
	for (enum log_id id = 0; id < LOG_ID_COUNT; id++) {
		check_fields(log_help(id)->subject);
		check_fields(log_help(id)->happened);
		check_fields(log_help(id)->means);
		check_fields(log_help(id)->todo);
	}
}

static void
what_is_no_event_has_no_explanation(void **state)
{
	assert_null(log_help(LOG_ID_COUNT)->subject);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_is_explained),
		cmocka_unit_test(every_event_has_an_id_and_a_name_of_its_own),
		cmocka_unit_test(only_fields_that_entries_have_are_named),
		cmocka_unit_test(what_is_no_event_has_no_explanation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

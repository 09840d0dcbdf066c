/* SPDX-License-Identifier: MIT */
/* What comes out where nobody has a journal: a line for each entry, and none is lost that matters.
 */
#include "daemon/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/log_restraint.h"
#include "io/journal.h"
#include "test.h"

#define MANY (LOG_RESTRAINT_MOST + 20)

/* Between these, standard error is a file in memory. */
struct catch
{
	int file, before;
};

static struct catch begin(void)
{
	struct catch c = { memfd_create("stderr", MFD_CLOEXEC), dup(STDERR_FILENO) };

	assert_true(c.file >= 0 && c.before >= 0);
	assert_int_equal(dup2(c.file, STDERR_FILENO), STDERR_FILENO);
	journal_open(JOURNAL_STDERR, LOG_INFO);
	return c;
}

/* The caller frees it. */
static char *
end(struct catch *c)
{
	off_t size = lseek(c->file, 0, SEEK_END);
	char *text = calloc(1, (size_t)size + 1);

	dup2(c->before, STDERR_FILENO);
	close(c->before);
	assert_int_equal(pread(c->file, text, (size_t)size, 0), size);
	close(c->file);
	return text;
}

static size_t
times(const char *text, const char *part)
{
	size_t n = 0;

	while ((text = strstr(text, part))) {
		n++;
		text += strlen(part);
	}
	return n;
}

static bool
is_chatter(enum log_id id)
{
	return id == LOG_ID_PROBE_CHANGED || id == LOG_ID_FACT_NOTED || id == LOG_ID_CREDENTIALS;
}

/* Decisions, runs, steps, alerts, commands, and what is wrong with ourselves are none. */
static void
but_for_chatter_every_event_is_a_notice_or_more(void **state)
{
	for (enum log_id id = 0; id < LOG_ID_COUNT; id++)
		if ((log_priority(id) > LOG_NOTICE) != is_chatter(id))
			fail_msg("\"%s\" has the priority %d", log_name(id), log_priority(id));
}

/* Whoever shows alerts alone must see what needs a person before what went well. */
static void
nothing_that_goes_well_is_graver_than_what_needs_a_person(void **state)
{
	static const enum log_id person[] = { LOG_ID_RUN_FAILED, LOG_ID_MANUAL, LOG_ID_PROPOSED,
		LOG_ID_DRIFT, LOG_ID_ALERT };

	for (size_t i = 0; i < COUNT(person); i++) {
		assert_int_equal(log_priority(person[i]), LOG_ALERT);
		assert_true(log_priority(LOG_ID_RUN_DONE) > log_priority(person[i]));
		assert_true(log_priority(LOG_ID_STEP_ENDED) > log_priority(person[i]));
	}
}

static void
of_all_that_comes_at_once_only_chatter_is_left_out(void **state)
{
	struct catch c = begin();
	char *text;

	for (int i = 0; i < MANY; i++)
		for (enum log_id id = 0; id < LOG_ID_COUNT; id++)
			log_at(LOG_HERE, id, NULL, "[%s]", log_name(id));
	text = end(&c);
	for (enum log_id id = 0; id < LOG_ID_COUNT; id++) {
		char word[64];
		size_t told;

		snprintf(word, sizeof(word), ">[%s]\n", log_name(id));
		told = times(text, word);
		if (told != (is_chatter(id) ? LOG_RESTRAINT_MOST : MANY))
			fail_msg("\"%s\" was told %zu times", log_name(id), told);
	}
	assert_int_equal(times(text, "the rest of that minute's are left out"), 3);
	free(text);
}

static char heard[256];

static void
hear(const char *name, const char *json, void *arg)
{
	snprintf(heard, sizeof(heard), "%s", json);
}

static void
a_line_names_the_application_and_names_it_once(void **state)
{
	static const struct log_about about = { .app = "shop", .region = "us-east-1" };
	struct catch c = begin();
	char *text;

	log_follow(hear, NULL);
	log_event(STATE_CHANGED, &about, "home: serving from us-east-1");
	log_event(PREFLIGHT_BAD, &about, "shop could not leave us-east-1");
	log_follow(NULL, NULL);
	log_event(STARTED, NULL, "begins");
	text = end(&c);
	assert_string_equal(text,
	    "<5>shop: home: serving from us-east-1\n"
	    "<4>shop could not leave us-east-1\n"
	    "<5>begins\n");
	free(text);
	/* Who follows has it in a member of its own. */
	assert_non_null(strstr(heard, "\"message\":\"shop could not leave us-east-1\""));
	assert_non_null(strstr(heard, "\"application\":\"shop\""));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(but_for_chatter_every_event_is_a_notice_or_more),
		cmocka_unit_test(nothing_that_goes_well_is_graver_than_what_needs_a_person),
		cmocka_unit_test(of_all_that_comes_at_once_only_chatter_is_left_out),
		cmocka_unit_test(a_line_names_the_application_and_names_it_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

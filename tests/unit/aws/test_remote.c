/* SPDX-License-Identifier: MIT */
#include "aws/remote.h"

#include "test.h"

#include <string.h>

#define DATE "Tue, 24 Nov 2026 14:00:30 GMT"
#define WALL 1795528830000 /* the same */

static void
each_host_is_one_remote(void **state)
{
	static const struct {
		const char *url, *host;
	} cases[] = {
		{ "https://rds.us-east-1.amazonaws.com", "rds.us-east-1.amazonaws.com" },
		{ "https://rds.us-east-1.amazonaws.com/a?b", "rds.us-east-1.amazonaws.com" },
		{ "https://rds.us-east-1.amazonaws.com?b", "rds.us-east-1.amazonaws.com" },
		{ "https://rds.us-east-1.amazonaws.com:8443/", "rds.us-east-1.amazonaws.com:8443" },
		{ "https://rds.us-east-1", "rds.us-east-1" },
		{ "bare", "bare" },
	};
	struct remotes remotes = { NULL };
	const struct remote *first = remote_of(&remotes, cases[0].url);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct remote *remote = remote_of(&remotes, cases[i].url);

		assert_string_equal(remote->name, cases[i].host);
		assert_int_equal(remote == first, i <= 2);
		assert_ptr_equal(remote, remote_of(&remotes, cases[i].url));
	}
	remotes_done(&remotes);
	assert_null(remotes.list);
}

static void
takes_its_clock_from_the_date(void **state)
{
	static const struct {
		const char *date, *age;
		msec_t ours, before, took;
		msec_t offset;
		bool corrected;
	} cases[] = {
		{ DATE, NULL, WALL, 0, 0, 0, false },
		{ DATE, NULL, WALL - 239 * MSEC_SECOND, 0, 0, 0, false },
		{ DATE, NULL, WALL - 240 * MSEC_SECOND, 0, 0, 240 * MSEC_SECOND, true },
		{ DATE, NULL, WALL + MSEC_HOUR, 0, 0, -MSEC_HOUR, true },
		/* What was signed by that clock already is not refused for it. */
		{ DATE, NULL, WALL + MSEC_HOUR, -MSEC_HOUR, 0, -MSEC_HOUR, false },
		{ DATE, NULL, WALL + MSEC_HOUR, -MSEC_HOUR + 1000, 0, -MSEC_HOUR, false },
		/* Our own clock was set meanwhile. */
		{ DATE, NULL, WALL, -MSEC_HOUR, 0, 0, true },
		/* These say nothing. */
		{ DATE, "1", WALL + MSEC_HOUR, 0, 0, 0, false },
		{ DATE, NULL, WALL + MSEC_HOUR, 0, 16 * MSEC_MINUTE, 0, false },
		{ NULL, NULL, WALL + MSEC_HOUR, 0, 0, 0, false },
		{ "yesterday", NULL, WALL + MSEC_HOUR, 7, 0, 7, false },
		{ DATE " or so", NULL, WALL + MSEC_HOUR, 7, 0, 7, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(http_response_done) struct http_response rsp = { .status = 403,
			.took = cases[i].took };
		struct remote remote = { .offset = cases[i].before };

		if (cases[i].date)
			http_header_add(&rsp.headers, "date", cases[i].date);
		if (cases[i].age)
			http_header_add(&rsp.headers, "age", cases[i].age);
		if (remote_clock(&remote, &rsp, cases[i].ours) != cases[i].corrected ||
		    remote.offset != cases[i].offset)
			fail_msg("case %zu: %lld", i, (long long)remote.offset);
	}
}

static void
no_answer_says_nothing_of_a_clock(void **state)
{
	const struct http_response rsp = { .failure = HTTP_TIMEOUT };
	struct remote remote = { .offset = 7 };

	assert_false(remote_clock(&remote, &rsp, WALL));
	assert_int_equal(remote.offset, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_host_is_one_remote),
		cmocka_unit_test(takes_its_clock_from_the_date),
		cmocka_unit_test(no_answer_says_nothing_of_a_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "io/tcp.h"

#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "tcp_scene.h"

static void
connects_and_closes_again(void **state)
{
	struct scene *s = *state;
	char byte;

	assert_int_equal(scene_asks(s), TCP_CONNECTED);
	assert_string_equal(s->answer.why, "");
	assert_true(s->answer.took >= 0 && s->answer.took < PATIENCE);
	s->accepted = accept(s->listener, NULL, NULL);
	assert_int_equal(read(s->accepted, &byte, 1), 0);
}

static void
tells_where_nobody_listens(void **state)
{
	struct scene *s = *state;
	char why[64];
	int port = 0, fd = scene_listener("127.0.0.1", &port); /* bound, and deaf */

	s->question.port = port;
	assert_int_equal(scene_asks(s), TCP_REFUSED);
	snprintf(why, sizeof(why), "127.0.0.1 port %d: Connection refused", port);
	assert_string_equal(s->answer.why, why);
	close(fd);
}

static void
hears_what_the_server_says_first(void **state)
{
	static char flood[4 * TCP_HEARD_MOST];

	static const struct {
		const char *says;
		size_t len;
		enum then then;
		enum tcp_failure failure;
		bool ended;
		size_t heard;
	} cases[] = {
		{ "220 mail ESMTP\r\n", 16, WAITS, TCP_CONNECTED, false, 16 },
		{ "\0\0ESMTP\0", 8, WAITS, TCP_CONNECTED, false, 8 },
		{ "421 too busy\r\n", 14, CLOSES, TCP_CONNECTED, true, 14 },
		{ "", 0, CLOSES, TCP_CONNECTED, true, 0 },
		{ "", 0, RESETS, TCP_RESET, false, 0 },
		{ "220 ", 4, RESETS_LATER, TCP_RESET, false, 4 },
		{ flood, sizeof(flood), WAITS, TCP_CONNECTED, false, TCP_HEARD_MOST },
	};
	struct scene *s = *state;

	s->question.expect = "ESMTP";
	for (size_t i = 0; i < COUNT(cases); i++) {
		scene_serves(s, cases[i].says, cases[i].len, cases[i].then);
		assert_int_equal(scene_asks(s), cases[i].failure);
		assert_int_equal(s->answer.ended, cases[i].ended);
		assert_int_equal(s->answer.heard_len, cases[i].heard);
		assert_memory_equal(s->answer.heard, cases[i].says, cases[i].heard);
		if (s->accepted >= 0)
			close(s->accepted);
		s->accepted = -1;
	}
}

static void
waits_for_the_text_no_longer_than_allowed(void **state)
{
	struct scene *s = *state;

	s->question.expect = "ESMTP";
	s->question.timeout = SHORT;
	scene_serves(s, "220 ", 4, WAITS);
	assert_int_equal(scene_asks(s), TCP_TIMEOUT);
	assert_non_null(strstr(s->answer.why, "does not say \"ESMTP\""));
	assert_true(s->answer.took >= SHORT);
	assert_string_equal(s->answer.heard, "220 ");
}

/* A queue that is full drops whoever knocks. */
static void
waits_for_a_connection_no_longer_than_allowed(void **state)
{
	struct scene *s = *state;
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fds[8], port = 0, fd = scene_listener("127.0.0.1", &port);

	assert_int_equal(listen(fd, 0), 0);
	in.sin_port = htons((uint16_t)port);
	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(fds[i], (struct sockaddr *)&in, sizeof(in));
	}
	s->question.port = port;
	s->question.timeout = SHORT;
	assert_int_equal(scene_asks(s), TCP_TIMEOUT);
	assert_non_null(strstr(s->answer.why, "no connection in time"));
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
	close(fd);
}

static void
want_of_descriptors_is_our_own_fault(void **state)
{
	struct scene *s = *state;
	struct rlimit old, none;

	getrlimit(RLIMIT_NOFILE, &old);
	none = (struct rlimit){ 0, old.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	assert_int_equal(scene_asks(s), TCP_LOCAL);
	setrlimit(RLIMIT_NOFILE, &old);
	assert_non_null(strstr(s->answer.why, "Too many open files"));
}

static void
on_stop(void *arg)
{
	loop_stop(arg);
}

static void
what_is_cancelled_is_not_answered(void **state)
{
	struct scene *s = *state;
	struct timer *timer = timer_new(s->loop, on_stop, s->loop);
	struct tcp_call *first = tcp_send(s->tcp, &s->question, scene_on_answer, s);
	struct tcp_call *second;

	tcp_send(s->tcp, &s->question, scene_on_answer, s);
	second = tcp_send(s->tcp, &s->question, scene_on_answer, s);
	tcp_cancel(first);
	tcp_cancel(second);
	tcp_cancel(NULL);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, 1);
	timer_arm(timer, loop_now(s->loop).boot + SHORT);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, 1);
	tcp_send(s->tcp, &s->question, scene_on_answer, s); /* ended by tcp_free() */
	timer_free(timer);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_start, scene_stop)
	const struct CMUnitTest tests[] = {
		TEST(connects_and_closes_again),
		TEST(tells_where_nobody_listens),
		TEST(hears_what_the_server_says_first),
		TEST(waits_for_the_text_no_longer_than_allowed),
		TEST(waits_for_a_connection_no_longer_than_allowed),
		TEST(want_of_descriptors_is_our_own_fault),
		TEST(what_is_cancelled_is_not_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

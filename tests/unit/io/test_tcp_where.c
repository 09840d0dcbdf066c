/* SPDX-License-Identifier: MIT */
/* Whom a connection is made to, and what each error on the way there means. */
#include "io/tcp.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "name_server.h"
#include "tcp_scene.h"

/* The kernel's, unless a test has it fail. */
static int connect_fails;

int kernels_connect(int fd, const struct sockaddr *to, socklen_t len) __asm__("connect");

int
kernels_connect(int fd, const struct sockaddr *to, socklen_t len)
{
	errno = connect_fails;
	return connect_fails ? -1 : (int)syscall(SYS_connect, fd, to, len);
}

#define A(last)  "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0" last
#define RECORD_A ((size_t)16)
#define AAAA                                                                                           \
	"\xc0\x0c\0\x1c\0\1\0\0\0\x3c\0\x10\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f\0\0\1" /* ::ffff:127.0.0.1 \
										    */
#define RECORD_AAAA 28

static void
looks_a_name_up_and_tries_each_address(void **state)
{
	static const struct {
		const char *record;
		size_t len;
		int more, asked;
	} cases[] = {
		{ A("\1"), RECORD_A, 0, 1 },
		{ A("\2") A("\1"), 2 * RECORD_A, 1, 1 }, /* at the first, nobody listens */
		{ AAAA, RECORD_AAAA, 0, 2 },
	};
	struct scene *s = *state;

	snprintf(s->question.host, TCP_HOST, "db.shop.example");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct name_server server = { .manner = REPLIES,
			.record = cases[i].record,
			.record_len = cases[i].len,
			.more = cases[i].more };

		name_server_start(&server);
		snprintf(s->question.resolver, DNS_SERVER, "127.0.0.1:%d", server.port);
		assert_int_equal(scene_asks(s), TCP_CONNECTED);
		name_server_stop(&server);
		assert_int_equal(server.asked, cases[i].asked);
	}
}

static void
a_name_without_an_address_is_the_resolvers_matter(void **state)
{
	static const struct {
		enum manner manner;
		int rcode;
		msec_t timeout;
		const char *why;
	} cases[] = {
		{ REPLIES, 3, PATIENCE, "db.shop.example: no address of that name" },
		{ SILENT, 0, SHORT, "no answer from" },
		{ GARBAGE, 0, PATIENCE, "" },
	};
	struct scene *s = *state;

	snprintf(s->question.host, TCP_HOST, "db.shop.example");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct name_server server = { .manner = cases[i].manner, .rcode = cases[i].rcode };

		name_server_start(&server);
		snprintf(s->question.resolver, DNS_SERVER, "127.0.0.1:%d", server.port);
		s->question.timeout = cases[i].timeout;
		assert_int_equal(scene_asks(s), TCP_RESOLVE);
		assert_non_null(strstr(s->answer.why, cases[i].why));
		name_server_stop(&server);
	}
	snprintf(s->question.resolver, DNS_SERVER, "nobody");
	assert_int_equal(scene_asks(s), TCP_LOCAL);
}

static void
another_address_takes_the_place_of_host_and_port(void **state)
{
	static const char *const bad[] = { "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", ":22",
		"127.0.0.1:22x", "127.0.0.1:65536" };
	struct scene *s = *state;
	int port = s->question.port;
	char address[64];

	snprintf(s->question.host, TCP_HOST, "db.shop.example");
	snprintf(address, sizeof(address), "127.0.0.1:%d", port);
	s->question.address = address;
	s->question.port = 1;
	assert_int_equal(scene_asks(s), TCP_CONNECTED);
	snprintf(address, sizeof(address), "[::ffff:127.0.0.1]:%d", port);
	assert_int_equal(scene_asks(s), TCP_CONNECTED);
	for (size_t i = 0; i < COUNT(bad); i++) {
		s->question.address = bad[i];
		assert_int_equal(scene_asks(s), TCP_LOCAL);
		assert_non_null(strstr(s->answer.why, "write IP:port"));
	}
	s->question.address = NULL;
	s->question.port = 0;
	assert_int_equal(scene_asks(s), TCP_LOCAL);
}

/* What it cannot be told from is our own fault, or nobody's. */
static void
each_error_of_a_connection_has_its_meaning(void **state)
{
	static const struct {
		int number;
		enum tcp_failure failure;
	} cases[] = {
		{ ECONNREFUSED, TCP_REFUSED },
		{ ETIMEDOUT, TCP_TIMEOUT },
		{ ECONNRESET, TCP_RESET },
		{ ENETUNREACH, TCP_NO_ROUTE },
		{ EHOSTUNREACH, TCP_NO_ROUTE },
		{ EACCES, TCP_LOCAL },
		{ EADDRNOTAVAIL, TCP_LOCAL },
		{ ENOBUFS, TCP_LOCAL },
		{ ENOTBLK, TCP_OTHER },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		connect_fails = cases[i].number;
		assert_int_equal(scene_asks(s), cases[i].failure);
		assert_non_null(strstr(s->answer.why, strerror(cases[i].number)));
	}
	connect_fails = 0;
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_start, scene_stop)
	const struct CMUnitTest tests[] = {
		TEST(looks_a_name_up_and_tries_each_address),
		TEST(a_name_without_an_address_is_the_resolvers_matter),
		TEST(another_address_takes_the_place_of_host_and_port),
		TEST(each_error_of_a_connection_has_its_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

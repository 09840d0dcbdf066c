/* SPDX-License-Identifier: MIT */
#include "io/dns.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/alloc.h"
#include "name_server.h"

#define PATIENCE (10 * MSEC_SECOND)

/* The kernel's, unless a test has it fail. */
static int connect_fails;

int kernels_connect(int fd, const struct sockaddr *to, socklen_t len) __asm__("connect");

int
kernels_connect(int fd, const struct sockaddr *to, socklen_t len)
{
	errno = connect_fails;
	return connect_fails ? -1 : (int)syscall(SYS_connect, fd, to, len);
}

struct scene {
	struct loop *loop;
	struct dns *dns;
	struct dns_answer answer;
	int answers;
	struct name_server server;
};

static const char address[] = "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1";
static const char short_address[] = "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0";

static int
start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	s->loop = loop_new();
	s->dns = dns_new(s->loop);
	s->server.manner = REPLIES;
	s->server.record = address;
	s->server.record_len = sizeof(address) - 1;
	name_server_start(&s->server);
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct scene *s = *state;

	dns_free(s->dns);
	loop_free(s->loop);
	name_server_stop(&s->server);
	xfree(s);
	return 0;
}

static void
on_answer(const struct dns_answer *answer, void *arg)
{
	struct scene *s = arg;

	s->answer = *answer;
	s->answers++;
	loop_stop(s->loop);
}

static struct dns_question
question(const struct scene *s)
{
	struct dns_question ret = { .name = "a.example", .timeout = PATIENCE };

	snprintf(ret.server, sizeof(ret.server), "127.0.0.1:%d", s->server.port);
	return ret;
}

static const struct dns_answer *
ask(struct scene *s, const struct dns_question *question)
{
	int answers = s->answers;

	dns_send(s->dns, question, on_answer, s);
	assert_int_equal(s->answers, answers); /* not from within */
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, answers + 1);
	return &s->answer;
}

static void
asks_the_server_that_was_named(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s);
	const struct dns_answer *answer = ask(s, &q);

	assert_int_equal(answer->failure, DNS_ANSWERED);
	assert_int_equal(answer->n, 1);
	assert_string_equal(answer->list[0], "192.0.2.1");
	assert_int_equal(answer->ttl, 60);
	assert_true(answer->authoritative);
	assert_true(answer->took >= 0 && answer->took < PATIENCE);

	/* Every question anew: there is no cache. */
	assert_int_equal(ask(s, &q)->failure, DNS_ANSWERED);
	assert_int_equal(s->server.asked, 2);

	/* Nor a hosts file. */
	snprintf(q.name, sizeof(q.name), "localhost");
	assert_string_equal(ask(s, &q)->list[0], "192.0.2.1");
	assert_int_equal(s->server.asked, 3);
}

static void
hands_on_what_the_server_says(void **state)
{
	static const int codes[] = { 2, 3, 4, 5 };
	struct scene *s = *state;
	struct dns_question q = question(s);

	s->server.record = NULL;
	for (size_t i = 0; i < COUNT(codes); i++) {
		const struct dns_answer *answer;

		s->server.rcode = codes[i];
		answer = ask(s, &q);
		assert_int_equal(answer->failure, DNS_ANSWERED);
		assert_int_equal(answer->rcode, codes[i]);
		assert_int_equal(answer->n, 0);
	}
	s->server.rcode = 0;
	assert_int_equal(ask(s, &q)->n, 0);
	assert_int_equal(s->server.asked, COUNT(codes) + 1);
}

static void
asks_by_tcp_when_told(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s);
	const struct dns_answer *answer;

	s->server.manner = TRUNCATED;
	answer = ask(s, &q);
	assert_int_equal(answer->failure, DNS_ANSWERED);
	assert_int_equal(answer->n, 1);
	assert_int_equal(s->server.asked, 2);
}

static void
tells_that_the_server_hung_up(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s);

	s->server.manner = HANGS_UP;
	assert_int_equal(ask(s, &q)->failure, DNS_REFUSED);
	assert_non_null(strstr(s->answer.why, " ended the connection"));
}

static void
asks_again_when_a_packet_is_lost(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s);

	s->server.skip = 1;
	q.timeout = 400;
	assert_int_equal(ask(s, &q)->failure, DNS_ANSWERED);
	assert_true(s->answer.took >= 100);
	assert_int_equal(s->server.asked, 2);
}

static void
waits_no_longer_than_told(void **state)
{
	static const enum manner manners[] = { SILENT, GARBAGE };
	struct scene *s = *state;
	struct dns_question q = question(s);

	q.timeout = 60;
	for (size_t i = 0; i < COUNT(manners); i++) {
		const struct dns_answer *answer;

		s->server.manner = manners[i];
		answer = ask(s, &q);
		assert_int_equal(answer->failure, DNS_TIMEOUT);
		assert_non_null(strstr(answer->why, "no answer from 127.0.0.1:"));
		assert_non_null(strstr(answer->why, " within 60 ms"));
		assert_true(answer->took >= 60);
	}
}

static void
tells_an_answer_that_is_garbled(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s);

	s->server.record = short_address;
	s->server.record_len = sizeof(short_address) - 1;
	assert_int_equal(ask(s, &q)->failure, DNS_GARBLED);
	assert_non_null(strstr(s->answer.why, "is garbled"));
}

/* A socket that is connected elsewhere holds the port, and takes nothing from us. */
static void
tells_that_nobody_listens(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s);
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t len = sizeof(in);

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	in.sin_port = htons((uint16_t)s->server.port);
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	snprintf(q.server, sizeof(q.server), "127.0.0.1:%d", ntohs(in.sin_port));
	assert_int_equal(ask(s, &q)->failure, DNS_REFUSED);
	assert_non_null(strstr(s->answer.why, "nobody listens there"));
	close(fd);
}

/* c-ares has one code for all of these. */
static void
tells_the_servers_faults_from_ours(void **state)
{
	static const struct {
		int number;
		enum dns_failure failure;
		const char *why;
	} cases[] = {
		{ ECONNREFUSED, DNS_REFUSED, "nobody listens there" },
		{ ENETUNREACH, DNS_NO_ROUTE, "no route to 127.0.0.1: Network is unreachable" },
		{ EHOSTUNREACH, DNS_NO_ROUTE, "no route to 127.0.0.1: No route to host" },
		{ EADDRNOTAVAIL, DNS_NO_ROUTE, "no route to 127.0.0.1: Cannot assign" },
		{ EACCES, DNS_LOCAL, "no question to 127.0.0.1: Permission denied" },
		{ ENOBUFS, DNS_LOCAL, "no question to 127.0.0.1: No buffer space" },
	};
	struct scene *s = *state;
	struct dns_question q = question(s);

	snprintf(q.server, sizeof(q.server), "127.0.0.1");
	for (size_t i = 0; i < COUNT(cases); i++) {
		connect_fails = cases[i].number;
		assert_int_equal(ask(s, &q)->failure, cases[i].failure);
		assert_non_null(strstr(s->answer.why, cases[i].why));
	}
	connect_fails = 0;
}

static void
tells_our_own_faults(void **state)
{
	static const struct {
		const char *name, *server, *why;
	} cases[] = {
		{ "a.example", "ns.example", "give an IP address, or IP:port" },
		{ "a.example", "127.0.0.1:", "give an IP address, or IP:port" },
		{ "a.example", "127.0.0.1:99999", "give an IP address, or IP:port" },
		{ "a.example", "[::1", "give an IP address, or IP:port" },
		{ "a.example", "[::1]53", "give an IP address, or IP:port" },
		{ "a..example", "[::1]:53", "a..example: " },
		{ "a..example", "::1", "a..example: " },
		{ "a..example", "127.0.0.1", "a..example: " },
		{ "a..example", "", "a..example: " },
	};
	struct scene *s = *state;
	struct rlimit limit, none;
	struct dns_question q;

	for (size_t i = 0; i < COUNT(cases); i++) {
		q = (struct dns_question){ .timeout = PATIENCE };
		snprintf(q.name, sizeof(q.name), "%s", cases[i].name);
		snprintf(q.server, sizeof(q.server), "%s", cases[i].server);
		assert_int_equal(ask(s, &q)->failure, DNS_LOCAL);
		assert_non_null(strstr(s->answer.why, cases[i].why));
	}

	q = question(s);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){ .rlim_cur = 0, .rlim_max = limit.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	ask(s, &q);
	setrlimit(RLIMIT_NOFILE, &limit);
	assert_int_equal(s->answer.failure, DNS_LOCAL);
	assert_non_null(strstr(s->answer.why, "Too many open files"));
}

static void
on_answer_ask_again(const struct dns_answer *answer, void *arg)
{
	struct scene *s = arg;
	struct dns_question q = question(s);

	assert_int_equal(answer->failure, DNS_ANSWERED);
	dns_send(s->dns, &q, on_answer, s);
}

static void
answers_nothing_that_was_cancelled(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s), bad = { .name = "a..example", .timeout = PATIENCE };

	dns_cancel(dns_send(s->dns, &q, on_answer, s));
	dns_cancel(dns_send(s->dns, &bad, on_answer, s)); /* its answer is on its way */
	dns_cancel(NULL);
	dns_send(s->dns, &q, on_answer_ask_again, s);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, 1);
	dns_send(s->dns, &q, on_answer, s); /* and dns_free() cancels this one */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(asks_the_server_that_was_named, start, stop),
		cmocka_unit_test_setup_teardown(hands_on_what_the_server_says, start, stop),
		cmocka_unit_test_setup_teardown(asks_by_tcp_when_told, start, stop),
		cmocka_unit_test_setup_teardown(tells_that_the_server_hung_up, start, stop),
		cmocka_unit_test_setup_teardown(asks_again_when_a_packet_is_lost, start, stop),
		cmocka_unit_test_setup_teardown(waits_no_longer_than_told, start, stop),
		cmocka_unit_test_setup_teardown(tells_an_answer_that_is_garbled, start, stop),
		cmocka_unit_test_setup_teardown(tells_that_nobody_listens, start, stop),
		cmocka_unit_test_setup_teardown(tells_the_servers_faults_from_ours, start, stop),
		cmocka_unit_test_setup_teardown(tells_our_own_faults, start, stop),
		cmocka_unit_test_setup_teardown(answers_nothing_that_was_cancelled, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

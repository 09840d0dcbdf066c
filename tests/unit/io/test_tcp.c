/* SPDX-License-Identifier: MIT */
#include "io/tcp.h"

#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/alloc.h"
#include "name_server.h"

#define PATIENCE (10 * MSEC_SECOND)
#define SHORT    ((msec_t)60)

/* What the server does to whom it has accepted. */
enum then {
	WAITS,
	CLOSES,
	RESETS,
	RESETS_LATER, /* when the other side listens */
};

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
	struct tcp *tcp;
	struct tcp_question question;
	struct tcp_answer answer;
	int answers;

	int listener, accepted;
	struct watch *watch;
	struct timer *later;
	const char *says;
	size_t says_len;
	enum then then;
};

static int
listener_at(const char *ip, int *ret_port)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, ip, &in.sin_addr);
	in.sin_port = htons((uint16_t)*ret_port);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	*ret_port = ntohs(in.sin_port);
	return fd;
}

static void
hang_up(void *arg)
{
	static const struct linger at_once = { .l_onoff = 1 };
	struct scene *s = arg;

	if (s->then != CLOSES)
		setsockopt(s->accepted, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(s->accepted);
	s->accepted = -1;
}

static void
on_knock(int what, void *arg)
{
	struct scene *s = arg;

	s->accepted = accept(s->listener, NULL, NULL);
	send(s->accepted, s->says, s->says_len, MSG_NOSIGNAL);
	if (s->then == RESETS_LATER)
		timer_arm(s->later, loop_now(s->loop).boot + SHORT / 2);
	else if (s->then != WAITS)
		hang_up(s);
}

static int
start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	s->loop = loop_new();
	s->dns = dns_new(s->loop);
	s->tcp = tcp_new(s->loop, s->dns);
	s->question = (struct tcp_question){ .host = "127.0.0.1", .timeout = PATIENCE };
	s->listener = listener_at("127.0.0.1", &s->question.port);
	assert_int_equal(listen(s->listener, 8), 0);
	s->accepted = -1;
	s->says = "";
	s->later = timer_new(s->loop, hang_up, s);
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct scene *s = *state;

	watch_free(s->watch);
	timer_free(s->later);
	tcp_free(s->tcp);
	tcp_free(NULL);
	dns_free(s->dns);
	loop_free(s->loop);
	close(s->listener);
	if (s->accepted >= 0)
		close(s->accepted);
	xfree(s);
	return 0;
}

static void
on_answer(const struct tcp_answer *answer, void *arg)
{
	struct scene *s = arg;

	s->answer = *answer;
	s->answers++;
	loop_stop(s->loop);
}

static enum tcp_failure
ask(struct scene *s)
{
	s->answers = 0;
	tcp_send(s->tcp, &s->question, on_answer, s);
	assert_int_equal(s->answers, 0);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, 1);
	return s->answer.failure;
}

static void
server_says(struct scene *s, const char *text, size_t len, enum then then)
{
	s->says = text;
	s->says_len = len;
	s->then = then;
	if (!s->watch)
		s->watch = watch_new(s->loop, s->listener, WATCH_READ, on_knock, s);
}

static void
connects_and_closes_again(void **state)
{
	struct scene *s = *state;
	char byte;

	assert_int_equal(ask(s), TCP_CONNECTED);
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
	int port = 0, fd = listener_at("127.0.0.1", &port); /* bound, and deaf */

	s->question.port = port;
	assert_int_equal(ask(s), TCP_REFUSED);
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
		server_says(s, cases[i].says, cases[i].len, cases[i].then);
		assert_int_equal(ask(s), cases[i].failure);
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
	server_says(s, "220 ", 4, WAITS);
	assert_int_equal(ask(s), TCP_TIMEOUT);
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
	int fds[8], port = 0, fd = listener_at("127.0.0.1", &port);

	assert_int_equal(listen(fd, 0), 0);
	in.sin_port = htons((uint16_t)port);
	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(fds[i], (struct sockaddr *)&in, sizeof(in));
	}
	s->question.port = port;
	s->question.timeout = SHORT;
	assert_int_equal(ask(s), TCP_TIMEOUT);
	assert_non_null(strstr(s->answer.why, "no connection in time"));
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
	close(fd);
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
		assert_int_equal(ask(s), TCP_CONNECTED);
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
		assert_int_equal(ask(s), TCP_RESOLVE);
		assert_non_null(strstr(s->answer.why, cases[i].why));
		name_server_stop(&server);
	}
	snprintf(s->question.resolver, DNS_SERVER, "nobody");
	assert_int_equal(ask(s), TCP_LOCAL);
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
	assert_int_equal(ask(s), TCP_CONNECTED);
	snprintf(address, sizeof(address), "[::ffff:127.0.0.1]:%d", port);
	assert_int_equal(ask(s), TCP_CONNECTED);
	for (size_t i = 0; i < COUNT(bad); i++) {
		s->question.address = bad[i];
		assert_int_equal(ask(s), TCP_LOCAL);
		assert_non_null(strstr(s->answer.why, "write IP:port"));
	}
	s->question.address = NULL;
	s->question.port = 0;
	assert_int_equal(ask(s), TCP_LOCAL);
}

static void
want_of_descriptors_is_our_own_fault(void **state)
{
	struct scene *s = *state;
	struct rlimit old, none;

	getrlimit(RLIMIT_NOFILE, &old);
	none = (struct rlimit){ 0, old.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	assert_int_equal(ask(s), TCP_LOCAL);
	setrlimit(RLIMIT_NOFILE, &old);
	assert_non_null(strstr(s->answer.why, "Too many open files"));
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
		assert_int_equal(ask(s), cases[i].failure);
		assert_non_null(strstr(s->answer.why, strerror(cases[i].number)));
	}
	connect_fails = 0;
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
	struct tcp_call *first = tcp_send(s->tcp, &s->question, on_answer, s);
	struct tcp_call *second;

	tcp_send(s->tcp, &s->question, on_answer, s);
	second = tcp_send(s->tcp, &s->question, on_answer, s);
	tcp_cancel(first);
	tcp_cancel(second);
	tcp_cancel(NULL);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, 1);
	timer_arm(timer, loop_now(s->loop).boot + SHORT);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, 1);
	tcp_send(s->tcp, &s->question, on_answer, s); /* ended by tcp_free() */
	timer_free(timer);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(connects_and_closes_again),
		TEST(tells_where_nobody_listens),
		TEST(hears_what_the_server_says_first),
		TEST(waits_for_the_text_no_longer_than_allowed),
		TEST(waits_for_a_connection_no_longer_than_allowed),
		TEST(looks_a_name_up_and_tries_each_address),
		TEST(a_name_without_an_address_is_the_resolvers_matter),
		TEST(another_address_takes_the_place_of_host_and_port),
		TEST(want_of_descriptors_is_our_own_fault),
		TEST(each_error_of_a_connection_has_its_meaning),
		TEST(what_is_cancelled_is_not_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

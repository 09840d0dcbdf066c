/* SPDX-License-Identifier: MIT */
#include "io/dns.h"

#include "test.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"

#define PATIENCE (10 * MSEC_SECOND)
#define HEADER   12

/* How the server answers; what follows the question is a record of its own. */
enum manner {
	SILENT,
	GARBAGE,
	TRUNCATED, /* "ask by TCP" */
	REPLIES,
};

struct scene {
	struct loop *loop;
	struct dns *dns;
	struct dns_answer answer;
	int answers;

	int udp, tcp, stop[2], port;
	pthread_t thread;
	pthread_mutex_t lock; /* over what follows */
	enum manner manner;
	int rcode, asked, skip; /* skip: so many questions get lost first */
	const char *record;
	size_t record_len;
};

static const char address[] = "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1";
static const char short_address[] = "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0";

/* Makes the question the answer; false: there is none. */
static bool
reply(struct scene *s, char *data, size_t *len, bool by_tcp)
{
	enum manner manner;

	pthread_mutex_lock(&s->lock);
	manner = s->asked++ < s->skip ? SILENT : s->manner;
	data[2] |= (char)0x84; /* an answer, of an authority */
	data[3] = (char)s->rcode;
	if (manner == TRUNCATED && !by_tcp) {
		data[2] |= 2;
	} else if (s->record) {
		data[7] = 1;
		memcpy(data + *len, s->record, s->record_len);
		*len += s->record_len;
	}
	if (manner == GARBAGE)
		*len = 7;
	pthread_mutex_unlock(&s->lock);
	return manner != SILENT;
}

static void
serve_udp(struct scene *s)
{
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	char data[1024];
	ssize_t n = recvfrom(s->udp, data, 512, 0, (struct sockaddr *)&from, &from_len);
	size_t len = (size_t)n;

	if (n > HEADER && reply(s, data, &len, false))
		sendto(s->udp, data, len, 0, (struct sockaddr *)&from, from_len);
}

static void
serve_tcp(struct scene *s)
{
	int fd = accept(s->tcp, NULL, NULL);
	unsigned char size[2];
	char data[1024];
	size_t len;

	if (recv(fd, size, 2, MSG_WAITALL) == 2 && size[0] < 2) {
		len = (size_t)size[0] << 8 | size[1];
		if (recv(fd, data, len, MSG_WAITALL) == (ssize_t)len &&
		    reply(s, data, &len, true)) {
			size[0] = (unsigned char)(len >> 8);
			size[1] = (unsigned char)len;
			send(fd, size, 2, MSG_NOSIGNAL | MSG_MORE);
			send(fd, data, len, MSG_NOSIGNAL);
		}
	}
	close(fd);
}

static void *
serve(void *arg)
{
	struct scene *s = arg;

	for (;;) {
		struct pollfd fds[] = { { .fd = s->stop[0], .events = POLLIN },
			{ .fd = s->udp, .events = POLLIN }, { .fd = s->tcp, .events = POLLIN } };

		poll(fds, COUNT(fds), -1);
		if (fds[0].revents)
			return NULL;
		if (fds[1].revents)
			serve_udp(s);
		if (fds[2].revents)
			serve_tcp(s);
	}
}

/* The same port for both, of the kernel's choice. */
static void
bind_both(struct scene *s)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);

	for (;;) {
		s->udp = socket(AF_INET, SOCK_DGRAM, 0);
		s->tcp = socket(AF_INET, SOCK_STREAM, 0);
		in.sin_port = 0;
		assert_int_equal(bind(s->udp, (struct sockaddr *)&in, sizeof(in)), 0);
		assert_int_equal(getsockname(s->udp, (struct sockaddr *)&in, &len), 0);
		if (bind(s->tcp, (struct sockaddr *)&in, sizeof(in)) == 0)
			break;
		close(s->udp);
		close(s->tcp);
	}
	assert_int_equal(listen(s->tcp, 8), 0);
	s->port = ntohs(in.sin_port);
}

static int
start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	s->loop = loop_new();
	s->dns = dns_new(s->loop);
	s->manner = REPLIES;
	s->record = address;
	s->record_len = sizeof(address) - 1;
	bind_both(s);
	pthread_mutex_init(&s->lock, NULL);
	*state = s;
	return pipe(s->stop) || pthread_create(&s->thread, NULL, serve, s);
}

static int
stop(void **state)
{
	struct scene *s = *state;

	dns_free(s->dns);
	loop_free(s->loop);
	assert_int_equal(write(s->stop[1], "", 1), 1);
	pthread_join(s->thread, NULL);
	pthread_mutex_destroy(&s->lock);
	close(s->udp);
	close(s->tcp);
	close(s->stop[0]);
	close(s->stop[1]);
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

	snprintf(ret.server, sizeof(ret.server), "127.0.0.1:%d", s->port);
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
	assert_int_equal(s->asked, 2);

	/* Nor a hosts file. */
	snprintf(q.name, sizeof(q.name), "localhost");
	assert_string_equal(ask(s, &q)->list[0], "192.0.2.1");
	assert_int_equal(s->asked, 3);
}

static void
hands_on_what_the_server_says(void **state)
{
	static const int codes[] = { 2, 3, 4, 5 };
	struct scene *s = *state;
	struct dns_question q = question(s);

	s->record = NULL;
	for (size_t i = 0; i < COUNT(codes); i++) {
		const struct dns_answer *answer;

		s->rcode = codes[i];
		answer = ask(s, &q);
		assert_int_equal(answer->failure, DNS_ANSWERED);
		assert_int_equal(answer->rcode, codes[i]);
		assert_int_equal(answer->n, 0);
	}
	s->rcode = 0;
	assert_int_equal(ask(s, &q)->n, 0);
	assert_int_equal(s->asked, COUNT(codes) + 1);
}

static void
asks_by_tcp_when_told(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s);
	const struct dns_answer *answer;

	s->manner = TRUNCATED;
	answer = ask(s, &q);
	assert_int_equal(answer->failure, DNS_ANSWERED);
	assert_int_equal(answer->n, 1);
	assert_int_equal(s->asked, 2);
}

static void
asks_again_when_a_packet_is_lost(void **state)
{
	struct scene *s = *state;
	struct dns_question q = question(s);

	s->skip = 1;
	q.timeout = 400;
	assert_int_equal(ask(s, &q)->failure, DNS_ANSWERED);
	assert_true(s->answer.took >= 100);
	assert_int_equal(s->asked, 2);
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

		s->manner = manners[i];
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

	s->record = short_address;
	s->record_len = sizeof(short_address) - 1;
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
	in.sin_port = htons((uint16_t)s->port);
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	snprintf(q.server, sizeof(q.server), "127.0.0.1:%d", ntohs(in.sin_port));
	assert_int_equal(ask(s, &q)->failure, DNS_UNREACHABLE);
	assert_non_null(strstr(s->answer.why, "nobody listens there"));
	close(fd);
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
		cmocka_unit_test_setup_teardown(asks_again_when_a_packet_is_lost, start, stop),
		cmocka_unit_test_setup_teardown(waits_no_longer_than_told, start, stop),
		cmocka_unit_test_setup_teardown(tells_an_answer_that_is_garbled, start, stop),
		cmocka_unit_test_setup_teardown(tells_that_nobody_listens, start, stop),
		cmocka_unit_test_setup_teardown(tells_our_own_faults, start, stop),
		cmocka_unit_test_setup_teardown(answers_nothing_that_was_cancelled, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

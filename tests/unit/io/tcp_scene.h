/* SPDX-License-Identifier: MIT */
/* A TCP client, and a server on 127.0.0.1 in the same loop that says what it is told to. */
#ifndef TESTS_UNIT_IO_TCP_SCENE_H
#define TESTS_UNIT_IO_TCP_SCENE_H

#include "io/tcp.h"

#include "test.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"

#define PATIENCE (10 * MSEC_SECOND)
#define SHORT    ((msec_t)60)

/* What the server does to whom it has accepted. */
enum then {
	WAITS,
	CLOSES,
	RESETS,
	RESETS_LATER, /* when the other side listens */
};

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

static inline int
scene_listener(const char *ip, int *ret_port)
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

static inline void
scene_hang_up(void *arg)
{
	static const struct linger at_once = { .l_onoff = 1 };
	struct scene *s = arg;

	if (s->then != CLOSES)
		setsockopt(s->accepted, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(s->accepted);
	s->accepted = -1;
}

static inline void
scene_on_knock(int what, void *arg)
{
	struct scene *s = arg;

	s->accepted = accept(s->listener, NULL, NULL);
	send(s->accepted, s->says, s->says_len, MSG_NOSIGNAL);
	if (s->then == RESETS_LATER)
		timer_arm(s->later, loop_now(s->loop).boot + SHORT / 2);
	else if (s->then != WAITS)
		scene_hang_up(s);
}

static inline int
scene_start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	s->loop = loop_new();
	s->dns = dns_new(s->loop);
	s->tcp = tcp_new(s->loop, s->dns);
	s->question = (struct tcp_question){ .host = "127.0.0.1", .timeout = PATIENCE };
	s->listener = scene_listener("127.0.0.1", &s->question.port);
	assert_int_equal(listen(s->listener, 8), 0);
	s->accepted = -1;
	s->says = "";
	s->later = timer_new(s->loop, scene_hang_up, s);
	*state = s;
	return 0;
}

static inline int
scene_stop(void **state)
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

static inline void
scene_on_answer(const struct tcp_answer *answer, void *arg)
{
	struct scene *s = arg;

	s->answer = *answer;
	s->answers++;
	loop_stop(s->loop);
}

static inline enum tcp_failure
scene_asks(struct scene *s)
{
	s->answers = 0;
	tcp_send(s->tcp, &s->question, scene_on_answer, s);
	assert_int_equal(s->answers, 0);
	assert_true(loop_run(s->loop));
	assert_int_equal(s->answers, 1);
	return s->answer.failure;
}

static inline void
scene_serves(struct scene *s, const char *text, size_t len, enum then then)
{
	s->says = text;
	s->says_len = len;
	s->then = then;
	if (!s->watch)
		s->watch = watch_new(s->loop, s->listener, WATCH_READ, scene_on_knock, s);
}

#endif

/* SPDX-License-Identifier: MIT */
#include "io/server.h"

#include "test.h"

#include <sys/resource.h>

#include "server_scene.h"

#define CLOSE "Connection: close\r\n\r\n"

static void
tells_what_was_asked_and_by_whom(void **state)
{
	struct scene s;
	struct client_test *c;
	char who[64];

	scene_init(&s);
	scene_start(&s);
	c = client_ask(&s,
	    "PUT /a%2fb?x=1&q=a%20b HTTP/1.1\r\nX-Word: hello\r\n"
	    "Content-Length: 8\r\n" CLOSE "{\"a\": 1}");
	assert_says(c, "HTTP/1.1 200 OK\r\n");
	assert_says(c, "Content-Type: text/plain\r\n");
	assert_says(c, "Cache-Control: no-store\r\n");
	assert_says(c, "X-Content-Type-Options: nosniff\r\n");
	assert_says(c, "PUT /a%2fb q=a b word=hello ");
	assert_says(c, "body={\"a\": 1}\n");
	snprintf(who, sizeof(who), "uid=%d pid=%d", (int)getuid(), (int)getpid());
	assert_says(c, who);
	client_free(c);

	c = client_ask(&s, "DELETE /?q HTTP/1.1\r\n" CLOSE);
	assert_says(c, "DELETE / q=- word=- "); /* a query that is none */
	client_free(c);
	scene_done(&s);
}

static void
answers_pipelined_requests_in_order(void **state)
{
	struct scene s;
	struct client_test *c;
	const char *second;

	scene_init(&s);
	scene_start(&s);
	c = client_ask(&s,
	    "GET /one HTTP/1.1\r\n\r\nGET /two HTTP/1.1\r\n\r\n"
	    "GET /three HTTP/1.1\r\n" CLOSE);
	second = strstr(c->got, "GET /two ");
	assert_non_null(second);
	assert_non_null(strstr(second, "GET /three "));
	assert_true(strstr(c->got, "GET /one ") < second);
	assert_int_equal(s.n_asked, 3);
	client_free(c);
	scene_done(&s);
}

#define BYTES(text) text, sizeof(text) - 1

static void
refuses_what_smugglers_send(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *why;
	} cases[] = {
		{ BYTES(
		      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
		    "Transfer-Encoding is not taken" },
		{ BYTES("POST / HTTP/1.1\r\nContent-Length: +3\r\n\r\nabc"), "is not one number" },
		{ BYTES("POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
		    "is not one number" },
		{ BYTES("GET http://localhost/ HTTP/1.1\r\n\r\n"), "its target is not a path" },
		{ BYTES("GET / HTTP/1.1\r\nX-Word: a\0b\r\n\r\n"), "a NUL byte" },
		{ BYTES("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na\0b"), "a NUL byte" },
		{ BYTES("GET / HTTP/1.1\r\nX-Word: a\x01\r\n\r\n"), "a control byte in a header" },
		{ BYTES("GET / HTTP/1.1\r\nX-W\x7f: a\r\n\r\n"), "a control byte in a header" },
	};
	struct scene s;

	scene_init(&s);
	scene_start(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct client_test *c = client_bytes(&s, cases[i].text, cases[i].len);

		client_start(c); /* it reads to the end: the server closes */
		scene_run(&s);
		assert_says(c, "HTTP/1.1 400 Bad Request\r\n");
		assert_says(c, "Content-Type: application/problem+json\r\n");
		assert_says(c, cases[i].why);
		client_free(c);
	}
	assert_int_equal(s.n_asked, 0);
	scene_done(&s);
}

static void
refuses_bodies_and_headers_that_are_too_long(void **state)
{
	struct scene s;
	struct client_test *c;
	autofree(buf_done) struct buf text = { 0 };

	scene_init(&s);
	scene_start(&s);
	c = client_ask(&s, "POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n");
	assert_says(c, "HTTP/1.1 413 ");
	client_free(c);

	buf_puts(&text, "GET / HTTP/1.1\r\nX-Word: ");
	for (int i = 0; i < 17 * 1024; i++)
		buf_putc(&text, 'a');
	buf_puts(&text, "\r\n\r\n");
	c = client_ask(&s, buf_text(&text));
	assert_says(c, "HTTP/1.1 4");
	client_free(c);
	assert_int_equal(s.n_asked, 0);
	scene_done(&s);
}

static void
takes_a_body_of_64_kib(void **state)
{
	struct scene s;
	struct client_test *c;
	autofree(buf_done) struct buf text = { 0 };

	scene_init(&s);
	scene_start(&s);
	buf_puts(&text, "POST /whole HTTP/1.1\r\nContent-Length: 65536\r\n" CLOSE);
	for (int i = 0; i < 64 * 1024; i++)
		buf_putc(&text, 'a');
	c = client_ask(&s, buf_text(&text));
	assert_says(c, "POST /whole ");
	client_free(c);
	scene_done(&s);
}

static void
drops_who_takes_too_long_to_ask(void **state)
{
	static const char *const texts[] = { "", "GET / HT", "GET / HTTP/1.1\r\nX-Word: a",
		"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab",
		"GET /kept HTTP/1.1\r\n\r\n" /* and nothing after the answer */ };
	struct scene s;

	scene_init(&s);
	scene_start(&s);
	scene_limits(&s, 20, 64);
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct client_test *c = client_ask(&s, texts[i]);

		if (strstr(texts[i], "kept"))
			assert_says(c, "GET /kept ");
		else
			assert_string_equal(c->got, "");
		client_free(c);
	}
	assert_int_equal(s.n_asked, 1);
	scene_done(&s);
}

/* The places of clients that never sent a request come back too. */
static void
lets_the_next_one_in_when_there_is_place_again(void **state)
{
	struct scene s;
	struct client_test *c;
	int silent[2];

	scene_init(&s);
	scene_start(&s);
	scene_limits(&s, 20, 2);
	for (int round = 0; round < 3; round++) {
		silent[0] = scene_connect(&s);
		silent[1] = scene_connect(&s);
		c = client_ask(&s, "GET /third HTTP/1.1\r\n" CLOSE);
		assert_says(c, "GET /third ");
		client_free(c);
		close(silent[0]);
		close(silent[1]);
	}
	scene_done(&s);
}

static void
accepts_again_after_it_ran_out_of_descriptors(void **state)
{
	struct rlimit limit, none;
	struct timer *timer;
	struct client_test *c;
	struct scene s;
	int lowest;

	if (getenv("FAILOVERD_VALGRIND"))
		skip(); /* it has descriptors of its own, whatever the limit */
	scene_init(&s);
	scene_start(&s);
	scene_limits(&s, 60 * MSEC_SECOND, 64);
	c = client_bytes(&s, "GET /now HTTP/1.1\r\n" CLOSE, strlen("GET /now HTTP/1.1\r\n" CLOSE));
	lowest = dup(0);
	close(lowest);
	getrlimit(RLIMIT_NOFILE, &limit);
	none = (struct rlimit){ (rlim_t)lowest, limit.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	timer = timer_new(s.loop, (void (*)(void *))loop_stop, s.loop);
	timer_arm(timer, loop_now(s.loop).boot + 1);
	scene_run(&s); /* the connection waits: accept() is tried at once, and fails */
	setrlimit(RLIMIT_NOFILE, &limit);
	timer_free(timer);
	assert_int_equal(s.n_asked, 0);

	client_start(c);
	scene_run(&s);
	assert_says(c, "GET /now ");
	client_free(c);
	scene_done(&s);
}

/* ---- later ---- */

static void
answers_later(void **state)
{
	struct scene s;
	struct client_test *c;

	scene_init(&s);
	scene_start(&s);
	c = client_text(&s, "GET /later?q=held HTTP/1.1\r\n" CLOSE);
	scene_run(&s);
	scene_outlast_deadlines(&s); /* our own time does not count against the client */
	scene_echo(s.exchange);
	scene_run(&s);
	assert_says(c, "GET /later q=held ");
	client_free(c);
	scene_done(&s);
}

static void
drops_the_answer_to_a_client_that_left(void **state)
{
	struct scene s;
	struct client_test *c;

	scene_init(&s);
	scene_start(&s);
	scene_limits(&s, 60 * MSEC_SECOND, 1);
	c = client_bytes(&s, "GET /later HTTP/1.1\r\n\r\n", strlen("GET /later HTTP/1.1\r\n\r\n"));
	c->leaves = true;
	client_start(c);
	while (!s.exchange)
		scene_run(&s);
	scene_await(&s, 1);
	client_free(c);
	scene_echo(s.exchange);

	c = client_text(&s, "GET /next HTTP/1.1\r\n" CLOSE); /* there is place for one */
	scene_await(&s, 2);
	assert_says(c, "GET /next ");
	client_free(c);
	scene_done(&s);
}

static void
is_freed_with_requests_that_wait(void **state)
{
	struct scene s;
	struct client_test *c;

	scene_init(&s);
	scene_start(&s);
	c = client_text(&s, "GET /later HTTP/1.1\r\n\r\n");
	scene_run(&s);
	server_free(take(s.server));
	client_free(c); /* it saw the end */
	scene_done(&s);
	server_free(NULL);
}

/* ---- the end ---- */

static void
on_drained(void *arg)
{
	struct scene *s = arg;

	s->drained = true;
	loop_stop(s->loop);
}

static void
answers_who_has_asked_before_it_ends(void **state)
{
	struct scene s;
	struct client_test *c, *late;

	scene_init(&s);
	scene_start(&s);
	c = client_text(&s, "GET /later HTTP/1.1\r\n" CLOSE);
	while (!s.exchange)
		scene_run(&s);
	server_drain(s.server, MSEC_MINUTE, on_drained, &s);
	assert_false(s.drained);
	late = client_text(&s, "GET /late HTTP/1.1\r\n" CLOSE); /* waits in the kernel's queue */
	scene_echo(s.exchange);
	while (!s.drained)
		scene_run(&s);
	assert_int_equal(s.n_asked, 1);
	server_free(take(s.server));
	scene_await(&s, 2);
	assert_says(c, "GET /later ");
	assert_string_equal(late->got, "");
	client_free(c);
	client_free(late);
	scene_done(&s);
}

static void
ends_at_once_when_nobody_waits(void **state)
{
	struct scene s;
	struct client_test *c, *stream;

	scene_init(&s);
	scene_start(&s);
	c = client_text(&s, "GET /one HTTP/1.1\r\n\r\n"); /* its connection stays open */
	stream = client_text(&s, "GET /stream HTTP/1.1\r\n\r\n");
	while (!s.exchange)
		scene_run(&s);
	server_drain(s.server, MSEC_MINUTE, on_drained, &s);
	while (!s.drained)
		scene_run(&s);
	assert_int_equal(s.n_gone, 0);
	server_free(take(s.server));
	assert_int_equal(s.n_gone, 1);
	client_free(c);
	client_free(stream);
	scene_done(&s);
}

static void
waits_no_longer_than_it_may(void **state)
{
	struct scene s;
	struct client_test *c;

	scene_init(&s);
	scene_start(&s);
	c = client_text(&s, "GET /later HTTP/1.1\r\n" CLOSE);
	while (!s.exchange)
		scene_run(&s);
	server_drain(s.server, 1, on_drained, &s);
	while (!s.drained)
		scene_run(&s);
	server_free(take(s.server));
	client_free(c);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_was_asked_and_by_whom),
		cmocka_unit_test(answers_pipelined_requests_in_order),
		cmocka_unit_test(refuses_what_smugglers_send),
		cmocka_unit_test(refuses_bodies_and_headers_that_are_too_long),
		cmocka_unit_test(takes_a_body_of_64_kib),
		cmocka_unit_test(drops_who_takes_too_long_to_ask),
		cmocka_unit_test(lets_the_next_one_in_when_there_is_place_again),
		cmocka_unit_test(accepts_again_after_it_ran_out_of_descriptors),
		cmocka_unit_test(answers_later),
		cmocka_unit_test(drops_the_answer_to_a_client_that_left),
		cmocka_unit_test(is_freed_with_requests_that_wait),
		cmocka_unit_test(answers_who_has_asked_before_it_ends),
		cmocka_unit_test(ends_at_once_when_nobody_waits),
		cmocka_unit_test(waits_no_longer_than_it_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

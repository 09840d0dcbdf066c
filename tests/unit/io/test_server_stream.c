/* SPDX-License-Identifier: MIT */
#include "io/server.h"

#include "test.h"

#include "server_scene.h"

#define CLOSE "Connection: close\r\n\r\n"

static void
streams_events_until_it_ends_them(void **state)
{
	struct scene s;
	struct client_test *c;

	scene_init(&s);
	scene_start(&s);
	c = client_text(&s, "GET /stream HTTP/1.1\r\n\r\n");
	scene_run(&s);
	assert_true(server_stream_send(s.exchange, "fact", "{\"a\":1}"));
	assert_true(server_stream_send(s.exchange, NULL, "ping"));
	assert_true(server_stream_send(s.exchange, "text", "two\nlines"));
	server_stream_end(s.exchange);
	scene_run(&s);
	assert_says(c, "Content-Type: text/event-stream\r\n");
	assert_says(c, "event: fact\ndata: {\"a\":1}\n\n");
	assert_says(c, "\n: ping\n\n");
	assert_says(c, "event: text\ndata: two\ndata: lines\n\n");
	assert_int_equal(s.n_gone, 0);
	client_free(c);
	scene_done(&s);
}

static void
says_once_that_a_listener_is_gone(void **state)
{
	struct scene s;
	struct client_test *c;

	scene_init(&s);
	scene_start(&s);
	c = client_bytes(&s, "GET /stream HTTP/1.1\r\n\r\n",
	    strlen("GET /stream HTTP/1.1\r\n\r\n"));
	snprintf(c->until, sizeof(c->until), "data: leave");
	client_start(c);
	scene_run(&s);
	scene_outlast_deadlines(&s); /* a stream has none */
	assert_true(server_stream_send(s.exchange, "now", "leave"));
	while (s.n_gone == 0)
		scene_run(&s);
	scene_await(&s, 1);
	client_free(c);

	c = client_text(&s, "GET /next HTTP/1.1\r\n" CLOSE);
	scene_await(&s, 2);
	assert_says(c, "GET /next ");
	client_free(c);
	assert_int_equal(s.n_gone, 1);
	scene_done(&s);
	assert_int_equal(s.n_gone, 1);
}

static void
drops_a_listener_that_does_not_listen(void **state)
{
	static const char request[] = "GET /stream HTTP/1.1\r\n\r\n";
	struct scene s;
	char data[8192];
	size_t sent = 0;
	int fd;

	scene_init(&s);
	scene_start(&s);
	memset(data, 'a', sizeof(data) - 1);
	data[sizeof(data) - 1] = '\0';
	fd = scene_connect(&s);
	assert_int_equal(write(fd, request, sizeof(request) - 1), sizeof(request) - 1);
	scene_run(&s);
	while (server_stream_send(s.exchange, "much", data))
		sent += sizeof(data);
	assert_int_equal(s.n_gone, 1);
	assert_true(sent >= (size_t)256 * 1024 && sent < (size_t)300 * 1024);
	close(fd);
	scene_done(&s);
	assert_int_equal(s.n_gone, 1);
}

static void
tells_the_streams_when_it_is_freed(void **state)
{
	struct scene s;
	struct client_test *c;

	scene_init(&s);
	scene_start(&s);
	c = client_text(&s, "GET /stream HTTP/1.1\r\n\r\n");
	scene_run(&s);
	server_free(take(s.server));
	assert_int_equal(s.n_gone, 1);
	client_free(c);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams_events_until_it_ends_them),
		cmocka_unit_test(says_once_that_a_listener_is_gone),
		cmocka_unit_test(drops_a_listener_that_does_not_listen),
		cmocka_unit_test(tells_the_streams_when_it_is_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

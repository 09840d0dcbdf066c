/* SPDX-License-Identifier: MIT */
#include "asker.h"

#include <dlfcn.h>
#include <netdb.h>
#include <semaphore.h>
#include <sys/resource.h>

struct scene {
	struct asker asker;
	struct peer *peer;
};

/* What the resolver says to libcurl; ours is found before the C library's. */
static sem_t slow_may_end, slow_began;

int
getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, /* NOLINT */
    struct addrinfo **ret)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	if (strcmp(name, "missing.example") == 0)
		return EAI_NONAME;
	if (strcmp(name, "slow.example") == 0) {
		sem_post(&slow_began);
		sem_wait(&slow_may_end);
		return EAI_AGAIN;
	}
	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	return real(strcmp(name, "here.example") == 0 ? "127.0.0.1" : name, service, hints, ret);
}

static int
start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	asker_start(&s->asker, NULL);
	s->peer = peer_start(NULL, NULL);
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct scene *s = *state;

	asker_stop(&s->asker);
	peer_stop(s->peer);
	xfree(s);
	return 0;
}

static void
tells_what_became_of_the_answer(void **state)
{
	static const struct {
		const char *answer;
		enum peer_then then;
		enum http_failure failure;
		const char *why;
		int status;
	} cases[] = {
		{ "", PEER_CLOSES, HTTP_RESET, "closed the connection without an answer", 0 },
		{ "", PEER_RESETS, HTTP_RESET, "lost: Connection reset by peer", 0 },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", PEER_CLOSES, HTTP_GARBLED,
		    "5 bytes remaining", 0 },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", PEER_RESETS, HTTP_RESET,
		    "reset by peer", 0 },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsh", PEER_CLOSES,
		    HTTP_GARBLED, "garbled answer", 0 },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", PEER_KEEPS,
		    HTTP_GARBLED, "chunked-encoding", 0 },
		{ "SSH-2.0-OpenSSH_9.2\r\n\r\n", PEER_CLOSES, HTTP_GARBLED, "HTTP/0.9", 0 },
		{ "HTTP/1.1 abc\r\n\r\n", PEER_CLOSES, HTTP_GARBLED, "garbled answer", 0 },
		{ "HTTP/1.1 200 OK\r\n\r\n", PEER_FLOODS, HTTP_TOO_LARGE,
		    "has more than 1048576 bytes", 200 },
		{ "HTTP/1.1 200 OK\r\nX-Long: ", PEER_FLOODS, HTTP_TOO_LARGE,
		    "headers of the answer of 127.0.0.1:", 0 },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct http_response *rsp;

		peer_says(s->peer, cases[i].answer, cases[i].then);
		rsp = asker_get(&s->asker, "http", s->peer);
		assert_int_equal(rsp->failure, cases[i].failure);
		assert_has(rsp->why, cases[i].why);
		assert_int_equal(rsp->status, cases[i].status);
		assert_int_equal(rsp->headers.n, 0);
		assert_true(rsp->sent);
	}
}

static void
cuts_a_body_that_is_too_large(void **state)
{
	struct scene *s = *state;
	struct http_request req = { .url = xasprintf("http://127.0.0.1:%d/", s->peer->port),
		.body_most = 4 };
	const struct http_response *rsp;

	peer_says(s->peer, "HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\n12345", PEER_KEEPS);
	rsp = asker_ask(&s->asker, &req);
	assert_int_equal(rsp->failure, HTTP_TOO_LARGE);
	assert_int_equal(rsp->status, 503);
	assert_string_equal(buf_text(&rsp->body), "1234");

	peer_says(s->peer, "HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\n1234", PEER_KEEPS);
	req = (struct http_request){ .url = xasprintf("http://127.0.0.1:%d/", s->peer->port),
		.body_most = 4 };
	assert_int_equal(asker_ask(&s->asker, &req)->failure, HTTP_ANSWERED);
}

static void
ends_headers_without_end(void **state)
{
	struct scene *s = *state;
	autofree(buf_done) struct buf text = { 0 };
	const struct http_response *rsp;

	buf_puts(&text, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 8000; i++)
		buf_printf(&text, "X-%d: value\r\n", i);
	peer_says(s->peer, buf_text(&text), PEER_KEEPS);
	rsp = asker_get(&s->asker, "http", s->peer);
	assert_int_equal(rsp->failure, HTTP_TOO_LARGE);
	assert_has(rsp->why, "the headers of the answer of 127.0.0.1:");
	assert_int_equal(rsp->status, 0);
}

static void
waits_no_longer_than_told(void **state)
{
	static const char *const answers[] = {
		"",
		"HTTP/1.1 200 OK\r\nX-Slow: ",
		"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
	};
	struct scene *s = *state;
	autofree(xfree) char *url = xasprintf("http://127.0.0.1:%d/", s->peer->port);

	for (size_t i = 0; i < COUNT(answers); i++) {
		const struct http_response *rsp;

		peer_says(s->peer, answers[i], PEER_KEEPS);
		rsp = asker_get_url(&s->asker, url, 50);
		assert_int_equal(rsp->failure, HTTP_TIMEOUT);
		assert_has(rsp->why, "no whole answer from 127.0.0.1:");
		assert_true(rsp->sent);
		assert_true(rsp->took >= 50);
		assert_int_equal(rsp->status, 0);
		assert_int_equal(rsp->body.len, 0);
	}
}

static void
gives_up_a_connection_in_its_own_time(void **state)
{
	struct scene *s = *state;
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int port, fd = peer_closed_port(&port), waiting = socket(AF_INET, SOCK_STREAM, 0);
	struct http_request req = { .url = xasprintf("http://127.0.0.1:%d/", port),
		.connect_timeout = 50 };
	const struct http_response *rsp;

	/* With its queue full, the kernel answers nothing. */
	in.sin_port = htons((uint16_t)port);
	assert_int_equal(listen(fd, 0), 0);
	assert_int_equal(connect(waiting, (struct sockaddr *)&in, sizeof(in)), 0);
	rsp = asker_ask(&s->asker, &req);
	assert_int_equal(rsp->failure, HTTP_TIMEOUT);
	assert_has(rsp->why, "no connection to 127.0.0.1:");
	assert_false(rsp->sent);
	assert_true(rsp->took < PATIENCE);
	close(waiting);
	close(fd);
}

static void
tells_why_there_is_no_connection(void **state)
{
	struct scene *s = *state;
	int port, fd = peer_closed_port(&port);
	autofree(xfree) char *refused = xasprintf("http://127.0.0.1:%d/", port);
	autofree(xfree) char *words = xasprintf("connection to 127.0.0.1:%d refused", port);
	struct http_request req = { .url = xstrdup("http://failoverd/"),
		.unix_socket = "/nonexistent/socket" };
	const struct http_response *rsp;

	rsp = asker_get_url(&s->asker, refused, PATIENCE);
	assert_int_equal(rsp->failure, HTTP_REFUSED);
	assert_string_equal(rsp->why, words);
	assert_false(rsp->sent);
	close(fd);

	rsp =
	    asker_get_url(&s->asker, "http://127.255.255.255/", PATIENCE); /* a broadcast address */
	assert_int_equal(rsp->failure, HTTP_NO_ROUTE);
	assert_string_equal(rsp->why,
	    "connection to 127.255.255.255:80 failed: Network is unreachable");
	assert_false(rsp->sent);

	rsp = asker_ask(&s->asker, &req);
	assert_int_equal(rsp->failure, HTTP_CONNECT);
	assert_string_equal(rsp->why,
	    "connection to /nonexistent/socket failed: No such file or directory");
}

static void
tells_a_name_that_does_not_exist(void **state)
{
	struct scene *s = *state;
	const struct http_response *rsp =
	    asker_get_url(&s->asker, "http://missing.example:81/", PATIENCE);

	assert_int_equal(rsp->failure, HTTP_RESOLVE);
	assert_string_equal(rsp->why, "the name missing.example:81 could not be resolved");
	assert_false(rsp->sent);
}

/* libcurl would wait for its resolver's thread, and with it everything else. */
static void
does_not_wait_for_the_resolver(void **state)
{
	struct scene *s = *state;
	const struct http_response *rsp;
	struct http_request req = { .url = xstrdup("http://slow.example/"), .timeout = PATIENCE };

	rsp = asker_get_url(&s->asker, "http://slow.example:81/", 50);
	assert_int_equal(rsp->failure, HTTP_RESOLVE); /* no silence of the server's */
	assert_has(rsp->why, "the name slow.example:81 was not resolved within ");
	assert_false(rsp->sent);

	setenv("http_proxy", "http://user:secret@slow.example:3128", 1);
	rsp = asker_get_url(&s->asker, "http://here.example:81/", 50);
	unsetenv("http_proxy");
	assert_int_equal(rsp->failure, HTTP_PROXY);
	assert_has(rsp->why, "the name of the proxy, or here.example:81, was not resolved within ");
	assert_false(rsp->sent);
	peer_says(s->peer, OK, PEER_KEEPS);

	http_send(s->asker.http, NULL, &req, asker_on_answer, &s->asker);
	assert_int_equal(asker_get(&s->asker, "http", s->peer)->status, 200);
	for (int i = 0; i < 3; i++)
		sem_wait(&slow_began);
	http_free(take(s->asker.http)); /* returns, though all are still being resolved */
	http_request_done(&req);
	for (int i = 0; i < 3; i++)
		sem_post(&slow_may_end);
}

static void
tells_our_own_faults(void **state)
{
	static const struct {
		const char *url, *header, *address, *why;
	} cases[] = {
		{ "ftp://127.0.0.1/", "x", NULL, "the URL must be http://HOST/" },
		{ "/health", "x", NULL, "the URL must be http://HOST/" },
		{ "http://127.0.0.1:99999/", "x", NULL, "the URL must be http://HOST/" },
		{ "http://127.0.0.1/", "a\r\nb: c", NULL, "holds a line break" },
		{ "http://127.0.0.1/", "x", "127.0.0.1", "must be a host and a port" },
		{ "http://127.0.0.1/", "x", ":80", "must be a host and a port" },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_request req = { .url = xstrdup(cases[i].url),
			.address = cases[i].address };
		int answers = s->asker.answers;
		const struct http_response *rsp;

		http_header_add(&req.headers, "X-Value", cases[i].header);
		req.timeout = PATIENCE;
		http_send(s->asker.http, NULL, &req, asker_on_answer, &s->asker);
		assert_int_equal(s->asker.answers, answers); /* not from within */
		assert_true(loop_run(s->asker.loop));
		rsp = &s->asker.rsp;
		assert_int_equal(rsp->failure, HTTP_LOCAL);
		assert_has(rsp->why, cases[i].why);
		assert_false(rsp->sent);
		http_request_done(&req);
	}
}

static void
tells_that_no_descriptor_is_left(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "here.example" };
	struct scene *s = *state;
	struct rlimit limit, none;

	if (getenv("FAILOVERD_VALGRIND"))
		skip(); /* it has descriptors of its own, whatever the limit */
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){ .rlim_cur = 0, .rlim_max = limit.rlim_max };
	for (size_t i = 0; i < COUNT(hosts); i++) {
		autofree(xfree) char *url = xasprintf("http://%s:%d/", hosts[i], s->peer->port);
		const struct http_response *rsp;

		setrlimit(RLIMIT_NOFILE, &none);
		rsp = asker_get_url(&s->asker, url, PATIENCE);
		setrlimit(RLIMIT_NOFILE, &limit);
		assert_int_equal(rsp->failure, HTTP_LOCAL);
		assert_false(rsp->sent);
	}
}

/* The request may have been seen twice; whoever minds asks for a fresh connection. */
static void
says_sent_when_a_kept_connection_dies(void **state)
{
	struct scene *s = *state;
	struct http_request req = { .url = xasprintf("http://127.0.0.1:%d/", s->peer->port),
		.method = "POST",
		.fresh = true };
	const struct http_response *rsp;

	peer_says(s->peer, OK, PEER_KEEPS);
	assert_int_equal(asker_get(&s->asker, "http", s->peer)->status, 200);
	peer_says(s->peer, "", PEER_CLOSES);
	rsp = asker_get(&s->asker, "http", s->peer);
	assert_int_equal(rsp->failure, HTTP_RESET);
	assert_true(rsp->sent);
	assert_int_equal(s->peer->requests, 3);

	rsp = asker_ask(&s->asker, &req);
	assert_int_equal(rsp->failure, HTTP_RESET);
	assert_int_equal(s->peer->requests, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tells_what_became_of_the_answer, start, stop),
		cmocka_unit_test_setup_teardown(cuts_a_body_that_is_too_large, start, stop),
		cmocka_unit_test_setup_teardown(ends_headers_without_end, start, stop),
		cmocka_unit_test_setup_teardown(waits_no_longer_than_told, start, stop),
		cmocka_unit_test_setup_teardown(gives_up_a_connection_in_its_own_time, start, stop),
		cmocka_unit_test_setup_teardown(tells_why_there_is_no_connection, start, stop),
		cmocka_unit_test_setup_teardown(tells_a_name_that_does_not_exist, start, stop),
		cmocka_unit_test_setup_teardown(does_not_wait_for_the_resolver, start, stop),
		cmocka_unit_test_setup_teardown(tells_our_own_faults, start, stop),
		cmocka_unit_test_setup_teardown(tells_that_no_descriptor_is_left, start, stop),
		cmocka_unit_test_setup_teardown(says_sent_when_a_kept_connection_dies, start, stop),
	};

	sem_init(&slow_may_end, 0, 0);
	sem_init(&slow_began, 0, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

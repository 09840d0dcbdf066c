/* SPDX-License-Identifier: MIT */
#include "asker.h"

struct scene {
	struct asker asker;
	struct peer *peer;
};

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
	static const char *const variables[] = { "http_proxy", "https_proxy", "no_proxy" };
	struct scene *s = *state;

	for (size_t i = 0; i < COUNT(variables); i++)
		unsetenv(variables[i]);
	asker_stop(&s->asker);
	peer_stop(s->peer);
	xfree(s);
	return 0;
}

static void
tells_what_the_proxy_did(void **state)
{
	struct scene *s = *state;
	int port, fd = peer_closed_port(&port);
	autofree(xfree) char *refusing = xasprintf("http://user:secret@127.0.0.1:%d", port);
	autofree(xfree) char *proxy = xasprintf("http://user:secret@127.0.0.1:%d/", s->peer->port);

	const struct {
		const char *proxy, *answer, *why;
	} cases[] = {
		{ refusing, "", "connection to the proxy 127.0.0.1:" },
		{ proxy, "HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n",
		    "answered 407 to CONNECT" },
		{ proxy, "", "the connection ended early" },
		{ "http://user:secret@missing.example:3128", "", "check https_proxy" },
		{ "odd://user:secret@127.0.0.1:3128", "", "check https_proxy" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct http_response *rsp;

		setenv("https_proxy", cases[i].proxy, 1);
		peer_says(s->peer, cases[i].answer, PEER_CLOSES);
		rsp = asker_get_url(&s->asker, "https://api.example/", PATIENCE);
		assert_int_equal(rsp->failure, HTTP_PROXY);
		assert_has(rsp->why, cases[i].why);
		assert_lacks(rsp->why, "secret");
		assert_false(rsp->sent);
	}
	assert_has(s->peer->request, "CONNECT api.example:443 HTTP/1.1\r\n");
	close(fd);
}

static void
goes_around_the_proxy_where_told(void **state)
{
	struct scene *s = *state;
	struct http_request req = { .url = xasprintf("http://127.0.0.1:%d/", s->peer->port) };
	int port, fd = peer_closed_port(&port);
	autofree(xfree) char *refusing = xasprintf("http://127.0.0.1:%d", port);
	autofree(xfree) char *proxy = xasprintf("http://127.0.0.1:%d", s->peer->port);

	peer_says(s->peer, OK, PEER_KEEPS);
	setenv("http_proxy", refusing, 1);
	assert_int_equal(asker_get(&s->asker, "http", s->peer)->failure, HTTP_PROXY);
	req.no_proxy = true;
	assert_int_equal(asker_ask(&s->asker, &req)->failure, HTTP_ANSWERED);
	setenv("no_proxy", "127.0.0.1", 1);
	assert_int_equal(asker_get(&s->asker, "http", s->peer)->failure, HTTP_ANSWERED);
	assert_int_equal(asker_get_url(&s->asker, refusing, PATIENCE)->failure, HTTP_REFUSED);

	setenv("http_proxy", proxy, 1);
	assert_int_equal(asker_get_url(&s->asker, "http://api.example/x", PATIENCE)->failure,
	    HTTP_ANSWERED);
	assert_has(s->peer->request, "GET http://api.example/x HTTP/1.1\r\n");
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tells_what_the_proxy_did, start, stop),
		cmocka_unit_test_setup_teardown(goes_around_the_proxy_where_told, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

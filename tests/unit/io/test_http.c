/* SPDX-License-Identifier: MIT */
#include "asker.h"

#define ANSWER(headers, body) "HTTP/1.1 200 OK\r\n" headers "\r\n\r\n" body

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
	peer_says(s->peer, OK, PEER_KEEPS);
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

static struct http_request
request(const struct scene *s, const char *method)
{
	return (struct http_request){
		.method = method,
		.url = xasprintf("http://127.0.0.1:%d/a/../b?c=d", s->peer->port),
		.timeout = PATIENCE,
	};
}

static void
brings_the_answer_whole(void **state)
{
	struct scene *s = *state;
	struct http_request req = request(s, NULL);
	const struct http_response *rsp;

	peer_says(s->peer,
	    "HTTP/1.1 100 Continue\r\nX-Interim: yes\r\n\r\n"
	    "HTTP/1.1 404 Not Found\r\nX-One:  a value \r\nX-Empty:\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: no\r\n\r\n",
	    PEER_KEEPS);
	rsp = asker_ask(&s->asker, &req);
	assert_int_equal(rsp->failure, HTTP_ANSWERED);
	assert_int_equal(rsp->status, 404);
	assert_string_equal(rsp->why, "");
	assert_string_equal(buf_text(&rsp->body), "abcde");
	assert_string_equal(http_header(&rsp->headers, "x-one"), "a value");
	assert_string_equal(http_header(&rsp->headers, "X-Empty"), "");
	assert_null(http_header(&rsp->headers, "X-Interim"));
	assert_null(http_header(&rsp->headers, "X-Trailer"));
	assert_int_equal(rsp->cert_days, -1);
	assert_true(rsp->sent);
	assert_true(rsp->took >= 0 && rsp->took < PATIENCE);
}

static void
keeps_no_more_headers_than_fit(void **state)
{
	struct scene *s = *state;
	autofree(buf_done) struct buf text = { 0 };
	const struct http_response *rsp;

	buf_puts(&text, "HTTP/1.1 204 No\r\n");
	for (int i = 0; i < HTTP_HEADERS_MOST + 5; i++)
		buf_printf(&text, "X-%d: %d\r\n", i, i);
	buf_puts(&text, "\r\n");
	peer_says(s->peer, buf_text(&text), PEER_KEEPS);
	rsp = asker_get(&s->asker, "http", s->peer);
	assert_int_equal(rsp->status, 204);
	assert_int_equal(rsp->headers.n, HTTP_HEADERS_MOST);
	assert_string_equal(http_header(&rsp->headers, "X-23"), "23");
}

static void
sends_each_method_with_what_belongs_to_it(void **state)
{
	static const struct {
		const char *method, *body, *line, *length;
	} cases[] = {
		{ NULL, NULL, "GET /a/../b?c=d HTTP/1.1\r\n", NULL },
		{ "HEAD", NULL, "HEAD /", NULL },
		{ "DELETE", NULL, "DELETE /", NULL },
		{ "GET", "query", "GET /", "Content-Length: 5\r\n" },
		{ "POST", "a=b", "POST /", "Content-Length: 3\r\n" },
		{ "POST", NULL, "POST /", "Content-Length: 0\r\n" },
		{ "PUT", NULL, "PUT /", "Content-Length: 0\r\n" },
		{ "PATCH", "{}", "PATCH /", "Content-Length: 2\r\n" },
		{ "PURGE", NULL, "PURGE /", NULL },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_request req = request(s, cases[i].method);
		const char *got = s->peer->request, *end;

		if (cases[i].body)
			buf_puts(&req.body, cases[i].body);
		assert_int_equal(asker_ask(&s->asker, &req)->status, 200);
		assert_memory_equal(got, cases[i].line, strlen(cases[i].line));
		if (cases[i].length)
			assert_has(got, cases[i].length);
		else
			assert_lacks(got, "Content-Length");
		end = strstr(got, "\r\n\r\n");
		assert_string_equal(end + 4, cases[i].body ? cases[i].body : "");
		assert_lacks(got, "Content-Type");
		assert_lacks(got, "Expect");
	}
}

static void
sends_the_headers_that_were_given(void **state)
{
	struct scene *s = *state;
	struct http_request req = request(s, "POST");
	const char *got = s->peer->request;

	for (int i = 0; i < 2000; i++) /* libcurl would ask for a 100 Continue first */
		buf_puts(&req.body, "x");
	http_header_add(&req.headers, "Content-Type", "application/x-amz-json-1.1");
	http_header_add(&req.headers, "X-Empty", "");
	asker_ask(&s->asker, &req);
	assert_has(got, "\r\nContent-Type: application/x-amz-json-1.1\r\n");
	assert_has(got, "\r\nX-Empty:\r\n");
	assert_has(got, "\r\nUser-Agent: failoverd/test\r\n");
	assert_has(got, "\r\nAccept: */*\r\n");
	assert_has(got, "\r\nHost: 127.0.0.1:");
	assert_lacks(got, "Expect");
}

static void
does_not_follow_redirects(void **state)
{
	struct scene *s = *state;
	const struct http_response *rsp;

	peer_says(s->peer,
	    "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", PEER_KEEPS);
	rsp = asker_get(&s->asker, "http", s->peer);
	assert_int_equal(rsp->status, 302);
	assert_string_equal(http_header(&rsp->headers, "Location"), "/elsewhere");
	assert_int_equal(s->peer->requests, 1);
}

static void
keeps_a_connection_unless_a_fresh_one_is_asked_for(void **state)
{
	static const struct {
		bool line, fresh, reused;
		int accepted;
	} cases[] = {
		{ true, false, false, 1 },
		{ true, false, true, 1 },
		{ true, true, false, 2 },
		{ true, true, false, 3 },
		{ true, false, true, 3 }, /* the one that was kept is still there */
		{ false, false, true, 3 },
	};
	struct scene *s = *state;
	struct http_line *line = http_line_new(s->asker.http);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_request req = request(s, NULL);

		s->asker.line = cases[i].line ? line : NULL;
		req.fresh = cases[i].fresh;
		assert_int_equal(asker_ask(&s->asker, &req)->reused, cases[i].reused);
		assert_int_equal(peer_count(s->peer, &s->peer->accepted), cases[i].accepted);
	}
	s->asker.line = line;
}

static void
keeps_a_connection_for_each_endpoint(void **state)
{
	struct scene *s = *state;
	struct peer *peers[4];

	for (size_t i = 0; i < COUNT(peers); i++) {
		peers[i] = peer_start(NULL, NULL);
		peer_says(peers[i], OK, PEER_KEEPS);
	}
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < COUNT(peers); i++)
			assert_int_equal(asker_get(&s->asker, "http", peers[i])->reused, round > 0);
	for (size_t i = 0; i < COUNT(peers); i++) {
		assert_int_equal(peer_count(peers[i], &peers[i]->accepted), 1);
		peer_stop(peers[i]);
	}
}

static void
connects_to_another_address_under_the_same_name(void **state)
{
	struct scene *s = *state;
	char address[64];
	struct http_request req = { .url = xstrdup("http://api.example:81/"), .address = address };

	snprintf(address, sizeof(address), "127.0.0.1:%d", s->peer->port);
	assert_int_equal(asker_ask(&s->asker, &req)->status, 200);
	assert_has(s->peer->request, "\r\nHost: api.example:81\r\n");
}

static void
speaks_over_a_unix_socket(void **state)
{
	struct scene *s = *state;
	char dir[] = "/tmp/test_http.XXXXXX";
	autofree(xfree) char *path = NULL;
	struct http_request req = { .url = xstrdup("http://failoverd/x") };
	struct peer *peer;

	assert_non_null(mkdtemp(dir));
	path = xasprintf("%s/socket", dir);
	peer = peer_start(NULL, path);
	peer_says(peer, OK, PEER_KEEPS);
	req.unix_socket = path;
	assert_int_equal(asker_ask(&s->asker, &req)->status, 200);
	assert_has(peer->request, "GET /x HTTP/1.1\r\nHost: failoverd\r\n");
	peer_stop(peer);
	unlink(path);
	rmdir(dir);
}

/* Callbacks that do something to what called them. */
struct meddler {
	struct asker *asker;
	struct http_line *line;
	struct http_call *call, *other;
	const char *url;
	int answers;
};

static void
on_answer_cancel(const struct http_response *rsp, void *arg)
{
	struct meddler *meddler = arg;

	meddler->answers++;
	http_cancel(meddler->call);
	http_cancel(meddler->other);
	assert_int_equal(rsp->status, 200);
	assert_string_equal(buf_text(&rsp->body), "ok");
	loop_stop(meddler->asker->loop);
}

static void
cancels_from_within_an_answer(void **state)
{
	struct scene *s = *state;
	struct meddler meddler = { .asker = &s->asker };
	struct http_request req = request(s, NULL), other = request(s, NULL);
	struct peer *silent = peer_start(NULL, NULL);

	peer_says(silent, "", PEER_KEEPS);
	xfree(other.url);
	other.url = xasprintf("http://127.0.0.1:%d/", silent->port);
	meddler.other = http_send(s->asker.http, NULL, &other, on_answer_cancel, &meddler);
	meddler.call = http_send(s->asker.http, NULL, &req, on_answer_cancel, &meddler);
	assert_int_equal(meddler.answers, 0);
	assert_true(loop_run(s->asker.loop));
	assert_int_equal(meddler.answers, 1);
	http_request_done(&req);
	http_request_done(&other);
	peer_stop(silent);
}

static void
on_answer_free_line(const struct http_response *rsp, void *arg)
{
	struct meddler *meddler = arg;

	http_line_free(meddler->line);
	assert_int_equal(rsp->status, 200);
	meddler->answers++;
	loop_stop(meddler->asker->loop);
}

static void
on_answer_again(const struct http_response *rsp, void *arg)
{
	struct meddler *meddler = arg;
	struct http_request req = { .url = xstrdup(meddler->url), .timeout = PATIENCE };

	assert_int_equal(rsp->status, 200);
	http_send(meddler->asker->http, meddler->line, &req,
	    ++meddler->answers < 3 ? on_answer_again : on_answer_free_line, meddler);
	http_request_done(&req);
}

static void
sends_again_and_frees_the_line_from_within_an_answer(void **state)
{
	struct scene *s = *state;
	struct http_request req = request(s, NULL);
	struct meddler meddler = { .asker = &s->asker, .line = http_line_new(s->asker.http) };

	meddler.url = req.url;
	http_send(s->asker.http, meddler.line, &req, on_answer_again, &meddler);
	assert_true(loop_run(s->asker.loop));
	assert_int_equal(meddler.answers, 4);
	assert_int_equal(peer_count(s->peer, &s->peer->accepted), 1);
	http_request_done(&req);
}

static void
answers_nothing_that_was_cancelled(void **state)
{
	struct scene *s = *state;
	struct meddler meddler = { .asker = &s->asker };
	struct http_request req = request(s, NULL);
	struct http_line *line = http_line_new(s->asker.http);

	http_cancel(http_send(s->asker.http, NULL, &req, on_answer_cancel, &meddler));
	http_send(s->asker.http, line, &req, on_answer_cancel, &meddler);
	http_line_free(line);
	assert_int_equal(asker_ask(&s->asker, &req)->status, 200);
	assert_int_equal(meddler.answers, 0);
	assert_int_equal(s->peer->requests, 1);

	req = request(s, NULL); /* and http_free() cancels this one */
	http_send(s->asker.http, NULL, &req, on_answer_cancel, &meddler);
	http_request_done(&req);
	http_cancel(NULL);
}

static void
sends_again_when_a_kept_connection_has_died(void **state)
{
	struct scene *s = *state;
	const struct http_response *rsp;

	peer_says(s->peer, OK, PEER_CLOSES);
	for (int i = 0; i < 3; i++) {
		rsp = asker_get(&s->asker, "http", s->peer);
		assert_int_equal(rsp->status, 200);
		assert_true(rsp->sent);
	}
	assert_int_equal(peer_count(s->peer, &s->peer->accepted), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(brings_the_answer_whole, start, stop),
		cmocka_unit_test_setup_teardown(keeps_no_more_headers_than_fit, start, stop),
		cmocka_unit_test_setup_teardown(sends_each_method_with_what_belongs_to_it, start,
		    stop),
		cmocka_unit_test_setup_teardown(sends_the_headers_that_were_given, start, stop),
		cmocka_unit_test_setup_teardown(does_not_follow_redirects, start, stop),
		cmocka_unit_test_setup_teardown(keeps_a_connection_unless_a_fresh_one_is_asked_for,
		    start, stop),
		cmocka_unit_test_setup_teardown(keeps_a_connection_for_each_endpoint, start, stop),
		cmocka_unit_test_setup_teardown(connects_to_another_address_under_the_same_name,
		    start, stop),
		cmocka_unit_test_setup_teardown(speaks_over_a_unix_socket, start, stop),
		cmocka_unit_test_setup_teardown(cancels_from_within_an_answer, start, stop),
		cmocka_unit_test_setup_teardown(
		    sends_again_and_frees_the_line_from_within_an_answer, start, stop),
		cmocka_unit_test_setup_teardown(answers_nothing_that_was_cancelled, start, stop),
		cmocka_unit_test_setup_teardown(sends_again_when_a_kept_connection_has_died, start,
		    stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

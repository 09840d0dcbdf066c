/* SPDX-License-Identifier: MIT */
#include "asker.h"
#include "certs.h"

#define LASTS (40 * CERTS_DAY + 3600)

struct scene {
	struct asker asker;
	struct authority authority, other;
	char dir[32];
	char *ca_file, *other_file;
	SSL_CTX *ctx;
	struct peer *peer;
};

static int
start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	snprintf(s->dir, sizeof(s->dir), "/tmp/test_http_tls.XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	s->ca_file = xasprintf("%s/ca.pem", s->dir);
	s->other_file = xasprintf("%s/other.pem", s->dir);
	certs_authority(&s->authority, "the test's own");
	certs_authority(&s->other, "another");
	certs_write(&s->authority, s->ca_file);
	certs_write(&s->other, s->other_file);
	asker_start(&s->asker, s->ca_file);
	s->ctx = certs_server(&s->authority, "IP:127.0.0.1", -CERTS_DAY, LASTS);
	s->peer = peer_start(s->ctx, NULL);
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
	SSL_CTX_free(s->ctx);
	certs_done(&s->authority);
	certs_done(&s->other);
	unlink(s->ca_file);
	unlink(s->other_file);
	rmdir(s->dir);
	xfree(s->ca_file);
	xfree(s->other_file);
	xfree(s);
	return 0;
}

static struct http_request
request(const struct scene *s)
{
	return (struct http_request){ .url = xasprintf("https://127.0.0.1:%d/", s->peer->port) };
}

static struct http_request
fresh(const struct scene *s)
{
	struct http_request req = request(s);

	req.fresh = true;
	return req;
}

/* Asks a server of its own, with a certificate of those names and times. */
static const struct http_response *
ask_server(struct scene *s, SSL_CTX *ctx)
{
	struct peer *peer = peer_start(ctx, NULL);
	const struct http_response *rsp;

	peer_says(peer, OK, PEER_KEEPS);
	rsp = asker_get(&s->asker, "https", peer);
	peer_stop(peer);
	SSL_CTX_free(ctx);
	return rsp;
}

static void
tells_when_the_certificate_expires(void **state)
{
	static const struct {
		bool line;
	} cases[] = { { false }, { true } };
	struct scene *s = *state;
	struct http_line *line = http_line_new(s->asker.http);
	const struct http_response *rsp;
	struct http_request req;

	for (size_t i = 0; i < COUNT(cases); i++) {
		s->asker.line = cases[i].line ? line : NULL;
		req = fresh(s);
		rsp = asker_ask(&s->asker, &req);
		assert_int_equal(rsp->failure, HTTP_ANSWERED);
		assert_int_equal(rsp->cert_days, 40);
		req = fresh(s);
		assert_int_equal(asker_ask(&s->asker, &req)->cert_days, 40);
	}
	for (int i = 0; i < 2; i++) { /* a kept connection shows no certificate: the line knows */
		req = request(s);
		rsp = asker_ask(&s->asker, &req);
		assert_int_equal(rsp->reused, i > 0);
		assert_int_equal(rsp->cert_days, 40);
	}
	s->asker.line = NULL;
	req = request(s);
	rsp = asker_ask(&s->asker, &req);
	assert_true(rsp->reused);
	assert_int_equal(rsp->cert_days, -1);
	s->asker.line = line;
}

static void
resumes_the_sessions_of_a_line(void **state)
{
	struct scene *s = *state;

	s->asker.line = http_line_new(s->asker.http);
	for (int i = 0; i < 5; i++) {
		struct http_request req = fresh(s);

		assert_int_equal(asker_ask(&s->asker, &req)->status, 200);
	}
	assert_int_equal(peer_count(s->peer, &s->peer->accepted), 5);
	assert_int_equal(peer_count(s->peer, &s->peer->resumed), 4);
}

static void
reads_the_ca_file_once(void **state)
{
	struct scene *s = *state;
	struct http_request req = fresh(s);

	assert_int_equal(asker_ask(&s->asker, &req)->failure, HTTP_ANSWERED);
	assert_int_equal(unlink(s->ca_file), 0);
	req = fresh(s);
	assert_int_equal(asker_ask(&s->asker, &req)->failure, HTTP_ANSWERED);
	assert_int_equal(peer_count(s->peer, &s->peer->resumed), 0);
}

static void
takes_the_ca_file_of_the_call(void **state)
{
	struct scene *s = *state;
	SSL_CTX *ctx = certs_server(&s->other, "IP:127.0.0.1", -CERTS_DAY, LASTS);
	struct peer *peer = peer_start(ctx, NULL);

	peer_says(peer, OK, PEER_KEEPS);
	for (int i = 0; i < 2; i++) { /* in turns: neither is taken for the other */
		struct http_request req = { .url = xasprintf("https://127.0.0.1:%d/", peer->port),
			.ca_file = s->other_file };

		assert_int_equal(asker_get(&s->asker, "https", peer)->failure, HTTP_CERT);
		assert_int_equal(asker_ask(&s->asker, &req)->failure, HTTP_ANSWERED);
		assert_int_equal(asker_get(&s->asker, "https", s->peer)->failure, HTTP_ANSWERED);
	}
	peer_stop(peer);
	SSL_CTX_free(ctx);
}

static void
names_the_ca_file_that_it_cannot_read(void **state)
{
	struct scene *s = *state;
	struct http_request req = request(s);
	const struct http_response *rsp;

	req.ca_file = "/nonexistent/ca.pem";
	rsp = asker_ask(&s->asker, &req);
	assert_int_equal(rsp->failure, HTTP_LOCAL);
	assert_has(rsp->why, "/nonexistent/ca.pem");
	assert_false(rsp->sent);
}

static void
wants_a_ca_file_with_certificates(void **state)
{
	struct scene *s = *state;
	struct http_settings settings = { .user_agent = "test", .connections = 1 };
	autofree(xfree) char *empty = xasprintf("%s/empty.pem", s->dir);
	struct error err;
	FILE *file = fopen(empty, "w");

	assert_non_null(file);
	fputs("not a certificate\n", file);
	fclose(file);
	settings.ca_file = empty;
	assert_null(http_new(s->asker.loop, &settings, &err));
	assert_has(err.text, empty);
	assert_has(err.text, "it holds no certificate; give a file in PEM format");
	unlink(empty);
	assert_null(http_new(s->asker.loop, &settings, &err));
	assert_has(err.text, empty);
	assert_has(err.text, "there is no such file");
}

static void
refuses_certificates_that_are_not_right(void **state)
{
	struct scene *s = *state;

	const struct {
		const struct authority *authority;
		const char *names;
		long from, until;
		const char *why;
		int cert_days;
	} cases[] = {
		{ &s->authority, "DNS:other.example", -CERTS_DAY, LASTS, "matches target host name",
		    40 },
		{ &s->authority, "IP:127.0.0.1", -2 * CERTS_DAY, -CERTS_DAY, "has expired", -1 },
		{ &s->authority, "IP:127.0.0.1", CERTS_DAY, LASTS, "not yet valid", -1 },
		{ &s->other, "IP:127.0.0.1", -CERTS_DAY, LASTS, "unable to get local issuer", -1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct http_response *rsp = ask_server(s,
		    certs_server(cases[i].authority, cases[i].names, cases[i].from,
			cases[i].until));

		assert_int_equal(rsp->failure, HTTP_CERT);
		assert_has(rsp->why, cases[i].why);
		assert_has(rsp->why, "certificate of 127.0.0.1:");
		assert_false(rsp->sent);
		assert_int_equal(rsp->status, 0);
		assert_int_equal(rsp->cert_days, cases[i].cert_days);
	}
}

/* A certificate that expires while its session lives must not be vouched for by the session. */
static void
forgets_a_session_whose_certificate_has_expired(void **state)
{
	struct scene *s = *state;
	SSL_CTX *ctx = certs_server(&s->authority, "IP:127.0.0.1", -CERTS_DAY, 2);
	struct peer *peer = peer_start(ctx, NULL);
	msec_t until = loop_now(s->asker.loop).wall + 2 * MSEC_SECOND;
	enum http_failure failure = HTTP_ANSWERED;

	peer_says(peer, OK, PEER_KEEPS);
	s->asker.line = http_line_new(s->asker.http);
	while (loop_now(s->asker.loop).wall <= until + MSEC_SECOND) {
		struct http_request req = { .url = xasprintf("https://127.0.0.1:%d/", peer->port),
			.fresh = true };

		failure = asker_ask(&s->asker, &req)->failure;
	}
	assert_int_equal(failure, HTTP_CERT);
	assert_true(peer_count(peer, &peer->resumed) > 0);
	peer_stop(peer);
	SSL_CTX_free(ctx);
}

static void
speaks_no_old_tls(void **state)
{
	struct scene *s = *state;
	SSL_CTX *ctx = certs_server(&s->authority, "IP:127.0.0.1", -CERTS_DAY, LASTS);
	const struct http_response *rsp;

	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_max_proto_version(ctx, TLS1_1_VERSION);
	rsp = ask_server(s, ctx);
	assert_int_equal(rsp->failure, HTTP_TLS);
	assert_has(rsp->why, "no TLS session with 127.0.0.1:");
	assert_false(rsp->sent);
}

static void
waits_no_longer_for_a_server_without_tls(void **state)
{
	struct scene *s = *state;
	struct peer *peer = peer_start(NULL, NULL); /* it waits for a line, and none comes */
	struct http_request req = { .url = xasprintf("https://127.0.0.1:%d/", peer->port),
		.timeout = 100 };
	const struct http_response *rsp = asker_ask(&s->asker, &req);

	assert_int_equal(rsp->failure, HTTP_TIMEOUT);
	assert_has(rsp->why, "no TLS session with 127.0.0.1:");
	assert_false(rsp->sent);
	peer_stop(peer);
}

static void
keeps_the_name_when_the_address_is_another(void **state)
{
	struct scene *s = *state;
	SSL_CTX *ctx = certs_server(&s->authority, "DNS:api.example", -CERTS_DAY, LASTS);
	struct peer *peer = peer_start(ctx, NULL);
	autofree(xfree) char *address = xasprintf("127.0.0.1:%d", peer->port);
	struct http_request req = { .url = xstrdup("https://api.example/"), .address = address };

	peer_says(peer, OK, PEER_KEEPS);
	assert_int_equal(asker_ask(&s->asker, &req)->status, 200);
	assert_has(peer->request, "\r\nHost: api.example\r\n");
	req = (struct http_request){ .url = xstrdup("https://b.example/"), .address = address };
	assert_int_equal(asker_ask(&s->asker, &req)->failure, HTTP_CERT);
	peer_stop(peer);
	SSL_CTX_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tells_when_the_certificate_expires, start, stop),
		cmocka_unit_test_setup_teardown(resumes_the_sessions_of_a_line, start, stop),
		cmocka_unit_test_setup_teardown(reads_the_ca_file_once, start, stop),
		cmocka_unit_test_setup_teardown(takes_the_ca_file_of_the_call, start, stop),
		cmocka_unit_test_setup_teardown(names_the_ca_file_that_it_cannot_read, start, stop),
		cmocka_unit_test_setup_teardown(wants_a_ca_file_with_certificates, start, stop),
		cmocka_unit_test_setup_teardown(refuses_certificates_that_are_not_right, start,
		    stop),
		cmocka_unit_test_setup_teardown(forgets_a_session_whose_certificate_has_expired,
		    start, stop),
		cmocka_unit_test_setup_teardown(speaks_no_old_tls, start, stop),
		cmocka_unit_test_setup_teardown(waits_no_longer_for_a_server_without_tls, start,
		    stop),
		cmocka_unit_test_setup_teardown(keeps_the_name_when_the_address_is_another, start,
		    stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

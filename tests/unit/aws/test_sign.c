/* SPDX-License-Identifier: MIT */
#include "aws/sign.h"

#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "sigv4_cases.h"

#define KEY    "AKIDEXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define WALL   1440938160000 /* 2015-08-30T12:36:00Z */

static const struct credentials keys = { (char *)KEY, (char *)SECRET, NULL, MSEC_NEVER, "test" };
static const struct sign_scope scope = { "service", "us-east-1", WALL };

/* ---- requests written as texts, as the suite has them ---- */

/* A header's value goes on in lines that begin with a blank. */
static char *
next_header(char *at)
{
	do
		at = strchr(at, '\n');
	while (at && (*++at == ' ' || *at == '\t'));
	return at;
}

static void
request_of(const char *text, struct http_request *ret)
{
	autofree(xfree) char *copy = xstrdup(text);
	char *target = strchr(copy, ' ') + 1;
	char *end = strchr(copy, '\n');
	char *at, *next, *colon;

	*ret = (struct http_request){ .method = strncmp(copy, "POST", 4) == 0 ? "POST" : "GET" };
	at = end + 1;
	*end = '\0';
	*strstr(target, " HTTP/1.1") = '\0';
	ret->url = xasprintf("https://example.amazonaws.com%s", target);
	for (; at && *at && *at != '\n'; at = next) {
		next = next_header(at);
		if (next)
			next[-1] = '\0';
		colon = strchr(at, ':');
		*colon = '\0';
		http_header_add(&ret->headers, at, colon + 1);
	}
	if (at && *at == '\n')
		buf_puts(&ret->body, at + 1);
}

static void
add_hash_header(struct http_request *req)
{
	char hash[DIGEST_HEX];

	http_header_add(&req->headers, "X-Amz-Content-Sha256",
	    digest_text(buf_text(&req->body), req->body.len, hash));
}

static void
signs_as_the_published_suite_does(void **state)
{
	for (size_t i = 0; i < COUNT(sigv4_cases); i++) {
		const struct sigv4_case *c = &sigv4_cases[i];
		autofree(http_request_done) struct http_request req;
		autofree(sign_parts_done) struct sign_parts parts = { .signature = "" };
		struct credentials credentials = keys;
		struct error err = { "" };

		request_of(c->request, &req);
		if (c->hash_header)
			add_hash_header(&req);
		credentials.token = (char *)c->token;
		if (!sign_parts(&req, &credentials, &scope, c->normalize, &parts, &err))
			fail_msg("%s: %s", c->name, err.text);
		if (strcmp(parts.signature, c->signature) != 0)
			fail_msg("%s:\n%s", c->name, buf_text(&parts.canonical));
	}
}

/* ---- the suite itself, where it is at hand ---- */

static char *
read_whole(const char *folder, const char *name, const char *file)
{
	autofree(xfree) char *path = xasprintf("%s/%s/%s", folder, name, file);
	char text[8192];
	FILE *stream = fopen(path, "r");
	size_t n;

	if (!stream)
		fail_msg("%s cannot be read", path);
	n = fread(text, 1, sizeof(text), stream);
	fclose(stream);
	return xstrndup(text, n);
}

static bool
flag(const json_t *json, const char *name)
{
	return json_is_true(json_object_get(json, name));
}

static void
assert_same(const char *name, const char *file, const char *folder, const char *text)
{
	autofree(xfree) char *expected = read_whole(folder, name, file);

	if (strcmp(expected, text) != 0)
		fail_msg("%s/%s:\n%s", name, file, text);
}

static void
check_vector(const char *folder, const char *name)
{
	autofree(xfree) char *text = read_whole(folder, name, "request.txt");
	autofree(xfree) char *context = read_whole(folder, name, "context.json");
	autofree(http_request_done) struct http_request req;
	autofree(sign_parts_done) struct sign_parts parts = { .signature = "" };
	json_t *json = json_loads(context, 0, NULL);
	const json_t *token = json_object_get(json_object_get(json, "credentials"), "token");
	struct credentials credentials = keys;
	struct error err = { "" };

	assert_string_equal(json_string_value(json_object_get(json, "timestamp")),
	    "2015-08-30T12:36:00Z");
	request_of(text, &req);
	if (flag(json, "sign_body"))
		add_hash_header(&req);
	if (!flag(json, "omit_session_token"))
		credentials.token = (char *)json_string_value(token);
	if (!sign_parts(&req, &credentials, &scope, flag(json, "normalize"), &parts, &err))
		fail_msg("%s: %s", name, err.text);
	assert_same(name, "header-canonical-request.txt", folder, buf_text(&parts.canonical));
	assert_same(name, "header-string-to-sign.txt", folder, buf_text(&parts.to_sign));
	assert_same(name, "header-signature.txt", folder, parts.signature);
	json_decref(json);
}

static void
agrees_with_each_vector_at_each_stage(void **state)
{
	const char *folder = getenv("FAILOVERD_SIGV4_VECTORS");
	const struct dirent *entry;
	size_t n = 0;
	DIR *dir;

	if (!folder) {
		skip();
		return;
	}
	dir = opendir(folder);
	if (!dir) {
		fail_msg("FAILOVERD_SIGV4_VECTORS: %s cannot be read", folder);
		return;
	}
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			check_vector(folder, entry->d_name);
			n++;
		}
	closedir(dir);
	assert_in_range(n, COUNT(sigv4_cases), 1000);
}

/* ---- what a request is given ---- */

static void
list_users(struct http_request *ret)
{
	*ret = (struct http_request){ 0 };
	ret->url = xstrdup("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08");
	http_header_add(&ret->headers, "Content-Type",
	    "application/x-www-form-urlencoded; charset=utf-8");
}

#define AUTHORIZATION                                                                   \
	"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " \
	"SignedHeaders=content-type;host;x-amz-date, "                                  \
	"Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"

/* The worked example of the documentation. */
static void
gives_a_request_its_date_and_authorization(void **state)
{
	const struct sign_scope iam = { "iam", "us-east-1", WALL };
	autofree(http_request_done) struct http_request req;
	struct error err;

	list_users(&req);
	/* Signed once more, it is as if it had been signed once. */
	for (int i = 0; i < 2; i++) {
		assert_true(sign_request(&req, &keys, &iam, &err));
		assert_int_equal(req.headers.n, 4);
		assert_string_equal(http_header(&req.headers, "Host"), "iam.amazonaws.com");
		assert_string_equal(http_header(&req.headers, "X-Amz-Date"), "20150830T123600Z");
		assert_string_equal(http_header(&req.headers, "Authorization"), AUTHORIZATION);
	}
}

static void
takes_new_credentials_when_a_request_is_sent_again(void **state)
{
	struct credentials temporary = keys;
	const struct sign_scope later = { "iam", "us-east-1", WALL + MSEC_DAY };
	autofree(http_request_done) struct http_request req;
	struct error err;

	temporary.token = (char *)"first";
	list_users(&req);
	assert_true(sign_request(&req, &temporary, &scope, &err));
	assert_string_equal(http_header(&req.headers, "X-Amz-Security-Token"), "first");
	temporary.token = (char *)"second";
	assert_true(sign_request(&req, &temporary, &later, &err));
	assert_string_equal(http_header(&req.headers, "X-Amz-Security-Token"), "second");
	assert_string_equal(http_header(&req.headers, "X-Amz-Date"), "20150831T123600Z");
	assert_non_null(strstr(http_header(&req.headers, "Authorization"),
	    "/20150831/us-east-1/iam/aws4_request, "
	    "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "));
	assert_true(sign_request(&req, &keys, &scope, &err));
	assert_null(http_header(&req.headers, "X-Amz-Security-Token"));
	assert_int_equal(req.headers.n, 4);
}

static const char *
line(const struct sign_parts *parts, int n)
{
	static char text[1024];
	const char *at = parts->canonical.data;

	while (n-- > 0)
		at = strchr(at, '\n') + 1;
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(at, "\n"), at);
	return text;
}

/* Paths are encoded once more than they are; queries are encoded anew, then sorted. */
static void
writes_host_path_and_query_as_aws_reads_them(void **state)
{
	static const struct {
		const char *url, *path, *query, *host;
	} cases[] = {
		{ "https://a.example", "/", "", "host:a.example" },
		{ "https://a.example?b", "/", "b=", "host:a.example" },
		{ "https://a.example:443/", "/", "", "host:a.example" },
		{ "http://a.example:80/", "/", "", "host:a.example" },
		{ "https://a.example:80/", "/", "", "host:a.example:80" },
		{ "http://127.0.0.1:4566/v1", "/v1", "", "host:127.0.0.1:4566" },
		{ "https://[::1]:443/", "/", "", "host:[::1]" },
		{ "https://a.example/f/arn%3Aaws%2Fx/g", "/f/arn%253Aaws%252Fx/g", "",
		    "host:a.example" },
		{ "https://a.example/a:=@*+", "/a%3A%3D%40%2A%2B", "", "host:a.example" },
		{ "https://a.example/../a/./b//../c/", "/a/c/", "", "host:a.example" },
		{ "https://a.example/..a/...", "/..a/...", "", "host:a.example" },
		{ "https://a.example/?a-b=2&a=1&&a=0&", "/", "a=0&a=1&a-b=2", "host:a.example" },
		{ "https://a.example/?a=%2f%7e~+%", "/", "a=%2F~~%2B%25", "host:a.example" },
		{ "https://a.example/?a=b=c&=d", "/", "=d&a=b%3Dc", "host:a.example" },
		{ "https://a.example/?a=%4&b=%zz", "/", "a=%254&b=%25zz", "host:a.example" },
		{ "https://a.example/?a=1#b&c", "/", "a=1", "host:a.example" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_request req = { .url = (char *)cases[i].url };
		autofree(sign_parts_done) struct sign_parts parts = { .signature = "" };
		struct error err;

		assert_true(sign_parts(&req, &keys, &scope, true, &parts, &err));
		assert_string_equal(line(&parts, 1), cases[i].path);
		assert_string_equal(line(&parts, 2), cases[i].query);
		assert_string_equal(line(&parts, 3), cases[i].host);
	}
}

static void
refuses_what_it_cannot_sign_and_tells_no_secret(void **state)
{
	static const struct {
		const char *url, *key, *secret, *token, *region, *says;
	} cases[] = {
		{ NULL, KEY, SECRET, NULL, "r", "absolute URL" },
		{ "/", KEY, SECRET, NULL, "r", "absolute URL" },
		{ "https:///path", KEY, SECRET, NULL, "r", "host of the URL" },
		{ "https://user@a.example/", KEY, SECRET, NULL, "r", "has a user" },
		{ "https://a.example/", NULL, SECRET, NULL, "r", "credentials of the test" },
		{ "https://a.example/", KEY, "", NULL, "r", "credentials of the test" },
		{ "https://a.example/", KEY "\n", SECRET, NULL, "r", "credentials of the test" },
		{ "https://a.example/", KEY, SECRET, "a b", "r", "credentials of the test" },
		{ "https://a.example/", KEY, SECRET, NULL, "", "service and Region" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_request req = { .url = (char *)cases[i].url };
		const struct credentials credentials = { (char *)cases[i].key,
			(char *)cases[i].secret, (char *)cases[i].token, MSEC_NEVER, "test" };
		const struct sign_scope there = { "rds", cases[i].region, WALL };
		struct error err = { "" };

		assert_false(sign_request(&req, &credentials, &there, &err));
		assert_non_null(strstr(err.text, cases[i].says));
		assert_null(strstr(err.text, SECRET));
		assert_int_equal(req.headers.n, 0);
	}
}

static void
says_so_when_there_is_no_room_for_its_headers(void **state)
{
	autofree(http_request_done) struct http_request req = { 0 };
	struct error err = { "" };

	req.url = xstrdup("https://a.example/");
	for (int i = 0; i < HTTP_HEADERS_MOST - 4; i++)
		http_header_add(&req.headers, "X-Amz-Test", "1");
	assert_true(sign_request(&req, &keys, &scope, &err));
	http_header_add(&req.headers, "X-Amz-Test", "1");
	assert_false(sign_request(&req, &keys, &scope, &err));
	assert_non_null(strstr(err.text, "too many headers"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_as_the_published_suite_does),
		cmocka_unit_test(agrees_with_each_vector_at_each_stage),
		cmocka_unit_test(gives_a_request_its_date_and_authorization),
		cmocka_unit_test(takes_new_credentials_when_a_request_is_sent_again),
		cmocka_unit_test(writes_host_path_and_query_as_aws_reads_them),
		cmocka_unit_test(refuses_what_it_cannot_sign_and_tells_no_secret),
		cmocka_unit_test(says_so_when_there_is_no_room_for_its_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

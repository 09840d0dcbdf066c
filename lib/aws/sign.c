/* SPDX-License-Identifier: MIT */
#include "aws/sign.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/percent.h"
#include "base/alloc.h"
#include "base/digest.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
#define BLANKS    " \t\r\n"

#define DATE_HEADER  "X-Amz-Date"
#define TOKEN_HEADER "X-Amz-Security-Token"
#define OWN_HEADERS  4 /* those two, Host and Authorization */

/* ---- the URL ---- */

struct place {
	char host[256]; /* as the Host header says it: without a default port */
	const char *path, *query;
	size_t path_len;
};

static bool
find_place(const char *url, struct place *ret, struct error *err)
{
	const char *host = url ? strstr(url, "://") : NULL;
	const char *port;
	size_t len;

	if (!host)
		return error_set(err, "a request without an absolute URL cannot be signed");
	host += 3;
	len = strcspn(host, "/?#");
	ret->path = host + len;
	ret->path_len = strcspn(ret->path, "?#");
	ret->query = ret->path + ret->path_len;
	ret->query += *ret->query == '?';

	port = strncasecmp(url, "https:", 6) == 0 ? ":443" : ":80";
	if (len > strlen(port) && strncmp(host + len - strlen(port), port, strlen(port)) == 0)
		len -= strlen(port);
	if (len == 0 || len >= sizeof(ret->host) || memchr(host, '@', len))
		return error_set(err,
		    "the host of the URL to be signed is empty, too long, or has "
		    "a user");
	memcpy(ret->host, host, len);
	ret->host[len] = '\0';
	return true;
}

/* Empty segments and "." go, ".." takes the segment before it along. */
static void
normalize_path(const char *path, size_t len, struct buf *ret)
{
	const char *end = path + len;

	for (const char *at = path; at < end;) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		size_t n = (size_t)((slash ? slash : end) - at);

		if (n == 2 && strncmp(at, "..", n) == 0) {
			while (ret->len > 0 && ret->data[--ret->len] != '/')
				;
		} else if (n > 0 && !(n == 1 && *at == '.')) {
			buf_putc(ret, '/');
			buf_add(ret, at, n);
		}
		at += n + 1;
	}
	if (ret->len == 0 || path[len - 1] == '/')
		buf_putc(ret, '/');
}

static void
add_path(const struct place *place, bool normalize, struct buf *ret)
{
	autofree(buf_done) struct buf path = { 0 };

	if (normalize)
		normalize_path(place->path, place->path_len, &path);
	else
		buf_add(&path, place->path, place->path_len);
	if (path.len == 0)
		buf_putc(&path, '/');
	percent_encode(ret, path.data, path.len, "/");
}

struct parameter {
	struct buf name, value;
};

static int
by_name_and_value(const void *a, const void *b)
{
	const struct parameter *left = a, *right = b;
	int order = strcmp(buf_text(&left->name), buf_text(&right->name));

	return order ? order : strcmp(buf_text(&left->value), buf_text(&right->value));
}

static void
recode(const char *text, size_t len, struct buf *ret)
{
	autofree(buf_done) struct buf plain = { 0 };

	percent_decode(&plain, text, len);
	percent_encode(ret, buf_text(&plain), plain.len, "");
}

static void
add_query(const char *query, struct buf *ret)
{
	size_t most = strlen(query) / 2 + 1, n = 0; /* each but the last has one byte and an "&" */
	struct parameter *list = xcalloc(most, sizeof(*list));
	size_t len;

	for (const char *at = query; *at && *at != '#'; at += len + (at[len] == '&')) {
		size_t name = strcspn(at, "=&#");

		len = strcspn(at, "&#");
		if (len == 0)
			continue;
		recode(at, name, &list[n].name);
		if (name < len)
			recode(at + name + 1, len - name - 1, &list[n].value);
		n++;
	}
	qsort(list, n, sizeof(*list), by_name_and_value);
	for (size_t i = 0; i < n; i++) {
		buf_printf(ret, "%s%s=%s", i > 0 ? "&" : "", buf_text(&list[i].name),
		    buf_text(&list[i].value));
		buf_done(&list[i].name);
		buf_done(&list[i].value);
	}
	xfree(list);
}

/* ---- the headers ---- */

struct field {
	char *name; /* lower-case */
	const char *value;
	size_t at; /* equal names keep their order */
};

struct fields {
	struct field list[HTTP_HEADERS_MOST + OWN_HEADERS];
	size_t n;
};

static void
fields_add(struct fields *fields, const char *name, const char *value)
{
	struct field *field = &fields->list[fields->n];

	*field = (struct field){ xstrdup(name), value, fields->n };
	for (char *c = field->name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	fields->n++;
}

static int
by_name(const void *a, const void *b)
{
	const struct field *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	if (order)
		return order;
	return left->at < right->at ? -1 : 1;
}

/* What sign_request() itself writes, and writes anew when a request is sent again. */
static bool
is_own(const char *name)
{
	return strcasecmp(name, DATE_HEADER) == 0 || strcasecmp(name, TOKEN_HEADER) == 0 ||
	    strcasecmp(name, "Authorization") == 0;
}

static void
add_value(const char *value, struct buf *ret)
{
	bool first = true;

	for (value += strspn(value, BLANKS); *value; value += strspn(value, BLANKS)) {
		size_t len = strcspn(value, BLANKS);

		if (!first)
			buf_putc(ret, ' ');
		buf_add(ret, value, len);
		first = false;
		value += len;
	}
}

/* One line a name, an empty line, and the list of the names. */
static void
add_fields(struct fields *fields, struct buf *ret)
{
	autofree(buf_done) struct buf names = { 0 };

	qsort(fields->list, fields->n, sizeof(fields->list[0]), by_name);
	for (size_t i = 0; i < fields->n; i++) {
		struct field *field = &fields->list[i];

		if (i > 0 && strcmp(field->name, field[-1].name) == 0) {
			buf_putc(ret, ',');
		} else {
			buf_printf(ret, "%s%s:", i > 0 ? "\n" : "", field->name);
			buf_printf(&names, "%s%s", i > 0 ? ";" : "", field->name);
		}
		add_value(field->value, ret);
	}
	buf_printf(ret, "\n\n%s\n", buf_text(&names));
	for (size_t i = 0; i < fields->n; i++)
		xfree(fields->list[i].name);
}

static void
add_headers(const struct http_request *req, const char *host, const char *date, const char *token,
    struct buf *ret)
{
	struct fields fields = { .n = 0 };

	for (size_t i = 0; i < req->headers.n; i++)
		if (!is_own(req->headers.list[i].name))
			fields_add(&fields, req->headers.list[i].name, req->headers.list[i].value);
	if (!http_header(&req->headers, "Host"))
		fields_add(&fields, "Host", host);
	fields_add(&fields, DATE_HEADER, date);
	if (token)
		fields_add(&fields, TOKEN_HEADER, token);
	add_fields(&fields, ret);
}

/* ---- the signature ---- */

static void
sign_text(const struct credentials *credentials, const struct sign_scope *scope, const char *day,
    const struct buf *text, char ret[DIGEST_HEX])
{
	const char *const links[] = { day, scope->region, scope->service, "aws4_request" };
	autofree(buf_wipe) struct buf first = { 0 };
	uint8_t key[DIGEST_SIZE], next[DIGEST_SIZE];

	buf_printf(&first, "AWS4%s", credentials->secret_key);
	digest_hmac(first.data, first.len, links[0], strlen(links[0]), key);
	for (size_t i = 1; i < COUNT(links); i++) {
		digest_hmac(key, sizeof(key), links[i], strlen(links[i]), next);
		memcpy(key, next, sizeof(key));
	}
	digest_hex(digest_hmac(key, sizeof(key), text->data, text->len, next), ret);
	wipe(key, sizeof(key));
	wipe(next, sizeof(next));
}

/* All of them end up in headers. */
static bool
usable(const char *text)
{
	if (!text || !*text)
		return false;
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static bool
check(const struct credentials *credentials, const struct sign_scope *scope, struct error *err)
{
	if (!usable(credentials->access_key) || !usable(credentials->secret_key) ||
	    (credentials->token && !usable(credentials->token)))
		return error_set(err,
		    "the AWS credentials of the %s are incomplete, or hold a blank: correct them",
		    credentials->source[0] ? credentials->source : "caller");
	if (!usable(scope->region) || !usable(scope->service))
		return error_set(err, "a request without service and Region cannot be signed");
	return true;
}

static void
day_of(msec_t wall, char ret[CLOCK_TEXT])
{
	clock_compact(wall, ret);
	ret[strcspn(ret, "T")] = '\0';
}

bool
sign_parts(const struct http_request *req, const struct credentials *credentials,
    const struct sign_scope *scope, bool normalize, struct sign_parts *ret, struct error *err)
{
	struct sign_parts parts = { .signature = "" };
	char date[CLOCK_TEXT], day[CLOCK_TEXT], hash[DIGEST_HEX];
	struct place place = { .path = "", .query = "" };

	if (!check(credentials, scope, err) || !find_place(req->url, &place, err))
		return false;
	clock_compact(scope->wall, date);
	day_of(scope->wall, day);

	buf_printf(&parts.canonical, "%s\n", req->method ? req->method : "GET");
	add_path(&place, normalize, &parts.canonical);
	buf_putc(&parts.canonical, '\n');
	add_query(place.query, &parts.canonical);
	buf_putc(&parts.canonical, '\n');
	add_headers(req, place.host, date, credentials->token, &parts.canonical);
	buf_puts(&parts.canonical, digest_text(buf_text(&req->body), req->body.len, hash));

	buf_printf(&parts.to_sign, "%s\n%s\n%s/%s/%s/aws4_request\n%s", ALGORITHM, date, day,
	    scope->region, scope->service,
	    digest_text(parts.canonical.data, parts.canonical.len, hash));
	sign_text(credentials, scope, day, &parts.to_sign, parts.signature);
	*ret = parts;
	return true;
}

void
sign_parts_done(struct sign_parts *parts)
{
	buf_wipe(&parts->canonical); /* the token is in it */
	buf_wipe(&parts->to_sign);
	*parts = (struct sign_parts){ .signature = "" };
}

/* ---- the request ---- */

static void
drop_own(struct http_headers *headers)
{
	size_t kept = 0;

	for (size_t i = 0; i < headers->n; i++) {
		if (!is_own(headers->list[i].name)) {
			headers->list[kept++] = headers->list[i];
			continue;
		}
		xfree(headers->list[i].name);
		xfree_secret(headers->list[i].value);
	}
	headers->n = kept;
}

/* The names that were signed are the last line but one of the canonical request. */
static void
authorize(const struct sign_parts *parts, const struct credentials *credentials,
    const struct sign_scope *scope, struct http_headers *ret)
{
	const char *end = parts->canonical.data + parts->canonical.len - DIGEST_HEX;
	const char *names =
	    memrchr(parts->canonical.data, '\n', (size_t)(end - parts->canonical.data));
	autofree(buf_done) struct buf value = { 0 };
	char day[CLOCK_TEXT];

	day_of(scope->wall, day);
	buf_printf(&value, "%s Credential=%s/%s/%s/%s/aws4_request, SignedHeaders=", ALGORITHM,
	    credentials->access_key, day, scope->region, scope->service);
	buf_add(&value, names + 1, (size_t)(end - names - 1));
	buf_printf(&value, ", Signature=%s", parts->signature);
	http_header_add(ret, "Authorization", buf_text(&value));
}

bool
sign_request(struct http_request *req, const struct credentials *credentials,
    const struct sign_scope *scope, struct error *err)
{
	autofree(sign_parts_done) struct sign_parts parts = { .signature = "" };
	struct place place = { .path = "", .query = "" };
	char date[CLOCK_TEXT];

	drop_own(&req->headers);
	if (req->headers.n + OWN_HEADERS > HTTP_HEADERS_MOST)
		return error_set(err, "the request has too many headers to be signed");
	if (!sign_parts(req, credentials, scope, true, &parts, err) ||
	    !find_place(req->url, &place, err))
		return false;
	if (!http_header(&req->headers, "Host"))
		http_header_add(&req->headers, "Host", place.host);
	http_header_add(&req->headers, DATE_HEADER, clock_compact(scope->wall, date));
	if (credentials->token)
		http_header_add(&req->headers, TOKEN_HEADER, credentials->token);
	authorize(&parts, credentials, scope, &req->headers);
	return true;
}

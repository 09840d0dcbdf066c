/* SPDX-License-Identifier: MIT */
/*
 * Each request for AWS as it goes out, byte for byte where it matters: method, URL,
 * headers, what is signed and for whom, body. The right ones are in tests/data/wire,
 * a file a service, compared with the documentation of each by a person. What is sent
 * and is not there fails, and so does what is there and is not sent.
 *
 * With FAILOVERD_WIRE=write the files are written anew, for that comparison.
 */
#include <stdio.h>

#include "aws/endpoint.h"
#include "aws/metric_data.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "aws/sign.h"
#include "aws/sts.h"
#include "base/alloc.h"
#include "every_call.h"

#define GOLDEN "tests/data/wire"

static const char *
no_env(const char *name)
{
	return NULL;
}

/* ---- a request as text ---- */

/* What the call itself says, and what is signed of all that is sent. */
static void
write_headers(const struct call *call, const struct http_request *req, struct buf *ret)
{
	const char *authorization = http_header(&req->headers, "Authorization");
	const char *scope = authorization ? strstr(authorization, "Credential=") : "unsigned";
	const char *end = authorization ? strstr(authorization, ", Signature=") : NULL;

	for (size_t i = 0; i < call->http.headers.n; i++)
		buf_printf(ret, "%s: %s\n", call->http.headers.list[i].name,
		    call->http.headers.list[i].value);
	buf_printf(ret, "%.*s\n", end ? (int)(end - scope) : 64, scope);
}

/* As daemon/aws_call.c makes it of a call, but for headers that are about an attempt. */
static void
write_call(const struct call *call, bool is_signed, struct buf *ret)
{
	static const struct endpoint_settings settings = { .env = no_env };
	static char id[] = "AKIDEXAMPLE", secret[] = "SECRET", token[] = "TOKEN";
	const struct credentials keys = { id, secret, token, MSEC_NEVER, "test" };
	const char *path = call->endpoint && strcmp(call->http.url, "/") == 0 ? "" : call->http.url;
	autofree(http_request_done) struct http_request req = { .method = call->http.method };
	struct sign_scope scope = { .wall = 1795528830000 };
	struct endpoint endpoint;
	struct error err = { "" };

	if (!endpoint_find(&settings, call->service, call->region, call->endpoint, &endpoint, &err))
		fail_msg("%s: %s", call->name, err.text);
	req.url = xasprintf("%s%s", endpoint.url, path);
	for (size_t i = 0; i < call->http.headers.n; i++)
		http_header_add(&req.headers, call->http.headers.list[i].name,
		    call->http.headers.list[i].value);
	buf_add(&req.body, buf_text(&call->http.body), call->http.body.len);
	scope.service = endpoint.signing_name;
	scope.region = endpoint.signing_region;
	if (is_signed)
		assert_true(sign_request(&req, &keys, &scope, &err));
	buf_printf(ret, "### %s in %s\n%s %s\n", call->name, call->region, req.method, req.url);
	write_headers(call, &req, ret);
	buf_printf(ret, "%s\n", buf_text(&req.body));
}

static void
hear(const struct call *call, void *arg)
{
	autofree(buf_done) struct buf text = { 0 };

	write_call(call, true, &text);
	names_add(arg, buf_text(&text));
}

/* ---- all of them ---- */

static void
hear_roles(struct names *ret)
{
	static char arn[] = "arn:aws:iam::111122223333:role/failoverd", external[] = "ext-1";
	static char session[] = "failoverd-bastion";
	const struct origin_role plain = { .arn = arn, .session = session };
	const struct origin_role full = { arn, external, session, 3600 };
	autofree(call_done) struct call one = { 0 };
	autofree(call_done) struct call two = { 0 };
	autofree(call_done) struct call three = { 0 };
	autofree(buf_done) struct buf text = { 0 };

	sts_assume(&one, "us-west-2", &plain);
	hear(&one, ret);
	sts_assume(&two, "us-west-2", &full);
	hear(&two, ret);
	sts_assume_by_token(&three, "us-west-2", &plain, "header.claims+x/y==.signature");
	write_call(&three, false, &text);
	names_add(ret, buf_text(&text));
}

/* The next page of what comes in pages. */
static void
hear_pages(struct names *ret)
{
	autofree(call_done) struct call events = { 0 };
	autofree(call_done) struct call snapshots = { 0 };

	rds_ask_events(&events, "us-west-2", 1795528530000, "next/page=");
	hear(&events, ret);
	rds_ask_snapshots(&snapshots, "us-west-2", app->regions[1].cluster, "next/page=");
	hear(&snapshots, ret);
}

/* Of ourselves. */
static void
hear_metrics(struct names *ret)
{
	autofree(call_done) struct call call = { 0 };
	json_t *data = json_array();

	metric_data_add(data, &(struct metric_datum){ "Heartbeat", "None", 1, "shop" });
	metric_data_add(data,
	    &(struct metric_datum){
		"ReplicationLag", "Seconds", 0.25, "shop", "Region", "us-west-2" });
	metric_data_ask(&call, "us-west-2", data);
	json_decref(data);
	hear(&call, ret);
}

static void
hear_steps(const struct runbook *book, const struct hearer *hearer)
{
	for (size_t i = 0; i < book->n_steps; i++) {
		const struct step_spec *step = &book->steps[i];

		ask_step(step, hearer);
		if (step->kind->check)
			ask_check(step->kind->check, step->args, hearer);
	}
}

static void
hear_all(struct names *ret)
{
	const struct hearer hearer = { hear, ret };

	for (size_t i = 0; i < app->n_probes; i++)
		ask_probe(&app->probes[i], &hearer);
	hear_steps(app->failover, &hearer);
	hear_steps(app->switchover, &hearer);
	for (const struct check_kind *const *kind = catalog_checks(); *kind; kind++)
		ask_check(*kind, NULL, &hearer);
	for (const struct check_kind *const *gate = catalog_gates(); *gate; gate++)
		ask_gate(*gate, &hearer);
	hear_roles(ret);
	hear_pages(ret);
	hear_metrics(ret);
}

/* ---- compared with what is right ---- */

static bool
is_of(const char *row, const char *service)
{
	size_t len = strlen(service);

	return strncmp(row, "### ", 4) == 0 && strncmp(row + 4, service, len) == 0 &&
	    row[4 + len] == ':';
}

static void
read_golden(const char *service, struct names *ret)
{
	char line[8192], path[128];
	autofree(buf_done) struct buf row = { 0 };
	FILE *file;

	snprintf(path, sizeof(path), GOLDEN "/%s.txt", service);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, "### ", 4) == 0 && row.len > 0) {
			names_add(ret, buf_text(&row));
			buf_clear(&row);
		}
		buf_puts(&row, line);
	}
	if (row.len > 0)
		names_add(ret, buf_text(&row));
	if (file)
		fclose(file);
}

static void
write_golden(const char *service, const struct names *sent)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), GOLDEN "/%s.txt", service);
	file = fopen(path, "w");
	assert_non_null(file);
	for (size_t i = 0; i < sent->n; i++)
		if (is_of(sent->list[i], service))
			fputs(sent->list[i], file);
	assert_int_equal(fclose(file), 0);
}

static bool
holds(const struct names *names, const char *text)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->list[i], text) == 0)
			return true;
	return false;
}

static void
compare(const char *service, const struct names *sent)
{
	autofree(names_done) struct names right = { 0 };

	read_golden(service, &right);
	for (size_t i = 0; i < sent->n; i++)
		if (is_of(sent->list[i], service) && !holds(&right, sent->list[i]))
			fail_msg("sent, and not in " GOLDEN "/%s.txt:\n%s", service, sent->list[i]);
	for (size_t i = 0; i < right.n; i++)
		if (!holds(sent, right.list[i]))
			fail_msg("in " GOLDEN "/%s.txt, and not sent:\n%s", service, right.list[i]);
}

static void
each_request_is_as_aws_documents_it(void **state)
{
	autofree(names_done) struct names sent = { 0 };
	const char *how = getenv("FAILOVERD_WIRE");

	hear_all(&sent);
	for (const char *const *service = endpoint_services(); *service; service++)
		if (how && strcmp(how, "write") == 0)
			write_golden(*service, &sent);
		else
			compare(*service, &sent);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_request_is_as_aws_documents_it),
	};

	return cmocka_run_group_tests(tests, load_every, unload_every);
}

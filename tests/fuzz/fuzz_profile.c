/* SPDX-License-Identifier: MIT */
/* AWS's shared files, a credential_process and what it prints. */
#include <string.h>

#include "aws/credential_process.h"
#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/origin.h"
#include "base/alloc.h"
#include "fuzz.h"

static const char *
no_env(const char *name)
{
	return NULL;
}

static void
check_process(const char *command)
{
	autofree(process_request_done) struct process_request req = { .timeout = 0 };
	struct error err = { "" };

	if (credential_process_request(command, &req, &err))
		want(req.argv[0][0] == '/' && req.timeout > 0);
	else
		want(err.text[0] && !req.argv[0]);
}

static void
check_origin(const char *text, const char *profile)
{
	const struct origin_texts texts = { .env = no_env,
		.profile = profile,
		.session = "failoverd",
		.credentials = { "CREDENTIALS", text },
		.config = { "CONFIG", text } };
	autofree(origin_done) struct origin found = { .kind = ORIGIN_KEYS };
	struct error err = { "" };

	if (!origin_find(&texts, &found, &err)) {
		want(err.text[0] && found.n_roles == 0);
		return;
	}
	want(found.name[0] && found.n_roles <= ORIGIN_ROLES_MOST);
	want(found.kind != ORIGIN_KEYS || (found.keys.access_key && found.keys.secret_key));
	want(found.kind != ORIGIN_WEB || (found.token_file && found.n_roles > 0));
	for (size_t i = 0; i < found.n_roles; i++)
		want(origin_is_role(found.roles[i].arn) && found.roles[i].session);
	if (found.kind == ORIGIN_PROCESS)
		check_process(found.command);
}

static void
check_endpoints(const char *text)
{
	autofree(endpoint_shared_done) struct endpoint_shared shared = { .ignore = false };
	const struct endpoint_settings settings = { .env = no_env, .shared = &shared };
	struct endpoint found;
	struct error err = { "" };

	if (!endpoint_shared_read(text, "CONFIG", "prod", &shared, &err))
		want(err.text[0]);
	else if (endpoint_find(&settings, "rds", "us-east-1", NULL, &found, &err))
		want(strncmp(found.url, "http", 4) == 0);
	else
		want(err.text[0]);
}

static void
check_json(const char *text, size_t len)
{
	for (enum credentials_giver giver = 0; giver < GIVERS; giver++) {
		autofree(credentials_done) struct credentials found = { 0 };
		struct error err = { "" };

		if (credentials_from_json(giver, text, len, "giver", &found, &err))
			want(found.access_key && found.secret_key);
		else
			want(err.text[0] && !found.access_key);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);

	check_origin(text, "prod");
	check_origin(text, NULL);
	check_endpoints(text);
	check_process(text);
	check_json(text, strlen(text));
	xfree(text);
	return 0;
}

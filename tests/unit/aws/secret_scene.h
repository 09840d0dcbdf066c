/* SPDX-License-Identifier: MIT */
/* A secret that is read and written, in words of its JSON in JSON. */
#ifndef TESTS_UNIT_AWS_SECRET_SCENE_H
#define TESTS_UNIT_AWS_SECRET_SCENE_H

#include <jansson.h>

#include "aws/kinds.h"
#include "rds_answers.h"

#define OLD     "dbcluster1.cluster-abc.us-east-1.rds.amazonaws.com"
#define SECRET  "{\"username\":\"app\",\"password\":\"hunter2\",\"port\":5432,\"host\":\"%s\"}"
#define WRITTEN "{\"ARN\":\"a\",\"Name\":\"database\",\"VersionId\":\"v\"}"
#define DENIED  "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}"

/* The answer to GetSecretValue. */
static inline enum verdict
reads(struct scene *s, const char *version, const char *host)
{
	char secret[512];
	json_t *body;
	char *text;
	enum verdict verdict;

	snprintf(secret, sizeof(secret), SECRET, host);
	body =
	    json_pack("{s:s, s:s, s:s}", "ARN", "a", "VersionId", version, "SecretString", secret);
	text = json_dumps(body, 0);
	verdict = scene_says(s, &secret_step.look, 200, text);
	free(text);
	json_decref(body);
	return verdict;
}

static inline const char *
part(const struct scene *s, const char *name)
{
	static char text[1024];
	json_t *body = json_loads(scene_body(s), 0, NULL);
	const char *value = json_string_value(json_object_get(body, name));

	snprintf(text, sizeof(text), "%s", value ? value : "");
	json_decref(body);
	return text;
}

/* What was read is in the scratch alone. */
static inline void
assert_tells_nothing(const struct scene *s)
{
	assert_null(strstr(s->detail, "hunter2"));
	assert_null(strstr(s->err.text, "hunter2"));
	assert_null(memmem(&s->memo, sizeof(s->memo), "hunter2", 7));
	assert_null(memmem(&s->notice, sizeof(s->notice), "hunter2", 7));
}

static inline void
assert_asks(struct scene *s, const struct action *action, const char *name, const char *region)
{
	assert_true(scene_asks(s, action));
	assert_string_equal(s->call.name, name);
	assert_string_equal(s->call.region, region);
}

#endif

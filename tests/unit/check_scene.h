/* SPDX-License-Identifier: MIT */
/* To try checks on: what they ask is looked at, and what they make of answers. */
#ifndef TESTS_UNIT_CHECK_SCENE_H
#define TESTS_UNIT_CHECK_SCENE_H

#include <stdio.h>

#include "core/check.h"
#include "scene.h"

struct check_scene {
	struct scene scene;
	struct check_site site;
	struct option_list references;
	struct check_ctx ctx;
	struct opinion opinion;
};

static inline void
check_init(struct check_scene *c)
{
	*c = (struct check_scene){ .references = { .n = 0 } };
	scene_init(&c->scene, MOVE_FAILOVER);
	c->site =
	    (struct check_site){ .references = &c->references, .place = "", .sts_region = "" };
	c->ctx = (struct check_ctx){ .app = &c->scene.app,
		.move = &c->scene.move,
		.site = &c->site,
		.now = { BOOT, WALL } };
}

static inline void
check_done(struct check_scene *c)
{
	scene_done(&c->scene);
}

static inline bool
check_asks(struct check_scene *c, const struct check_kind *kind, size_t nth)
{
	call_done(&c->scene.call);
	c->scene.call = (struct call){ 0 };
	c->ctx.nth = nth;
	return kind->ask(&c->ctx, &c->scene.call, &c->scene.err);
}

static inline size_t
check_count(struct check_scene *c, const struct check_kind *kind)
{
	return kind->count ? kind->count(&c->ctx) : 1;
}

static inline enum health
check_answer(struct check_scene *c, const struct check_kind *kind, size_t nth,
    const struct answer *answer)
{
	c->ctx.nth = nth;
	c->opinion = (struct opinion){ .health = HEALTH_OK };
	kind->judge(&c->ctx, answer, &c->opinion);
	assert_true(c->opinion.detail[0] != '\0');
	return c->opinion.health;
}

static inline enum health
check_says(struct check_scene *c, const struct check_kind *kind, size_t nth, int status,
    const char *body)
{
	autofree(http_response_done) struct http_response rsp;

	scene_response(&rsp, status, body);
	return check_answer(c, kind, nth,
	    &(struct answer){ .http = &rsp, .host = "x.amazonaws.com", .now = { BOOT, WALL } });
}

static inline bool
check_tells(const struct check_scene *c, const char *words)
{
	char text[2 * DETAIL_TEXT + 8];

	snprintf(text, sizeof(text), "%s -> %s", c->opinion.detail, c->opinion.remedy);
	if (!strstr(text, words))
		print_message("not in \"%s\": %s\n", text, words);
	return strstr(text, words) != NULL;
}

/* Nobody's word for anything: what passes is not known, and what does not is bad. */
static inline void
check_trouble(struct check_scene *c, const struct check_kind *kind, size_t nth, bool extra)
{
	static const struct {
		int status;
		const char *body;
		enum health health;
	} cases[] = {
		{ 400, "{\"__type\":\"ThrottlingException\",\"message\":\"m\"}", HEALTH_UNKNOWN },
		{ 500, "{\"__type\":\"InternalError\"}", HEALTH_UNKNOWN },
		{ 503, "<html>", HEALTH_UNKNOWN },
		{ 200, "", HEALTH_UNKNOWN },
		{ 200, "\x01\xff<<{", HEALTH_UNKNOWN },
		{ 200, "{\"a\":", HEALTH_UNKNOWN },
		{ 200, "<a><b></a>", HEALTH_UNKNOWN },
		{ 403, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}", HEALTH_FAIL },
		{ 403, "{\"__type\":\"ExpiredTokenException\",\"message\":\"old\"}", HEALTH_FAIL },
		{ 400, "{\"__type\":\"ResourceNotFoundException\",\"message\":\"what\"}",
		    HEALTH_FAIL },
	};
	struct http_response silent = { .failure = HTTP_TIMEOUT, .why = "no answer" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum health health = cases[i].health;

		if (extra && strstr(cases[i].body, "AccessDenied"))
			health = HEALTH_WARN;
		if (check_says(c, kind, nth, cases[i].status, cases[i].body) != health)
			fail_msg("%s: %d %s: %s", kind->name, cases[i].status, cases[i].body,
			    c->opinion.detail);
	}
	assert_int_equal(check_answer(c, kind, nth,
			     &(struct answer){ .http = &silent, .now = { BOOT, WALL } }),
	    HEALTH_UNKNOWN);
	assert_true(check_tells(c, "no answer"));
	assert_int_equal(check_answer(c, kind, nth,
			     &(struct answer){
				 .trouble = "no AWS credentials: none", .now = { BOOT, WALL } }),
	    HEALTH_FAIL);
	assert_true(check_tells(c, "no AWS credentials"));
}

#endif

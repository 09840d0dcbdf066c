/* SPDX-License-Identifier: MIT */
/*
 * An application in two Regions and a move between them, to try kinds of probe and
 * step on: what they ask is looked at, what they are answered is a text.
 */
#ifndef TESTS_UNIT_SCENE_H
#define TESTS_UNIT_SCENE_H

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "core/run.h"
#include "test.h"

#define EAST  0
#define WEST  1
#define ARN_E "arn:aws:rds:us-east-1:123456789012:cluster:dbcluster1"
#define ARN_W "arn:aws:rds:us-west-2:123456789012:cluster:dbcluster2"
#define ARN_X "arn:aws:rds:eu-west-1:123456789012:cluster:dbcluster3"
#define PANEL \
	"arn:aws:route53-recovery-control::123456789012:controlpanel/0123456bbbbbbb0123456bbbbbb0123456"
#define CTRL_E PANEL "/routingcontrol/abcdefg1234567"
#define CTRL_W PANEL "/routingcontrol/abcdefg1234568"

/* 2026-11-24T14:00:30Z, an hour and some after boot. */
#define WALL 1795528830000
#define BOOT 4000000

struct scene {
	struct app app;
	struct region_spec regions[2];
	struct move move;
	struct memo memo;
	struct buf scratch;
	char detail[DETAIL_TEXT], request_id[64];
	struct notice notice;
	struct world world;
	struct step_ctx step;
	struct probe_ctx probe;
	struct sighting sighting;
	struct call call;
	struct error err;
	void *args;
};

static const char *const addresses_east[] = { "127.0.1.1" };
static const char *const addresses_west[] = { "127.0.2.1", "127.0.2.2" };
static const char *const name_servers[] = { "127.0.0.53:5301", "127.0.0.53:5302" };
static const char *const arc_regions[] = { "us-east-1", "us-west-2", "eu-west-1" };
static const char *const arc_urls[] = { "https://a.example/v1", "https://b.example/v1",
	"https://c.example/v1" };

static inline void
scene_init(struct scene *s, enum move_kind kind)
{
	*s = (struct scene){ .err = { "" } };
	s->regions[EAST] =
	    (struct region_spec){ "us-east-1", ARN_E, CTRL_E, { addresses_east, 1 } };
	s->regions[WEST] =
	    (struct region_spec){ "us-west-2", ARN_W, CTRL_W, { addresses_west, 2 } };
	s->app = (struct app){ .name = "remittance", .regions = s->regions, .n_regions = 2 };
	s->app.aurora.global_cluster = "remittance";
	s->app.secret = (struct secret_spec){ "database", "host" };
	s->app.routing =
	    (struct routing_spec){ PANEL, { arc_regions, arc_urls, COUNT(arc_regions) } };
	s->app.dns = (struct dns_spec){ "api.shop.example", { name_servers, 2 } };
	s->move = (struct move){ .kind = kind, .from = EAST, .to = WEST, .run = "r-0007" };
	s->world.writer = EAST;
	s->world.topology_at = BOOT - 1000;
	s->step = (struct step_ctx){
		.app = &s->app,
		.move = &s->move,
		.now = { BOOT, WALL },
		.started = WALL - 5 * MSEC_MINUTE,
		.token = "4c1b1b2e-0000-8000-8000-000000000007",
		.memo = &s->memo,
		.scratch = &s->scratch,
		.detail = s->detail,
		.request_id = s->request_id,
		.notice = &s->notice,
	};
	s->probe = (struct probe_ctx){
		.app = &s->app, .region = WEST, .now = { BOOT, WALL }, .world = &s->world
	};
}

static inline void
scene_done(struct scene *s)
{
	buf_wipe(&s->scratch);
	call_done(&s->call);
	free(s->args);
}

/* ---- options, as the configuration would fill them in ---- */

static inline void
scene_args(struct scene *s, size_t size)
{
	s->args = xcalloc(1, size + 1);
	s->step.args = s->probe.args = s->args;
}

static inline void *
scene_option(struct scene *s, const struct option *options, const char *name)
{
	while (options->name && strcmp(options->name, name) != 0)
		options++;
	assert_non_null(options->name);
	return (char *)s->args + options->offset;
}

/* ---- asking ---- */

static inline bool
scene_probe_asks(struct scene *s, const struct probe_kind *kind)
{
	call_done(&s->call);
	s->call = (struct call){ 0 };
	s->probe.turn++;
	return kind->ask(&s->probe, &s->call, &s->err);
}

static inline bool
scene_asks(struct scene *s, const struct action *action)
{
	call_done(&s->call);
	s->call = (struct call){ 0 };
	s->step.turn++;
	return action->ask(&s->step, &s->call, &s->err);
}

static inline const char *
scene_body(const struct scene *s)
{
	return buf_text(&s->call.http.body);
}

/* ---- answering ---- */

static inline void
scene_response(struct http_response *ret, int status, const char *body)
{
	*ret =
	    (struct http_response){ .status = status, .sent = true, .cert_days = -1, .took = 12 };
	buf_puts(&ret->body, body);
}

static inline enum verdict
scene_answer(struct scene *s, const struct action *action, const struct answer *answer)
{
	s->err.text[0] = '\0';
	return action->judge(&s->step, answer, &s->err);
}

static inline enum verdict
scene_says(struct scene *s, const struct action *action, int status, const char *body)
{
	autofree(http_response_done) struct http_response rsp;

	scene_response(&rsp, status, body);
	return scene_answer(s, action, &(struct answer){ .http = &rsp, .now = { BOOT, WALL } });
}

/* No answer came, though the request was sent. */
static inline enum verdict
scene_silence(struct scene *s, const struct action *action)
{
	struct http_response rsp = { .failure = HTTP_TIMEOUT, .why = "no answer", .sent = true };

	return scene_answer(s, action, &(struct answer){ .http = &rsp, .now = { BOOT, WALL } });
}

static inline enum reason
scene_probe_answer(struct scene *s, const struct probe_kind *kind, const struct answer *answer)
{
	s->sighting = (struct sighting){ .sample = { .at = answer->now.boot } };
	kind->judge(&s->probe, answer, &s->sighting, &s->world);
	return s->sighting.sample.reason;
}

static inline enum reason
scene_probe_says(struct scene *s, const struct probe_kind *kind, int status, const char *body)
{
	autofree(http_response_done) struct http_response rsp;

	scene_response(&rsp, status, body);
	return scene_probe_answer(s, kind, &(struct answer){ .http = &rsp, .now = { BOOT, WALL } });
}

#endif

/* SPDX-License-Identifier: MIT */
/* Configurations that load, and what came of them. */
#ifndef TESTS_UNIT_CONFIG_LOADED_H
#define TESTS_UNIT_CONFIG_LOADED_H

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fakes.h"
#include "test.h"

#define PANEL "arn:aws:route53-recovery-control::111122223333:controlpanel/0123"

/* An object without its end: a test goes on with what it is about, and "}". */
#define HEAD(name, mode) \
	"{\"application\": \"" name "\", \"mode\": \"" mode "\", \"home\": \"us-west-2\","
#define API(more) \
	"\"api\": {\"http\": {\"url\": \"https://{region}.example\"" more "}, \"critical\": true},"
#define SMALL                   \
	HEAD("shop", "observe") \
	"\"regions\": {\"us-east-1\": {}, \"us-west-2\": {}}, \"probes\": {" API("") "},"
#define FULL                                                                                          \
	HEAD("shop", "auto")                                                                          \
	"\"regions\": {\"us-east-1\": {\"cluster\": "                                                 \
	"\"arn:aws:rds:us-east-1:111122223333:cluster:a\", \"addresses\": \"192.0.2.1\","             \
	"\"routing_control\": \"" PANEL "/routingcontrol/a\"},"                                       \
	"\"us-west-2\": {\"cluster\": \"arn:aws:rds:us-west-2:111122223333:cluster:b\","              \
	"\"addresses\": [\"192.0.2.2\", \"192.0.2.3\"],"                                              \
	"\"routing_control\": \"" PANEL "/routingcontrol/b\"}},"                                      \
	"\"aurora\": {\"global_cluster\": \"g\"}, \"secret\": {\"id\": \"s\"},"                       \
	"\"routing\": {\"panel\": \"" PANEL "\","                                                     \
	"\"endpoints\": {\"us-east-1\": \"https://a.example/v1\"}},"                                  \
	"\"dns\": {\"name\": \"shop.example\", \"servers\": [\"192.0.2.53\"]},"                       \
	"\"probes\": {" API(                                                                          \
	    "") "\"ui\": {\"http\": {\"url\": \"https://ui.{region}.example\"},"                      \
		"\"critical\": true, \"every\": \"10s\", \"weight\": 3},"                             \
		"\"lag\": {\"aurora-lag\": {}, \"every\": \"2s\"}, \"t\": {\"aurora-topology\": {}}," \
		"\"c\": {\"routing-controls\": {}}},"

struct loaded {
	struct source sources[4];
	size_t n;
	struct diagnostics diags;
	struct config *config;
};

/* The texts, from failoverd.json on; NULL at the end. */
static inline void
load(struct loaded *ret, const char *const *texts)
{
	static const char *const names[] = { "failoverd.json", "a.json", "b.json", "c.json" };

	*ret = (struct loaded){ .n = 0 };
	for (; texts[ret->n]; ret->n++)
		ret->sources[ret->n] =
		    (struct source){ names[ret->n], texts[ret->n], strlen(texts[ret->n]) };
	ret->config = config_load(ret->sources, ret->n, &fake_catalog, &ret->diags);
}

static inline const struct app *
load_app(struct loaded *ret, const char *text)
{
	autofree(buf_done) struct buf says = { 0 };

	load(ret, (const char *const[]){ SETTINGS, text, NULL });
	diagnostics_print(&ret->diags, ret->sources, ret->n, &says);
	if (!ret->config) {
		fail_msg("%s", buf_text(&says));
		abort();
	}
	return &ret->config->apps[0];
}

static inline void
unload(struct loaded *loaded)
{
	config_free(loaded->config);
	diagnostics_done(&loaded->diags);
}

static inline const struct diagnostic *
find(const struct loaded *loaded, const char *code)
{
	for (size_t i = 0; i < loaded->diags.n; i++)
		if (strcmp(loaded->diags.list[i].code, code) == 0)
			return &loaded->diags.list[i];
	fail_msg("there is no %s", code);
	return NULL;
}

#endif

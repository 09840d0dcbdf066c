/* SPDX-License-Identifier: MIT */
/* Kinds of probe and step as the loader sees them: names, options, needs; none of them works. */
#ifndef TESTS_UNIT_CONFIG_FAKES_H
#define TESTS_UNIT_CONFIG_FAKES_H

#include <stdio.h>
#include <string.h>

#include "config/config.h"

struct fake_args {
	const char *url;
	struct option_map urls, json;
	struct status_set status;
	struct option_list regions;
	struct compare limit;
	const char *hook, *host, *ca_file;
	struct option_list argv;
	double share;
	msec_t period;
	int times, type;
	bool keep;
};

#define FAKE(member) offsetof(struct fake_args, member)

static const char *const fake_types[] = { "A", "CNAME", NULL };

static const struct option fake_http_options[] = {
	{ "url", OPTION_STRING, FAKE(url), NULL, "Where to ask." },
	{ "urls", OPTION_MAP, FAKE(urls), NULL, "Where to ask, by Region." },
	{ "status", OPTION_STATUSES, FAKE(status), "\"2xx\"", "Good statuses." },
	{ "json", OPTION_MAP, FAKE(json), NULL, "Members of the body." },
	{ "limit", OPTION_COMPARE, FAKE(limit), NULL, "Of the latency." },
	{ "share", OPTION_RATIO, FAKE(share), "\"5%\"", "A share." },
	{ "hook", OPTION_URL, FAKE(hook), NULL, "Whom to tell." },
	{ "keep", OPTION_BOOL, FAKE(keep), "false", "Keep the connection." },
	{ "ca_file", OPTION_STRING, FAKE(ca_file), NULL, "Authorities.", .form = FORM_AUTHORITIES },
	{ 0 },
};

static const struct option fake_lag_options[] = {
	{ "period", OPTION_DURATION, FAKE(period), "\"60s\"", "The metric's period." },
	{ 0 },
};

static const struct option fake_step_options[] = {
	{ "url", OPTION_STRING, FAKE(url), NULL, "Where to ask." },
	{ "times", OPTION_INT, FAKE(times), "2", "So many in a row.", .min = 1, .max = 100 },
	{ 0 },
};

static const struct option fake_dns_options[] = {
	{ "type", OPTION_WORD, FAKE(type), "\"A\"", "The record.", fake_types },
	{ 0 },
};

static const struct option fake_secret_options[] = {
	{ "regions", OPTION_LIST, FAKE(regions), NULL, "Where it is kept." },
	{ 0 },
};

static const struct option fake_tcp_options[] = {
	{ "host", OPTION_STRING, FAKE(host), NULL, "A name." },
	{ "hosts", OPTION_MAP, FAKE(urls), NULL, "Names, by Region." },
	{ "port", OPTION_INT, FAKE(times), NULL, "The port.", .min = 1, .max = 65535,
	    .required = true },
	{ 0 },
};

static const struct option fake_command_options[] = {
	{ "argv", OPTION_LIST, FAKE(argv), NULL, "The program.", .required = true, .repeats = true,
	    .form = FORM_PROGRAM },
	{ 0 },
};

static const struct option fake_no_options[] = { { 0 } };

static const struct probe_kind fake_http_probe = { .name = "http",
	.options = fake_http_options,
	.args_size = sizeof(struct fake_args) };

/* The only one that can be asked. */
static inline bool
fake_tcp_ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct fake_args *args = ctx->args;
	const char *region = ctx->app->regions[ctx->region].name;

	for (size_t i = 0; i < args->urls.n; i++)
		if (strcmp(args->urls.keys[i], region) == 0)
			return true;
	return args->host ||
	    error_set(err, "no host for %s: give host, or hosts with a member %s", region, region);
}

static const struct probe_kind fake_tcp_probe = { .name = "tcp",
	.options = fake_tcp_options,
	.args_size = sizeof(struct fake_args),
	.ask = fake_tcp_ask };
static const struct probe_kind fake_command_probe = { .name = "command",
	.options = fake_command_options,
	.args_size = sizeof(struct fake_args) };
static const struct probe_kind fake_lag_probe = { .name = "aurora-lag",
	.options = fake_lag_options,
	.args_size = sizeof(struct fake_args),
	.needs = "aurora" };
static const struct probe_kind fake_topology_probe = { .name = "aurora-topology",
	.options = fake_no_options,
	.needs = "aurora" };
static const struct probe_kind fake_controls_probe = { .name = "routing-controls",
	.options = fake_no_options,
	.global = true,
	.needs = "routing" };

static inline bool
fake_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	return false;
}

static const struct step_kind fake_recheck_step = { .name = "recheck",
	.options = fake_no_options,
	.every = 500,
	.deadline = 20000 };

static const struct step_kind fake_readiness_step = { .name = "readiness",
	.options = fake_no_options,
	.needs = "aurora",
	.every = 100,
	.deadline = 120000,
	.gates = true };
static const struct step_kind fake_snapshot_step = { .name = "aurora-snapshot",
	.options = fake_no_options,
	.needs = "aurora",
	.act = { .ask = fake_ask },
	.every = 5000,
	.deadline = 1800000,
	.best_effort = true };

static inline bool
fake_looks_only(const void *args)
{
	return *(const bool *)args;
}

static const struct option fake_writer_options[] = {
	{ "looks_only", OPTION_BOOL, 0, "false", "Another step moves it." }, { 0 }
};

static const struct step_kind fake_writer_step = { .name = "aurora-writer",
	.options = fake_writer_options,
	.args_size = sizeof(bool),
	.looks_only = fake_looks_only,
	.needs = "aurora",
	.act = { .ask = fake_ask },
	.every = 2000,
	.deadline = 900000 };
static const struct step_kind fake_replication_step = { .name = "aurora-replication",
	.options = fake_no_options,
	.needs = "aurora",
	.every = 2000,
	.deadline = 120000 };
static const struct step_kind fake_secret_step = { .name = "secret",
	.options = fake_secret_options,
	.args_size = sizeof(struct fake_args),
	.needs = "secret",
	.act = { .ask = fake_ask },
	.every = 1000,
	.deadline = 300000 };
static const struct step_kind fake_controls_step = { .name = "routing-controls",
	.options = fake_no_options,
	.needs = "routing",
	.act = { .ask = fake_ask },
	.every = 1000,
	.deadline = 300000 };
static const struct step_kind fake_fence_step = { .name = "fence",
	.options = fake_no_options,
	.needs = "routing",
	.act = { .ask = fake_ask },
	.every = 1000,
	.deadline = 20000,
	.best_effort = true };

struct fake_switch_args {
	const char *plan;
	int mode;
};

static const char *const fake_modes[] = { "by-move", "graceful", "ungraceful", NULL };

static inline bool
fake_loses(const void *args)
{
	return ((const struct fake_switch_args *)args)->mode == 2;
}

static const struct option fake_switch_options[] = {
	{ "plan", OPTION_STRING, offsetof(struct fake_switch_args, plan), NULL, "The plan." },
	{ "mode", OPTION_WORD, offsetof(struct fake_switch_args, mode), "\"by-move\"",
	    "How it runs.", fake_modes },
	{ 0 },
};

static const struct step_kind fake_switch_step = { .name = "region-switch",
	.options = fake_switch_options,
	.args_size = sizeof(struct fake_switch_args),
	.loses = fake_loses,
	.act = { .ask = fake_ask },
	.every = 1000,
	.deadline = 300000 };
static const struct step_kind fake_dns_step = { .name = "dns",
	.options = fake_dns_options,
	.args_size = sizeof(struct fake_args),
	.needs = "dns",
	.every = 1000,
	.deadline = 300000 };
static const struct step_kind fake_http_step = { .name = "http",
	.options = fake_step_options,
	.args_size = sizeof(struct fake_args),
	.needs = "dns",
	.every = 1000,
	.deadline = 300000 };

struct fake_wait_args {
	struct option_list when;
};

static const struct option fake_wait_options[] = {
	{ "when", OPTION_LIST, offsetof(struct fake_wait_args, when), NULL, "the facts", .min = 1,
	    .max = WHEN_MOST, .required = true, .form = FORM_FACT },
	{ 0 },
};

static inline const struct option_list *
fake_when(const void *args)
{
	return &((const struct fake_wait_args *)args)->when;
}

static const struct step_kind fake_wait_step = { .name = "wait",
	.options = fake_wait_options,
	.args_size = sizeof(struct fake_wait_args),
	.every = 500,
	.deadline = 600000,
	.when = fake_when };

static const struct probe_kind *const fake_probes[] = { &fake_http_probe, &fake_lag_probe,
	&fake_topology_probe, &fake_controls_probe, &fake_tcp_probe, &fake_command_probe, NULL };
static const struct step_kind *const fake_steps[] = { &fake_recheck_step, &fake_writer_step,
	&fake_replication_step, &fake_secret_step, &fake_controls_step, &fake_dns_step,
	&fake_http_step, &fake_wait_step, &fake_fence_step, &fake_switch_step, &fake_readiness_step,
	&fake_snapshot_step, NULL };
static const char *const fake_services[] = { "rds", "cloudwatch", "sts", NULL };

static inline bool
fake_zone(const char *name, char ret[ZONE_TEXT], struct error *err)
{
	if (strcmp(name, "Europe/Berlin") != 0)
		return error_set(err, "there is no zone %s; there is Europe/Berlin", name);
	snprintf(ret, ZONE_TEXT, "CET-1CEST,M3.5.0,M10.5.0/3");
	return true;
}

/* What is in /nowhere is not there. */
static inline bool
fake_file(const char *path, struct error *err)
{
	return !path || strncmp(path, "/nowhere/", 9) != 0 ||
	    error_set(err, "%s: there is no such file", path);
}

static const struct catalog fake_catalog = { fake_probes, fake_steps, fake_services, fake_zone,
	fake_file, fake_file };

#define SETTINGS                                                              \
	"{\"config_version\": 1, \"observers\": \"single\", \"references\": " \
	"[\"https://a.example/\", \"https://b.example/\", \"https://c.example/\"]}"

#endif

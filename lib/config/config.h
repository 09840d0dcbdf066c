/* SPDX-License-Identifier: MIT */
/*
 * The configuration: texts in, one immutable struct out, or all that is wrong
 * with them.
 *
 * Texts are JSON with comments and trailing commas. The first source is
 * failoverd.json, each further one describes an application. Every fault is
 * found in one go and reported with file, line, column, caret and remedy.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/buf.h"
#include "core/app.h"
#include "core/zone.h"

struct source {
	const char *name; /* as people know it: "/etc/failoverd/apps.d/remittance.json" */
	const char *text;
	size_t len;
};

/* What the loader may refer to by name. Lists end with NULL. */
struct catalog {
	const struct probe_kind *const *probes;
	const struct step_kind *const *steps;
	const char *const *services; /* for "aws.endpoints" */
	/* The rule of a time zone of that name; NULL: no names are known. */
	bool (*zone)(const char *name, char ret[ZONE_TEXT], struct error *err);
	/* Whether a file holds certificates; path NULL: that of the environment, if it names one.
	 * NULL: files are not looked at. */
	bool (*authorities)(const char *path, struct error *err);
	bool (*program)(const char *path, struct error *err); /* the same: whether it can be run */
};

struct aws_settings {
	const char *profile; /* NULL: AWS_PROFILE, or "default" */
	const char *ca_file; /* NULL: AWS_CA_BUNDLE, or the system's */
	const char
	    *publish_metrics;    /* the Region whose CloudWatch is told how we are; NULL: none */
	struct option_map roles; /* "read", "failover", "failback" -> ARN */
	struct option_map endpoints; /* "rds.us-east-1" or "rds" -> URL */
	struct option_map
	    addresses; /* host pattern, "*.us-east-1.amazonaws.com" -> "IP:port" to connect to */
};

struct history_settings {
	bool write;
	msec_t keep;
	int64_t size; /* bytes */
};

struct settings {
	int observers;     /* 0: "single", the only word so far */
	const char *place; /* the Region we stand in; NULL: asked of the instance metadata */
	const char *socket;
	const char *socket_group; /* NULL: none */
	const char *metrics;      /* "127.0.0.1:9464"; NULL: only on the API's socket */
	struct option_list
	    operators; /* groups whose members may command; root and our own user always may */
	struct option_list
	    references; /* URLs of reference probes, independent of the application */
	struct history_settings history;
	struct aws_settings aws;
};

struct config {
	struct settings settings;
	struct app *apps;
	size_t n_apps;
	char digest[65];          /* SHA-256 over all texts: what is loaded, in one word */
	struct memory_pool *pool; /* owns every string and array above */
};

enum severity {
	SEVERITY_ERROR,
	SEVERITY_WARNING,
};

struct diagnostic {
	enum severity severity;
	char code[8]; /* "E012"; stable, listed in failoverd.json(5) */
	char file[256];
	int line, column;  /* from 1 */
	int length;        /* of what the caret underlines, at least 1 */
	char pointer[256]; /* RFC 6901: "/probes/api/every" */
	char message[192], label[128], help[192];
};

struct diagnostics {
	struct diagnostic *list;
	size_t n, errors;
};

/* NULL when there is an error; warnings alone do not fail. diags is filled in either case. */
struct config *config_load(const struct source *sources, size_t n, const struct catalog *catalog,
    struct diagnostics *diags);
void config_free(struct config *config);
void diagnostics_done(struct diagnostics *diags);
/* All of them for a terminal: message, place, source line, caret, help. */
void diagnostics_print(const struct diagnostics *diags, const struct source *sources, size_t n,
    struct buf *ret);
/* The first error as one line: "/etc/failoverd/x.json:4:5: unknown key "intervall" (did you mean
 * "interval"?)" */
void diagnostics_line(const struct diagnostics *diags, struct buf *ret);

struct app *config_app(const struct config *config, const char *name);

define_autofree(struct config, config_free) define_autodone(struct diagnostics, diagnostics_done)

#endif

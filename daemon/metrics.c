/* SPDX-License-Identifier: MIT */
#include "metrics.h"

#include "api.h"
#include "identity.h"
#include "log.h"
#include "publisher.h"
#include "references.h"

static double
seconds(msec_t msec)
{
	return (double)msec / MSEC_SECOND;
}

static void
build(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS({ "version", VERSION }), 1);
}

static void
evaluated(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	metrics_text_sample(text, NULL, seconds(now.wall - (now.boot - daemon->last_tick)));
}

static void
reloaded(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	metrics_text_sample(text, NULL, daemon->reload_failed ? 0 : 1);
}

static void
ledger(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	bool good = daemon->store != NULL;

	for (size_t i = 0; i < daemon->n_applications; i++)
		good = good && daemon->applications[i].engine.ledger;
	metrics_text_sample(text, NULL, good);
}

static void
ledger_failures(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	metrics_text_sample(text, NULL, (double)daemon->notes_lost);
}

static void
lag(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	metrics_text_histogram(text, METRICS_LABELS({ NULL }), &daemon->lateness);
}

static void
isolated(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	metrics_text_sample(text, NULL, references_isolated(daemon->references));
}

static void
credentials(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	for (int purpose = 0; purpose < (int)PURPOSES; purpose++) {
		const char *trouble;
		const struct credentials *found =
		    identity_credentials(daemon->identity, (enum call_purpose)purpose, &trouble);

		if (found && found->expires != MSEC_NEVER)
			metrics_text_sample(text,
			    METRICS_LABELS({ "purpose",
				identity_purpose_name((enum call_purpose)purpose) }),
			    seconds(found->expires));
	}
}

static void
notifications(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	for (int good = 0; good <= 1; good++)
		metrics_text_sample(text,
		    METRICS_LABELS({ "channel", "cloudwatch" },
			{ "result", good ? "good" : "failed" }),
		    (double)publisher_count(daemon->publisher, good));
}

static void
connections(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	metrics_text_sample(text, NULL, (double)api_clients(daemon->api));
}

struct counted {
	enum log_id event;
	const char *word;
};

static void
decisions(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	static const struct counted outcomes[] = { { LOG_ID_DECIDED, "decided" },
		{ LOG_ID_PROPOSED, "proposed" }, { LOG_ID_WOULD_MOVE, "would-move" },
		{ LOG_ID_BLOCKED, "blocked" }, { LOG_ID_ADOPTED, "adopted" },
		{ LOG_ID_DRIFT, "drift" } };

	for (size_t i = 0; i < COUNT(outcomes); i++)
		metrics_text_sample(text, METRICS_LABELS({ "outcome", outcomes[i].word }),
		    (double)log_count(outcomes[i].event));
}

static void
runs(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	static const enum run_status results[] = { RUN_DONE, RUN_ABANDONED, RUN_FAILED };

	for (int kind = 0; kind < (int)COUNT(daemon->runs); kind++)
		for (size_t i = 0; i < COUNT(results); i++)
			metrics_text_sample(text,
			    METRICS_LABELS({ "kind", move_name((enum move_kind)kind) },
				{ "result", run_status_name(results[i]) }),
			    (double)daemon->runs[kind][results[i]]);
}

const struct metrics_family metrics_families[] = {
	{ "failoverd_build_info", "gauge", "Always 1; the version is its label.", build },
	{ "failoverd_last_evaluation_timestamp_seconds", "gauge",
	    "When it decided last; it does at least once a second.", evaluated },
	{ "failoverd_config_last_reload_successful", "gauge",
	    "Whether the configuration that was loaded last is in force.", reloaded },
	{ "failoverd_ledger_writable", "gauge",
	    "Whether the ledger took the last write; nothing is moved otherwise.", ledger },
	{ "failoverd_ledger_write_failures", "counter", "Writes that the ledger did not take.",
	    ledger_failures },
	{ "failoverd_event_loop_lag_seconds", "histogram",
	    "How much later than planned it came to decide.", lag },
	{ "failoverd_isolated", "gauge", "Whether this host is cut off: nothing is believed then.",
	    isolated },
	{ "failoverd_aws_credentials_expiry_timestamp_seconds", "gauge",
	    "When the credentials end that it watches or moves with, by their use in aws.roles; "
	    "without an end there is no sample.",
	    credentials },
	{ "failoverd_decisions", "counter", "Decisions since the start, by what came of them.",
	    decisions },
	{ "failoverd_runs", "counter", "Runs that have ended since the start.", runs },
	{ "failoverd_notifications", "counter",
	    "Minutes of which CloudWatch was told, or was not, since the start; what a runbook "
	    "publishes is among the requests to AWS.",
	    notifications },
	{ "failoverd_http_connections", "gauge", "Connections to the API that are open.",
	    connections },
	{ NULL },
};

const struct metrics_family *const metrics_all[] = { metrics_families, metrics_app_families,
	metrics_region_families, metrics_aws_families, metrics_process_families, NULL };

void
metrics_write(const struct daemon *daemon, bool open, struct buf *ret, struct now now)
{
	struct metrics_text text = { .buf = ret, .open = open };

	for (size_t i = 0; metrics_all[i]; i++)
		for (const struct metrics_family *f = metrics_all[i]; f->name; f++) {
			metrics_text_family(&text, f->name, f->type, f->help);
			f->fill(&text, daemon, now);
		}
	metrics_text_end(&text);
}

/* SPDX-License-Identifier: MIT */
/*
 * What we tell: one journal entry for each thing that matters, with a stable
 * name, a fixed MESSAGE_ID, an honest priority and a sentence for a person.
 * The same goes to whoever follows the event stream of the API.
 *
 * The tables below make the enum, the catalog of journalctl -x and the manual;
 * log_help.c has the words for these. Ids are never used again for something else.
 */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <syslog.h>

#include "base/cleanup.h"

/* constant, stable name, MESSAGE_ID, priority */
#define LOG_EVENTS(X)                                                                           \
	X(STARTED, "started", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f01", LOG_NOTICE)                   \
	X(STOPPED, "stopped", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f02", LOG_NOTICE)                   \
	X(RELOADED, "reloaded", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f03", LOG_NOTICE)                 \
	X(RELOAD_REFUSED, "reload-refused", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f04", LOG_ERR)        \
	X(CONFIG_WARNING, "config-warning", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f05", LOG_WARNING)    \
	X(PROBE_CHANGED, "probe-changed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f10", LOG_INFO)         \
	X(FACT_CHANGED, "fact-changed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f11", LOG_NOTICE)         \
	X(FACT_NOTED, "fact-noted", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f1d", LOG_INFO)               \
	X(PENDING, "pending", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f12", LOG_WARNING)                  \
	X(PENDING_ENDED, "pending-ended", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f13", LOG_NOTICE)       \
	X(BLOCKED, "blocked", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f14", LOG_WARNING)                  \
	X(WOULD_MOVE, "would-move", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f15", LOG_WARNING)            \
	X(PROPOSED, "proposed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f16", LOG_ALERT)                  \
	X(DECIDED, "decided", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f17", LOG_ALERT)                    \
	X(STATE_CHANGED, "state-changed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f18", LOG_NOTICE)       \
	X(ADOPTED, "adopted", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f19", LOG_WARNING)                  \
	X(DRIFT, "drift", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f1a", LOG_ALERT)                        \
	X(DRIFT_ENDED, "drift-ended", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f1b", LOG_NOTICE)           \
	X(TILT, "tilt", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f1c", LOG_WARNING)                        \
	X(RUN_STARTED, "run-started", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f20", LOG_WARNING)          \
	X(RUN_RESUMED, "run-resumed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f21", LOG_WARNING)          \
	X(RUN_DONE, "run-done", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f22", LOG_WARNING)                \
	X(RUN_ABANDONED, "run-abandoned", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f23", LOG_ERR)          \
	X(RUN_FAILED, "run-failed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f24", LOG_ALERT)              \
	X(STEP_STARTED, "step-started", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f25", LOG_WARNING)        \
	X(STEP_ACTED, "step-acted", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f26", LOG_WARNING)            \
	X(STEP_ENDED, "step-ended", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f27", LOG_WARNING)            \
	X(STEP_FAILED, "step-failed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f28", LOG_ERR)              \
	X(MANUAL, "manual-procedure", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f29", LOG_ALERT)            \
	X(STEP_WARNING, "step-warning", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f2a", LOG_WARNING)        \
	X(STEP_CRITICAL, "step-critical", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f2b", LOG_CRIT)         \
	X(STEP_OVERDUE, "step-overdue", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f2c", LOG_CRIT)           \
	X(COMMAND, "command", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f30", LOG_NOTICE)                   \
	X(COMMAND_REFUSED, "command-refused", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f31", LOG_WARNING)  \
	X(PAUSED, "paused", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f32", LOG_WARNING)                    \
	X(RESUMED, "resumed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f33", LOG_NOTICE)                   \
	X(LEDGER_LOST, "ledger-lost", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f40", LOG_CRIT)             \
	X(LEDGER_BACK, "ledger-back", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f41", LOG_NOTICE)           \
	X(CREDENTIALS, "credentials", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f42", LOG_INFO)             \
	X(CREDENTIALS_LOST, "credentials-lost", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f43", LOG_ERR)    \
	X(CREDENTIALS_BACK, "credentials-back", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f4f", LOG_NOTICE) \
	X(ISOLATED, "isolated", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f44", LOG_WARNING)                \
	X(ISOLATION_ENDED, "isolation-ended", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f45", LOG_NOTICE)   \
	X(HISTORY_LOST, "history-lost", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f47", LOG_WARNING)        \
	X(HISTORY_RENEWED, "history-renewed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f48", LOG_WARNING)  \
	X(HISTORY_BACK, "history-back", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f49", LOG_NOTICE)         \
	X(API_LOST, "api-lost", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f46", LOG_ERR)                    \
	X(CLOCK_WRONG, "clock-wrong", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f4a", LOG_WARNING)          \
	X(METRICS_LOST, "metrics-lost", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f4d", LOG_WARNING)        \
	X(METRICS_BACK, "metrics-back", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f4e", LOG_NOTICE)         \
	X(PROBE_BLIND, "probe-blind", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f4b", LOG_WARNING)          \
	X(PROBE_SEES, "probe-sees", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f4c", LOG_NOTICE)             \
	X(PREFLIGHT_BAD, "preflight-bad", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f54", LOG_WARNING)      \
	X(PREFLIGHT_GOOD, "preflight-good", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f55", LOG_NOTICE)     \
	X(DRILL_STARTED, "drill-started", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f60", LOG_NOTICE)       \
	X(DRILL_ARRIVED, "drill-arrived", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f61", LOG_NOTICE)       \
	X(DRILL_HELD, "drill-held", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f62", LOG_WARNING)            \
	X(DRILL_ENDED, "drill-ended", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f63", LOG_NOTICE)           \
	X(DRILL_FAILED, "drill-failed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f64", LOG_WARNING)        \
	X(DRILL_RESUMED, "drill-resumed", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f65", LOG_NOTICE)       \
	X(DRILL_OVERDUE, "drill-overdue", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f66", LOG_WARNING)      \
	X(ALERT, "alert", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f50", LOG_ALERT)                        \
	X(ALERT_WARNING, "alert-warning", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f51", LOG_WARNING)      \
	X(ALERT_ENDED, "alert-ended", "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f52", LOG_NOTICE)

enum log_id {
#define LOG_ENUM(id, name, message_id, priority) LOG_ID_##id,
	LOG_EVENTS(LOG_ENUM)
#undef LOG_ENUM
	LOG_ID_COUNT
};

/* member of struct log_about, journal field, name in the event stream, meaning */
#define LOG_FIELDS(X)                                                                        \
	X(app, "FAILOVERD_APP", "application", "The application that it is about")           \
	X(region, "FAILOVERD_REGION", "region", "The Region asked, or left, or serving")     \
	X(to_region, "FAILOVERD_TO_REGION", "to_region", "Where a move goes")                \
	X(probe, "FAILOVERD_PROBE", "probe", "The probe's name in the configuration")        \
	X(fact, "FAILOVERD_FACT", "fact", "The fact's name in the configuration")            \
	X(guard, "FAILOVERD_GUARD", "guard", "The guards that hold a move back, by code")    \
	X(alert, "FAILOVERD_ALERT", "alert", "The alert's name")                             \
	X(state, "FAILOVERD_STATE", "state", "The state of the application")                 \
	X(run, "FAILOVERD_RUN", "run", "The run's number, such as r-0017")                   \
	X(step, "FAILOVERD_STEP", "step", "The step's name in its runbook")                  \
	X(decision, "FAILOVERD_DECISION", "decision", "The decision's number, such as d-17") \
	X(reason, "FAILOVERD_REASON", "reason", "Why, in the words of who commanded it")     \
	X(actor, "FAILOVERD_ACTOR", "actor", "Who commanded it; automation, if nobody did")  \
	X(request_id, "FAILOVERD_AWS_REQUEST_ID", "request_id", "By which AWS knows the call")

/* What an entry is about. NULL: left out. */
struct log_about {
#define LOG_MEMBER(member, field, name, meaning) const char *member;
	LOG_FIELDS(LOG_MEMBER)
#undef LOG_MEMBER
};

struct log_where {
	const char *file, *function;
	int line;
};

void log_at(const struct log_where *where, enum log_id id, const struct log_about *about,
    const char *fmt, ...) printf_like(4, 5);
void log_debug(const char *fmt, ...) printf_like(1, 2);

#define LOG_HERE                  (&(struct log_where){ __FILE__, __func__, __LINE__ })
#define log_event(id, about, ...) log_at(LOG_HERE, LOG_ID_##id, (about), __VA_ARGS__)

const char *log_name(enum log_id id);
const char *log_message_id(enum log_id id);
int log_priority(enum log_id id);
uint64_t log_count(enum log_id id); /* how many there were since the start */

/* Whoever follows: called for each event after it was logged. json: one object. NULL: nobody. */
typedef void log_follow_fn(const char *name, const char *json, void *arg);
void log_follow(log_follow_fn *fn, void *arg);

#endif

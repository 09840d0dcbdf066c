/* SPDX-License-Identifier: MIT */
/*
 * One request of the API, between the route table (api.c) and what answers it
 * (api_*.c). A request that waits for the store is kept in a list of the API, so
 * that it is freed when the store drops its question.
 */
#ifndef DAEMON_REQUEST_H
#define DAEMON_REQUEST_H

#include <jansson.h>

#include "api.h"
#include "command.h"
#include "events.h"
#include "io/server.h"
#include "person.h"

struct api {
	struct daemon *daemon;
	struct server *server;
	struct events *events;
	struct query *queries; /* questions to the store */
	struct plans *plans;   /* that may be run; NULL before the first */
};

struct request {
	struct api *api;
	struct daemon *daemon;
	struct exchange *exchange;
	char capture[64];                /* what stood for "*" in the path */
	struct application *application; /* of a path below /api/v1/applications/ */
	struct person person;            /* not filled in for a GET */
	struct now now;
};

typedef void request_fn(struct request *request);

/* Each answers, now or later. */
request_fn read_health, read_metrics, read_version, read_status, read_log, read_events,
    read_explain, read_machine, read_doctor, read_runs, read_run, read_report, read_decisions,
    read_decision, read_audit, read_plan;
request_fn read_drills, command_drill;
request_fn command_failover, command_switchover, command_failback, command_pause, command_resume,
    command_ack, command_approve, command_abort, command_mark, command_doctor, command_reload,
    command_plan, command_run;
request_fn read_readiness, command_readiness, command_waive;

struct problem {
	int status;
	const char *code;   /* stable: "refused", "not-permitted" */
	const char *detail; /* one sentence */
	const char *remedy; /* may be NULL */
	json_t *more;       /* members to add, taken over; may be NULL */
};

/* Takes over the reference. */
void reply_json(struct exchange *exchange, int status, json_t *json);
void reply_problem(struct exchange *exchange, const struct problem *problem);

#endif

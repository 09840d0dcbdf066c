/* SPDX-License-Identifier: MIT */
/*
 * Aurora's calls, as requests to write and answers to read. What the
 * answers mean is for the probe and the steps to say.
 *
 * Everything is sent to a Region that the caller names: a failover to the
 * target's, a switchover to the current writer's, a question to a living one.
 */
#ifndef AWS_RDS_H
#define AWS_RDS_H

#include "core/call.h"
#include "core/world.h"

#define RDS_ARN          192
#define RDS_MEMBERS_MOST 16

struct rds_member {
	char arn[RDS_ARN];
	bool writer;
	enum sync_status sync; /* SYNC_UNKNOWN: the answer does not say */
};

/* A global cluster. */
struct rds_global {
	char status[64];
	char operation[32]; /* the status of a failover or switchover under way; "": none */
	char endpoint[256]; /* of the writer, wherever it is; "": it has none */
	char to[RDS_ARN];   /* the cluster that it moves the writer to; "": not said */
	struct rds_member members[RDS_MEMBERS_MOST];
	size_t n;
};

/* A cluster of one Region. */
struct rds_cluster {
	char status[64];
	char endpoint[256]; /* of its writer; "": it has none yet */
	bool writer;        /* one of its instances is the writer */
	size_t instances;   /* 0: it is headless */
	char version[32];   /* of its engine, "16.6"; "" not said */
	bool data_api;      /* its Data API is on */
};

/* The instances of a cluster. */
struct rds_instances {
	size_t n, available;
	char class[32]; /* of the first */
	char other[32]; /* the status of one that is not available */
};

/* What the API takes where it says identifier: the last part of the ARN. */
const char *rds_identifier(const char *arn);

void rds_ask_global(struct call *ret, const char *region, const char *global);
void rds_ask_cluster(struct call *ret, const char *region, const char *arn);
void rds_ask_instances(struct call *ret, const char *region, const char *arn);
/* What happened in the Region since then, of whatever source. marker: from the page before, or
 * NULL. */
void rds_ask_events(struct call *ret, const char *region, msec_t since, const char *marker);
/* All snapshots of a cluster, of whatever type. */
void rds_ask_snapshots(struct call *ret, const char *region, const char *arn, const char *marker);
/* The one of that name. */
void rds_ask_snapshot(struct call *ret, const char *region, const char *snapshot);
/* What was set in a parameter group for clusters, by people: the first hundred. */
void rds_ask_parameters(struct call *ret, const char *region, const char *group);
/* What AWS, or somebody, is about to do to a cluster. */
void rds_ask_maintenance(struct call *ret, const char *region, const char *arn);
/* The deployments that would replace a cluster. */
void rds_ask_green(struct call *ret, const char *region, const char *arn);
/* Within a Region. */
void rds_ask_copy(struct call *ret, const char *region, const char *source, const char *copy);
/* Forced: loses what was not replicated. */
void rds_ask_failover(struct call *ret, const char *region, const char *global, const char *arn);
/* Loses nothing, or is refused. */
void rds_ask_switchover(struct call *ret, const char *region, const char *global, const char *arn);

/* Of 2xx answers. False: the answer is not what the protocol says, or it names no such cluster. */
must_check bool rds_read_global(const struct answer *answer, const char *global,
    struct rds_global *ret, struct error *err);
must_check bool rds_read_cluster(const struct answer *answer, const char *arn,
    struct rds_cluster *ret, struct error *err);
must_check bool rds_read_instances(const struct answer *answer, struct rds_instances *ret,
    struct error *err);
/* The answer to a failover or switchover says that it was accepted. */
bool rds_accepted(const struct answer *answer);

/* Nothing is under way, as far as AWS says. */
bool rds_settled(const struct rds_global *global);
const struct rds_member *rds_member(const struct rds_global *global, const char *arn); /* or NULL */
const struct rds_member *rds_writer(const struct rds_global *global);                  /* or NULL */

#endif

/* SPDX-License-Identifier: MIT */
/* The kinds of probe, step and check that ask AWS. */
#ifndef AWS_KINDS_H
#define AWS_KINDS_H

#include "core/check.h"
#include "core/kind.h"

extern const struct probe_kind aurora_lag_probe;        /* aurora_lag.c */
extern const struct probe_kind aurora_topology_probe;   /* topology.c */
extern const struct probe_kind routing_controls_probe;  /* arc.c */
extern const struct probe_kind secret_probe;            /* secret_probe.c */
extern const struct probe_kind cloudwatch_metric_probe; /* cloudwatch_metric.c */
extern const struct probe_kind cloudwatch_alarm_probe;  /* cloudwatch_alarm.c */
extern const struct probe_kind route53_health_probe;    /* route53.c */

extern const struct step_kind fence_step;              /* fence.c */
extern const struct step_kind aurora_writer_step;      /* aurora_writer.c */
extern const struct step_kind aurora_replication_step; /* aurora_replication.c */
extern const struct step_kind aurora_fencing_step;     /* aurora_fencing.c */
extern const struct step_kind aurora_snapshot_step;    /* aurora_snapshot.c */
extern const struct step_kind secret_step;             /* secret.c */
extern const struct step_kind aurora_ready_step;       /* aurora_ready.c */
extern const struct step_kind routing_controls_step;   /* arc.c */
extern const struct step_kind ssm_automation_step;     /* ssm_automation.c */
extern const struct step_kind lambda_step;             /* lambda.c */
extern const struct step_kind region_switch_step;      /* region_switch.c */
extern const struct step_kind publish_step;            /* publish.c */
extern const struct step_kind event_step;              /* event.c */

extern const struct check_kind identity_check, reader_check, clock_check; /* identity_check.c */
extern const struct check_kind place_check;                               /* place_check.c */
extern const struct check_kind zone_check;                                /* zone_check.c */
extern const struct check_kind arc_check;                                 /* arc_check.c */
extern const struct check_kind aurora_global_check, aurora_cluster_check, aurora_instances_check,
    aurora_lag_check;                                              /* aurora_check.c */
extern const struct check_kind secret_check, secret_replica_check; /* secret_check.c */

/* The gates of a planned move, of aws/gate.h. */
extern const struct check_kind member_gate, rest_gate, engine_gate; /* member_gate.c */
extern const struct check_kind lag_gate;                            /* lag_gate.c */
extern const struct check_kind instances_gate, class_gate;          /* instance_gate.c */
extern const struct check_kind parameters_gate, rpo_gate;           /* parameters_gate.c */
extern const struct check_kind maintenance_gate, green_gate;        /* upkeep_gate.c */
extern const struct check_kind secret_gate;                         /* secret_gate.c */
extern const struct check_kind snapshot_gate;                       /* snapshot_gate.c */

/* Of the metric that the application's probe of the lag asks for; the usual one, when it has none.
 */
msec_t aurora_lag_period(const struct app *app);
/* The ARN of the topic that a step of the kind publish tells. */
const char *publish_topic(const void *args);

#endif

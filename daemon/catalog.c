/* SPDX-License-Identifier: MIT */
#include "catalog.h"

#include <stdlib.h>

#include "aws/endpoint.h"
#include "aws/kinds.h"
#include "io/http.h"
#include "io/process.h"
#include "kinds/kinds.h"
#include "zone_file.h"

static const struct probe_kind *const probes[] = {
	&http_probe,
	&tcp_probe,
	&dns_probe,
	&command_probe,
	&aurora_lag_probe,
	&aurora_topology_probe,
	&routing_controls_probe,
	&secret_probe,
	&public_name_probe,
	&cloudwatch_metric_probe,
	&cloudwatch_alarm_probe,
	&route53_health_probe,
	NULL,
};

static const struct step_kind *const steps[] = {
	&readiness_step,
	&recheck_step,
	&fence_step,
	&aurora_writer_step,
	&aurora_ready_step,
	&aurora_replication_step,
	&aurora_fencing_step,
	&aurora_snapshot_step,
	&secret_step,
	&routing_controls_step,
	&dns_step,
	&http_step,
	&ssm_automation_step,
	&region_switch_step,
	&lambda_step,
	&command_step,
	&wait_step,
	&approval_step,
	&publish_step,
	&event_step,
	NULL,
};

/* In the order in which they are shown: what the others rest on comes first. */
static const struct check_kind *const checks[] = {
	&identity_check,
	&reader_check,
	&clock_check,
	&ledger_check,
	&lease_check,
	&place_check,
	&arc_check,
	&aurora_global_check,
	&aurora_cluster_check,
	&aurora_instances_check,
	&aurora_lag_check,
	&secret_check,
	&secret_replica_check,
	&public_name_check,
	&zone_check,
	NULL,
};

/* In the order in which they are shown. */
static const struct check_kind *const gates[] = {
	&member_gate,
	&rest_gate,
	&lag_gate,
	&engine_gate,
	&instances_gate,
	&class_gate,
	&parameters_gate,
	&rpo_gate,
	&maintenance_gate,
	&green_gate,
	&secret_gate,
	&snapshot_gate,
	&probes_gate,
	NULL,
};

static bool
authorities(const char *path, struct error *err)
{
	if (!path)
		path = getenv("AWS_CA_BUNDLE");
	return !path || !*path || http_check_ca_file(path, err);
}

const struct catalog *
catalog_all(void)
{
	static struct catalog catalog = { .probes = probes, .steps = steps };

	catalog.services = endpoint_services();
	catalog.zone = zone_file_rule;
	catalog.authorities = authorities;
	catalog.program = process_check;
	return &catalog;
}

const struct check_kind *const *
catalog_checks(void)
{
	return checks;
}

const struct check_kind *const *
catalog_gates(void)
{
	return gates;
}

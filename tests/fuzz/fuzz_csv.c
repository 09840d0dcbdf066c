/* SPDX-License-Identifier: MIT */
/* A table as CloudWatch or Prometheus exports it. */
#include "core/csv.h"
#include "fuzz.h"

static const struct probe_kind http = { .name = "http" };
static const struct probe_kind lag = { .name = "aurora-lag" };
static const struct probe_kind topology = { .name = "aurora-topology", .global = true };

static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static struct probe_spec probes[] = { { .name = "api", .kind = &http },
	{ .name = "lag", .kind = &lag }, { .name = "topology", .kind = &topology } };
static const struct app app = { .name = "shop",
	.regions = regions,
	.n_regions = 2,
	.probes = probes,
	.n_probes = 3 };

static const struct csv_name names[] = { { "Success, east", 13, "us-east-1.api" },
	{ "probe_success", 13, "api" }, { "of no use", 9, "-" }, { "lag", 3, "lag" } };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree(csv_done) struct csv csv = { .app = &app, .names = names, .n_names = 4 };
	struct error err = { "" };

	if (!csv_read(&csv, (const char *)data, size, &err)) {
		want(err.text[0]);
		return 0;
	}
	csv_sort(&csv);
	for (size_t i = 0; i < csv.n; i++) {
		want(csv.samples[i].region < app.n_regions && csv.samples[i].probe < app.n_probes);
		want(csv.samples[i].sample.reason < REASON_COUNT);
		want(csv.samples[i].sample.latency >= 0);
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include "core/app.h"

#include <string.h>

/* ---- names ---- */

/* The index is enum mode. The empty word cannot be written: the mode has no default. */
const char *const mode_words[] = { "", "observe", "propose", "auto", NULL };

const char *
mode_name(int mode)
{
	return mode > MODE_UNSET && mode <= MODE_AUTO ? mode_words[mode] : "unset";
}

const char *
move_name(enum move_kind kind)
{
	static const char *const names[] = { "failover", "switchover", "failback" };

	return names[kind];
}

size_t
app_region(const struct app *app, const char *name)
{
	for (size_t r = 0; name && r < app->n_regions; r++)
		if (strcmp(app->regions[r].name, name) == 0)
			return r;
	return REGION_NONE;
}

size_t
app_region_of_arn(const struct app *app, const char *cluster_arn)
{
	for (size_t r = 0; cluster_arn && r < app->n_regions; r++)
		if (app->regions[r].cluster && strcmp(app->regions[r].cluster, cluster_arn) == 0)
			return r;
	return REGION_NONE;
}

size_t
app_fact(const struct app *app, const char *name)
{
	for (size_t f = 0; f < app->n_facts; f++)
		if (strcmp(app->facts[f].name, name) == 0)
			return f;
	return (size_t)-1;
}

/* ---- how far back anybody looks ---- */

static msec_t
later(msec_t a, msec_t b)
{
	return a > b ? a : b;
}

static bool
looks_at(const struct fact_spec *fact, size_t probe)
{
	for (size_t i = 0; i < fact->n_probes; i++)
		if (fact->probes[i] == probe)
			return true;
	return false;
}

/* From the first failed answer to the decision: the window must fill, and the hold must pass. */
static msec_t
until_decided(const struct app *app)
{
	msec_t over = 0;

	for (size_t f = 0; f < app->n_facts; f++)
		over = later(over, app->facts[f].over);
	return over + app->limits.hold + app->limits.hold_single + app->limits.newest;
}

/* Streaks count answers, and an answer that says nothing takes a place too. */
static size_t
streak_of(const struct app *app, size_t probe)
{
	size_t most = 0;

	for (size_t f = 0; f < app->n_facts; f++) {
		const struct fact_spec *fact = &app->facts[f];
		size_t row = 2 * (size_t)(fact->fails > fact->passes ? fact->fails : fact->passes);

		if (fact->kind == FACT_STREAK && looks_at(fact, probe) && row > most)
			most = row;
	}
	return most;
}

/*
 * Critical probes are asked for their newest answers, the lag for what it was at
 * the onset of an outage and for how long it was low; core/evidence looks for both.
 */
size_t
app_window(const struct app *app, size_t probe)
{
	const struct probe_spec *spec = &app->probes[probe];
	size_t streak = streak_of(app, probe), samples;
	msec_t span = 0;

	for (size_t f = 0; f < app->n_facts; f++)
		if (looks_at(&app->facts[f], probe))
			span = later(span, app->facts[f].over);
	if (spec->critical)
		span = later(span, app->limits.newest);
	if (strcmp(spec->kind->name, "aurora-lag") == 0)
		span = later(app->limits.lag_for, until_decided(app) + app->limits.loss_age);

	/* Answers come a little sooner or later than they are due: a quarter more, and two ends. */
	samples = (size_t)(span / (spec->every > 0 ? spec->every : MSEC_SECOND));
	samples += samples / 4 + 2;
	return samples > streak ? samples : streak;
}

/* ---- what can be written about an application's parts ---- */

#define REGION(member) offsetof(struct region_spec, member)

const struct option region_options[] = {
	{ "cluster", OPTION_STRING, REGION(cluster), NULL,
	    "ARN of the Region's Aurora cluster, a member of aurora.global_cluster.",
	    .form = FORM_CLUSTER },
	{ "routing_control", OPTION_STRING, REGION(routing_control), NULL,
	    "ARN of the ARC routing control that lets traffic into the Region.",
	    .form = FORM_CONTROL },
	{ "addresses", OPTION_LIST, REGION(addresses), NULL,
	    "What the public name answers while the Region serves: the step \"dns\" waits for "
	    "it." },
	{ 0 },
};

const struct option aurora_options[] = {
	{ "global_cluster", OPTION_STRING, offsetof(struct aurora_spec, global_cluster), NULL,
	    "Identifier of the Aurora global cluster.", .required = true },
	{ "kms_keys", OPTION_MAP, offsetof(struct aurora_spec, kms_keys), NULL,
	    "Region -> ARN of a key of your own that encrypts the cluster there: who copies its "
	    "snapshots must be allowed to use it.",
	    .form = FORM_KEY, .keys = FORM_REGION },
	{ 0 },
};

const struct option secret_options[] = {
	{ "id", OPTION_STRING, offsetof(struct secret_spec, id), NULL,
	    "Name of the secret, the same in each Region.", .required = true },
	{ "member", OPTION_STRING, offsetof(struct secret_spec, member), "\"host\"",
	    "The member of the secret's JSON that holds the database endpoint; it alone is "
	    "changed." },
	{ "kms_keys", OPTION_MAP, offsetof(struct secret_spec, kms_keys), NULL,
	    "Region -> ARN of a key of your own that encrypts the secret there: who reads or "
	    "writes it must be allowed to use the key. A replica is encrypted with it, too.",
	    .form = FORM_KEY, .keys = FORM_REGION },
	{ 0 },
};

const struct option routing_options[] = {
	{ "panel", OPTION_STRING, offsetof(struct routing_spec, panel), NULL,
	    "ARN of the ARC control panel that the routing controls are on.", .required = true,
	    .form = FORM_PANEL },
	{ "endpoints", OPTION_MAP, offsetof(struct routing_spec, endpoints), NULL,
	    "The five endpoints of the ARC cluster, Region to URL. They are written down because "
	    "the API that lists them may be lost together with a Region.",
	    .min = 1, .required = true, .form = FORM_URL, .keys = FORM_REGION },
	{ 0 },
};

const struct option dns_options[] = {
	{ "name", OPTION_STRING, offsetof(struct dns_spec, name), NULL,
	    "The public name that customers use.", .required = true, .form = FORM_HOST },
	{ "servers", OPTION_LIST, offsetof(struct dns_spec, servers), NULL,
	    "The zone's authoritative servers, \"IP\" or \"IP:port\". Unless given, the system's "
	    "resolvers are asked, which remember for a while what was true before.",
	    .form = FORM_SERVER },
	{ "zone", OPTION_STRING, offsetof(struct dns_spec, zone), NULL,
	    "Id of the name's hosted zone in Route 53: doctor then says who serves it. A move does "
	    "not ask." },
	{ 0 },
};

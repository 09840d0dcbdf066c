/* SPDX-License-Identifier: MIT */
#include "config/sense.h"

#include <string.h>

#include "base/duration.h"
#include "config/report.h"

/* Where a limit is written, else where it could be. */
static const struct node *
written(const struct node *root, const char *name)
{
	const struct node *guards = node_member(root, "guards");
	const struct node *node = node_member(guards, name);

	return node ? node : guards ? guards : root;
}

static msec_t
slowest(const struct app *app)
{
	msec_t every = 0;

	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].critical && app->probes[p].every > every)
			every = app->probes[p].every;
	return every;
}

/* ---- times that do not fit together ---- */

static void
check_hold(struct load *in, const struct node *root, const struct app *app)
{
	const struct node *node = written(root, "hold");
	msec_t every = slowest(app);
	char text[DURATION_TEXT], twice[DURATION_TEXT];

	if (app->limits.hold < 2 * every)
		report_help(report_label(report_value(in, node, "E130",
					     "\"hold\" is over before anything is asked twice"),
				"critical probes ask every %s", duration_text(every, text)),
		    "hold for %s at least; \"90s\" is the default",
		    duration_text(2 * every, twice));
	else if (app->limits.hold < MSEC_MINUTE)
		report_help(report_label(report_warning(in, node, "W206",
					     "a hold of less than a minute"),
				"90s is the default"),
		    "a database that fails over within its Region needs 60 to 120 s: a shorter "
		    "hold trades moves that were not needed for %s of outage",
		    duration_text(90 * MSEC_SECOND - app->limits.hold, text));
	if (app->limits.newest < every)
		report_help(
		    report_label(report_value(in, written(root, "newest"), "E131",
				     "\"newest\" is shorter than the pause between answers"),
			"critical probes ask every %s", duration_text(every, text)),
		    "G06 would find no answer to look at: write \"15s\", or ask more often");
}

static void
check_policies(struct load *in, const struct node *root, const struct app *app)
{
	if (app->limits.unknown_loss == POLICY_GO)
		report_help(report_label(report_warning(in, written(root, "unknown_loss"), "W207",
					     "any loss of writes is accepted without being known"),
				"nobody is asked"),
		    "\"hold\" pages a person, who can say failover --force");
	if (app->limits.failback == FAILBACK_AUTO && app->limits.stable < MSEC_HOUR)
		report_help(report_label(report_warning(in, written(root, "stable"), "W208",
					     "home is trusted again in less than an hour"),
				"6h is the default"),
		    "published outages relapsed after 28 min, 2 h 50 min and 4 h 49 min");
}

static void
check_switch(struct load *in, const struct node *root, const struct app *app)
{
	const char *path = app->limits.kill_switch;

	if (path && path[0] != '/')
		report_help(report_label(report_value(in, written(root, "kill_switch"), "E041",
					     "\"kill_switch\" is not an absolute path"),
				"no / in front"),
		    "write the whole path: \"/etc/failoverd/stop\"");
}

/* ---- what nobody would measure ---- */

static const struct {
	const char *part, *probe, *guard;
} needs[] = {
	{ "aurora", "aurora-lag", "G10 and G11 would never know the lag" },
	{ "aurora", "aurora-topology", "G14 would never know where the writer is" },
	{ "routing", "routing-controls", "G14 would never know where traffic goes" },
};

static bool
has_kind(const struct catalog *catalog, const char *kind)
{
	for (size_t i = 0; catalog->probes[i]; i++)
		if (strcmp(catalog->probes[i]->name, kind) == 0)
			return true;
	return false;
}

static bool
probed(const struct app *app, const char *kind)
{
	for (size_t p = 0; p < app->n_probes; p++)
		if (strcmp(app->probes[p].kind->name, kind) == 0)
			return true;
	return false;
}

static void
check_measured(struct load *in, const struct node *root, const struct app *app)
{
	for (size_t i = 0; i < COUNT(needs); i++) {
		const struct node *part = node_member(root, needs[i].part);

		if (!part || !app->probes || probed(app, needs[i].probe) ||
		    !has_kind(in->catalog, needs[i].probe))
			continue;
		report_help(report_label(report_key(in, part, "E132",
					     "\"%s\" without a probe \"%s\" could never be moved",
					     needs[i].part, needs[i].probe),
				"%s", needs[i].guard),
		    "add a probe: \"NAME\": {\"%s\": {}, \"every\": \"30s\"}", needs[i].probe);
	}
}

static void
check_alone(struct load *in, const struct node *root, const struct app *app)
{
	const struct node *probes = node_member(root, "probes");
	size_t n = 0;

	for (size_t p = 0; p < app->n_probes; p++)
		n += app->probes[p].critical;
	if (n == 1)
		report_help(report_label(report_warning(in, probes, "W209",
					     "a single critical probe decides alone"),
				"one"),
		    "ask what customers use: an API, a page, a login; one dead endpoint of "
		    "several is no reason to move");
}

void
sense_check(struct load *in, const struct node *root, const struct app *app)
{
	check_hold(in, root, app);
	check_policies(in, root, app);
	check_switch(in, root, app);
	check_measured(in, root, app);
	check_alone(in, root, app);
}

void
sense_check_place(struct load *in, const struct node *settings, const char *place,
    const struct app *app)
{
	const struct node *node = node_member(settings, "place");

	if (!node || !place || app->n_regions == 0 ||
	    strcmp(app->regions[app->home].name, place) != 0)
		return;
	report_help(report_label(report_warning(in, node, "W210",
				     "this host stands in the home of %.40s", app->name),
			"lost together with it"),
	    "G20 never lets it leave the Region it stands in: run one in another Region");
}

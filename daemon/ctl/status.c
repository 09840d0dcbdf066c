/* SPDX-License-Identifier: MIT */
/* One screen for three in the morning: the verdict first, then where things are, then what is
 * wrong, then what to type next. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "ctl.h"
#include "drill_print.h"
#include "field.h"
#include "print.h"

#define AGAIN (2 * MSEC_SECOND)

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* Whole seconds read better than "3.4s" in a table. */
static const char *
age(const json_t *json, const char *name, char ret[DURATION_TEXT])
{
	msec_t time = field_seconds(json, name);

	return duration_text(time < MSEC_SECOND ? time : time / MSEC_SECOND * MSEC_SECOND, ret);
}

#define AGE(json, name) age(json, name, (char[DURATION_TEXT]){ 0 })

static const char *
role(const json_t *region)
{
	if (field_true(region, "home"))
		return field_true(region, "active") ? "home" : "home, left";
	if (field_true(region, "active"))
		return "away";
	return field_true(region, "target") ? "target" : "spare";
}

static const char *
or_dash(const json_t *json, const char *name)
{
	return field_has(json, name) ? field_text(json, name) : "-";
}

/* "down" is bad when it is yes, "up" when it is not; of the others we cannot tell. */
static enum ink
fact_ink(const json_t *fact)
{
	if (field_is(fact, "name", "down"))
		return field_is(fact, "value", "yes") ? INK_BAD : INK_PLAIN;
	if (field_is(fact, "name", "up"))
		return field_is(fact, "value", "yes") ? INK_GOOD : INK_WARN;
	return field_is(fact, "value", "unknown") ? INK_WARN : INK_PLAIN;
}

static void
add_heads(struct table *table, const char *const *heads)
{
	for (; *heads; heads++)
		table_add(table, INK_DIM, "%s", *heads);
}

static void
print_regions(const json_t *application)
{
	static const char *const heads[] = { "REGION", "ROLE", "SERVES", "WRITER", "ROUTING", "LAG",
		NULL };
	const json_t *regions = json_object_get(application, "regions"), *region, *fact;
	const json_t *facts = json_object_get(json_array_get(regions, 0), "facts");
	autofree(table_done) struct table table = { .columns = 6 + json_array_size(facts) };
	size_t i, f;

	add_heads(&table, heads);
	json_array_foreach(facts, f, fact)
	    table_add(&table, INK_DIM, "%s", field_text(fact, "name"));
	json_array_foreach(regions, i, region)
	{
		bool serves = field_true(region, "serving");

		table_add(&table, INK_BOLD, "%s", field_text(region, "name"));
		table_add(&table, INK_PLAIN, "%s", role(region));
		table_add(&table, serves ? INK_GOOD : INK_PLAIN, serves ? "yes" : "no");
		table_add(&table, INK_PLAIN, "%s", or_dash(region, "writer"));
		table_add(&table, INK_PLAIN, "%s", or_dash(region, "control"));
		if (field_has(region, "lag_ms"))
			table_add(&table, INK_PLAIN, "%s (%s old)",
			    D((msec_t)field_number(region, "lag_ms")), AGE(region, "lag_age_s"));
		else
			table_add(&table, INK_PLAIN, "-");
		json_array_foreach(json_object_get(region, "facts"), f, fact)
		    table_add(&table, fact_ink(fact), "%s", field_text(fact, "value"));
	}
	table_print(&table, 2);
}

static void
add_probe(struct table *table, const json_t *probe)
{
	bool good = field_is(probe, "outcome", "ok");
	bool idle = field_is(probe, "reason", "not-applicable");
	bool fail = field_is(probe, "outcome", "fail");
	const char *ours = json_is_true(json_object_get(probe, "local")) ? "local" : "unknown";

	if (idle || !probe)
		table_add(table, INK_DIM, "-");
	else if (good)
		table_add(table, INK_PLAIN, "ok %s", D((msec_t)field_number(probe, "latency_ms")));
	else
		table_add(table, fail ? INK_BAD : INK_WARN, "%s %s", fail ? "FAIL" : ours,
		    field_text(probe, "reason"));
}

static void
print_probes(const json_t *application)
{
	const json_t *regions = json_object_get(application, "regions"), *region, *probe;
	const json_t *first = json_object_get(json_array_get(regions, 0), "probes");
	const json_t *global = json_object_get(application, "probes");
	autofree(table_done) struct table table = { .columns = 1 + json_array_size(regions) };
	size_t i, r;

	table_add(&table, INK_DIM, "PROBE");
	json_array_foreach(regions, r, region)
	    table_add(&table, INK_DIM, "%s", field_text(region, "name"));
	json_array_foreach(first, i, probe)
	{
		table_add(&table, INK_PLAIN, "%s", field_text(probe, "name"));
		json_array_foreach(regions, r, region)
		    add_probe(&table, json_array_get(json_object_get(region, "probes"), i));
	}
	json_array_foreach(global, i, probe)
	{
		table_add(&table, INK_PLAIN, "%s", field_text(probe, "name"));
		add_probe(&table, probe);
		for (r = 1; r < json_array_size(regions); r++)
			table_add(&table, INK_PLAIN, "%s", "");
	}
	table_print(&table, 2);
}

/* ---- what is wrong ---- */

static void
print_bad_probes(const json_t *probes, const char *where)
{
	const json_t *probe;
	size_t i;

	json_array_foreach(probes, i, probe) if (!field_is(probe, "outcome", "ok") &&
	    !field_is(probe, "reason", "not-applicable"))
	    print(INK_WARN, "  ! %s%s%s: %s, %s ago\n", where, *where ? " " : "",
		field_text(probe, "name"), field_text(probe, "detail"), AGE(probe, "age_s"));
}

static void
print_bad_facts(const json_t *region)
{
	const json_t *fact;
	char since[PRINT_TIME];
	size_t i;

	json_array_foreach(json_object_get(region, "facts"), i, fact) if (fact_ink(fact) == INK_BAD)
	    print(INK_BAD, "  ! %s is %s since %s: %s\n", field_text(region, "name"),
		field_text(fact, "name"), print_time(field_text(fact, "since"), since),
		field_text(fact, "because"));
}

static void
print_pause(const json_t *paused)
{
	char until[PRINT_TIME];

	if (json_is_object(paused))
		print(INK_WARN, "  ! paused by %s until %s (%s left): %s\n",
		    field_text(paused, "owner"), print_time(field_text(paused, "until"), until),
		    AGE(paused, "left_s"), field_text(paused, "reason"));
}

/* What is not known is worth a line only where guard G12 asks for it. */
static void
print_preflight(const json_t *preflight)
{
	bool known = field_has(preflight, "age_s");

	if (field_is(preflight, "good", "no"))
		print(INK_WARN, "  ! a move would fail: %s (seen %s ago): failoverctl doctor\n",
		    field_text(preflight, "text"), AGE(preflight, "age_s"));
	else if (field_has(preflight, "age_most_s") &&
	    (!known || field_seconds(preflight, "age_s") > field_seconds(preflight, "age_most_s")))
		print(INK_WARN,
		    "  ! whether a move could be made was proved %s%s, %s at most: "
		    "failoverctl doctor\n",
		    known ? AGE(preflight, "age_s") : "never", known ? " ago" : "",
		    AGE(preflight, "age_most_s"));
}

static void
print_troubles(const json_t *status, const json_t *application)
{
	const json_t *ledger = json_object_get(status, "ledger"), *region;
	size_t r;

	print_pause(json_object_get(application, "paused"));
	if (!field_true(ledger, "ok"))
		print(INK_BAD, "  ! the ledger cannot be written, nothing is automatic: %s\n",
		    field_text(ledger, "trouble"));
	if (!field_is(application, "kill_switch", "off"))
		print(INK_WARN, "  ! the kill switch is %s\n",
		    field_text(application, "kill_switch"));
	if (field_has(application, "drift"))
		print(INK_BAD, "  ! drift: %s\n", field_text(application, "drift"));
	if (field_has(application, "tilt_s"))
		print(INK_WARN, "  ! time jumped or we were stopped; not acting for another %s\n",
		    AGE(application, "tilt_s"));
	if (field_true(application, "latched"))
		print(INK_WARN, "  ! the last automatic failover was not acknowledged yet\n");
	print_preflight(json_object_get(application, "preflight"));
	json_array_foreach(json_object_get(application, "regions"), r, region)
	{
		print_bad_facts(region);
		print_bad_probes(json_object_get(region, "probes"), field_text(region, "name"));
	}
	print_bad_probes(json_object_get(application, "probes"), "");
}

static void
print_run(const json_t *run)
{
	const json_t *steps = json_object_get(run, "steps");
	size_t at = (size_t)field_number(run, "at");

	print(INK_BOLD, "  %s: %s from %s to %s, step %zu of %zu: %s, for %s\n",
	    field_text(run, "id"), field_text(run, "kind"), field_text(run, "from"),
	    field_text(run, "to"), at + 1, json_array_size(steps),
	    field_text(json_array_get(steps, at), "name"), AGE(run, "took_s"));
}

static void
print_next(const json_t *application)
{
	const json_t *run = json_object_get(application, "run");
	const json_t *pending = json_object_get(application, "pending");
	const json_t *approval = json_object_get(application, "approval");

	if (json_is_object(run))
		printf("Next: failoverctl runs watch %s\n", field_text(run, "id"));
	else if (field_true(application, "needs_operator"))
		printf("Next: failoverctl runs show %s    (what is left to do by hand)\n"
		       "then: failoverctl ack --reason \"...\"\n",
		    field_has(application, "last_run") ? field_text(application, "last_run")
						       : "ID");
	else if (json_is_object(approval) && !field_true(approval, "given") &&
	    field_number(approval, "left_s") > 0)
		printf("Next: failoverctl approve %s --reason \"...\"    (silence for another %s: "
		       "%s)\n",
		    field_text(approval, "id"), AGE(approval, "left_s"),
		    field_text(approval, "silence"));
	else if (!json_is_object(pending) && field_has(application, "paused"))
		puts("Next: failoverctl resume");
	else if (!json_is_object(pending) && field_true(application, "latched"))
		puts("Next: failoverctl ack --reason \"...\"");
	else
		puts("Next: failoverctl explain");
}

static void
print_application(const json_t *status, const json_t *application)
{
	bool bad = field_true(application, "needs_operator") || field_has(application, "drift");
	enum ink ink = bad ? INK_BAD : field_has(application, "pending") ? INK_WARN : INK_GOOD;
	char now[PRINT_TIME];

	print(ink, "%s: %s\n", field_text(application, "name"),
	    field_text(application, "sentence"));
	print(INK_DIM, "  mode %s, state %s for %s, ledger %s%s%s, at %s\n",
	    field_text(application, "mode"), field_text(application, "state"),
	    AGE(application, "since_s"),
	    field_true(json_object_get(status, "ledger"), "ok") ? "ok" : "LOST",
	    field_has(application, "last_run") ? ", last run " : "",
	    field_text(application, "last_run"), print_time(field_text(status, "now"), now));
	if (field_has(application, "run"))
		print_run(json_object_get(application, "run"));
	drill_print_status(json_object_get(application, "drills"));
	putchar('\n');
	print_regions(application);
	putchar('\n');
	print_probes(application);
	print_troubles(status, application);
	print_next(application);
}

static int
print_status(const struct ctl *ctl, const json_t *status)
{
	const json_t *application;
	bool found = false;
	size_t i;

	json_array_foreach(json_object_get(status, "applications"), i, application)
	{
		if (ctl->options.app && !field_is(application, "name", ctl->options.app))
			continue;
		if (found)
			putchar('\n');
		found = true;
		print_application(status, application);
	}
	if (!found && ctl->options.app)
		return ctl_usage("there is no application \"%s\"", ctl->options.app);
	if (!found)
		puts(
		    "failoverd has no application: describe one in apps.d, then failoverctl reload");
	return CTL_DONE;
}

static int
show(const struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	int code = ctl_ask(ctl, "GET", "/api/v1/status", NULL, &said);

	if (code != CTL_DONE)
		return code;
	if (!ctl->options.json)
		return print_status(ctl, said.json);
	print_json(said.json);
	return CTL_DONE;
}

int
status_verb(struct ctl *ctl)
{
	int code;

	if (!ctl->options.watch)
		return show(ctl);
	if (!print_is_terminal() || ctl->options.json)
		return ctl_usage("status --watch needs a terminal; failoverctl watch prints one "
				 "line a change");
	client_catch_interrupt(ctl->client);
	do {
		fputs("\033[H\033[2J", stdout);
		code = show(ctl);
		fflush(stdout);
	} while (client_sleep(ctl->client, AGAIN));
	return code;
}

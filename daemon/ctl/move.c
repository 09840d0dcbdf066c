/* SPDX-License-Identifier: MIT */
/*
 * failover, switchover, failback: plan, show what would happen, have it confirmed in
 * words, then run that very plan. Prompts only on a terminal.
 */
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "explain.h"
#include "field.h"
#include "follow.h"
#include "plan.h"
#include "print.h"
#include "prompt.h"

static bool
allowed(const json_t *plan)
{
	return field_is(plan, "allowed", "yes");
}

static int
refused(struct ctl *ctl, const json_t *plan)
{
	const json_t *decision = json_object_get(plan, "decision");
	struct said said = { .status = 412 };
	int code;

	said.json = json_pack("{s:s, s:i, s:s, s:s, s:O?, s:O?}", "title", "Refused by a guard",
	    "status", 412, "code", "refused", "detail", field_text(plan, "message"), "guards",
	    json_object_get(decision, "guards"), "decision", decision);
	code = ctl_problem(ctl, &said);
	said_done(&said);
	return code;
}

static int
only_planned(struct ctl *ctl, const json_t *plan)
{
	if (!allowed(plan))
		return refused(ctl, plan);
	if (ctl->options.json) {
		print_json(plan);
		return CTL_DONE;
	}
	plan_print_short(plan);
	explain_guards(json_object_get(json_object_get(plan, "decision"), "guards"));
	printf("Nothing was done. To do it: failoverctl %s, or this very plan: failoverctl run "
	       "%s\n",
	    field_text(plan, "kind"), field_text(plan, "id"));
	return CTL_DONE;
}

/* ---- confirmation ---- */

/* again: the words that led here, when they were a plan's: whoever types another move would make it
 * in whatever world there is by then. */
static int
what_to_type(const struct ctl *ctl, const json_t *plan, const char *again)
{
	const struct options *o = &ctl->options;
	const char *confirm = field_text(plan, "confirm");

	if (o->confirm && strcmp(o->confirm, confirm) != 0)
		ctl_usage("--confirm \"%s\" is not what this would do; type:", o->confirm);
	else
		ctl_usage("there is no terminal to ask on, so --confirm and --reason are needed; "
			  "type:");
	if (again) {
		fprintf(stderr, "  failoverctl run %s --confirm \"%s\" --reason \"%s\"\n", again,
		    confirm, o->reason ? o->reason : "...");
		return CTL_USAGE;
	}
	fprintf(stderr,
	    "  failoverctl %s --app %s --from %s --to %s%s --confirm \"%s\" --reason \"%s\"\n",
	    field_text(plan, "kind"), field_text(plan, "application"), field_text(plan, "from"),
	    field_text(plan, "to"), field_true(plan, "force") ? " --force" : "", confirm,
	    o->reason ? o->reason : "...");
	return CTL_USAGE;
}

static int
not_confirmed(void)
{
	fputs("failoverctl: not confirmed; nothing was done\n", stderr);
	return CTL_FAILED;
}

/* reason: "" when it was not said yet. */
static int
confirm(const struct ctl *ctl, const json_t *plan, const char *again, char *reason, size_t size)
{
	const struct options *o = &ctl->options;
	const char *phrase = field_text(plan, "confirm");
	bool matches = o->confirm && strcmp(o->confirm, phrase) == 0;
	char prompt[160], typed[160];

	if ((o->confirm && !matches) || (!prompt_possible() && (!o->confirm || !o->reason)))
		return what_to_type(ctl, plan, again);
	if (!o->json && !matches)
		plan_print_short(plan);
	if (o->reason)
		snprintf(reason, size, "%s", o->reason);
	else if (!*reason && !prompt_line("Reason: ", reason, size))
		return not_confirmed();
	if (matches)
		return CTL_DONE;
	snprintf(prompt, sizeof(prompt), "Type \"%s\" to go on: ", phrase);
	if (!prompt_line(prompt, typed, sizeof(typed)) || strcmp(typed, phrase) != 0)
		return not_confirmed();
	return CTL_DONE;
}

/* ---- and go ---- */

static int
go(struct ctl *ctl, const json_t *plan, const char *reason)
{
	autofree(said_done) struct said said = { 0 };
	json_t *body = json_pack("{s:O, s:O, s:O, s:s}", "plan", json_object_get(plan, "id"),
	    "digest", json_object_get(plan, "digest"), "confirm", json_object_get(plan, "confirm"),
	    "reason", reason);
	int code = ctl_ask(ctl, "POST", "/api/v1/runs", body, &said);

	if (code != CTL_DONE)
		return code;
	if (!ctl->options.no_wait)
		return follow_run(ctl, field_text(said.json, "run"));
	if (ctl->options.json)
		print_json(said.json);
	else
		printf("%s\nNext: failoverctl runs watch %s\n", field_text(said.json, "message"),
		    field_text(said.json, "run"));
	return CTL_DONE;
}

int
plan_go(struct ctl *ctl, const json_t *plan)
{
	char reason[256] = "";
	int code;

	if (ctl->options.wait && ctl->options.no_wait)
		return ctl_usage("--wait and --no-wait contradict each other");
	if (!allowed(plan))
		return refused(ctl, plan);
	code = confirm(ctl, plan, ctl->args[0], reason, sizeof(reason));
	return code == CTL_DONE ? go(ctl, plan, reason) : code;
}

/* ---- the verbs ---- */

static int
nothing_to_do(struct ctl *ctl, const json_t *answer)
{
	struct said said = { .status = 409 };
	int code;

	said.json = json_pack("{s:i, s:s, s:O, s:s}", "status", 409, "code", "invalid", "detail",
	    json_object_get(answer, "message"), "remedy", "failoverctl status");
	code = ctl_problem(ctl, &said);
	said_done(&said);
	return code;
}

/* Plans, has that confirmed, and runs it. CTL_STALE: the world has changed meanwhile. */
static int
plan_and_go(struct ctl *ctl, const char *kind, char *reason, size_t size)
{
	autofree(said_done) struct said planned = { 0 };
	int code = plan_ask(ctl, kind, &planned);

	if (code != CTL_DONE)
		return code;
	if (!plan_is(planned.json))
		return nothing_to_do(ctl, planned.json);
	if (ctl->options.dry_run)
		return only_planned(ctl, planned.json);
	if (!allowed(planned.json))
		return refused(ctl, planned.json);
	code = confirm(ctl, planned.json, NULL, reason, size);
	return code == CTL_DONE ? go(ctl, planned.json, reason) : code;
}

/* A person who reads while the world changes is shown it anew; a script is told. */
static int
move(struct ctl *ctl, const char *kind)
{
	const struct options *o = &ctl->options;
	char reason[256] = "";
	int code;

	if (o->wait && o->no_wait)
		return ctl_usage("--wait and --no-wait contradict each other");
	for (;;) {
		code = plan_and_go(ctl, kind, reason, sizeof(reason));
		if (code != CTL_STALE || !*reason || o->confirm || o->json || !prompt_possible())
			return code;
		fputs("It is planned anew, and nothing was done yet.\n", stderr);
	}
}

int
failover_verb(struct ctl *ctl)
{
	return move(ctl, "failover");
}

int
switchover_verb(struct ctl *ctl)
{
	return move(ctl, "switchover");
}

int
failback_verb(struct ctl *ctl)
{
	return move(ctl, "failback");
}

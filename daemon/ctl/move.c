/* SPDX-License-Identifier: MIT */
/*
 * failover, switchover, failback: weigh first, show what would happen, have it
 * confirmed in words, then ask for exactly that. Prompts only on a terminal.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "ctl.h"
#include "explain.h"
#include "field.h"
#include "follow.h"
#include "print.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

struct intent {
	struct ctl *ctl;
	const char *verb;    /* "failover" */
	char *path;          /* "/failover" */
	struct said weighed; /* the dry run's answer */
	const char *confirm; /* "remittance us-west-2" */
	char reason[256];
};

static void
intent_done(struct intent *intent)
{
	said_done(&intent->weighed);
	xfree(intent->path);
}

define_autodone(struct intent, intent_done)

    static void set(json_t *json, const char *name, const char *text)
{
	if (text)
		json_object_set_new(json, name, json_string(text));
}

static int
weigh(struct intent *intent)
{
	const struct options *options = &intent->ctl->options;
	json_t *body = json_pack("{s:b}", "dry_run", 1);
	int code;

	set(body, "from", options->from);
	set(body, "to", options->to);
	if (options->force)
		json_object_set_new(body, "force", json_true());
	code = ctl_ask_application(intent->ctl, "POST", intent->path, body, &intent->weighed);
	if (code == CTL_DONE)
		intent->confirm = field_text(intent->weighed.json, "confirm");
	return code;
}

static const json_t *
decision_of(const struct intent *intent)
{
	return json_object_get(intent->weighed.json, "decision");
}

static bool
allowed(const struct intent *intent)
{
	return field_is(decision_of(intent), "allowed", "yes");
}

/* ---- what would happen ---- */

static void
print_steps(const json_t *steps)
{
	const json_t *step;
	size_t i;

	json_array_foreach(steps, i, step)
	    printf("  %2zu %s %-20s %s%s\n", i + 1, field_true(step, "acts") ? "~" : " ",
		field_text(step, "name"), field_text(step, "claim"),
		field_true(step, "no_return") ? "   <- point of no return" : "");
}

static void
print_verdict(const json_t *guards)
{
	const json_t *guard;
	size_t i, passed = 0, waived = 0;

	json_array_foreach(guards, i, guard)
	{
		passed += field_is(guard, "value", "yes");
		waived += !field_is(guard, "value", "yes") && field_true(guard, "overridden");
	}
	printf("  guards: %zu pass, %zu waived by this command, %zu in the way\n", passed, waived,
	    json_array_size(guards) - passed - waived);
}

static void
print_plan(const struct intent *intent)
{
	const json_t *decision = decision_of(intent);
	const json_t *guards = json_object_get(decision, "guards");

	print(INK_BOLD, "%s of %s from %s to %s\n", field_text(decision, "kind"),
	    intent->ctl->application, field_text(decision, "from"), field_text(decision, "to"));
	print_steps(json_object_get(intent->weighed.json, "steps"));
	print_verdict(guards);
	explain_loss(decision);
	fflush(stdout);
}

static int
refused(const struct intent *intent)
{
	const json_t *decision = decision_of(intent);
	struct said said = { .status = 412 };
	int code;

	said.json = json_pack("{s:s, s:i, s:s, s:s, s:O?, s:O?}", "title", "Refused by a guard",
	    "status", 412, "code", "refused", "detail", field_text(intent->weighed.json, "message"),
	    "guards", json_object_get(decision, "guards"), "decision", decision);
	code = ctl_problem(intent->ctl, &said);
	said_done(&said);
	return code;
}

static int
only_weighed(const struct intent *intent)
{
	if (!allowed(intent))
		return refused(intent);
	if (intent->ctl->options.json)
		print_json(intent->weighed.json);
	else {
		print_plan(intent);
		explain_guards(json_object_get(decision_of(intent), "guards"));
		printf("Nothing was done. To do it: failoverctl %s\n", intent->verb);
	}
	return CTL_DONE;
}

/* ---- confirmation ---- */

/* false: the end of the input, or an empty line. */
static bool
ask(const char *prompt, char *ret, size_t size)
{
	fputs(prompt, stderr);
	if (!fgets(ret, (int)size, stdin))
		return false;
	ret[strcspn(ret, "\n")] = '\0';
	return *ret != '\0';
}

static int
what_to_type(const struct intent *intent)
{
	const struct options *o = &intent->ctl->options;
	const json_t *decision = decision_of(intent);

	if (o->confirm && strcmp(o->confirm, intent->confirm) != 0)
		ctl_usage("--confirm \"%s\" is not what this would do; type:", o->confirm);
	else
		ctl_usage("there is no terminal to ask on, so --confirm and --reason are needed; "
			  "type:");
	fprintf(stderr,
	    "  failoverctl %s --app %s --from %s --to %s%s --confirm \"%s\" --reason \"%s\"\n",
	    intent->verb, intent->ctl->application, field_text(decision, "from"),
	    field_text(decision, "to"), o->force ? " --force" : "", intent->confirm,
	    o->reason ? o->reason : "...");
	return CTL_USAGE;
}

static int
not_confirmed(void)
{
	fputs("failoverctl: not confirmed; nothing was done\n", stderr);
	return CTL_FAILED;
}

static int
confirm(struct intent *intent)
{
	const struct options *o = &intent->ctl->options;
	bool terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
	bool matches = o->confirm && strcmp(o->confirm, intent->confirm) == 0;
	char prompt[160], typed[160];

	if ((o->confirm && !matches) || (!terminal && (!o->confirm || !o->reason)))
		return what_to_type(intent);
	if (!o->json && !matches)
		print_plan(intent);
	if (o->reason)
		snprintf(intent->reason, sizeof(intent->reason), "%s", o->reason);
	else if (!ask("Reason: ", intent->reason, sizeof(intent->reason)))
		return not_confirmed();
	if (matches)
		return CTL_DONE;
	snprintf(prompt, sizeof(prompt), "Type \"%s\" to go on: ", intent->confirm);
	if (!ask(prompt, typed, sizeof(typed)) || strcmp(typed, intent->confirm) != 0)
		return not_confirmed();
	return CTL_DONE;
}

/* ---- and go ---- */

static int
go(struct intent *intent)
{
	const struct options *o = &intent->ctl->options;
	const json_t *decision = decision_of(intent);
	autofree(said_done) struct said said = { 0 };
	json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:b}", "from", field_text(decision, "from"),
	    "to", field_text(decision, "to"), "confirm", intent->confirm, "reason", intent->reason,
	    "dry_run", 0);
	int code;

	if (o->force)
		json_object_set_new(body, "force", json_true());
	code = ctl_ask_application(intent->ctl, "POST", intent->path, body, &said);
	if (code != CTL_DONE)
		return code;
	if (!o->no_wait)
		return follow_run(intent->ctl, field_text(said.json, "run"));
	if (o->json)
		print_json(said.json);
	else
		printf("%s\nNext: failoverctl runs watch %s\n", field_text(said.json, "message"),
		    field_text(said.json, "run"));
	return CTL_DONE;
}

static int
move(struct ctl *ctl, const char *verb)
{
	autofree(intent_done) struct intent intent = { .ctl = ctl, .verb = verb };
	int code;

	if (ctl->options.wait && ctl->options.no_wait)
		return ctl_usage("--wait and --no-wait contradict each other");
	intent.path = xasprintf("/%s", verb);
	code = weigh(&intent);
	if (code != CTL_DONE)
		return code;
	if (ctl->options.dry_run)
		return only_weighed(&intent);
	if (!allowed(&intent))
		return refused(&intent);
	code = confirm(&intent);
	return code == CTL_DONE ? go(&intent) : code;
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

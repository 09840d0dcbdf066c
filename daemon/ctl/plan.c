/* SPDX-License-Identifier: MIT */
/* plan: what a move would do now. run: that very plan, as long as the world is as it says. */
#include "plan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "field.h"
#include "print.h"

static void
set(json_t *json, const char *name, const char *text)
{
	if (text)
		json_object_set_new(json, name, json_string(text));
}

int
plan_ask(struct ctl *ctl, const char *kind, struct said *ret)
{
	const struct options *o = &ctl->options;
	json_t *body;
	int code = ctl->application[0] ? CTL_DONE : ctl_application(ctl);

	if (code != CTL_DONE)
		return code;
	body = json_pack("{s:s, s:b}", "application", ctl->application, "force", o->force);
	set(body, "kind", kind);
	set(body, "from", o->from);
	set(body, "to", o->to);
	return ctl_ask(ctl, "POST", "/api/v1/plans", body, ret);
}

bool
plan_is(const json_t *answer)
{
	return field_has(answer, "id");
}

/* ---- plan ---- */

static bool
is_kind(const char *word)
{
	static const char *const kinds[] = { "failover", "switchover", "failback" };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(word, kinds[i]) == 0)
			return true;
	return false;
}

static int
write_out(const struct ctl *ctl, const json_t *plan)
{
	const char *path = ctl->options.out;

	if (!path || json_dump_file(plan, path, JSON_INDENT(2)) == 0)
		return CTL_DONE;
	ctl_usage("--out %s: %s; the plan is %s all the same", path, strerror(errno),
	    field_text(plan, "id"));
	return CTL_FAILED;
}

/* With --exit-code: 0 nothing to do, 2 it would act, 5 a guard holds it back; whatever went wrong
 * is 1. */
static int
verdict(const struct ctl *ctl, int code, const json_t *answer)
{
	if (!ctl->options.exit_code)
		return code;
	if (code != CTL_DONE)
		return CTL_FAILED;
	if (!plan_is(answer))
		return CTL_DONE;
	return field_is(answer, "allowed", "yes") ? CTL_USAGE : CTL_REFUSED;
}

static void
print_next(const struct ctl *ctl, const json_t *plan)
{
	if (field_is(plan, "allowed", "yes"))
		printf("Nothing was done. To run this very plan: failoverctl run %s\n",
		    ctl->options.out ? ctl->options.out : field_text(plan, "id"));
	else
		printf("It would be refused now: %s\n", field_text(plan, "message"));
}

static int
show(const struct ctl *ctl, const json_t *answer)
{
	int code = plan_is(answer) ? write_out(ctl, answer) : CTL_DONE;

	if (ctl->options.json) {
		print_json(answer);
	} else if (plan_is(answer)) {
		plan_print(answer);
		print_next(ctl, answer);
	} else {
		printf("%s.\nTo look at a move all the same: failoverctl plan failover, or "
		       "switchover, or failback\n",
		    field_text(answer, "message"));
	}
	return code;
}

int
plan_verb(struct ctl *ctl)
{
	const char *kind = ctl->n_args > 0 ? ctl->args[0] : NULL;
	autofree(said_done) struct said said = { 0 };
	int code;

	if (kind && !is_kind(kind)) {
		code = ctl_usage("plan %s: write plan failover, plan switchover or plan failback; "
				 "plan alone is what automation is about to do",
		    kind);
		return verdict(ctl, code, NULL);
	}
	code = plan_ask(ctl, kind, &said);
	if (code == CTL_DONE)
		code = show(ctl, said.json);
	return verdict(ctl, code, said.json);
}

/* ---- run ---- */

/* An id goes into a path. */
static bool
is_id(const char *word)
{
	return strncmp(word, "p-", 2) == 0 && strlen(word) < 16 &&
	    strspn(word + 2, "0123456789abcdef") == strlen(word + 2);
}

/* As --out wrote it: what was read is what is run, for its digest goes along. */
static int
run_file(struct ctl *ctl, const char *path)
{
	json_error_t fault;
	json_t *plan = json_load_file(path, 0, &fault);
	int code;

	if (!plan)
		return ctl_usage("run %s: %s; give the id of a plan, such as p-7f3a91, or a file "
				 "that \"failoverctl plan --out\" wrote",
		    path, fault.text);
	if (is_id(field_text(plan, "id")) && field_has(plan, "digest"))
		code = plan_go(ctl, plan);
	else
		code = ctl_usage("run %s: that is no plan; \"failoverctl plan --out %s\" writes "
				 "one",
		    path, path);
	json_decref(plan);
	return code;
}

int
run_verb(struct ctl *ctl)
{
	const char *id = ctl->n_args > 0 ? ctl->args[0] : NULL;
	autofree(said_done) struct said said = { 0 };
	autofree(xfree) char *path = NULL;
	int code;

	if (!id)
		return ctl_usage("run needs the id of a plan, or a file that \"failoverctl plan "
				 "--out\" wrote; failoverctl plan makes one");
	if (!is_id(id))
		return run_file(ctl, id);
	path = xasprintf("/api/v1/plans/%s", id);
	code = ctl_ask(ctl, "GET", path, NULL, &said);
	return code == CTL_DONE ? plan_go(ctl, said.json) : code;
}

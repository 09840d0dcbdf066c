/* SPDX-License-Identifier: MIT */
/*
 * A program of the operator's own as a step. "look" says by its exit status whether
 * it is done: 0 yes, 1 no, all else is no answer. "act" does it. Without a look, a
 * program that ended well is believed; whether one that was cut off had done its
 * part nobody knows, so it is run again only if it may be.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "core/run.h"
#include "kinds/kinds.h"

#define RAN  "command" /* SENT, then DONE */
#define SENT "sent"
#define DONE "done"
#define TEXT 1024

struct command_args {
	struct option_list act, look;
	bool repeatable;
	msec_t timeout;
};

/* ---- running ---- */

static bool
run(const struct step_ctx *ctx, const struct option_list *argv, struct call *ret, struct error *err)
{
	const struct command_args *args = ctx->args;
	const struct app *app = ctx->app;
	const struct move *move = ctx->move;
	char text[TEXT];

	if (argv->n == 0 || argv->n > PROCESS_ARGS_MOST)
		return error_set(err, "the command must have from 1 to %d items",
		    PROCESS_ARGS_MOST);
	if (argv->items[0][0] != '/')
		return error_set(err,
		    "the command begins with \"%.80s\": write the program's whole path",
		    argv->items[0]);
	ret->kind = CALL_COMMAND;
	snprintf(ret->name, sizeof(ret->name), "run");
	for (size_t i = 0; i < argv->n; i++)
		ret->process.argv[i] =
		    xstrdup(move_text(app, move, argv->items[i], text, sizeof(text)));
	ret->process.env[0] = xstrdup("PATH=/usr/local/bin:/usr/bin:/bin");
	ret->process.env[1] = xstrdup("LC_ALL=C");
	ret->process.env[2] = xasprintf("FAILOVERD_APPLICATION=%s", app->name);
	ret->process.env[3] = xasprintf("FAILOVERD_RUN=%s", move->run);
	ret->process.env[4] = xasprintf("FAILOVERD_MOVE=%s", move_name(move->kind));
	ret->process.env[5] = xasprintf("FAILOVERD_FROM=%s", app->regions[move->from].name);
	ret->process.env[6] = xasprintf("FAILOVERD_TO=%s", app->regions[move->to].name);
	ret->process.env[7] = xasprintf("FAILOVERD_TOKEN=%s", ctx->token);
	ret->process.timeout = args->timeout;
	return true;
}

/* What it said in its first line, on either output. */
static void
tell(const struct step_ctx *ctx, const struct process_answer *process)
{
	const char *said = process->out[0] ? process->out : process->err;

	snprintf(ctx->detail, DETAIL_TEXT, "exit status %d%s%.*s", process->status,
	    said[0] ? ": " : "", (int)strcspn(said, "\n"), said);
}

/* false: err says why there is no exit status. */
static bool
ended(const struct answer *answer, struct error *err)
{
	if (!answer->process)
		return error_set(err, "%s",
		    answer->trouble ? answer->trouble : "the command was not run");
	if (answer->process->failure != PROCESS_EXITED)
		return error_set(err, "%s", answer->process->why);
	return true;
}

/* ---- what is noted of one without a look ---- */

static bool
note(const struct step_ctx *ctx, const char *what)
{
	char name[MEMO_NAME];

	return memo_put(ctx->memo, memo_name(RAN, ctx->token, name), what);
}

static bool
noted(const struct step_ctx *ctx, const char *what)
{
	char name[MEMO_NAME];
	const char *is = memo_get(ctx->memo, memo_name(RAN, ctx->token, name));

	return is && strcmp(is, what) == 0;
}

static enum verdict
recollect(const struct step_ctx *ctx, struct error *err)
{
	const struct command_args *args = ctx->args;

	if (noted(ctx, DONE))
		return VERDICT_DONE;
	if ((!noted(ctx, SENT) && !ctx->unsure) || args->repeatable)
		return VERDICT_NOT_YET;
	error_set(err,
	    "whether %s has done its part is not known, and it may not be run twice: see for "
	    "yourself, and give \"look\", or \"repeatable\" if it can bear that",
	    args->act.items[0]);
	return VERDICT_FAIL;
}

/* ---- look ---- */

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct command_args *args = ctx->args;

	if (args->look.n > 0)
		return run(ctx, &args->look, ret, err);
	ret->kind = CALL_NONE;
	return true;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct command_args *args = ctx->args;

	if (args->look.n == 0)
		return recollect(ctx, err);
	if (!ended(answer, err))
		return VERDICT_RETRY;
	tell(ctx, answer->process);
	if (answer->process->status == 0)
		return VERDICT_DONE;
	if (answer->process->status == 1)
		return VERDICT_NOT_YET;
	error_set(err, "the look ended with %s", ctx->detail);
	return VERDICT_RETRY;
}

/* ---- act ---- */

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct command_args *args = ctx->args;

	if (!note(ctx, SENT))
		return error_set(err, "the memo of the run is full");
	return run(ctx, &args->act, ret, err);
}

/* It ended, and not well: what it has done until then only a look can tell. */
static enum verdict
judge_failed(const struct step_ctx *ctx, struct error *err)
{
	const struct command_args *args = ctx->args;

	if (args->look.n > 0 || args->repeatable)
		return VERDICT_NOT_YET;
	error_set(err, "%s ended with %s", args->act.items[0], ctx->detail);
	return VERDICT_FAIL;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct process_answer *process = answer->process;

	if (!process || process->failure == PROCESS_LOCAL) {
		(void)!ended(answer, err);
		(void)!note(ctx, ""); /* it was never run */
		return VERDICT_RETRY;
	}
	if (!ended(answer, err)) {
		snprintf(ctx->detail, DETAIL_TEXT, "%.150s", err->text);
		return VERDICT_NOT_YET;
	}
	tell(ctx, process);
	if (process->status != 0)
		return judge_failed(ctx, err);
	if (note(ctx, DONE))
		return VERDICT_DONE;
	error_set(err, "the memo of the run is full");
	return VERDICT_FAIL;
}

#define AT(member) offsetof(struct command_args, member)

static const struct option options[] = {
	{ "act", OPTION_LIST, AT(act), NULL,
	    "The program's whole path and its arguments, one item each; no shell reads them. {to}, "
	    "{from} and {home} are filled in, and FAILOVERD_RUN, _MOVE, _FROM, _TO and _TOKEN are "
	    "in its environment. Exit status 0: it is done.",
	    .min = 1, .max = PROCESS_ARGS_MOST, .required = true, .repeats = true,
	    .form = FORM_PROGRAM },
	{ "look", OPTION_LIST, AT(look), NULL,
	    "A program that changes nothing and says whether it is done: 0 yes, 1 not yet, all "
	    "else it cannot tell.",
	    .min = 1, .max = PROCESS_ARGS_MOST, .repeats = true, .form = FORM_PROGRAM },
	{ "repeatable", OPTION_BOOL, AT(repeatable), "false",
	    "\"act\" may be run again when it was cut off or failed." },
	{ "timeout", OPTION_DURATION, AT(timeout), "\"60s\"",
	    "What does not end by then is killed, with all that it has started." },
	{ 0 },
};

const struct step_kind command_step = {
	.name = "command",
	.help = "Runs a program of your own. With a look it is done when the look says so; without "
		"one it is run once, and must end with 0.",
	.claim = "the command has done its part",
	.undo = "see what the step's command has done until now, and take it back if it must not "
		"stand",
	.manual = "Run the step's command by hand, as failoverd's user, with FAILOVERD_FROM={from} "
		  "and FAILOVERD_TO={to} in its environment.",
	.options = options,
	.args_size = sizeof(struct command_args),
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.every = MSEC_SECOND,
	.deadline = 10 * MSEC_MINUTE,
};

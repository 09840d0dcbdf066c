/* SPDX-License-Identifier: MIT */
/*
 * What a program says about each Region, by the rules of monitoring plugins: one
 * line of text, numbers behind a bar, and an exit status.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "core/app.h"
#include "core/place.h"
#include "kinds/kinds.h"
#include "kinds/perfdata.h"

struct command_args {
	struct option_list argv;
	int warning; /* index of warnings */
	const char *value;
};

static const char *const warnings[] = { "ok", "fail", "unknown", NULL };

static const enum reason warning_reasons[] = { REASON_OK, REASON_VALUE, REASON_OTHER };

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct command_args *args = ctx->args;
	const char *region = ctx->app->regions[ctx->region].name;
	const struct option_list *argv = &args->argv;

	if (argv->n == 0 || argv->n > PROCESS_ARGS_MOST)
		return error_set(err, "argv must have from 1 to %d items", PROCESS_ARGS_MOST);
	if (argv->items[0][0] != '/')
		return error_set(err, "argv begins with \"%.80s\": write the program's whole path",
		    argv->items[0]);
	ret->kind = CALL_COMMAND;
	snprintf(ret->name, sizeof(ret->name), "run");
	for (size_t i = 0; i < argv->n; i++)
		ret->process.argv[i] = place_fill(argv->items[i], region);
	ret->process.env[0] = xstrdup("PATH=/usr/local/bin:/usr/bin:/bin");
	ret->process.env[1] = xstrdup("LC_ALL=C");
	ret->process.env[2] = xasprintf("FAILOVERD_APPLICATION=%s", ctx->app->name);
	ret->process.env[3] = xasprintf("FAILOVERD_REGION=%s", region);
	return true;
}

static enum reason
reason_of_status(const struct command_args *args, const struct process_answer *process)
{
	switch (process->status) {
	case 0:
		return REASON_OK;
	case 1:
		/* So do interpreters when a script breaks; plugins that warn say of what. */
		return process->out[0] ? warning_reasons[args->warning] : REASON_OTHER;
	case 2:
		return REASON_VALUE;
	default:
		return REASON_OTHER;
	}
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	static const char *const names[] = { "ok", "warning", "critical", "unknown" };
	const struct command_args *args = ctx->args;
	const struct process_answer *process = answer->process;
	const char *said;
	double value;

	if (!process) {
		sighting_unsent(ret, answer->trouble);
		return;
	}
	if (process->failure != PROCESS_EXITED) {
		sighting_judge(ret, reason_of_process(process), "%s", process->why);
		return;
	}
	said = process->out[0] ? process->out : process->err;
	sighting_judge(ret, reason_of_status(args, process), "%s (%d): %.*s",
	    (size_t)process->status < COUNT(names) ? names[process->status] : "no plugin's status",
	    process->status, (int)strcspn(said, "|\n"), said);
	if (args->value && perfdata_find(process->out, args->value, &value))
		sighting_value(ret, value, answer->now.boot);
}

#define AT(member) offsetof(struct command_args, member)

static const struct option options[] = {
	{ "argv", OPTION_LIST, AT(argv), NULL,
	    "The program's whole path and its arguments, one item each; no shell reads them. "
	    "{region} stands for the Region's name.",
	    .min = 1, .max = PROCESS_ARGS_MOST, .required = true, .repeats = true,
	    .form = FORM_PROGRAM },
	{ "warning", OPTION_WORD, AT(warning), "\"ok\"",
	    "What exit status 1 means: a warning is shown, and counts as this.", warnings },
	{ "value", OPTION_STRING, AT(value), NULL,
	    "The label of the performance datum that facts about its value see: \"time\" for "
	    "|time=12ms. Times are durations, percentages shares." },
	{ 0 },
};

const struct probe_kind command_probe = {
	.name = "command",
	.help = "Runs a monitoring plugin for each Region: exit status 0 is ok, 1 a warning, 2 a "
		"failure, all else unknown. It has no input and no credentials, only "
		"FAILOVERD_APPLICATION and FAILOVERD_REGION in its environment; what does "
		"not end within the probe's timeout is killed, and unknown.",
	.options = options,
	.args_size = sizeof(struct command_args),
	.ask = ask,
	.judge = judge,
};

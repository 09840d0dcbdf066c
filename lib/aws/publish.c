/* SPDX-License-Identifier: MIT */
/*
 * A word to a topic of SNS, on the way of a run. Heard twice it does no harm, so a
 * call whose answer is lost is made again; not heard it stops nothing.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "aws/automation.h"
#include "aws/checked.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "aws/right.h"
#include "base/alloc.h"
#include "core/run.h"

#define PUBLISHED "publish" /* whatever it holds: it was accepted */
#define SUBJECT   100       /* longer ones are refused */
#define TEXT      2048
#define END       ((const char *)NULL) /* of the arguments of query_form() */

struct publish_args {
	const char *topic, *subject, *message, *region;
};

const char *
publish_topic(const void *args)
{
	return ((const struct publish_args *)args)->topic;
}

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_NONE;
	return true;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	char name[MEMO_NAME];

	return memo_get(ctx->memo, memo_name(PUBLISHED, ctx->token, name)) ? VERDICT_DONE
									   : VERDICT_NOT_YET;
}

/* For programs that listen; the operator's own text is a member of it. */
static char *
message(const struct step_ctx *ctx)
{
	const struct publish_args *args = ctx->args;
	const struct app *app = ctx->app;
	const struct move *move = ctx->move;
	char text[TEXT];
	json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "application", app->name, "run",
	    move->run, "move", move_name(move->kind), "from", app->regions[move->from].name, "to",
	    app->regions[move->to].name, "text",
	    move_text(app, move, args->message, text, sizeof(text)));
	char *ret = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);

	json_decref(json);
	return ret;
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct publish_args *args = ctx->args;
	autofree(xfree) char *text = message(ctx);
	char subject[SUBJECT];

	if (!text)
		return error_set(err, "the message is not UTF-8");
	move_text(ctx->app, ctx->move, args->subject, subject, sizeof(subject));
	query_form(ret, "sns", move_region(ctx->app, ctx->move, args->region), "2010-03-31",
	    "Publish", "TopicArn", args->topic, "Subject", subject, "Message", text, END);
	return true;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	char name[MEMO_NAME];

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault != FAULT_NONE)
		return aws_act_verdict(&error, answer, err);
	snprintf(ctx->detail, DETAIL_TEXT, "published");
	if (memo_put(ctx->memo, memo_name(PUBLISHED, ctx->token, name), ""))
		return VERDICT_DONE;
	error_set(err, "it was published, and the memo of the run is full");
	return VERDICT_FAIL;
}

/* ---- whether it could ---- */

static bool
check_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct publish_args *args = ctx->args;

	query_form(ret, "sns", move_region(ctx->app, ctx->move, args->region), "2010-03-31",
	    "GetTopicAttributes", "TopicArn", args->topic, END);
	return true;
}

static void
check_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	if (checked_answer(answer, CHECKED_EXTRA, ret))
		opinion_set(ret, HEALTH_OK, "the topic is there");
}

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	names_add(&ret->arns, ((const struct publish_args *)ctx->args)->topic);
}

static const struct right rights[] = {
	{ "sns:Publish", "TellTopic", reach },
	{ 0 },
};

static const struct right check_rights[] = {
	{ "sns:GetTopicAttributes", "SeeTopic", reach },
	{ 0 },
};

static const struct check_kind check = {
	.name = "publish",
	.why = "a step tells the topic",
	.unproved = "sns:Publish has no dry run",
	.rights = check_rights,
	.ask = check_ask,
	.judge = check_judge,
};

#define AT(member) offsetof(struct publish_args, member)

static const struct option options[] = {
	{ "topic", OPTION_STRING, AT(topic), NULL, "The topic's ARN.", .required = true },
	{ "region", OPTION_STRING, AT(region), "\"{to}\"",
	    "Where the topic is: a Region's name, {to} or {from}. A topic in the Region that is "
	    "left may be gone with it." },
	{ "subject", OPTION_STRING, AT(subject), "\"failoverd: from {from} to {to}\"",
	    "The subject that mails have. {to}, {from} and {home} are filled in." },
	{ "message", OPTION_STRING, AT(message), "\"the move from {from} to {to} goes on\"",
	    "What is said; sent as the member \"text\" of a JSON object that names the application "
	    "and the run." },
	{ 0 },
};

static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	const struct publish_args *args = ctx->args;
	char subject[SUBJECT], text[TEXT];

	if (!automation_is_there(ctx, args->region)) {
		automation_pause(ctx, ret);
		return;
	}
	move_text(ctx->app, ctx->move, args->subject, subject, sizeof(subject));
	move_text(ctx->app, ctx->move, args->message, text, sizeof(text));
	automation_call(ret, NULL, "sns", "Publish",
	    json_pack("{s:s, s:s, s:s}", "TopicArn", args->topic, "Subject", subject, "Message",
		text));
}

const struct step_kind publish_step = {
	.name = "publish",
	.help = "Publishes a message to a topic of SNS. When it cannot, the run goes on.",
	.claim = "those who listen to the topic were told",
	.manual = "Tell them: aws sns publish --region {to} --topic-arn ARN --message TEXT.",
	.options = options,
	.args_size = sizeof(struct publish_args),
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.check = &check,
	.rights = rights,
	.every = MSEC_SECOND,
	.deadline = 30 * MSEC_SECOND,
	.best_effort = true,
	.automate = automate,
};

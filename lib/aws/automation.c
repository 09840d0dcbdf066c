/* SPDX-License-Identifier: MIT */
#include "aws/automation.h"

#include <stdio.h>
#include <string.h>

#define TEXT        2048
#define LAST        "done"
#define SCRIPT_MOST 600 /* seconds that Automation lets a script run */
#define PYTHON      "python3.11"

/* ---- actions ---- */

static long long
seconds(const struct automation *automation)
{
	return automation->spec->deadline / MSEC_SECOND;
}

json_t *
automation_add(struct automation *automation, const char *suffix, const char *action,
    json_t *inputs)
{
	char name[2 * AUTOMATION_NAME];
	json_t *ret;

	snprintf(name, sizeof(name), "%s%s%s", automation->name, suffix ? "-" : "",
	    suffix ? suffix : "");
	ret = json_pack("{s:s, s:s, s:o}", "name", name, "action", action, "inputs", inputs);
	json_array_append_new(automation->steps, ret);
	return ret;
}

static json_t *
call_inputs(const char *service, const char *api, json_t *parameters)
{
	json_t *ret = json_pack("{s:s, s:s}", "Service", service, "Api", api);

	json_object_update(ret, parameters);
	json_decref(parameters);
	return ret;
}

json_t *
automation_call(struct automation *automation, const char *suffix, const char *service,
    const char *api, json_t *parameters)
{
	return automation_add(automation, suffix, "aws:executeAwsApi",
	    call_inputs(service, api, parameters));
}

json_t *
automation_await(struct automation *automation, const char *suffix, const char *service,
    const char *api, json_t *parameters, struct automation_wish wish)
{
	json_t *inputs = call_inputs(service, api, parameters);
	json_t *ret;

	json_object_set_new(inputs, "PropertySelector", json_string(wish.selector));
	json_object_set_new(inputs, "DesiredValues", json_pack("[s]", wish.value));
	ret = automation_add(automation, suffix, "aws:waitForAwsResourceProperty", inputs);
	json_object_set_new(ret, "timeoutSeconds", json_integer(seconds(automation)));
	return ret;
}

json_t *
automation_script(struct automation *automation, const char *suffix, const char *script,
    json_t *payload)
{
	long long most = seconds(automation);
	json_t *ret = automation_add(automation, suffix, "aws:executeScript",
	    json_pack("{s:s, s:s, s:s, s:o}", "Runtime", PYTHON, "Handler", "run", "Script", script,
		"InputPayload", payload));

	json_object_set_new(ret, "timeoutSeconds",
	    json_integer(most < SCRIPT_MOST ? most : SCRIPT_MOST));
	return ret;
}

void
automation_skip(struct automation *automation, const char *suffix, const char *text,
    const char *value)
{
	char act[2 * AUTOMATION_NAME];

	snprintf(act, sizeof(act), "%s-act", automation->name);
	automation_add(automation, suffix, "aws:branch",
	    json_pack("{s:[{s:s, s:s, s:s}], s:s}", "Choices", "NextStep", automation->next,
		"Variable", text, "StringEquals", value, "Default", act));
}

void
automation_pause(const struct step_ctx *ctx, struct automation *automation)
{
	automation_add(automation, NULL, "aws:pause", json_object());
}

bool
automation_is_there(const struct step_ctx *ctx, const char *region)
{
	return strcmp(move_region(ctx->app, ctx->move, region),
		   ctx->app->regions[ctx->move->to].name) == 0;
}

void
automation_tolerate(json_t *action)
{
	json_object_set_new(action, "onFailure", json_string("Continue"));
	json_object_set_new(action, "isCritical", json_false());
}

void
automation_output(json_t *action, const char *output, const char *selector)
{
	json_t *outputs = json_object_get(action, "outputs");

	if (!outputs) {
		outputs = json_array();
		json_object_set_new(action, "outputs", outputs);
	}
	json_array_append_new(outputs,
	    json_pack("{s:s, s:s, s:s}", "Name", output, "Selector", selector, "Type", "String"));
}

/* ---- the document ---- */

/* "s02-aurora-writer"; a name that the configuration gave may have more than Automation takes. */
static void
name_of(const struct runbook *book, size_t i, char ret[AUTOMATION_NAME])
{
	if (i >= book->n_steps) {
		snprintf(ret, AUTOMATION_NAME, LAST);
		return;
	}
	snprintf(ret, AUTOMATION_NAME, "s%02zu-%.60s", i + 1, book->steps[i].name);
	for (char *at = ret; *at; at++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
			*at))
			*at = '_';
}

static void
add_step(const struct app *app, const struct move *move, const struct runbook *book, size_t i,
    json_t *steps)
{
	struct automation automation = { .steps = steps, .spec = &book->steps[i] };
	struct step_ctx ctx = { .app = app, .move = move, .args = book->steps[i].args };
	size_t first = json_array_size(steps);
	char text[TEXT];

	name_of(book, i, automation.name);
	name_of(book, i + 1, automation.next);
	if (book->steps[i].kind->automate)
		book->steps[i].kind->automate(&ctx, &automation);
	else
		automation_pause(&ctx, &automation);
	/* For whoever watches it, or has to do it instead. */
	move_text(app, move, book->steps[i].kind->manual, text, sizeof(text));
	json_object_set_new(json_array_get(steps, first), "description", json_string(text));
	for (; run_may_fail(&book->steps[i]) && first < json_array_size(steps); first++)
		automation_tolerate(json_array_get(steps, first));
}

static json_t *
parameters(void)
{
	return json_pack("{s:{s:s, s:s, s:s}}", "AutomationAssumeRole", "type",
	    "AWS::IAM::Role::Arn", "default", "", "description",
	    "The role that the document acts by: what failoverctl export iam --purpose failover "
	    "writes is enough. Without it, whoever starts it.");
}

json_t *
automation_make(const struct app *app, const struct move *move)
{
	const struct runbook *book = app->failover;
	json_t *steps = json_array();
	char text[TEXT];

	for (size_t i = 0; i < book->n_steps; i++)
		add_step(app, move, book, i, steps);
	json_array_append_new(steps,
	    json_pack("{s:s, s:s, s:{s:s}, s:b}", "name", LAST, "action", "aws:sleep", "inputs",
		"Duration", "PT1S", "isEnd", 1));
	snprintf(text, sizeof(text),
	    "%.200s leaves %s for %s by force: writes that were not replicated are lost. Start it in "
	    "%s, when no failoverd is left to do it, and none can start to: two hands at once "
	    "undo each other. Steps that run beside each other there run one after the other here. "
	    "Where it pauses, do what the step's description says, then send the "
	    "signal Resume.",
	    app->name, app->regions[move->from].name, app->regions[move->to].name,
	    app->regions[move->to].name);
	return json_pack("{s:s, s:s, s:s, s:o, s:o}", "schemaVersion", "0.3", "description", text,
	    "assumeRole", "{{AutomationAssumeRole}}", "parameters", parameters(), "mainSteps",
	    steps);
}

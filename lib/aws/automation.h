/* SPDX-License-Identifier: MIT */
/*
 * A runbook as an Automation document of Systems Manager, for the day on which there
 * is no failoverd any more. It runs in the Region that the move goes to.
 *
 * A kind of step that can say itself in actions of Automation does so; of any other
 * the document has a pause, and the step's manual. A step may become several actions;
 * the first has the step's own name, so that an action before may go there.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
 */
#ifndef AWS_AUTOMATION_H
#define AWS_AUTOMATION_H

#include <jansson.h>

#include "core/run.h"

#define AUTOMATION_NAME 96

struct automation {
	json_t *steps;              /* all so far */
	char name[AUTOMATION_NAME]; /* of the runbook's step: "s02-aurora-writer" */
	char next[AUTOMATION_NAME]; /* of the one after it, or "done" */
	const struct step_spec *spec;
};

/* The document; the caller's. */
json_t *automation_make(const struct app *app, const struct move *move);

/* One more action; takes over the reference to inputs. suffix: NULL for the first of the step. The
 * result is borrowed, for more members. */
json_t *automation_add(struct automation *automation, const char *suffix, const char *action,
    json_t *inputs);
/* "service" and "Api" are added to its parameters. */
json_t *automation_call(struct automation *automation, const char *suffix, const char *service,
    const char *api, json_t *parameters);

/* The same until what selector names is value. */
struct automation_wish {
	const char *selector, *value;
};

json_t *automation_await(struct automation *automation, const char *suffix, const char *service,
    const char *api, json_t *parameters, struct automation_wish wish);
/* Python with a function run(events, context), which is given the payload. */
json_t *automation_script(struct automation *automation, const char *suffix, const char *script,
    json_t *payload);
/* Goes to the next step when the text is value, else on. */
void automation_skip(struct automation *automation, const char *suffix, const char *text,
    const char *value);
/* A person does it; also where a step can be said for some arguments and not for others. */
void automation_pause(const struct step_ctx *ctx, struct automation *automation);
/* An action is done in the Region that the document runs in, the target. */
bool automation_is_there(const struct step_ctx *ctx, const char *region);
/* Whatever comes of it, the document goes on. */
void automation_tolerate(json_t *action);
/* A text that the action gives on: "{{NAME.output}}". */
void automation_output(json_t *action, const char *output, const char *selector);

/* Of kinds whose files have no room. */
void automate_writer(const struct step_ctx *ctx, struct automation *ret);
void automate_fencing(const struct step_ctx *ctx, struct automation *ret);
void automate_replication(const struct step_ctx *ctx, struct automation *ret);
/* region: of a secret that is to name the writer of the target. */
void automate_secret(const struct step_ctx *ctx, const char *region, const char *suffix,
    struct automation *ret);
/* entries: as UpdateRoutingControlStates takes them; taken over. */
void automate_controls(const struct step_ctx *ctx, json_t *entries, struct automation *ret);

#endif

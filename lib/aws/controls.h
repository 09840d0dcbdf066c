/* SPDX-License-Identifier: MIT */
/*
 * The application's routing controls at an endpoint of its cluster: what the probe,
 * the step and the check share. turn: which of the endpoints, counted on and on.
 */
#ifndef AWS_CONTROLS_H
#define AWS_CONTROLS_H

#include <jansson.h>

#include "base/trit.h"
#include "core/app.h"
#include "core/kind.h"
#include "core/reason.h"

#define CONTROLS_RULE 256

/* Where in the row of endpoints to begin: another place for each text. */
uint32_t controls_start(const char *text);
/* The turn of a step. A forced move passes over the endpoint in the Region that it leaves: that may
 * be as dead as the rest. */
uint32_t controls_turn(const struct step_ctx *ctx);

/* The states of all controls of the panel. */
must_check bool controls_ask(const struct app *app, uint32_t turn, struct call *ret,
    struct error *err);
/* The same of the panel that a control's ARN names. */
must_check bool controls_ask_panel(const struct app *app, const char *control, uint32_t turn,
    struct call *ret, struct error *err);
/* Takes over the reference to body. */
must_check bool controls_send(const struct app *app, uint32_t turn, struct call *ret,
    const char *target, json_t *body, struct error *err);
/* What a list of routing controls says of one; unknown: nothing. */
enum trit controls_state(const json_t *list, const char *arn);
/* One more of the states that an update is to set; entries is an array. */
void controls_entry(json_t *entries, const char *arn, bool on);
/* The ARN of a safety rule that the refusal names, or "". */
void controls_rule(const struct answer *answer, char ret[CONTROLS_RULE]);
/* How the answer fails to say what we need; REASON_OK: ret has the state of each Region. */
enum reason controls_read(const struct app *app, const struct answer *answer,
    enum trit ret[REGIONS_MOST], struct error *err);
/* "us-east-1 Off, us-west-2 On"; ret has DETAIL_TEXT bytes. */
void controls_tell(const struct app *app, const enum trit states[REGIONS_MOST], char *ret);

#endif

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
#include "core/reason.h"

/* The states of all controls of the panel. */
must_check bool controls_ask(const struct app *app, uint32_t turn, struct call *ret,
    struct error *err);
/* Takes over the reference to body. */
must_check bool controls_send(const struct app *app, uint32_t turn, struct call *ret,
    const char *target, json_t *body, struct error *err);
/* How the answer fails to say what we need; REASON_OK: ret has the state of each Region. */
enum reason controls_read(const struct app *app, const struct answer *answer,
    enum trit ret[REGIONS_MOST], struct error *err);
/* "us-east-1 Off, us-west-2 On"; ret has DETAIL_TEXT bytes. */
void controls_tell(const struct app *app, const enum trit states[REGIONS_MOST], char *ret);

#endif

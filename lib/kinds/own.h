/* SPDX-License-Identifier: MIT */
/* Steps that ask nobody: what drives the run knows how things are. */
#ifndef KINDS_OWN_H
#define KINDS_OWN_H

#include "core/step.h"

bool own_ask(const struct step_ctx *ctx, struct call *ret, struct error *err);
/* By the recheck. no: what it means that it says no, as "not ready". */
enum verdict own_judge(const struct step_ctx *ctx, const char *no, struct error *err);

#endif

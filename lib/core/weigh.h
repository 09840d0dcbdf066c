/* SPDX-License-Identifier: MIT */
/* Rules and guards: from facts to a proposal, and from a proposal to a verb. */
#ifndef CORE_WEIGH_H
#define CORE_WEIGH_H

#include "core/engine.h"

/* The rules of the current state, the first that holds being weighed. */
void weigh_rules(struct engine *engine, struct decision *ret, struct now now);
/* Whether all facts of a rule are yes, roles bound as they are now. */
enum trit weigh_facts(const struct engine *engine, const struct rule_spec *rule, msec_t now);
/* The Region that a role means now. */
size_t weigh_role(const struct engine *engine, enum role role, msec_t now);
/* The state whose runbook makes such a move. */
size_t weigh_state(const struct app *app, enum move_kind kind);

#endif

/* SPDX-License-Identifier: MIT */
/* A fact of a Region by the Region's role, as rules and steps write it: "active.down", "!home.up".
 */
#ifndef CORE_REF_H
#define CORE_REF_H

#include "core/engine.h"

must_check bool ref_read(const struct app *app, const char *text, struct fact_ref *ret,
    struct error *err);

/* Whether all of them hold during a move, whose Regions the roles then are: unknown when one is,
 * and none says no. ret says what is in the way, or that nothing is. */
enum trit ref_hold(const struct engine *engine, const struct move *move,
    const struct option_list *refs, char ret[DETAIL_TEXT]);

#endif

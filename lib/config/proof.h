/* SPDX-License-Identifier: MIT */
/* A machine is proved, and not only parsed: no state without a way out, no move without a reason.
 */
#ifndef CONFIG_PROOF_H
#define CONFIG_PROOF_H

#include "config/load.h"

/* After a machine whose names all resolve. */
void proof_check(struct load *in, const struct node *machine, const struct app *app);

#endif

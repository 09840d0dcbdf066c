/* SPDX-License-Identifier: MIT */
/*
 * What is known of a machine once it is loaded, in words. Each sentence stands
 * for checks that would have refused it otherwise.
 */
#ifndef CONFIG_PROVEN_H
#define CONFIG_PROVEN_H

#include "base/buf.h"
#include "core/app.h"

#define PROVEN_MOST 16

struct proven {
	const char *codes; /* of the faults that are excluded by it: "E141, E142" */
	char text[160];
};

/* Fills ret; returns how many there are. app: one of a configuration that was loaded. */
size_t proven_all(const struct app *app, struct proven ret[PROVEN_MOST]);

#endif

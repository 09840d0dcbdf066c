/* SPDX-License-Identifier: MIT */
#include "round.h"

#include <stdio.h>

#include "base/alloc.h"
#include "field.h"

#define LOOK     ((msec_t)100)
#define PATIENCE (5 * MSEC_MINUTE)

/* Whoever may not command may look at what was found last. */
static bool
begin(struct ctl *ctl, const char *path, json_t *body, double *ret_round, int *ret_code)
{
	autofree(said_done) struct said said = { 0 };
	struct error err;

	*ret_round = 0;
	*ret_code = CTL_DONE;
	if (!client_ask(ctl->client, "POST", path, body, &said, &err)) {
		*ret_code = ctl_unreachable(ctl, &err);
		return false;
	}
	if (field_is(said.json, "code", "not-permitted")) {
		fputs("failoverctl: you may look and not command: this was found before\n", stderr);
		return true;
	}
	if (said.status < 200 || said.status > 299) {
		*ret_code = ctl_problem(ctl, &said);
		return false;
	}
	*ret_round = field_number(said.json, "round");
	return true;
}

static int
wait_for(struct ctl *ctl, const char *path, double round, const char *verb, struct said *ret)
{
	msec_t until =
	    client_now(ctl->client) + (ctl->options.timeout > 0 ? ctl->options.timeout : PATIENCE);

	while (true) {
		autofree(said_done) struct said said = { 0 };
		int code = ctl_ask(ctl, "GET", path, NULL, &said);

		if (code != CTL_DONE)
			return code;
		if (field_number(said.json, "round") >= round) {
			*ret = said;
			said = (struct said){ 0 };
			return CTL_DONE;
		}
		if (client_now(ctl->client) >= until || !client_sleep(ctl->client, LOOK)) {
			fprintf(stderr,
			    "failoverctl: it goes on; failoverctl %s waits for it again\n", verb);
			return CTL_WAITING;
		}
	}
}

int
round_wait(struct ctl *ctl, const char *path, json_t *body, const char *verb, struct said *ret)
{
	autofree(xfree) char *whole = NULL;
	double round;
	int code = ctl_application(ctl);

	if (code != CTL_DONE) {
		json_decref(body);
		return code;
	}
	whole = xasprintf("/api/v1/applications/%s%s", ctl->application, path);
	if (!begin(ctl, whole, body, &round, &code))
		return code;
	return wait_for(ctl, whole, round, verb, ret);
}

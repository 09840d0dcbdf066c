/* SPDX-License-Identifier: MIT */
/* pause, resume, ack, approve, reload, version: one question, one sentence. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "ctl.h"
#include "field.h"
#include "print.h"

#define PAUSE_USUAL (2 * MSEC_HOUR)
#define PAUSE_MOST  MSEC_DAY

static int
tell(const struct ctl *ctl, const struct said *said, const char *next)
{
	if (ctl->options.json)
		print_json(said->json);
	else
		printf("%s\n%s", field_text(said->json, "message"), next);
	return CTL_DONE;
}

static bool
blank(const char *text)
{
	return !text || strspn(text, " \t\n") == strlen(text);
}

/* In the words that duration_parse() reads back. */
static char *
duration_word(msec_t time)
{
	if (time % MSEC_SECOND != 0)
		return xasprintf("%lldms", (long long)time);
	return xasprintf("%llds", (long long)(time / MSEC_SECOND));
}

int
pause_verb(struct ctl *ctl)
{
	const struct options *o = &ctl->options;
	autofree(xfree) char *length = duration_word(o->pause_for ? o->pause_for : PAUSE_USUAL);
	autofree(said_done) struct said said = { 0 };
	int code;

	if (blank(o->reason))
		return ctl_usage("say why, whoever is on call will read it: failoverctl pause "
				 "--for 2h --reason \"...\"");
	if (o->pause_for > PAUSE_MOST)
		return ctl_usage("a pause lasts 24h at most; pause again to go on");
	code = ctl_ask_application(ctl, "PUT", "/pause",
	    json_pack("{s:s, s:s}", "for", length, "reason", o->reason), &said);
	if (code != CTL_DONE)
		return code;
	return tell(ctl, &said, "Next: failoverctl resume    (or let it run out)\n");
}

int
resume_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	json_t *body = json_object();
	int code;

	if (ctl->options.reason)
		json_object_set_new(body, "reason", json_string(ctl->options.reason));
	code = ctl_ask_application(ctl, "DELETE", "/pause", body, &said);
	return code == CTL_DONE ? tell(ctl, &said, "Next: failoverctl status\n") : code;
}

int
ack_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	int code;

	if (blank(ctl->options.reason))
		return ctl_usage("say what was seen to: failoverctl ack --reason \"...\"");
	code = ctl_ask_application(ctl, "POST", "/ack",
	    json_pack("{s:s}", "reason", ctl->options.reason), &said);
	return code == CTL_DONE ? tell(ctl, &said, "Next: failoverctl status\n") : code;
}

int
approve_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	int code;

	if (ctl->n_args == 0)
		return ctl_usage("say what: failoverctl approve ID --reason \"...\"; failoverctl "
				 "status names what waits");
	if (blank(ctl->options.reason))
		return ctl_usage("say why: failoverctl approve %s --reason \"...\"", ctl->args[0]);
	code = ctl_ask_application(ctl, "POST", "/approve",
	    json_pack("{s:s, s:s}", "id", ctl->args[0], "reason", ctl->options.reason), &said);
	return code == CTL_DONE ? tell(ctl, &said, "Next: failoverctl status --watch\n") : code;
}

int
reload_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	int code = ctl_ask(ctl, "POST", "/api/v1/reload", NULL, &said);

	return code == CTL_DONE ? tell(ctl, &said, "") : code;
}

/* Also without a daemon: its absence is an answer here. */
int
version_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	struct error err;
	bool answers = client_ask(ctl->client, "GET", "/api/v1/version", NULL, &said, &err);
	const char *theirs = answers ? field_text(said.json, "version") : "does not answer";
	json_t *json;

	if (!ctl->options.json) {
		printf("failoverctl %s\nfailoverd   %s\n", VERSION, theirs);
		return CTL_DONE;
	}
	json =
	    json_pack("{s:s, s:s?}", "failoverctl", VERSION, "failoverd", answers ? theirs : NULL);
	print_json(json);
	json_decref(json);
	return CTL_DONE;
}

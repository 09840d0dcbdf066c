/* SPDX-License-Identifier: MIT */
/* drill: practise a move; or see what was practised. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "ctl.h"
#include "drill_print.h"
#include "field.h"
#include "print.h"
#include "prompt.h"
#include "report.h"

#define LOOK    ((msec_t)200)
#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* ---- those that were ---- */

/* The newest that is known of it; the caller's. */
static int
find(struct ctl *ctl, const char *id, json_t **ret)
{
	autofree(said_done) struct said said = { 0 };
	autofree(xfree) char *path = xasprintf("/drills?id=%s", id);
	int code = ctl_ask_application(ctl, "GET", path, NULL, &said);

	if (code == CTL_DONE)
		*ret = json_incref(json_array_get(json_object_get(said.json, "drills"), 0));
	return code;
}

static int
tell(const struct ctl *ctl, const json_t *drill)
{
	autofree(buf_done) struct buf page = { 0 };

	if (ctl->options.html || ctl->options.out) {
		drill_page(&page, drill);
		if (report_write(ctl, &page) != CTL_DONE)
			return CTL_FAILED;
	} else if (ctl->options.json)
		print_json(drill);
	else
		drill_print(drill);
	return field_is(drill, "result", "good") ? CTL_DONE : CTL_FAILED;
}

static int
show(struct ctl *ctl, const char *id)
{
	json_t *drill = NULL;
	int code;

	if (strncmp(id, "drill-", 6) != 0 || !id[6] ||
	    strspn(id + 6, "0123456789") != strlen(id + 6))
		return ctl_usage("drill show needs the id of a drill, such as drill-3; failoverctl "
				 "drill list has them");
	code = find(ctl, id, &drill);
	if (code == CTL_DONE && !drill) {
		fprintf(stderr, "failoverctl: there is no drill %s; failoverctl drill list\n", id);
		code = CTL_FAILED;
	} else if (code == CTL_DONE)
		tell(ctl, drill);
	json_decref(drill);
	return code;
}

/* ---- to wait for the end ---- */

static int
detached(const struct ctl *ctl, const char *id, const char *why)
{
	fprintf(stderr, "failoverctl: %s: %s goes on; failoverctl drill show %s --app %s\n", why,
	    id, id, ctl->application);
	return CTL_WAITING;
}

/* Each phase once, where somebody looks on. */
static void
tell_phase(const struct ctl *ctl, const json_t *drill, char told[32])
{
	if (strcmp(told, field_text(drill, "phase")) == 0 || ctl->options.json)
		return;
	snprintf(told, 32, "%.31s", field_text(drill, "phase"));
	if (!field_is(drill, "phase", "ended"))
		drill_print_phase(drill);
	fflush(stdout);
}

static int
follow(struct ctl *ctl, const char *id)
{
	msec_t began = client_now(ctl->client), limit = ctl->options.timeout;
	char told[32] = "";

	client_catch_interrupt(ctl->client);
	while (true) {
		json_t *drill = NULL;
		int code = find(ctl, id, &drill);

		if (code == CTL_DONE && drill) {
			tell_phase(ctl, drill, told);
			if (field_is(drill, "phase", "ended"))
				code = tell(ctl, drill);
		}
		if (code != CTL_DONE || field_is(drill, "phase", "ended")) {
			json_decref(drill);
			return code;
		}
		json_decref(drill);
		if (limit > 0 && client_now(ctl->client) - began >= limit)
			return detached(ctl, id, "waited long enough");
		if (!client_sleep(ctl->client, LOOK))
			return detached(ctl, id, "detached");
	}
}

/* ---- to begin ---- */

static void
set(json_t *json, const char *name, const char *text)
{
	if (text)
		json_object_set_new(json, name, json_string(text));
}

static int
begin(struct ctl *ctl, json_t *body)
{
	autofree(said_done) struct said said = { 0 };
	int code;

	if (!json_object_get(body, "reason"))
		set(body, "reason", ctl->options.reason);
	code = ctl_ask_application(ctl, "POST", "/drills", body, &said);
	if (code != CTL_DONE)
		return code;
	if (field_is(said.json, "phase", "ended"))
		return tell(ctl, said.json);
	if (!ctl->options.no_wait)
		return follow(ctl, field_text(said.json, "id"));
	if (ctl->options.json)
		print_json(said.json);
	else
		printf("%s has begun\nNext: failoverctl drill show %s\n",
		    field_text(said.json, "id"), field_text(said.json, "id"));
	return CTL_DONE;
}

static int
rehearse(struct ctl *ctl)
{
	json_t *body = json_pack("{s:s}", "kind", "rehearse");

	set(body, "move", ctl->n_args > 0 ? ctl->args[0] : NULL);
	return begin(ctl, body);
}

static int
inject(struct ctl *ctl)
{
	json_t *body = json_pack("{s:s, s:s}", "kind", "inject", "what", ctl->options.inject);

	if (ctl->options.pause_for > 0)
		json_object_set_new(body, "for", json_string(D(ctl->options.pause_for)));
	return begin(ctl, body);
}

/* ---- a live one, confirmed in words ---- */

/* false: it was not, and the user was told. */
static bool
confirmed(const struct ctl *ctl, const char *wanted, char reason[256])
{
	const struct options *o = &ctl->options;
	bool matches = o->confirm && strcmp(o->confirm, wanted) == 0;
	char prompt[200], typed[160];

	if ((o->confirm && !matches) || (!prompt_possible() && (!matches || !o->reason))) {
		ctl_usage(
		    "a live drill really moves the application, so --confirm and --reason are "
		    "needed; type:");
		fprintf(stderr,
		    "  failoverctl drill --live --app %s --return-after %s --confirm \"%s\" --reason "
		    "\"%s\"\n",
		    ctl->application, D(o->return_after), wanted, o->reason ? o->reason : "...");
		return false;
	}
	snprintf(reason, 256, "%s", o->reason ? o->reason : "");
	if (!o->reason && !prompt_line("Reason: ", reason, 256))
		return false;
	if (matches)
		return true;
	snprintf(prompt, sizeof(prompt), "Type \"%s\" to go on: ", wanted);
	return prompt_line(prompt, typed, sizeof(typed)) && strcmp(typed, wanted) == 0;
}

static int
live(struct ctl *ctl)
{
	autofree(said_done) struct said weighed = { 0 };
	json_t *body = json_pack("{s:b}", "dry_run", 1);
	char wanted[160], reason[256] = "";
	int code;

	if (ctl->options.return_after <= 0) {
		json_decref(body);
		return ctl_usage("say when it goes back: drill --live --return-after 10m");
	}
	set(body, "to", ctl->options.to);
	code = ctl_ask_application(ctl, "POST", "/switchover", body, &weighed);
	if (code != CTL_DONE)
		return code;
	if (!field_is(json_object_get(weighed.json, "decision"), "allowed", "yes"))
		return drill_refused(ctl, weighed.json);
	snprintf(wanted, sizeof(wanted), "%s", field_text(weighed.json, "confirm"));
	if (!ctl->options.json)
		drill_print_plan(weighed.json, ctl->application, ctl->options.return_after);
	if (!confirmed(ctl, wanted, reason))
		return CTL_USAGE;
	body = json_pack("{s:s, s:s, s:s, s:s}", "kind", "live", "return_after",
	    D(ctl->options.return_after), "confirm", wanted, "reason", reason);
	set(body, "to", ctl->options.to);
	return begin(ctl, body);
}

int
drill_verb(struct ctl *ctl)
{
	const struct options *o = &ctl->options;
	int kinds = o->rehearse + (o->inject != NULL) + o->live;
	const char *word = ctl->n_args > 0 ? ctl->args[0] : "list";

	if (kinds > 1)
		return ctl_usage("--rehearse, --inject and --live are three kinds: one at a time");
	if (ctl->n_args > (o->rehearse ? 1U : kinds ? 0U : 2U))
		return ctl_usage("drill: what is \"%s\"? failoverctl help drill",
		    ctl->args[ctl->n_args - 1]);
	if (o->rehearse)
		return rehearse(ctl);
	if (o->inject)
		return inject(ctl);
	if (o->live)
		return live(ctl);
	if (strcmp(word, "list") == 0 && ctl->n_args < 2)
		return ctl_list(ctl, "drills", drill_print_list);
	if (strcmp(word, "show") == 0 && ctl->n_args == 2)
		return show(ctl, ctl->args[1]);
	return ctl_usage(
	    "drill %s: write drill list, drill show ID, or one of --rehearse, --inject "
	    "primary-down and --live",
	    word);
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "ctl.h"
#include "field.h"
#include "follow.h"
#include "print.h"
#include "report.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static enum ink
status_ink(const json_t *run)
{
	if (field_is(run, "status", "done"))
		return INK_GOOD;
	return field_is(run, "status", "failed") ? INK_BAD : INK_WARN;
}

static void
print_list(const json_t *runs)
{
	static const char *const heads[] = { "ID", "STARTED", "KIND", "FROM", "TO", "BY", "STATUS",
		"TOOK", "REASON" };
	autofree(table_done) struct table table = { .columns = COUNT(heads) };
	const json_t *run;
	char started[PRINT_TIME];
	size_t i;

	for (i = 0; i < COUNT(heads); i++)
		table_add(&table, INK_DIM, "%s", heads[i]);
	json_array_foreach(runs, i, run)
	{
		table_add(&table, INK_BOLD, "%s", field_text(run, "id"));
		table_add(&table, INK_PLAIN, "%s", print_time(field_text(run, "started"), started));
		table_add(&table, INK_PLAIN, "%s", field_text(run, "kind"));
		table_add(&table, INK_PLAIN, "%s", field_text(run, "from"));
		table_add(&table, INK_PLAIN, "%s", field_text(run, "to"));
		table_add(&table, INK_PLAIN, "%s", field_text(run, "actor"));
		table_add(&table, status_ink(run), "%s", field_text(run, "status"));
		table_add(&table, INK_PLAIN, "%s", D(field_seconds(run, "took_s")));
		table_add(&table, INK_PLAIN, "%s", field_text(run, "reason"));
	}
	table_print(&table, 0);
	if (json_array_size(runs) == 0)
		puts("nothing was ever moved");
	else
		printf("Next: failoverctl runs show %s\n",
		    field_text(json_array_get(runs, 0), "id"));
}

/* An id goes into a path. */
static bool
plausible(const char *id)
{
	return *id && strlen(id) < 24 &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

/* Its application is known by the run itself. */
static int
abort_run(struct ctl *ctl, const char *id)
{
	autofree(said_done) struct said said = { 0 };
	autofree(said_done) struct said done = { 0 };
	autofree(xfree) char *path = xasprintf("/api/v1/runs/%s", id);
	int code;

	if (!ctl->options.reason)
		return ctl_usage("say why: failoverctl runs abort %s --reason \"...\"", id);
	code = ctl_ask(ctl, "GET", path, NULL, &said);
	if (code != CTL_DONE)
		return code;
	snprintf(ctl->application, sizeof(ctl->application), "%s",
	    field_text(said.json, "application"));
	code = ctl_ask_application(ctl, "POST", "/abort",
	    json_pack("{s:s, s:s}", "id", id, "reason", ctl->options.reason), &done);
	if (code != CTL_DONE)
		return code;
	if (ctl->options.json)
		print_json(done.json);
	else
		printf("%s\n", field_text(done.json, "message"));
	return CTL_DONE;
}

int
runs_verb(struct ctl *ctl)
{
	static const struct {
		const char *word;
		int (*run)(struct ctl *ctl, const char *id);
	} words[] = { { "show", report_show }, { "watch", follow_run }, { "abort", abort_run } };

	size_t w = 0;

	const char *word = ctl->n_args > 0 ? ctl->args[0] : "list";
	const char *id = ctl->n_args > 1 ? ctl->args[1] : NULL;

	if (strcmp(word, "list") == 0 && !id)
		return ctl_list(ctl, "runs", print_list);
	while (w < COUNT(words) && strcmp(words[w].word, word) != 0)
		w++;
	if (w == COUNT(words))
		return ctl_usage(
		    "runs %s: write runs list, or runs show, watch or abort with an ID", word);
	if (!id || !plausible(id))
		return ctl_usage("runs %s needs the id of a run, such as r-0007; failoverctl runs "
				 "lists them",
		    word);
	if (words[w].run != report_show &&
	    (ctl->options.html || ctl->options.out || ctl->options.state))
		return ctl_usage("runs %s has no use for --html, --out and --state; runs show has",
		    word);
	return words[w].run(ctl, id);
}

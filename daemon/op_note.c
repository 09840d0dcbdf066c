/* SPDX-License-Identifier: MIT */
#include "op_note.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "daemon.h"
#include "ledger.h"

static void
note(struct application *application, const struct run *run, const char *kind, json_t *json)
{
	autofree(xfree) char *body = ledger_text(json);

	daemon_note(application, kind, run->move.run, body, NULL, NULL);
}

void
op_note_asked(struct op_call *call, const struct run *run, const struct call *asked, bool act)
{
	call->act = act;
	call->step = run->next;
	snprintf(call->name, sizeof(call->name), "%s", asked->kind == CALL_NONE ? "" : asked->name);
	snprintf(call->region, sizeof(call->region), "%s", asked->region ? asked->region : "");
}

/* ---- answers ---- */

static bool
faulty(const struct answer *answer, const struct aws_error *error)
{
	return answer->trouble || (answer->http && error->fault != FAULT_NONE);
}

/* That a look meets a fault is worth a word once. */
static bool
worth(const struct run *run, struct op_call *call, bool bad, enum fault fault)
{
	bool told = call->faulty == call->step + 1 && call->fault == fault;
	bool ended = run->status != RUN_RUNNING || run->steps[call->step].status != STEP_RUNNING;

	call->faulty = bad ? call->step + 1 : 0;
	call->fault = fault;
	return call->act || ended || (bad && !told);
}

static const char *
outcome(const struct answer *answer, const struct aws_error *error)
{
	if (answer->trouble)
		return "not-sent";
	if (!answer->http)
		return "answered";
	if (answer->http->failure != HTTP_ANSWERED)
		return answer->http->sent ? "no-answer" : "not-reached";
	return answer->http->status < 400 ? "answered" : fault_name(error->fault);
}

void
op_note_answered(struct application *application, const struct run *run, struct op_call *call,
    const struct answer *answer)
{
	const struct http_response *http = answer->http;
	struct aws_error error = { FAULT_NONE };
	bool bad;

	if (!call->name[0])
		return;
	if (http || answer->trouble)
		aws_error_read(answer, &error);
	bad = faulty(answer, &error);
	if (!worth(run, call, bad, error.fault))
		return;
	note(application, run, "answer",
	    json_pack("{s:s, s:b, s:s, s:s, s:o, s:i, s:s, s:o, s:I, s:o}", "step",
		run->book->steps[call->step].name, "act", call->act, "call", call->name, "region",
		call->region, "host", ledger_words(answer->host ? answer->host : ""), "status",
		http ? http->status : 0, "outcome", outcome(answer, &error), "request_id",
		ledger_words(answer->host ? error.request_id : ""), "took",
		(json_int_t)(http ? http->took : 0), "text",
		ledger_words(run->steps[call->step].detail)));
}

/* ---- its course ---- */

void
op_note_resumed(struct application *application, const struct run *run)
{
	note(application, run, "resumed", json_pack("{s:s}", "step", run_step(run)->name));
}

void
op_note_end(struct application *application, const struct run *run)
{
	autofree(xfree) char *record = ledger_text(ledger_run(run));
	char hex[DIGEST_HEX];

	note(application, run, "outcome",
	    json_pack("{s:s, s:o, s:s}", "status", run_status_name(run->status), "why",
		ledger_words(run->why.text), "record", digest_text(record, strlen(record), hex)));
	application->daemon->runs[run->move.kind][run->status]++;
}

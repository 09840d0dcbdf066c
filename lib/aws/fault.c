/* SPDX-License-Identifier: MIT */
#include "aws/fault.h"

#include <stdio.h>
#include <string.h>

/* ---- what each fault means ---- */

static const struct {
	const char *name;
	enum reason reason;
	enum verdict look, act;
	const char *remedy;
} meanings[] = {
	[FAULT_NONE] = { "none", REASON_OK, VERDICT_DONE, VERDICT_DONE, "" },
	[FAULT_NO_ANSWER] = { "no-answer", REASON_SERVICE, VERDICT_RETRY, VERDICT_NOT_YET, "" },
	[FAULT_THROTTLED] = { "throttled", REASON_THROTTLED, VERDICT_RETRY, VERDICT_RETRY, "" },
	[FAULT_SERVER] = { "server", REASON_SERVICE, VERDICT_RETRY, VERDICT_NOT_YET, "" },
	[FAULT_UNAVAILABLE] = { "unavailable", REASON_SERVICE, VERDICT_RETRY, VERDICT_RETRY, "" },
	[FAULT_EXPIRED] = { "expired", REASON_CREDENTIALS, VERDICT_RETRY, VERDICT_RETRY,
	    "; renew the AWS credentials of failoverd" },
	[FAULT_SKEW] = { "skew", REASON_SKEW, VERDICT_RETRY, VERDICT_RETRY,
	    "; set the clock of this host" },
	[FAULT_DENIED] = { "denied", REASON_DENIED, VERDICT_FAIL, VERDICT_FAIL,
	    "; allow it in the IAM policy of failoverd's role" },
	[FAULT_NOT_FOUND] = { "not-found", REASON_MISSING, VERDICT_FAIL, VERDICT_FAIL,
	    "; compare the configuration with what exists in that Region" },
	[FAULT_CONFLICT] = { "conflict", REASON_OTHER, VERDICT_RETRY, VERDICT_FAIL, "" },
	[FAULT_INVALID] = { "invalid", REASON_OTHER, VERDICT_FAIL, VERDICT_FAIL, "" },
	[FAULT_GARBLED] = { "garbled", REASON_GARBLED, VERDICT_RETRY, VERDICT_NOT_YET, "" },
};

/* ---- telling ---- */

const char *
fault_name(enum fault fault)
{
	return meanings[fault].name;
}

const char *
aws_error_text(const struct aws_error *error, const struct answer *answer, char *ret, size_t size)
{
	const struct http_response *http = answer->http;

	if (answer->trouble)
		snprintf(ret, size, "%s", answer->trouble);
	else if (!http)
		snprintf(ret, size, "the question was not sent");
	else if (http->failure != HTTP_ANSWERED)
		snprintf(ret, size, "%s",
		    http->why[0] ? http->why : http_failure_name(http->failure));
	else
		snprintf(ret, size, "HTTP %d%s%s%s%s%s", http->status, error->code[0] ? " " : "",
		    error->code, error->message[0] ? ": " : "", error->message,
		    error->code[0] || error->fault == FAULT_NONE ? ""
								 : " without an AWS error code");
	return ret;
}

/* "User: ARN is not authorized to perform: ACTION on resource: ARN": the user is ours, and it is
 * the action that somebody has to allow. */
static void
shorten(char *text)
{
	char *user = strstr(text, "User: ");
	const char *rest = strstr(text, "not authorized to perform: ");

	if (user && rest && user < rest)
		memmove(user, rest, strlen(rest) + 1);
}

/* Who said so, what, and what can be done. Where there is not enough room it is the middle that
 * goes. */
static void
tell_whole(const struct aws_error *error, const struct answer *answer, char *ret, size_t size)
{
	const char *remedy = answer->trouble ? "" : meanings[error->fault].remedy;
	const char *host = answer->host && !answer->trouble ? answer->host : "";
	const char *colon = *host ? ": " : "";
	size_t taken = strlen(host) + strlen(colon) + strlen(remedy) + 1;
	char text[400];

	aws_error_text(error, answer, text, sizeof(text));
	shorten(text);
	snprintf(ret, size, "%s%s%.*s%s", host, colon, taken < size ? (int)(size - taken) : 0, text,
	    remedy);
}

/* That an AWS API does not answer is no proof that its Region is down; our own faults stay ours. */
enum reason
aws_reason(const struct aws_error *error, const struct answer *answer)
{
	enum reason reason;

	if (!answer->http || answer->http->failure == HTTP_ANSWERED)
		return meanings[error->fault].reason;
	reason = reason_of_http(answer->http);
	return reason_outcome(reason) == OUTCOME_FAIL ? REASON_SERVICE : reason;
}

bool
aws_answered(const struct answer *answer, struct sighting *ret)
{
	struct aws_error error;

	aws_error_read(answer, &error);
	snprintf(ret->request_id, sizeof(ret->request_id), "%s", error.request_id);
	if (error.fault == FAULT_NONE)
		return true;
	sample_judge(&ret->sample, aws_reason(&error, answer));
	tell_whole(&error, answer, ret->detail, sizeof(ret->detail));
	return false;
}

static void
tell(const struct aws_error *error, const struct answer *answer, struct error *err)
{
	tell_whole(error, answer, err->text, sizeof(err->text));
}

enum verdict
aws_look_verdict(const struct aws_error *error, const struct answer *answer, struct error *err)
{
	tell(error, answer, err);
	return meanings[error->fault].look;
}

enum verdict
aws_act_verdict(const struct aws_error *error, const struct answer *answer, struct error *err)
{
	tell(error, answer, err);
	if (error->fault == FAULT_NO_ANSWER && !(answer->http && answer->http->sent))
		return VERDICT_RETRY;
	return meanings[error->fault].act;
}

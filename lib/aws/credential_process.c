/* SPDX-License-Identifier: MIT */
#include "aws/credential_process.h"

#include <string.h>

#include "aws/credentials.h"
#include "base/alloc.h"
#include "base/buf.h"

#define TIMEOUT (60 * MSEC_SECOND) /* it may have to ask somebody else */
#define BLANKS  " \t"

/* Reads a word, and returns where it ends; NULL: a quotation has no end. */
static const char *
read_word(const char *at, struct buf *ret)
{
	char quote = '\0';

	for (; *at && (quote || !strchr(BLANKS, *at)); at++) {
		if (*at == quote) {
			quote = '\0';
		} else if (!quote && (*at == '"' || *at == '\'')) {
			quote = *at;
		} else {
			if (*at == '\\' && quote != '\'' && at[1])
				at++;
			buf_putc(ret, *at);
		}
	}
	return quote ? NULL : at;
}

static bool
split(const char *at, struct process_request *ret, struct error *err)
{
	size_t n = 0;

	while (*(at += strspn(at, BLANKS))) {
		autofree(buf_wipe) struct buf word = { 0 };

		if (n == PROCESS_ARGS_MOST)
			return error_set(err, "it has more than %d words", PROCESS_ARGS_MOST);
		at = read_word(at, &word);
		if (!at)
			return error_set(err, "a quotation has no end");
		ret->argv[n++] = xstrdup(buf_text(&word));
	}
	if (n == 0 || ret->argv[0][0] != '/')
		return error_set(err,
		    "it does not begin with a program's absolute path: the daemon has no PATH "
		    "of its own");
	return true;
}

bool
credential_process_request(const char *command, struct process_request *ret, struct error *err)
{
	autofree(process_request_done) struct process_request found = { .timeout = TIMEOUT,
		.inherit = true };

	if (!split(command, &found, err))
		return error_wrap(err, "credential_process");
	*ret = found;
	found = (struct process_request){ .timeout = 0 };
	return true;
}

bool
credential_process_read(const struct process_answer *answer, const char *name,
    struct credentials *ret, struct error *err)
{
	size_t len = strlen(answer->out);

	if (answer->failure != PROCESS_EXITED)
		return error_set(err, "credential_process of %s: %s", name, answer->why);
	if (answer->status != 0)
		return error_set(err,
		    "credential_process of %s ended with status %d; run it by hand as the user of "
		    "failoverd to see why",
		    name, answer->status);
	if (len == PROCESS_OUT_MOST)
		return error_set(err, "credential_process of %s prints more than %d bytes", name,
		    PROCESS_OUT_MOST - 1);
	return credentials_from_json(GIVER_PROCESS, answer->out, len, name, ret, err);
}

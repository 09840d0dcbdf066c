/* SPDX-License-Identifier: MIT */
/* audit: whether the ledger is what was written into it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ledger.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "ctl.h"
#include "field.h"
#include "io/store_audit.h"
#include "print.h"

#define NUMBER(json, name) ((int64_t)field_number(json, name))

/* ---- what was noted elsewhere ---- */

/* "N:DIGEST" of --head. false: it is not that. */
static bool
read_noted(const char *text, int64_t *ret, const char **ret_digest)
{
	size_t digits = strspn(text, "0123456789");

	*ret_digest = text + digits + 1;
	*ret = strtoll(text, NULL, 10);
	return digits > 0 && digits <= 18 && *ret > 0 && text[digits] == ':' &&
	    strlen(*ret_digest) == DIGEST_HEX - 1 &&
	    strspn(*ret_digest, "0123456789abcdef") == DIGEST_HEX - 1;
}

/* piece goes on from the event that was noted: what it goes on from is to be the same. */
static void
compare_noted(const struct ctl *ctl, json_t *audit, const json_t *piece)
{
	const char *digest;
	int64_t n;
	bool same;

	if (!read_noted(ctl->options.head, &n, &digest))
		return;
	same = field_is(piece, "from", digest);
	json_object_set_new(audit, "noted",
	    json_pack("{s:I, s:s, s:b, s:s}", "event", (json_int_t)n, "digest", digest, "there",
		same, "found", field_text(piece, "from")));
	if (!same)
		json_object_set_new(audit, "whole", json_false());
}

static void
print_noted(const json_t *noted, int64_t last)
{
	int64_t n = NUMBER(noted, "event");

	if (field_true(noted, "there"))
		print(INK_GOOD, "  Event %" PRId64 " is the one that was noted.\n", n);
	else if (n > last)
		print(INK_BAD,
		    "FAIL: event %" PRId64 ", which was noted, is not there: what came after event "
		    "%" PRId64 " was cut off\n",
		    n, last);
	else
		print(INK_BAD,
		    "FAIL: event %" PRId64 " is not the one that was noted: the ledger was made "
		    "anew\n  noted digest     %s\n  recorded digest  %s\n",
		    n, field_text(noted, "digest"), field_text(noted, "found"));
}

/* ---- what was found ---- */

static const char *
who_is(const json_t *bad, char ret[160])
{
	char time[PRINT_TIME];

	if (!field_has(bad, "time"))
		return "";
	snprintf(ret, 160, " (%s%sof %s%s%s)", field_text(bad, "kind"),
	    field_has(bad, "kind") ? " " : "", print_time(field_text(bad, "time"), time),
	    field_has(bad, "application") ? ", of " : "", field_text(bad, "application"));
	return ret;
}

static void
print_bad(const json_t *bad)
{
	int64_t n = NUMBER(bad, "event");
	char who[160];

	if (field_is(bad, "fault", "changed")) {
		print(INK_BAD, "FAIL: event %" PRId64 "%s does not follow from the one before it\n",
		    n, who_is(bad, who));
		printf("  recorded digest  %s\n  computed digest  %s\n",
		    field_text(bad, "recorded"), field_text(bad, "computed"));
		if (n > 1)
			printf("  It was changed after it was written, or event %" PRId64
			       " was made anew.\n",
			    n - 1);
	} else if (field_is(bad, "fault", "missing")) {
		print(INK_BAD, "FAIL: event %" PRId64 " is missing%s\n", n,
		    field_has(bad, "time") ? "" : ", though it was there a moment ago");
		if (field_has(bad, "time"))
			printf("  The next one there is%s.\n", who_is(bad, who));
	} else
		print(INK_BAD,
		    "FAIL: event %" PRId64 " cannot be read: the file is damaged there\n", n);
}

static void
print_tail(const json_t *tail)
{
	int64_t bytes = NUMBER(tail, "bytes"), expected = NUMBER(tail, "expected_bytes");
	int64_t torn = NUMBER(tail, "unfinished_pages");

	if (bytes < expected)
		print(INK_BAD,
		    "The file was cut off: %" PRId64 " of its %" PRId64 " bytes are there.\n",
		    bytes, expected);
	if (torn > 0)
		printf("The log ends in a transaction that was not finished (%" PRId64
		       " page%s): nobody was told\nthat it is durable, and failoverd passes over "
		       "it when it starts.\n",
		    torn, torn == 1 ? "" : "s");
}

static void
print_audit(const json_t *audit)
{
	int64_t n = NUMBER(audit, "events");
	char first[PRINT_TIME], last[PRINT_TIME];

	if (field_has(audit, "bad"))
		print_bad(json_object_get(audit, "bad"));
	if (n > 0)
		print(field_true(audit, "whole") ? INK_GOOD : INK_PLAIN,
		    "%s%" PRId64 " event%s, of %s to %s, follow%s from each other\n",
		    field_true(audit, "whole") ? "ok: " : "  Before it ", n, n == 1 ? "" : "s",
		    print_time(field_text(audit, "first_time"), first),
		    print_time(field_text(audit, "last_time"), last), n == 1 ? "s" : "");
	else if (field_true(audit, "whole"))
		print(INK_GOOD, "ok: there are no events yet\n");
	if (n > 0)
		print(INK_DIM, "  newest: event %" PRId64 ", %s\n", NUMBER(audit, "last"),
		    field_text(audit, "head"));
	print_tail(json_object_get(audit, "tail"));
	if (field_has(audit, "noted"))
		print_noted(json_object_get(audit, "noted"), NUMBER(audit, "last"));
}

static int
tell(const struct ctl *ctl, json_t *audit)
{
	bool whole = field_true(audit, "whole");

	json_object_del(audit, "end");
	json_object_del(audit, "from");
	if (ctl->options.json)
		print_json(audit);
	else
		print_audit(audit);
	json_decref(audit);
	return whole ? CTL_DONE : CTL_FAILED;
}

/* ---- of a failoverd that runs ---- */

/* What the next piece says, on top of those before it. */
static void
go_on(json_t *audit, const json_t *piece)
{
	int64_t n = NUMBER(audit, "events"), more = NUMBER(piece, "events");

	if (n == 0)
		json_object_set(audit, "first_time", json_object_get(piece, "first_time"));
	if (more > 0) {
		json_object_set(audit, "last_time", json_object_get(piece, "last_time"));
		json_object_set(audit, "head", json_object_get(piece, "head"));
		json_object_set(audit, "last", json_object_get(piece, "last"));
	}
	json_object_set_new(audit, "events", json_integer(n + more));
	json_object_set(audit, "whole", json_object_get(piece, "whole"));
	json_object_set(audit, "end", json_object_get(piece, "end"));
	json_object_set(audit, "bad", json_object_get(piece, "bad"));
}

static int
ask_noted(struct ctl *ctl, json_t *audit)
{
	autofree(said_done) struct said said = { 0 };
	autofree(xfree) char *path = NULL;
	const char *digest;
	int64_t n;
	int code;

	(void)read_noted(ctl->options.head, &n, &digest);
	path = xasprintf("/api/v1/audit?after=%" PRId64, n);
	code = ctl_ask(ctl, "GET", path, NULL, &said);
	if (code == CTL_DONE)
		compare_noted(ctl, audit, said.json);
	return code;
}

static int
ask_all(struct ctl *ctl, json_t *audit)
{
	do {
		autofree(said_done) struct said said = { 0 };
		autofree(xfree) char *path =
		    xasprintf("/api/v1/audit?after=%" PRId64, NUMBER(audit, "last"));
		int code = ctl_ask(ctl, "GET", path, NULL, &said);

		if (code != CTL_DONE)
			return code;
		go_on(audit, said.json);
	} while (field_true(audit, "whole") && !field_true(audit, "end"));
	return ctl->options.head && field_true(audit, "whole") ? ask_noted(ctl, audit) : CTL_DONE;
}

static int
verify_live(struct ctl *ctl)
{
	autofree(client_free) struct client *client = NULL;
	json_t *audit = json_object();
	struct error err = { 0 };
	int code;

	client = client_new(ctl->options.socket, &err);
	if (!client)
		code = ctl_unreachable(ctl, &err);
	else {
		ctl->client = client;
		code = ask_all(ctl, audit);
		ctl->client = NULL;
	}
	if (code == CTL_DONE)
		return tell(ctl, audit);
	json_decref(audit);
	return code;
}

/* ---- of one that does not ---- */

static json_t *
tail_json(const struct audit_tail *tail)
{
	return json_pack("{s:I, s:I, s:I}", "bytes", (json_int_t)tail->bytes, "expected_bytes",
	    (json_int_t)tail->expected, "unfinished_pages", (json_int_t)tail->wal.torn);
}

static json_t *
prove_after(struct store_audit *audit, int64_t after, struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };
	struct chain_proof proof;
	json_t *row, *ret;

	if (!store_audit_prove(audit, after, &proof, err))
		return NULL;
	chain_json(&proof, &text);
	row = json_loads(buf_text(&text), 0, NULL);
	ret = ledger_audit(row);
	json_decref(row);
	return ret;
}

static bool
prove_noted(const struct ctl *ctl, struct store_audit *audit, json_t *whole, struct error *err)
{
	const char *digest;
	json_t *piece;
	int64_t n;

	if (!ctl->options.head || !read_noted(ctl->options.head, &n, &digest))
		return true;
	piece = prove_after(audit, n, err);
	if (piece)
		compare_noted(ctl, whole, piece);
	json_decref(piece);
	return piece != NULL;
}

static bool
prove(const struct ctl *ctl, json_t **ret, struct error *err)
{
	autofree(store_audit_free) struct store_audit *audit =
	    store_audit_open(ctl->options.state, err);
	const struct audit_tail *tail;

	*ret = audit ? prove_after(audit, 0, err) : NULL;
	if (!*ret)
		return false;
	if (!prove_noted(ctl, audit, *ret, err)) {
		json_decref(*ret);
		return false;
	}
	tail = store_audit_tail(audit);
	json_object_set_new(*ret, "tail", tail_json(tail));
	/* What is missing at the end need not have been events. */
	if (tail->bytes < tail->expected)
		json_object_set_new(*ret, "whole", json_false());
	return true;
}

static int
verify_file(const struct ctl *ctl)
{
	struct error err = { 0 };
	json_t *json;

	if (prove(ctl, &json, &err))
		return tell(ctl, json);
	fprintf(stderr, "failoverctl: %s\n", err.text);
	if (ctl->options.json) {
		json = json_pack("{s:s, s:s}", "code", "ledger", "detail", err.text);
		print_json(json);
		json_decref(json);
	}
	return CTL_FAILED;
}

int
audit_verb(struct ctl *ctl)
{
	const char *digest;
	int64_t n;

	if (ctl->n_args != 1 || strcmp(ctl->args[0], "verify") != 0)
		return ctl_usage("write audit verify");
	if (ctl->options.head && !read_noted(ctl->options.head, &n, &digest))
		return ctl_usage("write --head N:DIGEST, as audit verify has told them");
	return ctl->options.state ? verify_file(ctl) : verify_live(ctl);
}

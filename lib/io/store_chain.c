/* SPDX-License-Identifier: MIT */
#include "io/store_chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Lengths before the texts: nothing can move from one field to the next unseen. */
const char *
chain_hash(const struct chain_event *event, const char *before, char ret[DIGEST_HEX])
{
	autofree(buf_done) struct buf buf = { 0 };

	buf_printf(&buf, "%s\n%" PRId64 "\n%" PRId64 "\n", before, event->seq, event->wall);
	for (size_t i = 0; i < STORE_TEXTS; i++)
		buf_printf(&buf, "%zu:%s\n", strlen(event->texts[i]), event->texts[i]);
	return digest_text(buf.data, buf.len, ret);
}

static void
fail_at(struct chain_proof *proof, enum chain_fault fault, msec_t wall)
{
	proof->fault = fault;
	proof->bad = proof->last + 1;
	proof->bad_wall = wall;
}

/* false: it does not follow, and the proof says how. */
static bool
follows(struct sql_query *query, struct chain_proof *proof)
{
	struct chain_event event = { .seq = sql_number(query, 0), .wall = sql_number(query, 1) };

	if (event.seq != proof->last + 1) {
		fail_at(proof, CHAIN_MISSING, event.wall);
		return false;
	}
	for (int i = 0; i < STORE_TEXTS; i++)
		event.texts[i] = sql_text(query, 2 + i);
	chain_hash(&event, proof->head, proof->made);
	if (strcmp(proof->made, sql_text(query, 6)) != 0) {
		fail_at(proof, CHAIN_CHANGED, event.wall);
		snprintf(proof->kept, sizeof(proof->kept), "%s", sql_text(query, 6));
		snprintf(proof->app, sizeof(proof->app), "%s", event.texts[0]);
		snprintf(proof->kind, sizeof(proof->kind), "%s", event.texts[1]);
		return false;
	}
	memcpy(proof->head, proof->made, sizeof(proof->head));
	proof->last = event.seq;
	proof->last_wall = event.wall;
	if (proof->n++ == 0)
		proof->first_wall = event.wall;
	return true;
}

/* Damage in the file is an answer, too. */
static bool
end_query(struct sql *sql, struct sql_query *query, struct chain_proof *proof, struct error *err)
{
	if (sql_end(sql, query, err))
		return true;
	if (!sql_damaged(sql))
		return false;
	fail_at(proof, CHAIN_UNREADABLE, 0);
	return true;
}

/* The digest that the stretch goes on from. */
static bool
find_head(struct sql *sql, struct chain_proof *proof, struct error *err)
{
	struct sql_query *query;
	bool found;

	if (proof->last == 0)
		return true;
	query = sql_ask(sql, "SELECT hash FROM event WHERE seq = ?", err);
	if (!query)
		return false;
	sql_bind_number(query, 1, proof->last);
	found = sql_next(query);
	if (found)
		snprintf(proof->head, sizeof(proof->head), "%s", sql_text(query, 0));
	if (!end_query(sql, query, proof, err))
		return false;
	if (!found && !proof->fault) {
		proof->last--;
		fail_at(proof, CHAIN_MISSING, 0);
	}
	return true;
}

bool
chain_prove(struct sql *sql, int64_t after, int most, struct chain_proof *ret, struct error *err)
{
	struct chain_proof proof = { .last = after };
	struct sql_query *query;

	if (!find_head(sql, &proof, err))
		return false;
	memcpy(proof.from, proof.head, sizeof(proof.from));
	query = proof.fault
	    ? NULL
	    : sql_ask(sql,
		  "SELECT seq, wall, app, kind, run, body, hash FROM event WHERE seq > ?"
		  "    ORDER BY seq LIMIT ?",
		  err);
	if (!proof.fault && !query)
		return false;
	if (query) {
		sql_bind_number(query, 1, after);
		sql_bind_number(query, 2, most);
		while (!proof.fault && sql_next(query))
			(void)follows(query, &proof);
		proof.end = most < 0 || proof.n < most;
		if (!end_query(sql, query, &proof, err))
			return false;
	}
	*ret = proof;
	return true;
}

static const char *
fault_name(enum chain_fault fault)
{
	static const char *const names[] = { [CHAIN_WHOLE] = "whole",
		[CHAIN_CHANGED] = "changed",
		[CHAIN_MISSING] = "missing",
		[CHAIN_UNREADABLE] = "unreadable" };

	return names[fault];
}

/* What is not plain in a word of the file is left out: it goes into JSON. */
static const char *
plain(const char *text, char *ret)
{
	size_t i;

	for (i = 0; text[i]; i++) {
		bool bad = text[i] < ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\';

		ret[i] = '?';
		if (!bad)
			ret[i] = text[i];
	}
	return ret;
}

void
chain_json(const struct chain_proof *proof, struct buf *ret)
{
	buf_printf(ret,
	    "{\"n\":%" PRId64 ",\"last\":%" PRId64 ",\"first_wall\":%" PRId64
	    ",\"last_wall\":%" PRId64
	    ",\"from\":\"%s\",\"head\":\"%s\",\"end\":%s,\"fault\":\"%s\"",
	    proof->n, proof->last, proof->first_wall, proof->last_wall,
	    plain(proof->from, (char[sizeof(proof->from)]){ 0 }), proof->head,
	    proof->end ? "true" : "false", fault_name(proof->fault));
	buf_printf(ret,
	    ",\"bad\":%" PRId64 ",\"bad_wall\":%" PRId64 ",\"application\":\"%s\",\"kind\":\"%s\","
	    "\"kept\":\"%s\",\"made\":\"%s\"}",
	    proof->bad, proof->bad_wall, plain(proof->app, (char[sizeof(proof->app)]){ 0 }),
	    plain(proof->kind, (char[sizeof(proof->kind)]){ 0 }),
	    plain(proof->kept, (char[sizeof(proof->kept)]){ 0 }), proof->made);
}

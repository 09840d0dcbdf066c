/* SPDX-License-Identifier: MIT */
/* What was proved of the chain of the ledger's events, for people and for other programs. */
#include <string.h>

#include "ledger_private.h"

static json_t *
time_of(const json_t *proof, const char *key)
{
	msec_t wall = ledger_number(proof, key);

	return wall == 0 ? json_null() : json_string(clock_text(wall, (char[CLOCK_TEXT]){ 0 }));
}

static json_t *
word_of(const json_t *proof, const char *key)
{
	const char *word = ledger_string(proof, key);

	return *word ? json_string(word) : json_null();
}

json_t *
ledger_audit(const json_t *proof)
{
	const char *fault = ledger_string(proof, "fault");
	bool whole = strcmp(fault, "whole") == 0;

	return json_pack("{s:b, s:I, s:I, s:o, s:o, s:o, s:o, s:b, s:o}", "whole", whole, "events",
	    (json_int_t)ledger_number(proof, "n"), "last", (json_int_t)ledger_number(proof, "last"),
	    "first_time", time_of(proof, "first_wall"), "last_time", time_of(proof, "last_wall"),
	    "from", word_of(proof, "from"), "head", word_of(proof, "head"), "end",
	    json_is_true(json_object_get(proof, "end")), "bad",
	    whole ? json_null()
		  : json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:o}", "event",
			(json_int_t)ledger_number(proof, "bad"), "fault", fault, "time",
			time_of(proof, "bad_wall"), "application", word_of(proof, "application"),
			"kind", word_of(proof, "kind"), "recorded", word_of(proof, "kept"),
			"computed", word_of(proof, "made")));
}

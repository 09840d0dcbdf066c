/* SPDX-License-Identifier: MIT */
#include "play_series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "play_clock.h"

static char *
trim(char *text)
{
	size_t len;

	while (*text == ' ' || *text == '\t')
		text++;
	len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
	return text;
}

/* The next word; NULL: there is none. */
static char *
word(char **at)
{
	char *ret = trim(*at);
	size_t len = strcspn(ret, " \t");

	if (len == 0)
		return NULL;
	*at = ret + len;
	if (**at)
		*(*at)++ = '\0';
	return ret;
}

/* ---- one part ---- */

static const struct {
	const char *word;
	enum reason reason;
	enum outcome outcome;
} answers[] = {
	{ "ok", REASON_OK, OUTCOME_OK },
	{ "fail", REASON_TIMEOUT, OUTCOME_FAIL },
	{ "unknown", REASON_OTHER, OUTCOME_UNKNOWN },
	{ "none", REASON_NONE, OUTCOME_UNKNOWN },
};

static bool
read_number(const char *text, double *ret)
{
	msec_t msec;
	char *end;

	if (*text != '-' && (*text < '0' || *text > '9'))
		return false;
	if (play_clock_parse(text, &msec) && strcmp(text, "0") != 0) {
		*ret = (double)msec;
		return true;
	}
	*ret = strtod(text, &end);
	return *end == '\0';
}

static bool
read_answer(const char *text, struct play_part *ret, enum outcome *ret_outcome, struct error *err)
{
	for (size_t i = 0; i < COUNT(answers); i++)
		if (strcmp(text, answers[i].word) == 0) {
			ret->reason = answers[i].reason;
			*ret_outcome = answers[i].outcome;
			return true;
		}
	ret->reason = REASON_OK;
	*ret_outcome = OUTCOME_OK;
	ret->has_value = read_number(text, &ret->value);
	return ret->has_value ||
	    error_set(err,
		"\"%.40s\": write ok, fail, unknown, none, or a value such as 300ms or 14", text);
}

/* In brackets. */
static bool
read_detail(char *text, struct play_part *ret, enum outcome outcome, struct error *err)
{
	msec_t msec;

	if (strncmp(text, "age ", 4) == 0 && play_clock_parse(trim(text + 4), &ret->age))
		return true;
	if (play_clock_parse(text, &msec) && msec <= INT32_MAX) {
		ret->takes = (int32_t)msec;
		return true;
	}
	for (enum reason r = REASON_OK; r < REASON_COUNT; r++) {
		if (strcmp(text, reason_name(r)) != 0)
			continue;
		ret->reason = r;
		return reason_outcome(r) == outcome ||
		    error_set(err, "\"%.40s\" means %s: write that before the bracket", text,
			outcome_name(reason_outcome(r)));
	}
	return error_set(err,
	    "\"%.40s\": write a reason such as timeout or throttled, how long it takes (900ms), or "
	    "\"age 3m\" of a value",
	    text);
}

/* A share or a length. */
static bool
read_extent(const char *text, struct play_part *ret, struct error *err)
{
	char *end;

	if (text[0] == 'x') {
		ret->answers = strtol(text + 1, &end, 10);
		if (end > text + 1 && !*end && ret->answers > 0 && ret->answers < 1000000)
			return true;
	} else if (strchr(text, '%')) {
		ret->share = (int)strtol(text, &end, 10);
		if (strcmp(end, "%") == 0 && ret->share > 0 && ret->share <= 100)
			return true;
	} else if (play_clock_parse(text, &ret->length) && ret->length > 0) {
		return true;
	}
	return error_set(err, "\"%.40s\": write 5m, x20 for so many answers, or 30%% of them",
	    text);
}

static bool
read_part(char *text, struct play_part *ret, struct error *err)
{
	char *bracket = strchr(text, '('), *close = bracket ? strchr(bracket, ')') : NULL;
	enum outcome outcome;
	char *next;

	*ret = (struct play_part){ .share = 100, .takes = -1, .age = -1 };
	if (bracket && (!close || *trim(close + 1)))
		return error_set(err, "the bracket must close, at the end of its part");
	if (bracket)
		*bracket = *close = '\0';
	next = word(&text);
	if (!next)
		return error_set(err, "a part is empty: write \"ok 10m, fail 5m, ok\"");
	if (!read_answer(next, ret, &outcome, err))
		return false;
	while ((next = word(&text)))
		if (!read_extent(next, ret, err))
			return false;
	return !bracket || read_detail(trim(bracket + 1), ret, outcome, err);
}

/* ---- the whole ---- */

/* What ends is followed by something, and what is followed by something ends. */
static bool
check_lengths(const struct play_series *series, struct error *err)
{
	size_t ending = series->repeat ? series->n : series->n - 1;

	for (size_t i = 0; i < ending; i++)
		if (series->parts[i].length == 0 && series->parts[i].answers == 0)
			return error_set(err,
			    "part %zu has no length, and something follows it: write 5m or x20",
			    i + 1);
	return true;
}

bool
play_series_read(char *text, struct play_series *ret, struct error *err)
{
	char *comma;

	*ret = (struct play_series){ 0 };
	for (; text; text = comma) {
		comma = strchr(text, ',');
		if (comma)
			*comma++ = '\0';
		text = trim(text);
		ret->repeat = !comma && ret->n > 0 && strcmp(text, "repeat") == 0;
		if (ret->repeat)
			break;
		if (ret->n == PLAY_PARTS_MOST)
			return error_set(err, "it has more than %d parts: use repeat",
			    PLAY_PARTS_MOST);
		if (!read_part(text, &ret->parts[ret->n++], err))
			return false;
	}
	return check_lengths(ret, err);
}

static msec_t
length(const struct play_cursor *cursor)
{
	const struct play_part *part = &cursor->series->parts[cursor->part];

	return part->length > 0 ? part->length : part->answers * cursor->every;
}

const struct play_part *
play_series_at(struct play_cursor *cursor, msec_t t)
{
	const struct play_series *series = cursor->series;

	if (cursor->until == 0)
		cursor->until = length(cursor);
	while (length(cursor) > 0 && t >= cursor->until &&
	    (series->repeat || cursor->part + 1 < series->n)) {
		cursor->part = (cursor->part + 1) % series->n;
		cursor->until += length(cursor);
	}
	return &series->parts[cursor->part];
}

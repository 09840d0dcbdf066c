/* SPDX-License-Identifier: MIT */
#include "play_answer.h"

#include <math.h>
#include <string.h>

static const struct {
	const char *word;
	enum reason reason;
} outcomes[] = {
	{ "timeout", REASON_TIMEOUT },
	{ "refused", REASON_REFUSED },
	{ "reset", REASON_RESET },
	{ "dns", REASON_RESOLVE },
	{ "tls", REASON_CERT },
};

/* A status, or a word. */
static enum reason
reason_of(struct play_word word)
{
	int status = 0;

	for (size_t i = 0; i < word.len && i < 3 && word.text[i] >= '0' && word.text[i] <= '9'; i++)
		status = status * 10 + (word.text[i] - '0');
	if (word.len == 3 && status >= 100)
		return reason_of_http_status(status);
	for (size_t i = 0; i < COUNT(outcomes); i++)
		if (play_word_is(word, outcomes[i].word))
			return outcomes[i].reason;
	return REASON_OTHER;
}

/* ["observer", "Region", "endpoint", "outcome", */
static bool
read_who(const struct play_scene *scene, struct play_scan *scan, struct play_answer *ret)
{
	struct play_word who, where, what, outcome;
	size_t observer, region, endpoint;

	if (!play_scan_char(scan, '[') || !play_scan_text(scan, &who) ||
	    !play_scan_char(scan, ',') || !play_scan_text(scan, &where) ||
	    !play_scan_char(scan, ',') || !play_scan_text(scan, &what) ||
	    !play_scan_char(scan, ',') || !play_scan_text(scan, &outcome) ||
	    !play_scan_char(scan, ','))
		return false;
	observer = play_scene_observer(scene, who.text, who.len);
	region = play_scene_region(scene, where.text, where.len);
	endpoint = play_scene_endpoint(scene, what.text, what.len);
	if (observer >= scene->n_observers)
		return play_scan_fail(scan, "http: the scenario has no such observer");
	if (region >= scene->n_regions)
		return play_scan_fail(scan, "http: the scenario has no such Region");
	if (endpoint >= scene->n_endpoints)
		return play_scan_fail(scan, "http: the scenario has no such endpoint");
	*ret = (struct play_answer){ (uint8_t)observer, (uint8_t)region, (uint8_t)endpoint,
		(uint8_t)reason_of(outcome), 0, .value = NAN };
	return true;
}

/* As the answer that stood there in the line before. */
static bool
likely(struct play_scan *scan, const struct play_likely *before, struct play_answer *ret)
{
	if (before->len == 0 || (size_t)(scan->end - scan->at) <= before->len ||
	    memcmp(scan->at, before->text, before->len) != 0)
		return false;
	scan->at += before->len;
	*ret = before->answer;
	return true;
}

static void
remember(struct play_likely *ret, const char *text, size_t len, const struct play_answer *answer)
{
	ret->len = 0;
	if (len > sizeof(ret->text))
		return;
	memcpy(ret->text, text, len);
	ret->len = (uint8_t)len;
	ret->answer = *answer;
}

/* ..., milliseconds or null] */
static bool
read_answer(const struct play_scene *scene, struct play_scan *scan, struct play_line *line)
{
	struct play_answer *ret = &line->answers[line->n_answers];
	struct play_likely *before =
	    line->n_answers < PLAY_LIKELY_MOST ? &line->likely[line->n_answers] : NULL;
	const char *from = scan->at;
	double latency = 0;

	if (line->n_answers == PLAY_ANSWERS_MOST)
		return play_scan_fail(scan, "http: more answers than there can be");
	if (!before || !likely(scan, before, ret)) {
		if (!read_who(scene, scan, ret))
			return false;
		if (before)
			remember(before, from, (size_t)(scan->at - from), ret);
	}
	if (!play_scan_number(scan, &latency) && !play_scan_null(scan))
		return play_scan_fail(scan, "http: write milliseconds, or null");
	if (latency < 0)
		return play_scan_fail(scan, "http: no answer takes less than no time");
	ret->latency = (int32_t)(latency < 1e9 ? latency : 1e9);
	line->n_answers++;
	return play_scan_char(scan, ']');
}

bool
play_answer_read(const struct play_scene *scene, struct play_scan *scan, struct play_line *line)
{
	bool first = true, bad = false;

	while (!bad && play_scan_item(scan, &first, &bad))
		bad = !read_answer(scene, scan, line);
	return !bad;
}

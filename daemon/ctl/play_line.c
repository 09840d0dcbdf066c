/* SPDX-License-Identifier: MIT */
#include "play_line.h"

#include <string.h>

#include "play_answer.h"
#include "play_event.h"
#include "play_signal.h"

static bool
each(const struct play_scene *scene, struct play_scan *scan, struct play_line *line,
    play_signal_fn *read)
{
	bool first = true, bad = false;
	struct play_word key;

	while (!bad && play_scan_member(scan, &first, &key, &bad))
		bad = !read(scene, key, scan, line);
	return !bad;
}

/* Of the calls only those for the right to act are made each second. */
static bool
matters(play_signal_fn *read, const char *text, const char *end)
{
	size_t len = (size_t)(end - text);

	if (read == play_signal_call)
		return memmem(text, len, "\"lease.", 7) || memmem(text, len, "\"traffic.set", 12);
	return read != play_signal_lag;
}

/* What was read of a group the last time, byte by byte, need not be read again. */
static bool
same(struct play_scan *scan, struct play_group *group)
{
	if (group->len == 0 || (size_t)(scan->end - scan->at) <= group->len ||
	    memcmp(scan->at, group->text, group->len) != 0)
		return false;
	scan->at += group->len;
	return true;
}

static bool
read_group(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	static const struct {
		const char *key;
		play_signal_fn *read;
	} groups[PLAY_GROUPS] = {
		{ "lag", play_signal_lag },
		{ "db", play_signal_db },
		{ "obs", play_signal_self },
		{ "api", play_signal_call },
	};

	const char *from = scan->at;

	for (size_t i = 0; i < COUNT(groups); i++) {
		struct play_group *group = &line->groups[i];

		if (!play_word_is(key, groups[i].key))
			continue;
		if (same(scan, group))
			return true;
		group->len = 0;
		line->changed = line->changed || matters(groups[i].read, from, scan->end);
		if (groups[i].read == play_signal_call)
			line->n_calls = 0;
		if (!each(scene, scan, line, groups[i].read))
			return false;
		if ((size_t)(scan->at - from) <= sizeof(group->text)) {
			group->len = (size_t)(scan->at - from);
			memcpy(group->text, from, group->len);
		}
		return true;
	}
	return play_scan_skip(scan);
}

static bool
read_time(struct play_scan *scan, struct play_line *line)
{
	double t;

	if (!play_scan_number(scan, &t) || t > 1e9)
		return play_scan_fail(scan, "t: write the second, a number from 0 to 1e9");
	if (t <= (double)line->before)
		return play_scan_fail(scan, "t: each line is later than the one before it");
	line->t = (long)t;
	return true;
}

/* The rest of the line says what the rest of the last one did: as most do. */
static bool
is_tail(const struct play_scan *scan, const struct play_line *line)
{
	size_t left = (size_t)(scan->end - scan->at);

	return line->tail_len > 0 && left == line->tail_len + 1 && *scan->at == ',' &&
	    memcmp(scan->at + 1, line->tail, line->tail_len) == 0;
}

/* From the first of the signals that stay to the end of the line. */
static void
keep_tail(struct play_line *line, const char *from, const char *end)
{
	size_t len = from ? (size_t)(end - from) : 0;

	line->tail_len = len <= sizeof(line->tail) ? len : 0;
	if (line->tail_len > 0)
		memcpy(line->tail, from, line->tail_len);
}

/* t, events and http are of one second; *ret: that is no such member. */
static bool
read_moment(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line, bool *ret)
{
	*ret = false;
	if (play_word_is(key, "t"))
		return read_time(scan, line);
	if (play_word_is(key, "http"))
		return play_answer_read(scene, scan, line);
	if (play_word_is(key, "events"))
		return play_event_read(scene, scan, line);
	*ret = true;
	return read_group(scene, key, scan, line);
}

/* Where those of one second stand first, as they do, the rest is kept. */
static bool
read_members(const struct play_scene *scene, struct play_scan *scan, struct play_line *line)
{
	bool first = true, bad = false, stays = false, late = false;
	const char *tail = NULL;
	struct play_word key;

	while (!is_tail(scan, line) && play_scan_member(scan, &first, &key, &bad)) {
		if (!read_moment(scene, key, scan, line, &stays))
			return false;
		if (stays && !tail)
			tail = key.text - 1;
		late = late || (tail && !stays);
	}
	if (bad)
		return false;
	if (is_tail(scan, line))
		scan->at = scan->end;
	else
		keep_tail(line, late ? NULL : tail, scan->at);
	return true;
}

static bool
complain(const struct play_scan *scan, const char *text, struct error *err)
{
	size_t left = (size_t)(scan->end - scan->at);

	return error_set(err, "column %zu: %s: %.*s", (size_t)(scan->at - text) + 1,
	    scan->why      ? scan->why
		: left > 0 ? "this is not what the format has here, or no JSON"
			   : "the line ends too soon",
	    (int)(left < 40 ? left : 40), scan->at);
}

bool
play_line_read(const struct play_scene *scene, const char *text, size_t len, struct play_line *line,
    struct error *err)
{
	struct play_scan scan = { text, text + len, NULL };

	line->before = line->t;
	line->aws = line->after;
	line->t = -1;
	line->n_answers = line->n_events = 0;
	line->changed = false;
	if (!read_members(scene, &scan, line) || scan.at != scan.end)
		return complain(&scan, text, err);
	if (line->t < 0)
		return error_set(err, "it does not say \"t\", the second that it is about");
	line->changed = line->changed || line->n_events > 0;
	if (line->before < 0)
		line->aws = line->after;
	return true;
}

static bool
named(const char *call, const char *name, const char *place)
{
	size_t len = strlen(name);

	if (strncmp(call, name, len) != 0)
		return false;
	return place ? call[len] == '@' && strcmp(call + len + 1, place) == 0 : call[len] == '\0';
}

enum reason
play_line_call(const struct play_line *line, const char *name, const char *place)
{
	const struct play_call *common = NULL, *any = NULL;

	for (size_t i = 0; i < line->n_calls; i++) {
		const struct play_call *call = &line->calls[i];

		if (place && named(call->name, name, place))
			return call->reason;
		if (named(call->name, name, NULL))
			common = call;
		if (strcmp(call->name, "*") == 0)
			any = call;
	}
	if (!common)
		common = any;
	return common ? common->reason : REASON_OK;
}

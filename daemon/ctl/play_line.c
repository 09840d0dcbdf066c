/* SPDX-License-Identifier: MIT */
#include "play_line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "play_event.h"

/* The words of the format, and what they are to us. */
struct row {
	const char *word;
	int is;
};

static const struct row outcomes[] = {
	{ "timeout", REASON_TIMEOUT },
	{ "refused", REASON_REFUSED },
	{ "reset", REASON_RESET },
	{ "dns", REASON_RESOLVE },
	{ "tls", REASON_CERT },
	{ "401", REASON_BLOCKED },
	{ "403", REASON_BLOCKED },
	{ "404", REASON_MISSING },
	{ "429", REASON_THROTTLED },
	{ NULL, 0 },
};

static const struct row call_outcomes[] = {
	{ "ok", REASON_OK },
	{ "throttle", REASON_THROTTLED },
	{ "timeout", REASON_SERVICE },
	{ "denied", REASON_DENIED },
	{ "expired", REASON_CREDENTIALS },
	{ "unreachable", REASON_NO_ROUTE },
	{ NULL, 0 },
};

static const struct row roles[] = {
	{ "writer", PLAY_ROLE_WRITER },
	{ "reader", PLAY_ROLE_READER },
	{ "none", PLAY_ROLE_NONE },
	{ NULL, 0 },
};

static const struct row statuses[] = {
	{ "available", PLAY_STATUS_AVAILABLE },
	{ "unavailable", PLAY_STATUS_UNAVAILABLE },
	{ "failing-over", PLAY_STATUS_FAILING_OVER },
	{ "switching-over", PLAY_STATUS_SWITCHING_OVER },
	{ "rebuilding", PLAY_STATUS_REBUILDING },
	{ NULL, 0 },
};

static int
find(const struct row *rows, struct play_word word, int fallback)
{
	for (; rows->word; rows++)
		if (play_word_is(word, rows->word))
			return rows->is;
	return fallback;
}

/* A status that is no success and says nothing of the prober is the Region's failure. */
static enum reason
reason_of(struct play_word word)
{
	if (word.len == 3 && word.text[0] == '2')
		return REASON_OK;
	return (enum reason)find(outcomes, word,
	    word.len == 3 && word.text[0] >= '1' && word.text[0] <= '5' ? REASON_STATUS
									: REASON_OTHER);
}

/* ---- the groups ---- */

/* [observer, Region, endpoint, outcome, milliseconds or null] */
static bool
read_answer(const struct play_scene *scene, struct play_scan *scan, struct play_line *line)
{
	struct play_answer *ret = &line->answers[line->n_answers];
	struct play_word who, where, what, outcome;
	size_t observer, region, endpoint;
	double latency = 0;

	if (line->n_answers == PLAY_ANSWERS_MOST || !play_scan_char(scan, '[') ||
	    !play_scan_text(scan, &who) || !play_scan_char(scan, ',') ||
	    !play_scan_text(scan, &where) || !play_scan_char(scan, ',') ||
	    !play_scan_text(scan, &what) || !play_scan_char(scan, ',') ||
	    !play_scan_text(scan, &outcome) || !play_scan_char(scan, ','))
		return false;
	if (!play_scan_null(scan) && !play_scan_number(scan, &latency))
		return false;
	observer = play_scene_observer(scene, who.text, who.len);
	region = play_scene_region(scene, where.text, where.len);
	endpoint = play_scene_endpoint(scene, what.text, what.len);
	if (observer >= scene->n_observers || region >= scene->n_regions ||
	    endpoint >= scene->n_endpoints)
		return false;
	*ret = (struct play_answer){ (uint8_t)observer, (uint8_t)region, (uint8_t)endpoint,
		(uint8_t)reason_of(outcome), (int32_t)(latency < 1e9 ? latency : 1e9),
		.value = NAN };
	line->n_answers++;
	return play_scan_char(scan, ']');
}

static bool
read_answers(const struct play_scene *scene, struct play_scan *scan, struct play_line *line)
{
	bool first = true, bad = false;

	while (!bad && play_scan_item(scan, &first, &bad))
		bad = !read_answer(scene, scan, line);
	return !bad;
}

static bool
read_lag_value(struct play_scan *scan, struct play_lag *ret)
{
	bool first = true, bad = false;
	struct play_word key;
	double value = 0;

	*ret = (struct play_lag){ 0 };
	if (play_scan_null(scan))
		return true;
	while (!bad && play_scan_member(scan, &first, &key, &bad)) {
		bad = !play_scan_number(scan, &value);
		if (play_word_is(key, "ms"))
			ret->ms = value;
		if (play_word_is(key, "age_s"))
			ret->age = (msec_t)(value * 1000);
	}
	ret->known = true;
	return !bad;
}

/* "A>B": from one Region to another */
static bool
read_lag(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	const char *sign = memchr(key.text, '>', key.len);
	size_t from, to;

	if (!sign)
		return false;
	from = play_scene_region(scene, key.text, (size_t)(sign - key.text));
	to = play_scene_region(scene, sign + 1, key.len - (size_t)(sign + 1 - key.text));
	if (from >= scene->n_regions || to >= scene->n_regions)
		return false;
	return read_lag_value(scan, &line->after.lags[from][to]);
}

static bool
read_db(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	size_t region = play_scene_region(scene, key.text, key.len);
	bool first = true, bad = region >= scene->n_regions;
	struct play_db db = { PLAY_ROLE_UNKNOWN, PLAY_STATUS_UNKNOWN };
	struct play_word member, word;

	while (!bad && play_scan_member(scan, &first, &member, &bad)) {
		bad = !play_scan_text(scan, &word);
		if (!bad && play_word_is(member, "role"))
			db.role = (enum play_role)find(roles, word, PLAY_ROLE_UNKNOWN);
		if (!bad && play_word_is(member, "status"))
			db.status = (enum play_status)find(statuses, word, PLAY_STATUS_UNKNOWN);
	}
	if (!bad)
		line->after.dbs[region] = db;
	return !bad;
}

static bool
read_self_member(struct play_word key, struct play_scan *scan, struct play_self *ret)
{
	struct play_word word;

	if (play_word_is(key, "up"))
		return play_scan_bool(scan, &ret->up);
	if (play_word_is(key, "sees_peers"))
		return play_scan_bool(scan, &ret->peers);
	if (play_word_is(key, "anchors"))
		return play_scan_number(scan, &ret->anchors);
	if (!play_scan_text(scan, &word))
		return false;
	if (play_word_is(key, "dns"))
		ret->resolver = play_word_is(word, "ok");
	if (play_word_is(key, "creds"))
		ret->credentials = play_word_is(word, "ok");
	if (play_word_is(key, "clock"))
		ret->clock = play_word_is(word, "ok");
	return true;
}

static bool
read_self(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	size_t observer = play_scene_observer(scene, key.text, key.len);
	bool first = true, bad = observer >= scene->n_observers;
	struct play_self self = { true, 1, true, true, true, true };
	struct play_word member;

	while (!bad && play_scan_member(scan, &first, &member, &bad))
		bad = !read_self_member(member, scan, &self);
	if (!bad)
		line->selves[observer] = self;
	return !bad;
}

static bool
read_call(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	struct play_call *call = &line->calls[line->n_calls];
	struct play_word word;

	if (line->n_calls == PLAY_CALLS_MOST || key.len >= PLAY_NAME ||
	    !play_scan_text(scan, &word))
		return false;
	memcpy(call->name, key.text, key.len);
	call->name[key.len] = '\0';
	call->reason = (enum reason)find(call_outcomes, word, REASON_SERVICE);
	line->n_calls++;
	return true;
}

/* ---- the line ---- */

typedef bool read_fn(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line);

static bool
each(const struct play_scene *scene, struct play_scan *scan, struct play_line *line, read_fn *read)
{
	bool first = true, bad = false;
	struct play_word key;

	while (!bad && play_scan_member(scan, &first, &key, &bad))
		bad = !read(scene, key, scan, line);
	return !bad;
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
		read_fn *read;
	} groups[PLAY_GROUPS] = {
		{ "lag", read_lag },
		{ "db", read_db },
		{ "obs", read_self },
		{ "api", read_call },
	};

	const char *from = scan->at;

	for (size_t i = 0; i < COUNT(groups); i++) {
		struct play_group *group = &line->groups[i];

		if (!play_word_is(key, groups[i].key))
			continue;
		if (same(scan, group))
			return true;
		group->len = 0;
		line->changed = line->changed || groups[i].read != read_lag;
		if (groups[i].read == read_call)
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
note_events(struct play_line *line)
{
	line->changed = line->changed || line->n_events > 0;
	return true;
}

static bool
read_member(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	double t;

	if (play_word_is(key, "t")) {
		if (!play_scan_number(scan, &t) || t < 0 || t > 1e9)
			return false;
		line->t = (long)t;
		return true;
	}
	if (play_word_is(key, "http"))
		return read_answers(scene, scan, line);
	if (play_word_is(key, "events"))
		return play_event_read(scene, scan, line) && note_events(line);
	return read_group(scene, key, scan, line);
}

bool
play_line_read(const struct play_scene *scene, const char *text, size_t len, struct play_line *line,
    struct error *err)
{
	struct play_scan scan = { text, text + len };
	bool first = line->t < 0;

	line->aws = line->after;
	line->t = -1;
	line->n_answers = line->n_events = 0;
	line->changed = false;
	if (each(scene, &scan, line, read_member) && scan.at == scan.end && line->t >= 0) {
		if (first)
			line->aws = line->after;
		return true;
	}
	return error_set(err, "column %zu: this is no sample of the scenario: %.*s",
	    (size_t)(scan.at - text) + 1, (int)(scan.end - scan.at < 40 ? scan.end - scan.at : 40),
	    scan.at);
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

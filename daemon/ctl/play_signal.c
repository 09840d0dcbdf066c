/* SPDX-License-Identifier: MIT */
#include "play_signal.h"

#include <string.h>

/* The words of the format, and what they are to us. */
struct row {
	const char *word;
	int is;
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
	/* "error:InvalidRequestException": refused by the service, and not for a while. */
	if (word.len > 6 && memcmp(word.text, "error:", 6) == 0)
		return REASON_OTHER;
	for (; rows->word; rows++)
		if (play_word_is(word, rows->word))
			return rows->is;
	return fallback;
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
bool
play_signal_lag(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	const char *sign = memchr(key.text, '>', key.len);
	size_t from, to;

	if (!sign)
		return play_scan_fail(scan, "lag: name two Regions: \"A>B\"");
	from = play_scene_region(scene, key.text, (size_t)(sign - key.text));
	to = play_scene_region(scene, sign + 1, key.len - (size_t)(sign + 1 - key.text));
	if (from >= scene->n_regions || to >= scene->n_regions)
		return play_scan_fail(scan, "lag: the scenario has no such Region");
	return read_lag_value(scan, &line->after.lags[from][to]);
}

bool
play_signal_db(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	size_t region = play_scene_region(scene, key.text, key.len);
	bool first = true, bad = false;
	struct play_db db = { PLAY_ROLE_UNKNOWN, PLAY_STATUS_UNKNOWN };
	struct play_word member, word;

	if (region >= scene->n_regions)
		return play_scan_fail(scan, "db: the scenario has no such Region");
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
		return (play_scan_number(scan, &ret->anchors) && ret->anchors >= 0 &&
			   ret->anchors <= 1) ||
		    play_scan_fail(scan, "obs: anchors is a share, from 0 to 1");
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

bool
play_signal_self(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	size_t observer = play_scene_observer(scene, key.text, key.len);
	bool first = true, bad = false;
	struct play_self self = { true, 1, true, true, true, true };
	struct play_word member;

	if (observer >= scene->n_observers)
		return play_scan_fail(scan, "obs: the scenario has no such observer");
	while (!bad && play_scan_member(scan, &first, &member, &bad))
		bad = !read_self_member(member, scan, &self);
	if (!bad)
		line->selves[observer] = self;
	return !bad;
}

bool
play_signal_call(const struct play_scene *scene, struct play_word key, struct play_scan *scan,
    struct play_line *line)
{
	struct play_call *call = &line->calls[line->n_calls];
	struct play_word word;

	if (line->n_calls == PLAY_CALLS_MOST || key.len >= PLAY_NAME)
		return play_scan_fail(scan, "api: too many calls, or too long a name");
	if (!play_scan_text(scan, &word))
		return false;
	memcpy(call->name, key.text, key.len);
	call->name[key.len] = '\0';
	call->reason = (enum reason)find(call_outcomes, word, REASON_SERVICE);
	line->n_calls++;
	return true;
}

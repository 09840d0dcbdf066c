/* SPDX-License-Identifier: MIT */
#include "play_event.h"

#include <string.h>

static const struct {
	const char *word;
	enum play_happening what;
} happenings[] = {
	{ "clock_step", PLAY_CLOCK_STEP },
	{ "operator_request", PLAY_REQUEST },
	{ "operator_approve", PLAY_APPROVE },
	{ "operator_switch", PLAY_SWITCH },
	{ "pause", PLAY_PAUSE },
	{ "resume", PLAY_RESUME },
	{ "maintenance_start", PLAY_MAINTENANCE },
	{ "maintenance_end", PLAY_MAINTENANCE_END },
	{ "change_start", PLAY_CHANGE },
	{ "change_end", PLAY_CHANGE_END },
	{ "daemon_kill", PLAY_KILL },
	{ "daemon_start", PLAY_START },
	{ "daemon_pause", PLAY_STOP },
	{ "daemon_unpause", PLAY_CONTINUE },
};

static enum play_happening
happening(struct play_word word)
{
	for (size_t i = 0; i < COUNT(happenings); i++)
		if (play_word_is(word, happenings[i].word))
			return happenings[i].what;
	return PLAY_NOTHING;
}

static bool
keep(struct play_word word, char ret[PLAY_NAME])
{
	if (word.len >= PLAY_NAME)
		return false;
	memcpy(ret, word.text, word.len);
	ret[word.len] = '\0';
	return true;
}

static bool
read_text(const struct play_scene *scene, struct play_word key, struct play_word word,
    struct play_event *ret)
{
	if (play_word_is(key, "event"))
		ret->what = happening(word);
	else if (play_word_is(key, "observer") || play_word_is(key, "instance"))
		return keep(word, ret->who);
	else if (play_word_is(key, "action"))
		return keep(word, ret->action);
	else if (play_word_is(key, "to"))
		ret->to = play_scene_region(scene, word.text, word.len);
	else if (play_word_is(key, "only"))
		ret->database_only = play_word_is(word, "database");
	return true;
}

static bool
read_event(const struct play_scene *scene, struct play_scan *scan, struct play_event *ret)
{
	bool first = true, bad = false, yes = false;
	struct play_word key, word;
	double number = 0;

	*ret = (struct play_event){ .to = REGION_NONE };
	while (!bad && play_scan_member(scan, &first, &key, &bad)) {
		if (play_scan_text(scan, &word))
			bad = !read_text(scene, key, word, ret);
		else if (play_word_is(key, "seconds") || play_word_is(key, "until"))
			bad = !play_scan_number(scan, &number);
		else if (play_word_is(key, "accept_data_loss"))
			bad = !play_scan_bool(scan, &yes);
		else
			bad = !play_scan_skip(scan);
		if (play_word_is(key, "seconds"))
			ret->seconds = number;
		if (play_word_is(key, "until"))
			ret->until = number;
		if (play_word_is(key, "accept_data_loss"))
			ret->accept_loss = yes;
	}
	return !bad;
}

bool
play_event_read(const struct play_scene *scene, struct play_scan *scan, struct play_line *line)
{
	bool first = true, bad = false;

	while (!bad && play_scan_item(scan, &first, &bad)) {
		if (line->n_events == PLAY_EVENTS_MOST)
			return play_scan_fail(scan, "events: too many in one second");
		bad = !read_event(scene, scan, &line->events[line->n_events]);
		line->n_events += !bad;
	}
	return !bad;
}

/* SPDX-License-Identifier: MIT */
#include "play_moment.h"

#include <stdio.h>
#include <string.h>

#include "../catalog.h"
#include "play_clock.h"

/* What may follow the first word. */
enum {
	REGION = 1,
	NO_REGION = 2, /* "none", "elsewhere", "follows": none of them */
	WHO = 4,       /* an observer */
	LENGTH = 8,
	STEP = 16, /* +2h, -2h */
	FORCE = 32,
	NEEDED = 64, /* the Region, the observer or the step */
	CALL = 128,  /* what a step asks of AWS: secret.put@us-west-2 */
};

static const struct row {
	const char *word;
	enum play_happening what;
	int takes;
	const char *is[3]; /* what means unknown, no, yes; one of them must follow */
} table[] = {
	{ "pause", PLAY_PAUSE, LENGTH, { NULL } },
	{ "resume", PLAY_RESUME, 0, { NULL } },
	{ "ack", PLAY_ACK, 0, { NULL } },
	{ "approve", PLAY_CONSENT, 0, { NULL } },
	{ "failover", PLAY_REQUEST, REGION | FORCE, { NULL } },
	{ "switchover", PLAY_REQUEST, REGION, { NULL } },
	{ "failback", PLAY_REQUEST, REGION, { NULL } },
	{ "clock", PLAY_CLOCK_STEP, WHO | STEP | NEEDED, { NULL } },
	{ "kill", PLAY_KILL, WHO, { NULL } },
	{ "start", PLAY_START, WHO, { NULL } },
	{ "stop", PLAY_STOP, WHO, { NULL } },
	{ "continue", PLAY_CONTINUE, WHO, { NULL } },
	{ "isolate", PLAY_ISOLATE, WHO, { NULL } },
	{ "rejoin", PLAY_REJOIN, WHO, { NULL } },
	{ "config", PLAY_CONFIG, WHO, { NULL, "differs", "same" } },
	{ "place", PLAY_PLACE, WHO | REGION | NO_REGION | NEEDED, { NULL } },
	{ "kill-switch", PLAY_KILL_SWITCH, 0, { "unreadable", "on", "off" } },
	{ "ledger", PLAY_LEDGER, 0, { NULL, "lost", "back" } },
	{ "lease", PLAY_LEASE, 0, { NULL, "lost", "back" } },
	{ "preflight", PLAY_PREFLIGHT, 0, { NULL, "bad", "good" } },
	{ "readiness", PLAY_READINESS, 0, { "unknown", "bad", "good" } },
	{ "writer", PLAY_WRITER, REGION | NO_REGION | NEEDED, { NULL } },
	{ "traffic", PLAY_SWITCH, REGION | NO_REGION | NEEDED, { NULL } },
	{ "secret", PLAY_SECRET, REGION | NO_REGION | NEEDED, { NULL } },
	{ "name", PLAY_PUBLIC_NAME, REGION | NO_REGION | NEEDED, { NULL } },
	{ "in-flight", PLAY_IN_FLIGHT, 0, { NULL, "off", "on" } },
	{ "call", PLAY_API, CALL | NEEDED, { "unanswered", "refused", "works" } },
	{ "moves", PLAY_MOVES, 0, { NULL, "fail", "work" } },
};

char *
play_moment_word(char **at)
{
	char *ret = *at + strspn(*at, " \t");
	size_t len = strcspn(ret, " \t");

	if (len == 0)
		return NULL;
	*at = ret + len;
	if (**at)
		*(*at)++ = '\0';
	return ret;
}

static bool
read_is(const struct row *row, const char *word, struct play_event *ret)
{
	for (enum trit is = TRIT_UNKNOWN; is <= TRIT_YES; is++)
		if (row->is[is] && strcmp(word, row->is[is]) == 0) {
			ret->is = is;
			return true;
		}
	return false;
}

static bool
read_region(const struct play_scene *scene, const struct row *row, const char *word,
    struct play_event *ret)
{
	static const char *const nowhere[] = { "none", "elsewhere", "follows" };
	size_t region = play_scene_region(scene, word, strlen(word));

	if ((row->takes & REGION) && region != REGION_NONE) {
		ret->to = region;
		return true;
	}
	for (size_t i = 0; (row->takes & NO_REGION) && i < COUNT(nowhere); i++)
		if (strcmp(word, nowhere[i]) == 0)
			return true;
	return false;
}

static bool
read_step(const char *word, struct play_event *ret)
{
	msec_t msec;

	if ((word[0] != '+' && word[0] != '-') || !play_clock_parse(word + 1, &msec))
		return false;
	ret->seconds = (double)msec / MSEC_SECOND * (word[0] == '-' ? -1 : 1);
	return true;
}

/* A call that the steps of a scenario make, with or without its place. */
static bool
read_call(const struct play_scene *scene, const char *word, struct play_event *ret)
{
	static const char *const calls[] = { "db.failover", "db.switchover", "secret.put",
		"secret.promote", "traffic.set" };
	const char *at = strchrnul(word, '@');
	size_t len = (size_t)(at - word);
	bool known = false;

	for (size_t i = 0; i < COUNT(calls); i++)
		known = known || (strlen(calls[i]) == len && memcmp(word, calls[i], len) == 0);
	for (size_t i = 0; !known && catalog_all()->steps[i]; i++)
		known = strcmp(catalog_all()->steps[i]->name, word) == 0;
	if (!known || strlen(word) >= sizeof(ret->action) ||
	    (*at && play_scene_region(scene, at + 1, strlen(at + 1)) == REGION_NONE))
		return false;
	snprintf(ret->action, sizeof(ret->action), "%s", word);
	return true;
}

static bool
read_word(const struct play_scene *scene, const struct row *row, const char *word,
    struct play_event *ret)
{
	msec_t msec;

	if (read_is(row, word, ret) || read_region(scene, row, word, ret))
		return true;
	if ((row->takes & WHO) &&
	    play_scene_observer(scene, word, strlen(word)) < scene->n_observers) {
		snprintf(ret->who, sizeof(ret->who), "%s", word);
		return true;
	}
	if ((row->takes & STEP) && read_step(word, ret))
		return true;
	if ((row->takes & CALL) && read_call(scene, word, ret))
		return true;
	if ((row->takes & LENGTH) && play_clock_parse(word, &msec)) {
		ret->until = (double)msec / MSEC_SECOND;
		return true;
	}
	if (!(row->takes & FORCE) || strcmp(word, "force") != 0)
		return false;
	ret->accept_loss = true;
	return true;
}

/* What may stand there, for whoever wrote something else. */
static bool
complain(const struct row *row, const char *word, struct error *err)
{
	char text[256] = "";
	size_t len = 0;

	const struct {
		bool may;
		const char *what;
	} all[] = {
		{ row->is[0], row->is[0] },
		{ row->is[1], row->is[1] },
		{ row->is[2], row->is[2] },
		{ row->takes & WHO, "an observer" },
		{ row->takes & REGION, "a Region" },
		{ row->takes & NO_REGION, "none, elsewhere or follows" },
		{ row->takes & LENGTH, "a length such as 1h" },
		{ row->takes & STEP, "a step such as +2h" },
		{ row->takes & CALL, "a call such as secret.put@REGION, or a kind of step" },
		{ row->takes & FORCE, "force" },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i].may)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
			    len > 0 ? " or " : "", all[i].what);
	if (word)
		return error_set(err, "%s: \"%.40s\": write %s", row->word, word,
		    len > 0 ? text : "nothing after it");
	return error_set(err, "%s: write %s after it", row->word, text);
}

static const struct row *
find(const char *word)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (strcmp(word, table[i].word) == 0)
			return &table[i];
	return NULL;
}

static bool
no_such(const char *word, struct error *err)
{
	char text[400];
	size_t len = 0;

	for (size_t i = 0; i < COUNT(table); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 0 ? ", " : "",
		    table[i].word);
	return error_set(err, "\"%.40s\" does not happen here; what does: %s", word, text);
}

bool
play_moment_read(const struct play_scene *scene, char *text, struct play_event *ret,
    struct error *err)
{
	char *word = play_moment_word(&text);
	const struct row *row = word ? find(word) : NULL;
	bool some = false;

	*ret = (struct play_event){ .to = REGION_NONE };
	if (!row)
		return no_such(word ? word : "", err);
	ret->what = row->what;
	snprintf(ret->action, sizeof(ret->action), "%s", row->word);
	snprintf(ret->who, sizeof(ret->who), "%s", scene->observers[0].name);
	while ((word = play_moment_word(&text))) {
		if (!read_word(scene, row, word, ret))
			return complain(row, word, err);
		some = true;
	}
	if (!some && ((row->takes & NEEDED) || row->is[TRIT_YES]))
		return complain(row, NULL, err);
	return true;
}

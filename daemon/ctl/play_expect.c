/* SPDX-License-Identifier: MIT */
#include "play_expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play_clock.h"
#include "play_moment.h"
#include "play_so.h"

static const struct {
	const char *word;
	enum play_so so;
	const char *form;
} rows[] = {
	{ "state", PLAY_SO_STATE, "a state: at 5m state home" },
	{ "active", PLAY_SO_ACTIVE, "a Region: at 5m active us-east-1" },
	{ "writer", PLAY_SO_WRITER, "a Region: at 5m writer us-east-1" },
	{ "blocked", PLAY_SO_BLOCKED, "a guard: at 5m blocked by G07" },
	{ "pending", PLAY_SO_PENDING, "nothing after it: at 5m pending" },
	{ "fact", PLAY_SO_FACT, "a fact and its value: at 5m fact us-east-1.down yes" },
	{ "says", PLAY_SO_SAYS, "what must be in the sentence: at 5m says is down" },
};

static const char *
form_of(enum play_so so)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].so == so)
			return rows[i].form;
	return "";
}

/* ---- reading ---- */

static bool
keep(const char *word, char *ret, struct error *err)
{
	if (strlen(word) >= PLAY_NAME)
		return error_set(err, "\"%.40s...\": it is too long", word);
	snprintf(ret, PLAY_NAME, "%s", word);
	return true;
}

static char *
trim(char *text)
{
	return text + strspn(text, " \t");
}

/* "us-east-1.down yes" */
static bool
read_fact(const struct play_scene *scene, const struct app *app, char *text,
    struct play_expect *ret, struct error *err)
{
	char *name = play_moment_word(&text), *dot = name ? strchr(name, '.') : NULL;

	if (!dot)
		return error_set(err, "write %s", form_of(ret->so));
	ret->region = play_scene_region(scene, name, (size_t)(dot - name));
	if (ret->region == REGION_NONE || app_fact(app, dot + 1) >= app->n_facts)
		return error_set(err, "\"%.80s\": there is no such Region, or no such fact", name);
	text = trim(text);
	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0 && strcmp(text, "unknown") != 0)
		return error_set(err, "\"%.40s\": write yes, no or unknown", text);
	return keep(dot + 1, ret->word, err) && keep(text, ret->rest, err);
}

static bool
read_guard(char *text, struct play_expect *ret, struct error *err)
{
	bool is = strncmp(text, "by ", 3) == 0;

	text = trim(text + (is ? 3 : 0));
	for (enum guard_id i = 0; is && i < GUARD_COUNT; i++)
		if (strcmp(guard_code(i), text) == 0)
			return keep(text, ret->rest, err);
	return error_set(err, "\"%.40s\": write one of G01 to %s", text,
	    guard_code(GUARD_COUNT - 1));
}

static bool
read_state(const struct app *app, const char *text, struct play_expect *ret, struct error *err)
{
	for (size_t i = 0; i < app->n_states; i++)
		if (strcmp(app->states[i].name, text) == 0)
			return keep(text, ret->rest, err);
	return error_set(err, "\"%.40s\": the machine has no such state", text);
}

static bool
read_what_is(const struct play_scene *scene, const struct app *app, char *text,
    struct play_expect *ret, struct error *err)
{
	text = trim(text);
	switch (ret->so) {
	case PLAY_SO_FACT:
		return read_fact(scene, app, text, ret, err);
	case PLAY_SO_BLOCKED:
		return read_guard(text, ret, err);
	case PLAY_SO_STATE:
		return read_state(app, text, ret, err);
	case PLAY_SO_ACTIVE:
	case PLAY_SO_WRITER:
		ret->region = play_scene_region(scene, text, strlen(text));
		return ret->region != REGION_NONE ||
		    error_set(err, "\"%.40s\": there is no such Region", text);
	case PLAY_SO_NONE:
	case PLAY_SO_PENDING:
	case PLAY_SO_SAYS:
		break;
	}
	if (!*text != (ret->so == PLAY_SO_PENDING))
		return error_set(err, "write %s", form_of(ret->so));
	return keep(text, ret->rest, err);
}

/* at TIME [OBSERVER] [not] ... */
static bool
read_at(const struct play_scene *scene, const struct app *app, char *text, struct play_expect *ret,
    struct error *err)
{
	char *word = play_moment_word(&text);

	if (!word || !play_clock_parse(word, &ret->from))
		return error_set(err, "write when, after \"at\": at 12m30s state home");
	ret->to = ret->from;
	word = play_moment_word(&text);
	ret->observer = word ? play_scene_observer(scene, word, strlen(word)) : scene->n_observers;
	if (word && ret->observer < scene->n_observers)
		word = play_moment_word(&text);
	if (word && strcmp(word, "not") == 0) {
		ret->negate = true;
		word = play_moment_word(&text);
	}
	for (size_t i = 0; word && i < COUNT(rows); i++)
		if (strcmp(rows[i].word, word) == 0) {
			ret->so = rows[i].so;
			return read_what_is(scene, app, text, ret, err);
		}
	return error_set(err,
	    "\"%.40s\": write state, active, writer, blocked, pending, fact or says",
	    word ? word : "");
}

static const char *const happens[] = { "failover", "switchover", "failback", "move", "done",
	"failed", "alert", "refuse", "adopt", "propose", "would-move", "drift", "mended", "step" };

static bool
known(const char *word)
{
	for (size_t i = 0; i < COUNT(happens); i++)
		if (strcmp(word, happens[i]) == 0)
			return true;
	return false;
}

/* The time at the end; what stands before it is cut off there. */
static bool
read_when(char *word, char **text, struct play_expect *ret, bool *ret_is, struct error *err)
{
	bool by = strcmp(word, "by") == 0;
	char *time;

	*ret_is = by || strcmp(word, "in") == 0;
	if (!*ret_is)
		return true;
	time = play_moment_word(text);
	if (time && by ? play_clock_parse(time, &ret->to)
		       : time && play_clock_range(time, &ret->from, &ret->to))
		return play_moment_word(text) == NULL ||
		    error_set(err, "the time stands at the end");
	return error_set(err, "write \"by 12m\" or \"in 11m..14m\"");
}

/* "to us-west-2" */
static bool
read_to(const struct play_scene *scene, char **text, struct play_expect *ret, struct error *err)
{
	const char *word = play_moment_word(text);

	word = word ? word : "";
	ret->region = play_scene_region(scene, word, strlen(word));
	return ret->region != REGION_NONE ||
	    error_set(err, "to \"%.40s\": there is no such Region", word);
}

/* "page", or what must be in the text */
static bool
read_rest(const char *word, struct play_expect *ret, struct error *err)
{
	if (strcmp(word, "page") == 0 || strcmp(word, "warn") == 0)
		return keep(word, ret->severity, err);
	if (ret->rest[0])
		return error_set(err, "\"%.40s\": one word that is in its text is enough", word);
	return keep(word, ret->rest, err);
}

static bool
read_more(const struct play_scene *scene, char *text, struct play_expect *ret, struct error *err)
{
	bool when = false;
	char *word;

	while (!when && (word = play_moment_word(&text))) {
		if (!read_when(word, &text, ret, &when, err))
			return false;
		if (when)
			break;
		if (strcmp(word, "to") == 0 ? !read_to(scene, &text, ret, err)
					    : !read_rest(word, ret, err))
			return false;
	}
	return true;
}

bool
play_expect_read(const struct play_scene *scene, const struct app *app, char *text,
    struct play_expect *ret, struct error *err)
{
	char *word;

	*ret = (struct play_expect){
		.to = MSEC_NEVER, .region = REGION_NONE, .observer = scene->n_observers
	};
	snprintf(ret->text, sizeof(ret->text), "%s", text);
	word = play_moment_word(&text);
	if (word && strcmp(word, "at") == 0)
		return read_at(scene, app, text, ret, err);
	if (word && (strcmp(word, "never") == 0 || strcmp(word, "once") == 0)) {
		ret->negate = word[0] == 'n';
		ret->once = word[0] == 'o';
		word = play_moment_word(&text);
	}
	if (!word || !known(word))
		return error_set(err,
		    "\"%.40s\": write at, or what happens: failover, switchover, failback, move, done, "
		    "failed, alert, refuse, adopt, propose, would-move, drift, mended, step",
		    word ? word : "");
	return keep(word, ret->word, err) && read_more(scene, text, ret, err);
}

/* ---- judging ---- */

static bool
is_move(const char *what)
{
	return strcmp(what, "failover") == 0 || strcmp(what, "switchover") == 0 ||
	    strcmp(what, "failback") == 0;
}

static bool
in(const char *text, const char *part)
{
	return text && strstr(text, part);
}

static bool
meant(const struct play_expect *expect, const struct play_scene *scene,
    const struct play_action *action)
{
	if (strcmp(expect->word, action->what) != 0 &&
	    !(strcmp(expect->word, "move") == 0 && is_move(action->what)))
		return false;
	if (expect->region != REGION_NONE &&
	    (!action->to || strcmp(scene->regions[expect->region].text, action->to) != 0))
		return false;
	if (expect->severity[0] &&
	    (!action->severity || strcmp(expect->severity, action->severity) != 0))
		return false;
	return !expect->rest[0] || in(action->subject, expect->rest) ||
	    in(action->text, expect->rest) || in(action->op, expect->rest);
}

void
play_expect_note(struct play_expect *expect, const struct play_scene *scene,
    const struct play_action *action)
{
	msec_t t = action->t * MSEC_SECOND;
	char clock[CLOCK_TEXT];

	if (expect->so || !meant(expect, scene, action))
		return;
	snprintf(expect->found, sizeof(expect->found), "it happened at %s",
	    play_clock_text(t, clock));
	expect->seen += t >= expect->from && t <= expect->to;
}

void
play_expect_look(struct play_expect *expect, const struct play_team *team)
{
	if (!expect->so || expect->done || team->t * MSEC_SECOND < expect->from)
		return;
	expect->done = true;
	expect->good = play_so_is(expect, team, expect->found) != expect->negate;
}

void
play_expect_end(struct play_expect *expect)
{
	if (!expect->so) {
		expect->good = expect->negate ? expect->seen == 0
		    : expect->once            ? expect->seen == 1
					      : expect->seen > 0;
		if (!expect->found[0])
			snprintf(expect->found, sizeof(expect->found), "it never happened");
		if (expect->once && expect->seen > 1)
			snprintf(expect->found, sizeof(expect->found), "it happened %d times",
			    expect->seen);
	} else if (!expect->done) {
		snprintf(expect->found, sizeof(expect->found), "the scenario ended before");
	}
	expect->done = true;
}

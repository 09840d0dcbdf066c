/* SPDX-License-Identifier: MIT */
#include "play_form.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/file.h"
#include "play_clock.h"
#include "play_moment.h"
#include "play_setting.h"

#define TEXT_MOST ((size_t)1024 * 1024)

/* What is being read. */
struct reader {
	struct play_form *form;
	struct play_setting setting;
	int line;
};

static char *
trim(char *text)
{
	size_t len = strlen(text);

	while (len > 0 && strchr(" \t\r", text[len - 1]))
		text[--len] = '\0';
	return text + strspn(text, " \t");
}

/* ---- sentences, one function each; rest is what follows the first word ---- */

static bool
read_title(struct reader *in, char *rest, struct error *err)
{
	snprintf(in->form->title, sizeof(in->form->title), "%s", trim(rest));
	return true;
}

static bool
read_setting(struct reader *in, const char *word, char *rest, struct error *err)
{
	if (in->form->config)
		return error_set(err,
		    "%s: write it before anything that is said of the application", word);
	return play_setting_read(&in->setting, word, trim(rest), err);
}

static bool
read_application(struct reader *in, char *rest, struct error *err)
{
	return read_setting(in, "application", rest, err);
}

static bool
read_set(struct reader *in, char *rest, struct error *err)
{
	return read_setting(in, "set", rest, err);
}

static bool
read_observer(struct reader *in, char *rest, struct error *err)
{
	return read_setting(in, "observer", rest, err);
}

static bool
read_active(struct reader *in, char *rest, struct error *err)
{
	struct play_scene *scene = &in->form->scene;
	const char *name = trim(rest);

	scene->active = play_scene_region(scene, name, strlen(name));
	return scene->active != REGION_NONE ||
	    error_set(err, "active: \"%.40s\" is no Region of the application", name);
}

static bool
read_kind(const char *word, enum move_kind *ret)
{
	for (*ret = MOVE_FAILOVER; word && *ret <= MOVE_FAILBACK; ++*ret)
		if (strcmp(word, move_name(*ret)) == 0)
			return true;
	return false;
}

/* moved 30m failover [by-hand] */
static bool
read_moved(struct reader *in, char *rest, struct error *err)
{
	struct play_scene *scene = &in->form->scene;
	struct play_past *past = &scene->moves[scene->n_moves];
	char *age = play_moment_word(&rest), *kind = play_moment_word(&rest);
	char *hand = play_moment_word(&rest);

	if (scene->n_moves == PLAY_MOVES_MOST)
		return error_set(err, "moved: no more than %d times", PLAY_MOVES_MOST);
	if (!age || !play_clock_parse(age, &past->ago) || !read_kind(kind, &past->kind) ||
	    (hand && strcmp(hand, "by-hand") != 0))
		return error_set(err,
		    "moved: write how long ago, and what: moved 30m failover, or "
		    "moved 30m failback by-hand");
	past->automatic = !hand;
	scene->n_moves++;
	return true;
}

static bool
read_length_of(const char *what, char *rest, msec_t *ret, struct error *err)
{
	return play_clock_parse(trim(rest), ret) ||
	    error_set(err, "%s: \"%.40s\": write a length such as 10m", what, rest);
}

static bool
read_paused(struct reader *in, char *rest, struct error *err)
{
	return read_length_of("paused", rest, &in->form->scene.paused, err);
}

static bool
read_length(struct reader *in, char *rest, struct error *err)
{
	return read_length_of("length", rest, &in->form->length, err);
}

static bool
read_exact(struct reader *in, char *rest, struct error *err)
{
	in->form->exact = true;
	return !*trim(rest) || error_set(err, "exact: nothing follows it");
}

static bool
read_begins(struct reader *in, char *rest, struct error *err)
{
	return clock_parse(trim(rest), &in->form->scene.wall) ||
	    error_set(err, "begins: write a time such as 2026-11-24T14:00:00Z");
}

/* takes failover 3m */
static bool
read_takes(struct reader *in, char *rest, struct error *err)
{
	char *word = play_moment_word(&rest);
	enum move_kind kind;

	if (!read_kind(word, &kind))
		return error_set(err, "takes: write takes failover 3m, switchover or failback");
	return read_length_of("takes", rest, &in->form->takes[kind], err);
}

static bool
read_at(struct reader *in, char *rest, struct error *err)
{
	struct play_form *form = in->form;
	struct play_timed timed;
	char *time = play_moment_word(&rest);
	size_t i = form->n_timed;

	if (!time || !play_clock_parse(time, &timed.at))
		return error_set(err, "at: write when, and what happens: at 5m pause 1h");
	if (!play_moment_read(&form->scene, rest, &timed.event, err))
		return error_wrap(err, "at %s", time);
	form->timed = xrealloc(form->timed, form->n_timed + 1, sizeof(*form->timed));
	for (; i > 0 && form->timed[i - 1].at > timed.at; i--)
		form->timed[i] = form->timed[i - 1];
	form->timed[i] = timed;
	form->n_timed++;
	return true;
}

static bool
read_expect(struct reader *in, char *rest, struct error *err)
{
	struct play_form *form = in->form;
	struct play_expect expect;

	if (!play_expect_read(&form->scene, &form->config->apps[0], trim(rest), &expect, err))
		return error_wrap(err, "expect");
	expect.line = in->line;
	form->expects = xrealloc(form->expects, form->n_expects + 1, sizeof(*form->expects));
	form->expects[form->n_expects++] = expect;
	return true;
}

/* ---- what is answered ---- */

/* REGION, REGION.PROBE, and perhaps "by OBSERVER" */
static bool
read_who(const struct play_scene *scene, char *text, struct play_said *ret, struct error *err)
{
	char *name = play_moment_word(&text), *by = play_moment_word(&text);
	char *observer = play_moment_word(&text), *dot = name ? strchr(name, '.') : NULL;

	*ret = (struct play_said){ .endpoint = PLAY_ANY, .observer = PLAY_ANY };
	if (name)
		ret->region =
		    play_scene_region(scene, name, dot ? (size_t)(dot - name) : strlen(name));
	if (!name || ret->region == REGION_NONE)
		return error_set(err, "\"%.40s\": there is no such Region", name ? name : "");
	if (dot) {
		ret->endpoint = play_scene_endpoint(scene, dot + 1, strlen(dot + 1));
		if (ret->endpoint >= scene->n_endpoints)
			return error_set(err, "\"%.40s\": there is no such probe", dot + 1);
	}
	if (!by)
		return true;
	ret->observer =
	    observer ? play_scene_observer(scene, observer, strlen(observer)) : PLAY_ANY;
	return (strcmp(by, "by") == 0 && ret->observer < scene->n_observers) ||
	    error_set(err, "\"%.40s\": write by and an observer, or nothing", by);
}

static bool
read_said(struct play_form *form, char *who, char *series, struct error *err)
{
	struct play_said said;

	if (!read_who(&form->scene, who, &said, err) ||
	    !play_series_read(series, &said.series, err))
		return false;
	form->said = xrealloc(form->said, form->n_said + 1, sizeof(*form->said));
	form->said[form->n_said++] = said;
	return true;
}

/* ---- the file ---- */

static const struct {
	const char *word;
	bool early; /* before the application must be known */
	bool (*read)(struct reader *in, char *rest, struct error *err);
} sentences[] = {
	{ "title", true, read_title },
	{ "application", true, read_application },
	{ "set", true, read_set },
	{ "observer", true, read_observer },
	{ "begins", true, read_begins },
	{ "length", true, read_length },
	{ "exact", true, read_exact },
	{ "active", false, read_active },
	{ "moved", false, read_moved },
	{ "paused", false, read_paused },
	{ "takes", false, read_takes },
	{ "at", false, read_at },
	{ "expect", false, read_expect },
};

static bool
begin(struct reader *in, struct error *err)
{
	struct play_form *form = in->form;

	if (!form->config)
		form->config = play_setting_load(&in->setting, &form->scene, err);
	return form->config;
}

static bool
read_line(struct reader *in, char *text, struct error *err)
{
	char *rest = trim(text), *word = rest;
	char *colon;
	size_t len = strcspn(word, " \t");

	if (!*word || *word == '#')
		return true;
	for (size_t i = 0; i < COUNT(sentences); i++) {
		if (strlen(sentences[i].word) != len || strncmp(sentences[i].word, word, len) != 0)
			continue;
		rest += len;
		return (sentences[i].early || begin(in, err)) &&
		    sentences[i].read(in, trim(rest), err);
	}
	colon = strstr(word, ": ");
	if (!colon)
		return error_set(err,
		    "\"%.40s\": write title, application, set, observer, begins, length, exact, active, moved, "
		    "paused, takes, at, expect, or what is answered: us-east-1: ok 10m, fail",
		    word);
	*colon = '\0';
	return begin(in, err) && read_said(in->form, word, colon + 2, err);
}

static bool
read_lines(struct reader *in, char *text, struct error *err)
{
	for (char *end; text; text = end) {
		end = strchr(text, '\n');
		if (end)
			*end++ = '\0';
		in->line++;
		if (!read_line(in, text, err))
			return false;
	}
	if (in->form->n_expects == 0)
		return error_set(err, "nothing is expected: write expect never failover, or so");
	return true;
}

/* As long as something is said of, and a little. */
static msec_t
length(const struct play_form *form)
{
	msec_t ret = 0;

	for (size_t i = 0; i < form->n_timed; i++)
		ret = form->timed[i].at > ret ? form->timed[i].at : ret;
	for (size_t i = 0; i < form->n_expects; i++) {
		msec_t to = form->expects[i].to;

		if (to != MSEC_NEVER)
			ret = to > ret ? to : ret;
	}
	return ret + MSEC_MINUTE;
}

bool
play_form_load(const char *path, struct play_form *ret, struct error *err)
{
	autofree(play_form_done) struct play_form form = {
		.scene = { .wall = PLAY_WALL },
		.takes = { 2 * MSEC_MINUTE, MSEC_MINUTE, MSEC_MINUTE },
	};
	autofree(buf_done) struct buf text = { 0 };
	struct reader in = { .form = &form };
	bool good;

	if (!file_read(path, TEXT_MOST, &text, err))
		return false;
	play_setting_begin(&in.setting, path);
	good = read_lines(&in, text.data, err); /* NULL when it is empty */
	play_setting_done(&in.setting);
	if (!good)
		return error_wrap(err, "%s:%d", path, in.line);
	if (form.length == 0)
		form.length = length(&form);
	*ret = form;
	form = (struct play_form){ 0 };
	return true;
}

void
play_form_done(struct play_form *form)
{
	config_free(form->config);
	xfree(form->said);
	xfree(form->timed);
	xfree(form->expects);
	*form = (struct play_form){ 0 };
}

/* SPDX-License-Identifier: MIT */
#include "play_story.h"

#include <stdio.h>

#include "ctl.h"
#include "play_clock.h"
#include "play_world.h"

/* What is heard of while it is played. */
struct story {
	struct play_form form;
	int good, bad;
};

static void
tell(const struct play_scene *scene, const struct play_action *action)
{
	char clock[CLOCK_TEXT];

	printf("%9s  %s", play_clock_text(action->t * MSEC_SECOND, clock), action->what);
	if (action->severity)
		printf(" %s", action->severity);
	if (action->subject)
		printf(" %s", action->subject);
	if (action->op)
		printf(" %s", action->op);
	if (action->to)
		printf(" to %s", action->to);
	if (action->who && scene->n_observers > 1)
		printf(", by %s", action->who);
	printf("%s%s\n", action->text && *action->text ? ": " : "",
	    action->text ? action->text : "");
}

static void
on_action(const struct play_action *action, void *arg)
{
	struct story *story = arg;

	tell(&story->form.scene, action);
	for (size_t i = 0; i < story->form.n_expects; i++)
		play_expect_note(&story->form.expects[i], &story->form.scene, action);
}

/* Something is expected to be so at that moment. */
static bool
awaited(const struct play_form *form, msec_t t)
{
	for (size_t i = 0; i < form->n_expects; i++)
		if (form->expects[i].so && form->expects[i].from == t)
			return true;
	return false;
}

static void
play(struct story *story)
{
	struct play_form *form = &story->form;
	struct play_line line = { 0 };
	autofree(play_team_done) struct play_team team = { 0 };
	autofree(play_world_done) struct play_world world = { 0 };

	play_team_init(&team, &form->scene, take(form->config), on_action, story);
	form->config = NULL;
	team.calm.exact = form->exact;
	play_world_init(&world, form, &team, &line);
	for (long t = 0; t * MSEC_SECOND <= form->length; t++) {
		if (awaited(form, t * MSEC_SECOND))
			play_calm_wake(&team.calm);
		play_world_second(&world, &line, t);
		play_team_second(&team, &line);
		for (size_t i = 0; i < form->n_expects; i++)
			play_expect_look(&form->expects[i], &team);
	}
}

static void
judge(struct story *story, const char *path)
{
	for (size_t i = 0; i < story->form.n_expects; i++) {
		struct play_expect *expect = &story->form.expects[i];

		play_expect_end(expect);
		story->good += expect->good;
		story->bad += !expect->good;
		if (expect->good)
			printf("ok    %s\n", expect->text);
		else
			printf("FAIL  %s: %s (%s:%d)\n", expect->text, expect->found, path,
			    expect->line);
	}
	printf("%d passed, %d failed\n", story->good, story->bad);
}

int
play_story(const char *path)
{
	struct story story = { .good = 0 };
	struct error err = { "" };

	if (!play_form_load(path, &story.form, &err)) {
		fprintf(stderr, "failoverctl: %s\n", err.text);
		return CTL_CONFIG;
	}
	if (story.form.title[0])
		printf("%s\n", story.form.title);
	play(&story);
	judge(&story, path);
	play_form_done(&story.form);
	return story.bad > 0 ? CTL_FAILED : CTL_DONE;
}

/* SPDX-License-Identifier: MIT */
/*
 * play: a scenario under virtual time. One in JSON has its samples on standard
 * input, and what is decided goes to standard output, for programs; any other
 * has all that it needs in itself, and is told and judged for people.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "ctl.h"
#include "play_policy.h"
#include "play_story.h"
#include "play_team.h"

#define LINE_MOST ((size_t)1 << 20)

static void
on_action(const struct play_action *action, void *arg)
{
	const struct {
		const char *key, *value;
	} members[] = {
		{ "to", action->to },
		{ "method", action->method },
		{ "op", action->op },
		{ "severity", action->severity },
		{ "what", action->subject },
		{ "by", action->who },
		{ "text", action->text },
	};

	FILE *out = arg;
	json_t *json;

	if (action->inner)
		return;
	json = json_pack("{s:I, s:s}", "t", (json_int_t)action->t, "action", action->what);
	for (size_t i = 0; i < COUNT(members); i++)
		if (members[i].value)
			json_object_set_new(json, members[i].key,
			    json_sprintf("%s", members[i].value));
	json_dumpf(json, out, JSON_COMPACT | JSON_PRESERVE_ORDER);
	fputc('\n', out);
	json_decref(json);
}

/* What was read and is not played yet. */
struct input {
	char *block; /* LINE_MOST bytes */
	size_t len;
	long number; /* of the last line */
};

/* All whole lines of it. */
static bool
play_lines(struct play_team *team, struct play_line *line, struct input *in, struct error *err)
{
	const char *at = in->block, *limit = in->block + in->len, *end;

	while ((end = memchr(at, '\n', (size_t)(limit - at)))) {
		in->number++;
		if (end > at && !play_line_read(team->scene, at, (size_t)(end - at), line, err))
			return error_wrap(err, "line %ld", in->number);
		if (end > at)
			play_team_second(team, line);
		at = end + 1;
	}
	in->len = (size_t)(limit - at);
	memmove(in->block, at, in->len);
	return true;
}

static bool
play(struct play_team *team, FILE *file, struct error *err)
{
	struct play_line line = { .t = -1 };
	autofree(xfree) char *block = xcalloc(1, LINE_MOST);
	struct input in = { .block = block };
	size_t n;

	while ((n = fread(block + in.len, 1, LINE_MOST - in.len, file)) > 0) {
		in.len += n;
		if (!play_lines(team, &line, &in, err))
			return false;
		if (in.len == LINE_MOST)
			return error_set(err, "line %ld: it is longer than 1 MiB", in.number + 1);
	}
	if (ferror(file))
		return error_set(err, "standard input cannot be read");
	if (in.number == 0 && in.len == 0)
		return error_set(err, "standard input has no samples: one JSON line a second");
	return in.len == 0 || error_set(err, "line %ld: it has no end", in.number + 1);
}

static int
play_samples(const char *path)
{
	struct play_scene scene;
	autofree(play_team_done) struct play_team team = { 0 };
	struct error err = { "" };
	struct config *config = NULL;

	if (play_scene_load(path, &scene, &err))
		config = play_policy_load(&scene, &err);
	if (!config) {
		fprintf(stderr, "failoverctl: %s\n", err.text);
		return CTL_CONFIG;
	}
	play_team_init(&team, &scene, config, on_action, stdout);
	if (play(&team, stdin, &err))
		return CTL_DONE;
	fprintf(stderr, "failoverctl: standard input: %s\n", err.text);
	return CTL_USAGE;
}

/* What begins like JSON is for programs. */
static bool
is_json(const char *path)
{
	FILE *file = fopen(path, "re");
	int c = ' ';

	while (file && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
		c = fgetc(file);
	if (file)
		fclose(file);
	return c == '{' || c == '[';
}

int
play_verb(struct ctl *ctl)
{
	if (ctl->n_args != 1)
		return ctl_usage(
		    "write: failoverctl play FILE.scenario, or SCENARIO.json < SAMPLES");
	return is_json(ctl->args[0]) ? play_samples(ctl->args[0]) : play_story(ctl->args[0]);
}

/* SPDX-License-Identifier: MIT */
/* play: a scenario under virtual time, its samples from standard input, what is decided to standard
 * output. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "ctl.h"
#include "play_team.h"

#define BLOCK ((size_t)1 << 20)

static void
on_action(const struct play_action *action, void *arg)
{
	json_t *json = json_pack("{s:I, s:s}", "t", (json_int_t)action->t, "action", action->what);

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

	for (size_t i = 0; i < COUNT(members); i++)
		if (members[i].value)
			json_object_set_new(json, members[i].key,
			    json_sprintf("%s", members[i].value));
	json_dumpf(json, out, JSON_COMPACT | JSON_PRESERVE_ORDER);
	fputc('\n', out);
	json_decref(json);
}

/* All whole lines of a block. Returns how much of it was read. */
static bool
lines(struct play_team *team, struct play_line *line, const char *data, size_t len, long *number,
    size_t *ret, struct error *err)
{
	const char *at = data, *end;

	while ((end = memchr(at, '\n', len - (size_t)(at - data)))) {
		++*number;
		if (end > at && !play_line_read(team->scene, at, (size_t)(end - at), line, err))
			return error_wrap(err, "line %ld", *number);
		if (end > at)
			play_team_second(team, line);
		at = end + 1;
	}
	*ret = (size_t)(at - data);
	return true;
}

static bool
play(struct play_team *team, FILE *in, struct error *err)
{
	struct play_line line = { .t = -1 };
	autofree(buf_done) struct buf rest = { 0 };
	autofree(xfree) char *block = xcalloc(1, BLOCK);
	size_t n, used = 0;
	long number = 0;

	while ((n = fread(block, 1, BLOCK, in)) > 0) {
		buf_add(&rest, block, n);
		if (!lines(team, &line, rest.data, rest.len, &number, &used, err))
			return false;
		memmove(rest.data, rest.data + used, rest.len - used);
		rest.len -= used;
	}
	if (ferror(in))
		return error_set(err, "standard input cannot be read");
	return rest.len == 0 || error_set(err, "line %ld: it has no end", number + 1);
}

int
play_verb(struct ctl *ctl)
{
	struct play_scene scene;
	autofree(play_team_done) struct play_team team = { 0 };
	struct error err = { "" };

	if (ctl->n_args != 1)
		return ctl_usage("write: failoverctl play SCENARIO.json < SAMPLES");
	if (!play_scene_load(ctl->args[0], &scene, &err) ||
	    !play_team_init(&team, &scene, on_action, stdout, &err)) {
		fprintf(stderr, "failoverctl: %s\n", err.text);
		return CTL_CONFIG;
	}
	if (play(&team, stdin, &err))
		return CTL_DONE;
	fprintf(stderr, "failoverctl: %s\n", err.text);
	return CTL_USAGE;
}

/* SPDX-License-Identifier: MIT */
#include "play_so.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Whom it is about, what is looked for, and where it is said what was found. */
struct look {
	const struct play_team *team;
	const struct play_watch *watch;
	const struct play_expect *expect;
	char *found;
};

static void found(const struct look *look, const char *fmt, ...) printf_like(2, 3);

static void
found(const struct look *look, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(look->found, PLAY_FOUND, fmt, ap);
	va_end(ap);
}

static bool
is_state(const struct look *look)
{
	const struct engine *engine = &look->watch->engine;
	const char *is = engine->app->states[engine->memory.state].name;

	found(look, "it is %s", is);
	return strcmp(is, look->expect->rest) == 0;
}

static bool
is_active(const struct look *look)
{
	const struct engine *engine = &look->watch->engine;

	found(look, "%s serves", engine->app->regions[engine->memory.active].name);
	return engine->memory.active == look->expect->region;
}

static bool
is_writer(const struct look *look)
{
	const struct engine *engine = &look->watch->engine;
	size_t writer = engine->world.writer;

	found(look, "the writer is in %s",
	    writer == REGION_NONE ? "no Region" : engine->app->regions[writer].name);
	return writer == look->expect->region;
}

static bool
blocks(const struct guard *guard)
{
	return guard->applies && !guard->overridden && guard->value != TRIT_YES;
}

/* Any of those that are in the way. */
static bool
is_blocked(const struct look *look)
{
	const struct decision *decision = &look->watch->decision;
	bool ret = false;
	size_t len = 0;

	found(look, "%s", decision->weighed ? "nothing blocks" : "no rule holds");
	for (size_t i = 0; decision->weighed && i < GUARD_COUNT; i++) {
		const struct guard *guard = &decision->guards[i];

		if (!blocks(guard))
			continue;
		ret = ret || strcmp(guard->code, look->expect->rest) == 0 ||
		    strcmp(guard->name, look->expect->rest) == 0;
		len += (size_t)snprintf(look->found + len, PLAY_FOUND - len, "%s%s %s",
		    len > 0 ? ", " : "blocked by ", guard->code, guard->name);
	}
	return ret;
}

static bool
is_pending(const struct look *look)
{
	found(look, "%s", look->watch->decision.weighed ? "a rule holds" : "no rule holds");
	return look->watch->decision.weighed;
}

static bool
is_fact(const struct look *look)
{
	const struct engine *engine = &look->watch->engine;
	const struct fact *fact =
	    engine_fact(engine, app_fact(engine->app, look->expect->word), look->expect->region);

	found(look, "it is %s", trit_name(fact->value));
	return strcmp(trit_name(fact->value), look->expect->rest) == 0;
}

static bool
is_said(const struct look *look)
{
	char sentence[256];

	engine_sentence(&look->watch->engine, &look->watch->decision, sentence,
	    play_watch_now(look->watch, look->team->now));
	found(look, "it says: %s", sentence);
	return strstr(sentence, look->expect->rest);
}

static bool (*const table[])(const struct look *look) = {
	[PLAY_SO_STATE] = is_state,
	[PLAY_SO_ACTIVE] = is_active,
	[PLAY_SO_WRITER] = is_writer,
	[PLAY_SO_BLOCKED] = is_blocked,
	[PLAY_SO_PENDING] = is_pending,
	[PLAY_SO_FACT] = is_fact,
	[PLAY_SO_SAYS] = is_said,
};

/* Whoever may act now; else one that lives. */
static const struct play_watch *
watch_of(const struct play_expect *expect, const struct play_team *team)
{
	if (expect->observer < team->n)
		return &team->watches[expect->observer];
	if (team->lease.holder < team->n)
		return &team->watches[team->lease.holder];
	for (size_t i = 0; i < team->n; i++)
		if (team->watches[i].alive)
			return &team->watches[i];
	return &team->watches[0];
}

bool
play_so_is(const struct play_expect *expect, const struct play_team *team, char ret[PLAY_FOUND])
{
	const struct look look = { team, watch_of(expect, team), expect, ret };

	ret[0] = '\0';
	return table[expect->so](&look);
}

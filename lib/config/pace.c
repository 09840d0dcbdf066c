/* SPDX-License-Identifier: MIT */
#include "config/pace.h"

#include <stdio.h>

#include "base/alloc.h"

static msec_t
longer(msec_t a, msec_t b)
{
	return a > b ? a : b;
}

static msec_t
asked(const struct app *app, size_t probe, const msec_t *every)
{
	return longer(every[probe], app->probes[probe].every);
}

/* The longest pause of those that make the fact, and never 0; every NULL: as it is. */
static msec_t
slowest(const struct app *app, const struct fact_spec *fact, const msec_t *every)
{
	msec_t ret = 1;

	for (size_t i = 0; i < fact->n_probes; i++) {
		size_t p = fact->probes[i];

		ret = longer(ret, every ? asked(app, p, every) : app->probes[p].every);
	}
	return ret;
}

static msec_t
slowest_critical(const struct app *app, const msec_t *every)
{
	msec_t ret = 0;

	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].critical)
			ret = longer(ret, asked(app, p, every));
	return ret;
}

/* ---- what goes with it ---- */

msec_t
pace_over(const struct app *app, const struct fact_spec *fact, const msec_t *every)
{
	msec_t was = slowest(app, fact, NULL), is = slowest(app, fact, every);

	/* Up to whole seconds: a window that lost a part of an answer would lose all of it. */
	return is == was ? fact->over
			 : (fact->over * is / was + MSEC_SECOND - 1) / MSEC_SECOND * MSEC_SECOND;
}

msec_t
pace_fresh(const struct app *app, const struct fact_spec *fact, const msec_t *every)
{
	msec_t is = slowest(app, fact, every);

	return is > slowest(app, fact, NULL) && fact->fresh < is ? 2 * is : fact->fresh;
}

msec_t
pace_hold(const struct app *app, const msec_t *every)
{
	return longer(app->limits.hold, 2 * slowest_critical(app, every));
}

msec_t
pace_newest(const struct app *app, const msec_t *every)
{
	return longer(app->limits.newest, slowest_critical(app, every));
}

const char *
pace_text(msec_t value, char ret[DURATION_TEXT])
{
	if (value % MSEC_SECOND == 0)
		snprintf(ret, DURATION_TEXT, "%llds", (long long)(value / MSEC_SECOND));
	else
		snprintf(ret, DURATION_TEXT, "%lldms", (long long)value);
	return ret;
}

/* ---- the text ---- */

struct pacing {
	const char *name; /* of the source */
	const struct app *app;
	struct buf *text;
};

static bool
is_written(const struct pacing *p, const char *path)
{
	const struct source source = { p->name, buf_text(p->text), p->text->len };
	autofree(buf_done) struct buf there = { 0 };

	return edit_get(&source, path, &there);
}

static bool
put(const struct pacing *p, const char *path, msec_t value, struct error *err)
{
	const struct source source = { p->name, buf_text(p->text), p->text->len };
	autofree(buf_done) struct buf text = { 0 };
	char says[DURATION_TEXT];
	struct buf was;

	if (!edit_set(&source, p->app, path, pace_text(value, says), &text, err))
		return false;
	was = *p->text;
	*p->text = text;
	text = was;
	return true;
}

/* Where it is not what it was, and nobody wrote what it was. */
static bool
follow(const struct pacing *p, const char *path, msec_t was, msec_t is, struct error *err)
{
	return is == was || is_written(p, path) || put(p, path, is, err);
}

/* Those that are made are made of the probes as they are then. */
static bool
follow_fact(const struct pacing *p, const struct fact_spec *fact, const msec_t *every,
    struct error *err)
{
	autofree(xfree) char *path = xasprintf("facts.%s", fact->name);
	autofree(xfree) char *over = xasprintf("%s.over", path);
	autofree(xfree) char *fresh = xasprintf("%s.fresh", path);

	if (!is_written(p, path))
		return true;
	if (fact->kind == FACT_RATIO || fact->kind == FACT_LATENCY)
		return follow(p, over, fact->over, pace_over(p->app, fact, every), err);
	return follow(p, fresh, fact->fresh, pace_fresh(p->app, fact, every), err);
}

static bool
put_probe(const struct pacing *p, size_t probe, const msec_t *every, struct error *err)
{
	autofree(xfree) char *path = xasprintf("probes.%s.every", p->app->probes[probe].name);

	return every[probe] <= p->app->probes[probe].every || put(p, path, every[probe], err);
}

bool
pace_set(const struct source *source, const struct app *app, const msec_t *every, struct buf *ret,
    struct error *err)
{
	const struct pacing p = { source->name, app, ret };

	buf_add(ret, source->text, source->len);
	for (size_t i = 0; i < app->n_probes; i++)
		if (!put_probe(&p, i, every, err))
			return false;
	for (size_t f = 0; f < app->n_facts; f++)
		if (!follow_fact(&p, &app->facts[f], every, err))
			return false;
	return follow(&p, "guards.hold", app->limits.hold, pace_hold(app, every), err) &&
	    follow(&p, "guards.newest", app->limits.newest, pace_newest(app, every), err);
}

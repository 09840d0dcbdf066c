/* SPDX-License-Identifier: MIT */
#include "core/ref.h"

#include <stdio.h>
#include <string.h>

static bool
read_role(const char *text, size_t len, enum role *ret)
{
	static const struct {
		const char *name;
		enum role role;
	} roles[] = { { "home", ROLE_HOME }, { "active", ROLE_ACTIVE }, { "target", ROLE_TARGET } };

	for (size_t i = 0; i < COUNT(roles); i++)
		if (strlen(roles[i].name) == len && strncmp(text, roles[i].name, len) == 0) {
			*ret = roles[i].role;
			return true;
		}
	return false;
}

bool
ref_read(const struct app *app, const char *text, struct fact_ref *ret, struct error *err)
{
	size_t len;

	*ret = (struct fact_ref){ .negate = *text == '!' };
	text += ret->negate;
	len = strcspn(text, ".");
	if (!read_role(text, len, &ret->role) || text[len] != '.')
		return error_set(err, "\"%.60s\" names no role: active., target. or home.", text);
	ret->fact = app_fact(app, text + len + 1);
	return ret->fact < app->n_facts ||
	    error_set(err, "there is no fact \"%.60s\"", text + len + 1);
}

static size_t
region_of(const struct app *app, const struct move *move, enum role role)
{
	switch (role) {
	case ROLE_HOME:
		return app->home;
	case ROLE_ACTIVE:
		return move->from;
	case ROLE_TARGET:
		break;
	}
	return move->to;
}

/* One of them; what it says replaces what others said only when it is worse. */
static enum trit
hold(const struct engine *engine, const struct move *move, const char *text, char ret[DETAIL_TEXT])
{
	const struct app *app = engine->app;
	char because[DETAIL_TEXT];
	const struct fact *fact;
	struct fact_ref ref;
	struct error err;
	enum trit value;
	size_t region;

	if (!ref_read(app, text, &ref, &err)) {
		snprintf(ret, DETAIL_TEXT, "%.150s", err.text);
		return TRIT_UNKNOWN;
	}
	region = region_of(app, move, ref.role);
	fact = engine_fact(engine, ref.fact, region);
	value = ref.negate ? trit_not(fact->value) : fact->value;
	snprintf(ret, DETAIL_TEXT, "%.32s.%.40s is %s: %.70s", app->regions[region].name,
	    app->facts[ref.fact].name, trit_name(fact->value),
	    fact_text(fact, &app->facts[ref.fact], app, because));
	return value;
}

enum trit
ref_hold(const struct engine *engine, const struct move *move, const struct option_list *refs,
    char ret[DETAIL_TEXT])
{
	enum trit all = TRIT_YES;

	snprintf(ret, DETAIL_TEXT, "all of %zu facts hold", refs->n);
	for (size_t i = 0; i < refs->n; i++) {
		char text[DETAIL_TEXT];
		enum trit value = hold(engine, move, refs->items[i], text);
		enum trit both = trit_and(all, value);

		if (both != all)
			snprintf(ret, DETAIL_TEXT, "%s", text);
		all = both;
	}
	return all;
}

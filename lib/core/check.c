/* SPDX-License-Identifier: MIT */
#include "core/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *
health_name(enum health health)
{
	static const char *const names[] = { "ok", "warn", "unknown", "fail" };

	return names[health];
}

enum trit
health_gate(enum health health)
{
	if (health == HEALTH_UNKNOWN)
		return TRIT_UNKNOWN;
	return trit_of(health == HEALTH_OK);
}

/* What came from outside may be among it. */
static void
make_plain(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void
opinion_set(struct opinion *ret, enum health health, const char *fmt, ...)
{
	va_list ap;

	ret->health = health;
	va_start(ap, fmt);
	vsnprintf(ret->detail, sizeof(ret->detail), fmt, ap);
	va_end(ap);
	make_plain(ret->detail);
}

void
opinion_remedy(struct opinion *ret, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(ret->remedy, sizeof(ret->remedy), fmt, ap);
	va_end(ap);
}

void
opinion_aside(struct opinion *opinion)
{
	if (opinion->health != HEALTH_OK)
		opinion->health = HEALTH_WARN;
}

static void
join(struct opinion *ret, const char *detail)
{
	size_t len = strlen(ret->detail);

	if (*detail && len + 2 < sizeof(ret->detail))
		snprintf(ret->detail + len, sizeof(ret->detail) - len, "%s%s", len > 0 ? "; " : "",
		    detail);
}

void
opinion_worst(const struct opinion *list, size_t n, struct opinion *ret)
{
	const struct opinion *worst = list;

	for (size_t i = 1; i < n; i++)
		if (list[i].health > worst->health)
			worst = &list[i];
	*ret = *worst;
	for (size_t i = 0; i < n; i++)
		if (&list[i] != worst && list[i].health == worst->health)
			join(ret, list[i].detail);
}

void
known_add(struct known *known, const struct opinion *opinion, msec_t now)
{
	if (opinion->health == HEALTH_UNKNOWN)
		return;
	known->health = opinion->health;
	known->at = now;
	snprintf(known->detail, sizeof(known->detail), "%s", opinion->detail);
}

static enum trit
good(const struct known *known)
{
	return known->at == 0 ? TRIT_UNKNOWN : trit_of(known->health != HEALTH_FAIL);
}

enum trit
known_all(const struct known *list, size_t n, msec_t *ret_at, size_t *ret_which)
{
	enum trit all = TRIT_YES;

	*ret_at = 0;
	*ret_which = 0;
	for (size_t i = 0; i < n; i++) {
		enum trit is = good(&list[i]), with = trit_and(all, is);

		if (i == 0 || with != all || (is == all && list[i].at < *ret_at)) {
			*ret_at = list[i].at;
			*ret_which = i;
		}
		all = with;
	}
	return n > 0 ? all : TRIT_UNKNOWN;
}

/* SPDX-License-Identifier: MIT */
#include "core/move.h"

#include <stdio.h>
#include <string.h>

static const char *
placeholder(const struct app *app, const struct move *move, const char **text)
{
	const struct {
		const char *name;
		size_t region;
	} names[] = {
		{ "{from}", move->from },
		{ "{to}", move->to },
		{ "{target}", move->to },
		{ "{active}", move->from },
		{ "{home}", app->home },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strncmp(*text, names[i].name, strlen(names[i].name)) == 0) {
			*text += strlen(names[i].name);
			return names[i].region < app->n_regions ? app->regions[names[i].region].name
								: "nowhere";
		}
	return NULL;
}

const char *
move_text(const struct app *app, const struct move *move, const char *text, char *ret, size_t size)
{
	size_t len = 0;

	while (*text && len + 1 < size) {
		const char *word = *text == '{' ? placeholder(app, move, &text) : NULL;

		if (!word) {
			ret[len++] = *text++;
			continue;
		}
		len += (size_t)snprintf(ret + len, size - len, "%s", word);
		if (len >= size)
			len = size - 1;
	}
	ret[len] = '\0';
	return ret;
}

enum call_purpose
move_purpose(const struct move *move)
{
	return move->kind == MOVE_FAILBACK ? PURPOSE_FAILBACK : PURPOSE_FAILOVER;
}

const char *
move_region(const struct app *app, const struct move *move, const char *text)
{
	const char *at = text;
	const char *name = *text == '{' ? placeholder(app, move, &at) : NULL;

	return name && !*at ? name : text;
}

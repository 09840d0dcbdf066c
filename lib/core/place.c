/* SPDX-License-Identifier: MIT */
#include "core/place.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"

#define PLACE "{region}"

const char *
place_of(const struct option_map *own, const char *common, const char *region)
{
	for (size_t i = 0; i < own->n; i++)
		if (strcmp(own->keys[i], region) == 0)
			return own->values[i];
	return common;
}

char *
place_fill(const char *text, const char *region)
{
	struct buf ret = { 0 };
	const char *at;

	for (; (at = strstr(text, PLACE)); text = at + strlen(PLACE)) {
		buf_add(&ret, text, (size_t)(at - text));
		buf_puts(&ret, region);
	}
	buf_puts(&ret, text);
	return ret.data ? ret.data : xstrdup("");
}

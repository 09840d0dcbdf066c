/* SPDX-License-Identifier: MIT */
#include "zone_file.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "io/file.h"

#define ZONES     "/usr/share/zoneinfo"
#define FILE_MOST ((size_t)256 * 1024)

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* It begins with a letter, and no ".." leads anywhere else. */
static bool
well_named(const char *name)
{
	return strspn(name, LETTERS) > 0 && strspn(name, LETTERS "0123456789_+-/") == strlen(name);
}

bool
zone_file_rule(const char *name, char ret[ZONE_TEXT], struct error *err)
{
	autofree(xfree) char *path = NULL;
	autofree(buf_done) struct buf text = { 0 };

	if (!well_named(name))
		return error_set(err,
		    "\"%.60s\" is not the name of a time zone: write one such as "
		    "\"Europe/Berlin\"",
		    name);
	path = xasprintf("%s/%s", ZONES, name);
	if (!file_read(path, FILE_MOST, &text, err))
		return error_wrap(err,
		    "no such time zone; a rule such as \"CET-1CEST,M3.5.0,M10.5.0/3\" needs no file");
	if (!zone_of_tzif(text.data, text.len, ret, err))
		return error_wrap(err, "%s", path);
	return true;
}

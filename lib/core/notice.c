/* SPDX-License-Identifier: MIT */
#include "core/notice.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = { "", "warning", "critical" };

void
notice_set(struct notice *notice, enum notice_level level, const char *fmt, ...)
{
	va_list args;

	notice->level = level;
	va_start(args, fmt);
	vsnprintf(notice->text, sizeof(notice->text), fmt, args);
	va_end(args);
}

const char *
notice_name(enum notice_level level)
{
	return names[level];
}

enum notice_level
notice_of(const char *name)
{
	for (int level = NOTICE_CRITICAL; level > NOTICE_NONE; level--)
		if (strcmp(names[level], name) == 0)
			return (enum notice_level)level;
	return NOTICE_NONE;
}

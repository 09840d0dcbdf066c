/* SPDX-License-Identifier: MIT */
#include "doctor_tell.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "tell.h"

#define TEXT_MOST 512

void
told_begin(struct told_checks *told, const struct app *app, const struct move *move)
{
	buf_wipe(&told->now);
	buf_wipe(&told->text);
	told->news = false;
	snprintf(told->way, sizeof(told->way), "%.70s %.70s ", app->regions[move->from].name,
	    app->regions[move->to].name);
}

void
told_add(struct told_checks *told, const char *name, const char *detail)
{
	char line[256];

	snprintf(line, sizeof(line), "\n%s%.80s\n", told->way, name);
	buf_puts(&told->now, line);
	if (told->text.len < TEXT_MOST)
		buf_printf(&told->text, "%s%s: %s", told->text.len > 0 ? "; " : "", name, detail);
	if (!strstr(buf_text(&told->before), line))
		told->news = true;
}

void
told_end(struct told_checks *told, const struct application *application)
{
	struct log_about about = tell_about(application);
	const struct app *app = application->app;
	char line[192];
	bool was;

	snprintf(line, sizeof(line), "\n%s", told->way);
	was = strstr(buf_text(&told->before), line) != NULL;
	if (told->news)
		log_event(PREFLIGHT_BAD, &about, "%s could not leave %s now: %s", app->name,
		    about.region, buf_text(&told->text));
	else if (was && told->now.len == 0)
		log_event(PREFLIGHT_GOOD, &about,
		    "nothing is seen any more that would keep %s in %s", app->name, about.region);
	buf_wipe(&told->before);
	buf_add(&told->before, buf_text(&told->now), told->now.len);
	buf_done(&told->now);
	buf_done(&told->text);
}

void
told_copy(struct told_checks *told, const struct told_checks *from)
{
	buf_wipe(&told->before);
	buf_add(&told->before, buf_text(&from->before), from->before.len);
}

void
told_done(struct told_checks *told)
{
	buf_done(&told->before);
	buf_done(&told->now);
	buf_done(&told->text);
}

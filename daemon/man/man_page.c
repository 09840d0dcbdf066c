/* SPDX-License-Identifier: MIT */
/* A page is written by hand, but for its tables. */
#include <stdio.h>
#include <string.h>

#include "man.h"

static const struct {
	const char *name;
	man_fn *make;
} sections[] = {
	{ "@ALERTS@", man_alerts },
	{ "@APPLICATION@", man_application },
	{ "@ARGUMENTS@", man_arguments },
	{ "@EVENTS@", man_events },
	{ "@FIELDS@", man_fields },
	{ "@GUARDS@", man_guards },
	{ "@GATES@", man_gates },
	{ "@METRICS@", man_metrics },
	{ "@OPTIONS@", man_options },
	{ "@SETTINGS@", man_settings },
	{ "@STEPS@", man_steps },
	{ "@VERBS@", man_verbs },
};

static bool
add_section(const char *name, size_t len, struct buf *ret)
{
	for (size_t i = 0; i < COUNT(sections); i++)
		if (strlen(sections[i].name) == len && memcmp(sections[i].name, name, len) == 0) {
			sections[i].make(ret);
			return true;
		}
	fprintf(stderr, "manual: there is no section %.*s\n", (int)len, name);
	return false;
}

bool
man_page(const char *template, struct buf *ret)
{
	while (*template) {
		size_t len = strcspn(template, "\n");

		if (template[0] != '@')
			buf_add(ret, template, len + (template[len] == '\n'));
		else if (!add_section(template, len, ret))
			return false;
		template += len + (template[len] == '\n');
	}
	return true;
}

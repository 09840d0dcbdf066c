/* SPDX-License-Identifier: MIT */
/* log: what operators ask of the journal, as arguments of journalctl, which does it and becomes us.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../log.h"
#include "ctl.h"

#define UNIT          "failoverd.service"
#define ARGUMENTS     40
#define ARGUMENT_TEXT 160

/* What was decided, by whom ever, and what became of it. */
static const enum log_id decisions[] = { LOG_ID_BLOCKED, LOG_ID_WOULD_MOVE, LOG_ID_PROPOSED,
	LOG_ID_DECIDED, LOG_ID_ADOPTED, LOG_ID_DRIFT, LOG_ID_RUN_STARTED, LOG_ID_RUN_RESUMED,
	LOG_ID_RUN_DONE, LOG_ID_RUN_ABANDONED, LOG_ID_RUN_FAILED };

struct line {
	char texts[ARGUMENTS][ARGUMENT_TEXT];
	char *argv[ARGUMENTS + 1];
	size_t n;
	bool cut; /* an argument did not fit */
};

static void add(struct line *line, const char *fmt, ...) printf_like(2, 3);

static void
add(struct line *line, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line->texts[line->n], ARGUMENT_TEXT, fmt, ap);
	va_end(ap);
	line->cut = line->cut || n >= ARGUMENT_TEXT;
	line->argv[line->n] = line->texts[line->n];
	line->n++;
}

static void
add_all(struct line *line, const struct options *options)
{
	add(line, "journalctl");
	add(line, "--unit=" UNIT);
	if (options->since)
		add(line, "--since=%s", options->since);
	if (options->limit)
		add(line, "--lines=%s", options->limit);
	if (options->follow)
		add(line, "--follow");
	if (options->explain)
		add(line, "--catalog");
	if (!options->local)
		add(line, "--utc");
	add(line, "--output=%s", options->json ? "json" : "short-iso");
	/* Matches: of one field, any; of several, all. */
	if (options->app)
		add(line, "FAILOVERD_APP=%s", options->app);
	if (options->run)
		add(line, "FAILOVERD_RUN=%s", options->run);
	for (size_t i = 0; options->decisions && i < COUNT(decisions); i++)
		add(line, "FAILOVERD_EVENT=%s", log_name(decisions[i]));
}

int
log_verb(struct ctl *ctl)
{
	struct line line = { .n = 0 };

	add_all(&line, &ctl->options);
	if (line.cut)
		return ctl_usage("log: an argument is too long for any name or time");
	execvp(line.argv[0], line.argv);
	fprintf(stderr,
	    "failoverctl: journalctl cannot be run (%s): without journald, read where the "
	    "standard error of failoverd goes\n",
	    strerror(errno));
	return CTL_FAILED;
}

/* SPDX-License-Identifier: MIT */
/* log: what operators ask of the journal, as arguments of journalctl, which does it and becomes us.
 */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "field.h"

#define UNIT          "failoverd.service"
#define ARGUMENTS     40
#define ARGUMENT_TEXT 160
#define CANNOT_RUN    127
#define BEFORE        600LL /* seconds of an incident, before a move was pending */

/* What was decided, by whom ever, and what became of it. */
const enum log_id log_decisions[] = { LOG_ID_BLOCKED, LOG_ID_WOULD_MOVE, LOG_ID_PROPOSED,
	LOG_ID_DECIDED, LOG_ID_ADOPTED, LOG_ID_DRIFT, LOG_ID_RUN_STARTED, LOG_ID_RUN_RESUMED,
	LOG_ID_RUN_DONE, LOG_ID_RUN_ABANDONED, LOG_ID_RUN_FAILED };

const size_t log_n_decisions = COUNT(log_decisions);

/* What stands for itself only in the journal. */
struct resolved {
	char run[32], since[32];
};

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

/* ---- what only the journal knows ---- */

/* Its output; false: it cannot be run. */
static bool
read_from(const struct line *line, struct buf *ret)
{
	int ends[2], status = 0;
	char text[4096];
	ssize_t n;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execvp(line->argv[0], line->argv);
		_exit(CANNOT_RUN);
	}
	close(ends[1]);
	while (pid > 0 && (n = read(ends[0], text, sizeof(text))) > 0)
		buf_add(ret, text, (size_t)n);
	close(ends[0]);
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	    WEXITSTATUS(status) != CANNOT_RUN;
}

/* The newest entry of these events, or NULL. */
static json_t *
newest(const struct options *options, const enum log_id *ids, size_t n)
{
	autofree(buf_done) struct buf text = { 0 };
	struct line line = { .n = 0 };

	add(&line, "journalctl");
	add(&line, "--unit=" UNIT);
	add(&line, "--lines=1");
	add(&line, "--output=json");
	if (options->app)
		add(&line, "FAILOVERD_APP=%s", options->app);
	for (size_t i = 0; i < n; i++)
		add(&line, "FAILOVERD_EVENT=%s", log_name(ids[i]));
	if (line.cut || !read_from(&line, &text))
		return NULL;
	return json_loadb(text.data, text.len, 0, NULL);
}

/* What "last" and --incident stand for, filled in. false: there is no such thing. */
static bool
resolve(struct options *options, struct resolved *ret)
{
	static const enum log_id runs[] = { LOG_ID_RUN_STARTED },
				 moves[] = { LOG_ID_PENDING, LOG_ID_RUN_STARTED };

	json_t *entry = NULL;

	if (options->run && strcmp(options->run, "last") == 0) {
		entry = newest(options, runs, COUNT(runs));
		snprintf(ret->run, sizeof(ret->run), "%s", field_text(entry, "FAILOVERD_RUN"));
		options->run = ret->run;
	} else if (options->incident) {
		entry = newest(options, moves, COUNT(moves));
		snprintf(ret->since, sizeof(ret->since), "@%lld",
		    strtoll(field_text(entry, "__REALTIME_TIMESTAMP"), NULL, 10) / 1000000 -
			BEFORE);
		options->since = ret->since;
	} else {
		return true;
	}
	json_decref(entry);
	return entry != NULL;
}

static bool
there_is_no_journal(void)
{
	autofree(buf_done) struct buf text = { 0 };
	struct line line = { .n = 0 };

	add(&line, "journalctl");
	add(&line, "--version");
	return !read_from(&line, &text);
}

/* ---- the verb ---- */

static void
add_all(struct line *line, const struct options *options)
{
	add(line, "journalctl");
	add(line, "--unit=" UNIT);
	if (options->since)
		add(line, "--since=%s", options->since);
	if (options->until)
		add(line, "--until=%s", options->until);
	if (options->errors)
		add(line, "--priority=err");
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
	for (size_t i = 0; options->decisions && i < log_n_decisions; i++)
		add(line, "FAILOVERD_EVENT=%s", log_name(log_decisions[i]));
}

/* failoverd remembers the newest of it, and cannot tell what was when. */
static int
without_journal(struct ctl *ctl)
{
	const struct options *options = &ctl->options;

	fputs(
	    "failoverctl: journalctl cannot be run: this is what failoverd remembers; its standard "
	    "error has more\n",
	    stderr);
	if (options->since || options->until || options->incident || options->follow ||
	    options->explain)
		return ctl_usage("log: without journald, --since, --until, --incident, --follow "
				 "and --explain are not known; failoverctl watch follows");
	return log_recent(ctl);
}

int
log_verb(struct ctl *ctl)
{
	struct line line = { .n = 0 };
	struct resolved resolved;

	if (ctl->options.incident && (ctl->options.since || ctl->options.run))
		return ctl_usage("log: --incident says since when; leave out --since and --run");
	add_all(&line, &ctl->options);
	if (line.cut)
		return ctl_usage("log: an argument is too long for any name or time");
	if (there_is_no_journal())
		return without_journal(ctl);
	if (!resolve(&ctl->options, &resolved)) {
		fputs("failoverctl: the journal has no move of failoverd that one could mean\n",
		    stderr);
		return CTL_FAILED;
	}
	line.n = 0;
	add_all(&line, &ctl->options);
	execvp(line.argv[0], line.argv);
	fprintf(stderr, "failoverctl: journalctl cannot be run: %s\n", strerror(errno));
	return CTL_FAILED;
}

/* SPDX-License-Identifier: MIT */
/* The options, in one table that parses, checks and prints the help. They may stand anywhere. */
#ifndef CTL_OPTIONS_H
#define CTL_OPTIONS_H

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"

/* Which verb takes which options: each option belongs to one of these. */
enum takes {
	TAKES_APP = 1 << 0,
	TAKES_REASON = 1 << 1,
	TAKES_MOVE = 1 << 2,
	TAKES_FORCE = 1 << 3,
	TAKES_WAIT = 1 << 4,
	TAKES_TIMEOUT = 1 << 5,
	TAKES_WATCH = 1 << 6,
	TAKES_FOR = 1 << 7,
	TAKES_GRAPH = 1 << 8,
	TAKES_LIMIT = 1 << 9,
	TAKES_MARK = 1 << 13,
	TAKES_AT = 1 << 14,
	TAKES_REPLAY = 1 << 15,
	TAKES_ALWAYS = 1 << 10,
	TAKES_LOG = 1 << 11,
	TAKES_BACKTEST = 1 << 12,
	TAKES_EXPORT = 1 << 17,
	TAKES_AUDIT = 1 << 16,
	TAKES_INIT = 1 << 20,
	TAKES_TO = 1 << 21,
	TAKES_REPORT = 1 << 18,
	TAKES_PLAN = 1 << 24,
	TAKES_CONFIRM = 1 << 25,
	TAKES_DRILL = 1 << 19,
};

#define WORDS_MOST 64

/* Of an option that may be given several times. */
struct option_words {
	const char *list[WORDS_MOST];
	size_t n;
};

struct options {
	const char *socket, *app, *reason, *confirm, *from, *to, *limit, *since, *run;
	const char *kind, *at, *decision;
	bool real, false_alarm;
	const char *graph;         /* "mermaid" or "dot"; NULL: text */
	msec_t pause_for, timeout; /* 0: not given */
	bool check;
	bool json, no_color, local, force, dry_run, wait, no_wait, watch, help, version;
	bool follow, explain, decisions, errors, incident, as_is;
	const char *until, *state, *sweep, *head;
	const char *purpose, *account;
	const char *out;
	bool html;
	bool exit_code;
	const char *inject;
	bool rehearse, live;
	msec_t return_after; /* 0: not given */
	struct option_words configs, csvs, columns, answers;
	msec_t run_time, back; /* 0: not given */
};

/* What is no option is left in argv, from *ret_first on. */
must_check bool options_parse(int argc, char **argv, struct options *ret, int *ret_first,
    struct error *err);
/* false: one was given that a verb which takes `takes` has no use for. */
must_check bool options_fit(unsigned takes, const char *verb, struct error *err);
void options_help(FILE *to, unsigned takes);

/* For the manual and for completion: the i-th. false: there are not so many. */
struct option_word {
	const char *name, *value, *help; /* value: NULL: it takes none */
	bool may_lack_value;             /* --graph, --graph=dot */
	unsigned takes;
};

bool options_word(size_t i, struct option_word *ret);

#endif

/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "config/guess.h"

#define FIRST 256 /* above every short option */

enum value {
	VALUE_FLAG,
	VALUE_TEXT,
	VALUE_DURATION,
	VALUE_GRAPH,
	VALUE_WORDS,
};

#define AT(member) offsetof(struct options, member)

static const struct row {
	const char *name;
	const char *value_name;
	enum value value;
	unsigned takes;
	size_t offset;
	const char *help;
} table[] = {
	{ "app", "NAME", VALUE_TEXT, TAKES_APP, AT(app),
	    "which application; needed when there are several" },
	{ "reason", "TEXT", VALUE_TEXT, TAKES_REASON, AT(reason),
	    "why: goes into the ledger and the journal" },
	{ "from", "REGION", VALUE_TEXT, TAKES_MOVE | TAKES_PLAN | TAKES_EXPORT, AT(from),
	    "go only if this Region is serving now; export: the Region that the document leaves" },
	{ "to", "REGION", VALUE_TEXT,
	    TAKES_MOVE | TAKES_PLAN | TAKES_EXPORT | TAKES_DRILL | TAKES_TO, AT(to),
	    "where to; else the best Region (failback: home)" },
	{ "confirm", "\"APP REGION\"", VALUE_TEXT, TAKES_MOVE | TAKES_CONFIRM | TAKES_DRILL,
	    AT(confirm), "instead of typing it when asked" },
	{ "dry-run", NULL, VALUE_FLAG, TAKES_MOVE, AT(dry_run), "only say what would happen" },
	{ "force", NULL, VALUE_FLAG, TAKES_FORCE, AT(force),
	    "accept that more writes may be lost than the limit allows" },
	{ "wait", NULL, VALUE_FLAG, TAKES_WAIT, AT(wait),
	    "show each step until the run has ended (as usual)" },
	{ "no-wait", NULL, VALUE_FLAG, TAKES_WAIT, AT(no_wait), "return when the run has begun" },
	{ "timeout", "DURATION", VALUE_DURATION, TAKES_TIMEOUT, AT(timeout),
	    "watch no longer than this" },
	{ "for", "DURATION", VALUE_DURATION, TAKES_FOR | TAKES_DRILL, AT(pause_for),
	    "how long; pause: 2h unless said, at most 24h; drill --inject: 5m unless said" },
	{ "rehearse", NULL, VALUE_FLAG, TAKES_DRILL, AT(rehearse),
	    "try all that a move needs, and change nothing" },
	{ "inject", "primary-down", VALUE_TEXT, TAKES_DRILL, AT(inject),
	    "suppose that the Region which serves is lost, and say when what would be decided" },
	{ "live", NULL, VALUE_FLAG, TAKES_DRILL, AT(live), "really switch over, and back again" },
	{ "return-after", "DURATION", VALUE_DURATION, TAKES_DRILL, AT(return_after),
	    "live: so long after its arrival it goes back" },
	{ "kind", "WORD", VALUE_TEXT, TAKES_MARK, AT(kind),
	    "only these: move, propose, would-move, blocked, near-miss, adopt, drift, mended" },
	{ "real", NULL, VALUE_FLAG, TAKES_MARK, AT(real), "mark: it was right to decide so" },
	{ "false-alarm", NULL, VALUE_FLAG, TAKES_MARK, AT(false_alarm), "mark: nothing was wrong" },
	{ "at", "TIME", VALUE_TEXT, TAKES_AT, AT(at),
	    "as it was then: 14:02, 2026-11-24T14:02:00Z, -2h" },
	{ "decision", "ID", VALUE_TEXT, TAKES_AT, AT(decision),
	    "as it was when that was decided: d-17" },
	{ "purpose", "WORD", VALUE_TEXT, TAKES_EXPORT, AT(purpose),
	    "iam: of the role that is for this: read, failover, failback, or self: what is left for "
	    "whoever assumes them; else all of it" },
	{ "account", "ID", VALUE_TEXT, TAKES_EXPORT, AT(account),
	    "the number of the AWS account, where no ARN of the configuration has it" },
	{ "watch", NULL, VALUE_FLAG, TAKES_WATCH, AT(watch), "show it again every 2s" },
	{ "graph", "mermaid|dot", VALUE_GRAPH, TAKES_GRAPH, AT(graph),
	    "draw it (--graph alone: mermaid)" },
	{ "check", NULL, VALUE_FLAG, TAKES_GRAPH, AT(check),
	    "prove it, and say what was proved; of files, not of failoverd" },
	{ "limit", "N", VALUE_TEXT, TAKES_LIMIT, AT(limit), "how many: 20 unless said; log: all" },
	{ "since", "TIME", VALUE_TEXT, TAKES_LOG | TAKES_BACKTEST, AT(since),
	    "from this time on: -2h, \"2026-11-24 14:00\"; log: also today; backtest: 30d unless "
	    "said" },
	{ "until", "TIME", VALUE_TEXT, TAKES_LOG | TAKES_BACKTEST, AT(until),
	    "up to this time; else now" },
	{ "config", "PATH", VALUE_WORDS, TAKES_BACKTEST | TAKES_REPLAY, AT(configs),
	    "another configuration than /etc/failoverd; may be given several times" },
	{ "state", "DIR", VALUE_TEXT, TAKES_BACKTEST | TAKES_AUDIT | TAKES_REPORT, AT(state),
	    "where failoverd keeps its history and ledger; backtest: else $STATE_DIRECTORY, or "
	    "/var/lib/failoverd; audit, runs show: of one that does not run, else failoverd is asked" },
	{ "head", "N:DIGEST", VALUE_TEXT, TAKES_AUDIT, AT(head),
	    "audit: the newest event that was noted elsewhere; that it is still there shows that "
	    "nothing was cut off" },
	{ "html", NULL, VALUE_FLAG, TAKES_REPORT | TAKES_DRILL, AT(html),
	    "show: as a page on stdout, to be kept or printed" },
	{ "out", "FILE", VALUE_TEXT, TAKES_REPORT | TAKES_PLAN | TAKES_DRILL, AT(out),
	    "plan: also write the plan to a file, for run; show: write that page to a file" },
	{ "exit-code", NULL, VALUE_FLAG, TAKES_PLAN, AT(exit_code),
	    "exit 0: nothing to do, 2: it would act, 5: a guard holds it back, 1: anything else" },
	{ "sweep", "NAME=A,B,...", VALUE_TEXT, TAKES_BACKTEST, AT(sweep),
	    "the same with each of these values: guards.hold=30s,60s,2m" },
	{ "csv", "FILE", VALUE_WORDS, TAKES_BACKTEST, AT(csvs),
	    "samples from a table instead of the history; may be given several times" },
	{ "column", "NAME=REGION.PROBE", VALUE_WORDS, TAKES_BACKTEST, AT(columns),
	    "what a column of the table is" },
	{ "as-is", NULL, VALUE_FLAG, TAKES_BACKTEST, AT(as_is),
	    "keep the configuration's every, where the table has a probe less often" },
	{ "run-time", "DURATION", VALUE_DURATION, TAKES_BACKTEST, AT(run_time),
	    "how long a move is taken to last; else as the last ones did, or 3m" },
	{ "back", "DURATION", VALUE_DURATION, TAKES_BACKTEST, AT(back),
	    "how long after a move that did not really happen the application is taken back: 1h "
	    "unless said" },
	{ "answer", "NAME=VALUE", VALUE_WORDS, TAKES_INIT, AT(answers),
	    "what would be asked; may be given several times" },
	{ "run", "ID", VALUE_TEXT, TAKES_LOG, AT(run),
	    "only what a run did: r-0017; last: the newest" },
	{ "incident", NULL, VALUE_FLAG, TAKES_LOG, AT(incident),
	    "from ten minutes before a move was pending last" },
	{ "errors", NULL, VALUE_FLAG, TAKES_LOG, AT(errors),
	    "only what went wrong, and what needs a person" },
	{ "decisions", NULL, VALUE_FLAG, TAKES_LOG, AT(decisions),
	    "only what was decided, and what became of it" },
	{ "follow", NULL, VALUE_FLAG, TAKES_LOG, AT(follow), "go on with what comes" },
	{ "explain", NULL, VALUE_FLAG, TAKES_LOG, AT(explain),
	    "with what each entry means and what to do" },
	{ "json", NULL, VALUE_FLAG, TAKES_ALWAYS, AT(json), "JSON on stdout" },
	{ "local", NULL, VALUE_FLAG, TAKES_ALWAYS, AT(local),
	    "times in the local time zone, not in UTC" },
	{ "no-color", NULL, VALUE_FLAG, TAKES_ALWAYS, AT(no_color),
	    "no colour; as with NO_COLOR, or in a pipe" },
	{ "socket", "PATH", VALUE_TEXT, TAKES_ALWAYS, AT(socket),
	    "of failoverd; else $FAILOVERD_SOCKET, or /run/failoverd.sock" },
	{ "help", NULL, VALUE_FLAG, TAKES_ALWAYS, AT(help), "this help" },
	{ "version", NULL, VALUE_FLAG, TAKES_ALWAYS, AT(version), "the version" },
};

static bool given[COUNT(table)];

static void
fill_long(struct option ret[COUNT(table) + 1])
{
	static const int arguments[] = { [VALUE_FLAG] = no_argument,
		[VALUE_TEXT] = required_argument,
		[VALUE_DURATION] = required_argument,
		[VALUE_GRAPH] = optional_argument,
		[VALUE_WORDS] = required_argument };

	for (size_t i = 0; i < COUNT(table); i++)
		ret[i] = (struct option){ table[i].name, arguments[table[i].value], NULL,
			FIRST + (int)i };
	ret[COUNT(table)] = (struct option){ 0 };
}

static bool
set_graph(const char *value, const char **ret, struct error *err)
{
	*ret = value ? value : "mermaid";
	if (strcmp(*ret, "mermaid") == 0 || strcmp(*ret, "dot") == 0)
		return true;
	return error_set(err, "--graph=%s: write --graph=mermaid or --graph=dot", value);
}

static bool
add_word(const struct row *row, const char *value, struct option_words *ret, struct error *err)
{
	if (ret->n == WORDS_MOST)
		return error_set(err, "--%s: no more than %d times", row->name, WORDS_MOST);
	ret->list[ret->n++] = value;
	return true;
}

static bool
set(const struct row *row, const char *value, struct options *ret, struct error *err)
{
	char *member = (char *)ret + row->offset;

	switch (row->value) {
	case VALUE_FLAG:
		*(bool *)member = true;
		break;
	case VALUE_TEXT:
		*(const char **)member = value;
		break;
	case VALUE_DURATION:
		if (!duration_parse(value, (msec_t *)member) || *(msec_t *)member <= 0)
			return error_set(err, "--%s %s: write a duration such as 90s, 5m or 2h",
			    row->name, value);
		break;
	case VALUE_WORDS:
		return add_word(row, value, (struct option_words *)member, err);
	case VALUE_GRAPH:
		return set_graph(value, (const char **)member, err);
	}
	return true;
}

static bool
unknown(const char *word, struct error *err)
{
	struct guess guess = { 0 };
	const char *near;
	char name[32];

	for (size_t i = 0; i < COUNT(table); i++)
		guess_add(&guess, table[i].name);
	while (*word == '-')
		word++;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	near = guess_nearest(&guess, name);
	if (near)
		return error_set(err, "--%s is no option; did you mean --%s?", name, near);
	return error_set(err, "--%s is no option", name);
}

bool
options_parse(int argc, char **argv, struct options *ret, int *ret_first, struct error *err)
{
	struct option longs[COUNT(table) + 1];
	int c;

	*ret = (struct options){ .socket = getenv("FAILOVERD_SOCKET") };
	if (!ret->socket || !*ret->socket)
		ret->socket = "/run/failoverd.sock";
	fill_long(longs);
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if (c == 'h') {
			ret->help = true;
			continue;
		}
		if (c == ':')
			return error_set(err, "%s needs a value", argv[optind - 1]);
		if (c < FIRST)
			return unknown(argv[optind - 1], err);
		given[c - FIRST] = true;
		if (!set(&table[c - FIRST], optarg, ret, err))
			return false;
	}
	*ret_first = optind;
	return true;
}

bool
options_fit(unsigned takes, const char *verb, struct error *err)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (given[i] && !(table[i].takes & (takes | TAKES_ALWAYS)))
			return error_set(err, "%s has no use for --%s", verb, table[i].name);
	return true;
}

void
options_help(FILE *to, unsigned takes)
{
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct row *row = &table[i];
		char left[48];

		if (!(row->takes & takes))
			continue;
		snprintf(left, sizeof(left), "--%s%s%s", row->name,
		    row->value == VALUE_GRAPH ? "="
			: row->value_name     ? " "
					      : "",
		    row->value_name ? row->value_name : "");
		fprintf(to, "  %-24s %s\n", left, row->help);
	}
}

bool
options_word(size_t i, struct option_word *ret)
{
	const struct row *row;

	if (i >= COUNT(table))
		return false;
	row = &table[i];
	*ret = (struct option_word){ row->name, row->value_name, row->help,
		row->value == VALUE_GRAPH, row->takes };
	return true;
}

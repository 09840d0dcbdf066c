/* SPDX-License-Identifier: MIT */
#include "verb.h"

#include <string.h>

#include "backtest_help.h"
#include "base/cleanup.h"
#include "config/guess.h"
#include "question.h"

#define MOVES (TAKES_APP | TAKES_REASON | TAKES_MOVE | TAKES_WAIT | TAKES_TIMEOUT)

const struct verb verb_all[] = {
	{ "status", "", status_verb, TAKES_APP | TAKES_WATCH, 0, false,
	    "who serves, and is all well: one screen" },
	{ "explain", "", explain_verb, TAKES_APP | TAKES_AT, 0, false,
	    "why it does, or does not, move the application: now, or then" },
	{ "failover", "", failover_verb, MOVES | TAKES_FORCE, 0, false,
	    "move away from a Region that is gone; may lose writes" },
	{ "switchover", "", switchover_verb, MOVES, 0, false,
	    "move between sound Regions; loses no write" },
	{ "failback", "", failback_verb, MOVES, 0, false, "switch over to home" },
	{ "plan", "[failover | switchover | failback]", plan_verb,
	    TAKES_APP | TAKES_PLAN | TAKES_FORCE, 1, false,
	    "what a move would do now: calls, times, what may be lost, what is in its way" },
	{ "run", "PLAN | FILE", run_verb, TAKES_REASON | TAKES_CONFIRM | TAKES_WAIT | TAKES_TIMEOUT,
	    1, false,
	    "run that very plan; refused with the difference when the world has changed" },
	{ "pause", "", pause_verb, TAKES_APP | TAKES_FOR | TAKES_REASON, 0, false,
	    "watch, but move nothing by itself for a while" },
	{ "resume", "", resume_verb, TAKES_APP | TAKES_REASON, 0, false, "end a pause" },
	{ "ack", "", ack_verb, TAKES_APP | TAKES_REASON, 0, false,
	    "say that a person has seen to it: ends cooldown, latch and needs-operator" },
	{ "approve", "ID", approve_verb, TAKES_APP | TAKES_REASON, 1, false,
	    "let the decision go that waits for it; status names it" },
	{ "runs", "[list | show ID | watch ID | abort ID]", runs_verb,
	    TAKES_APP | TAKES_LIMIT | TAKES_TIMEOUT | TAKES_REASON | TAKES_REPORT, 2, false,
	    "what was moved, step by step; abort: go back, while there is a way back" },
	{ "drill", "[list | show ID | MOVE]", drill_verb,
	    TAKES_APP | TAKES_LIMIT | TAKES_TIMEOUT | TAKES_WAIT | TAKES_REASON | TAKES_DRILL, 2,
	    false,
	    "practise a move, by --rehearse, --inject or --live, or see what was practised: exit 0 "
	    "it went well, 1 it did not" },
	{ "decisions", "[list | show ID | mark ID]", decisions_verb,
	    TAKES_APP | TAKES_LIMIT | TAKES_MARK | TAKES_REASON, 2, false,
	    "what was decided, and whether that was right" },
	{ "replay", "ID | FILE", replay_verb, TAKES_REPLAY, 1, true,
	    "decide a recorded decision again, and see whether it agrees" },
	{ "doctor", "", doctor_verb, TAKES_APP | TAKES_TIMEOUT, 0, false,
	    "try all that the next move needs, changing nothing: exit 0 ok, 1 warn or unknown, 2 "
	    "FAIL" },
	{ "readiness", "[failback | switchover]", readiness_verb,
	    TAKES_APP | TAKES_TO | TAKES_TIMEOUT, 1, false,
	    "look at all that a planned move waits for: exit 0 it could begin, 5 it could not" },
	{ "waive", "GATE", waive_verb, TAKES_APP | TAKES_FOR | TAKES_REASON, 1, false,
	    "let the next planned move go without a gate that readiness shows closed, for a day at "
	    "most" },
	{ "audit", "verify", audit_verb, TAKES_AUDIT, 1, true,
	    "prove that the ledger is what was written into it: exit 0 it is, 1 it is not" },
	{ "watch", "", watch_verb, TAKES_APP | TAKES_TIMEOUT, 0, false,
	    "the state now, then one line a change" },
	{ "log", "", log_verb, TAKES_APP | TAKES_LIMIT | TAKES_LOG, 0, true,
	    "what the journal has of failoverd, by journalctl" },
	{ "config", "check [PATH] | schema [FILE]", config_verb, 0, 2, true,
	    "check a configuration, or print its JSON Schema, without a daemon" },
	{ "init", "[DIR]", init_verb, TAKES_INIT, 1, true,
	    "write a first configuration of what the AWS account has, by calls that only read, and "
	    "of what is answered",
	    questions_help },
	{ "export", "iam | cloudformation | ssm-document [PATH]", export_verb,
	    TAKES_APP | TAKES_EXPORT, 64, true,
	    "write what a configuration asks of AWS in AWS's own forms: a policy, a bastion's roles, "
	    "a failover without failoverd" },
	{ "machine", "[FILE...]", machine_verb, TAKES_APP | TAKES_GRAPH, 64, true,
	    "the states, rules and runbooks that are in force, or those of files" },
	{ "play", "FILE.scenario | FILE.json", play_verb, 0, 1, true,
	    "play an outage and judge what was decided; failoverd-scenario(7)" },
	{ "backtest", "", backtest_verb, TAKES_APP | TAKES_BACKTEST, 0, true,
	    "what would have been done: the history, with this or another configuration",
	    backtest_help },
	{ "reload", "", reload_verb, 0, 0, false,
	    "load the configuration again; a wrong one is refused" },
	{ "version", "", version_verb, 0, 0, false, "versions of this tool and of failoverd" },
	{ "help", "[VERB]", NULL, 0, 1, true, "this help" },
	{ 0 },
};

const struct verb *
verb_find(const char *name)
{
	for (const struct verb *verb = verb_all; verb->name; verb++)
		if (strcmp(verb->name, name) == 0)
			return verb;
	return NULL;
}

const char *
verb_guess(const char *name)
{
	struct guess guess = { 0 };

	for (const struct verb *verb = verb_all; verb->name; verb++)
		guess_add(&guess, verb->name);
	return guess_nearest(&guess, name);
}

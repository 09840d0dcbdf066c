/* SPDX-License-Identifier: MIT */
/*
 * The limits of the guards, with the reasons for their defaults.
 *
 * They all rest on one assumption: a wrong failover costs seconds of data,
 * minutes of outage and hours without a standby; a late one costs minutes of
 * outage. Whoever has another rate of exchange changes hold first.
 */
#include "core/memory.h"

#define AT(member) offsetof(struct limits, member)

static const char *const policies[] = { "hold", "ask", "go", NULL };
static const char *const failbacks[] = { "approve", "auto", NULL };
static const char *const scopes[] = { "planned", "all", NULL };
static const char *const approvals[] = { "never", "failback", "always", NULL };
static const char *const timeouts[] = { "hold", "go", NULL };

const struct option limits_options[] = {
	{ "hold", OPTION_DURATION, AT(hold), "\"90s\"",
	    "How long the active Region must be down before a failover (G06). A database that "
	    "fails over within its Region is back in 60 to 120 seconds, most network partitions "
	    "are over in less than a minute: both must heal by themselves." },
	{ "hold_single", OPTION_DURATION, AT(hold_single), "\"60s\"",
	    "So much longer, as long as a single observer decides alone (G06): nobody else can "
	    "contradict it." },
	{ "newest", OPTION_DURATION, AT(newest), "\"15s\"",
	    "The newest answers, over so long, must still be failing (G06). An outage of a minute "
	    "is over when the window still says down." },
	{ "cooldown", OPTION_DURATION, AT(cooldown), "\"1h\"",
	    "After a move in either direction the next one waits so long (G07). Aurora needs "
	    "minutes to hours to rebuild the old side; until then there is nowhere to go. An "
	    "operator's ack ends it." },
	{ "budget_day", OPTION_INT, AT(budget_day), "1",
	    "Automatic moves in one direction within 24 hours (G08). What needs a second one "
	    "needs a person. No more than the moves that are remembered.",
	    .min = 0, .max = MOVES_MOST },
	{ "budget_week", OPTION_INT, AT(budget_week), "2",
	    "Automatic moves in one direction within 7 days (G08). No more than the moves that are "
	    "remembered.",
	    .min = 0, .max = MOVES_MOST },
	{ "max_loss", OPTION_DURATION, AT(max_loss), "\"10s\"",
	    "A failover may lose writes of so long at most, by the lag at the onset of the outage "
	    "(G10). Aurora's lag is below a second on a good day." },
	{ "loss_age", OPTION_DURATION, AT(loss_age), "\"180s\"",
	    "A lag that was measured longer than this before the onset counts as unknown (G10). "
	    "CloudWatch has one datapoint a minute, and that one is late." },
	{ "unknown_loss", OPTION_WORD, AT(unknown_loss), "\"hold\"",
	    "When the lag at the onset is unknown (G10): hold and page, ask an operator, or go "
	    "and accept any loss.",
	    policies },
	{ "max_lag", OPTION_DURATION, AT(max_lag), "\"2s\"",
	    "A planned move needs a lag of at most this (G11). Writes stop until the rest is "
	    "replicated, so the lag is what customers wait." },
	{ "lag_for", OPTION_DURATION, AT(lag_for), "\"5m\"",
	    "The lag must have been known, and that low, for so long (G11)." },
	{ "preflight", OPTION_DURATION, AT(preflight), "\"0s\"",
	    "How old the proof may be that everything a move needs can be reached (G12), as "
	    "failoverctl doctor looks for it; 0s: it is looked for and told, and holds nothing "
	    "back." },
	{ "target_up", OPTION_DURATION, AT(target_up), "\"60s\"",
	    "The target must have been up for so long (G13). A target that gets worse is no "
	    "target." },
	{ "flaps", OPTION_INT, AT(flaps), "6",
	    "A fact that the move rests on may have turned so often within flaps_over (G15). What "
	    "comes and goes is not gone, and a move would only follow it.",
	    .min = 1, .max = 30 },
	{ "flaps_over", OPTION_DURATION, AT(flaps_over), "\"10m\"",
	    "The time over which the turns are counted (G15)." },
	{ "time_zone", OPTION_STRING, AT(time_zone), "\"UTC0\"",
	    "In whose time windows and freezes are written (G16): \"CET-1CEST,M3.5.0,M10.5.0/3\", "
	    "or a name such as \"Europe/Berlin\"." },
	{ "windows", OPTION_LIST, AT(windows), NULL,
	    "When planned moves may begin (G16), each \"Mon-Fri 09:00-17:00\", \"Sat,Sun\" or "
	    "\"02:00-04:00\"; at any time unless given.",
	    .form = FORM_WINDOW },
	{ "failover_windows", OPTION_LIST, AT(failover_windows), NULL,
	    "When an automatic failover may begin (G16); at any time unless given, for an outage "
	    "does not wait.",
	    .form = FORM_WINDOW },
	{ "freezes", OPTION_LIST, AT(freezes), NULL,
	    "Dates on which nothing is moved (G16), each \"2026-12-20/2027-01-03\", "
	    "\"2026-11-27T18:00/2026-11-30T08:00\" or one date.",
	    .form = FORM_FREEZE },
	{ "freeze", OPTION_WORD, AT(freeze), "\"planned\"",
	    "Whether freezes stop planned moves only, or failovers, too (G16).", scopes },
	{ "approval", OPTION_WORD, AT(approval), "\"never\"",
	    "Which moves that automation decides on wait for an operator's approval (G17): none, "
	    "planned ones, or all.",
	    approvals },
	{ "approval_for", OPTION_DURATION, AT(approval_for), "\"1h\"",
	    "For so long an approval can be given, and is good once given (G17)." },
	{ "approval_timeout", OPTION_WORD, AT(approval_timeout), "\"hold\"",
	    "When nobody answers in that time (G17): do nothing, or go, if that can be within as long "
	    "again. A pause that ends asks anew.",
	    timeouts },
	{ "stable", OPTION_DURATION, AT(stable), "\"6h\"",
	    "Home must have been sound for so long before an automatic failback (G21). Published "
	    "outages relapsed after 28 minutes, after 2 h 50 min and after 4 h 49 min." },
	{ "stable_request", OPTION_DURATION, AT(stable_request), "\"1h\"",
	    "The same for a failback or a switchover that an operator asks for (G21)." },
	{ "warm_up", OPTION_DURATION, AT(warm_up), "\"60s\"",
	    "After its start the observer only watches for so long (G04)." },
	{ "tilt", OPTION_DURATION, AT(tilt), "\"30s\"",
	    "After a suspended machine, a starved process or a clock that jumped, it only watches "
	    "for so long, and every hold begins anew (G04)." },
	{ "failback", OPTION_WORD, AT(failback), "\"approve\"",
	    "After a failover, whether failback waits for an operator's ack (approve), whoever began "
	    "the failover, or goes by itself once all guards hold (auto) (G09). After a switchover "
	    "it always waits: a person wanted it there.",
	    failbacks },
	{ "kill_switch", OPTION_STRING, AT(kill_switch), NULL,
	    "Path of a file whose presence stops all automation of the application (G02).",
	    .form = FORM_PATH },
	{ 0 },
};

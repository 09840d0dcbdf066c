/* SPDX-License-Identifier: MIT */
#include "log_help.h"

#define APP  "@FAILOVERD_APP@"
#define RUN  "@FAILOVERD_RUN@"
#define STEP "@FAILOVERD_STEP@"
#define FROM "@FAILOVERD_REGION@"
#define TO   "@FAILOVERD_TO_REGION@"

static const struct log_help helps[] = {
	[LOG_ID_STARTED] = { "failoverd has started",
	    "The configuration was loaded and is in force; probing begins.",
	    "Nothing is moved before the probes have been asked for long enough; holds begin anew. A "
	    "run that was interrupted is taken up again.",
	    "Nothing. If nobody asked for the start, look above for why it ended before: journalctl "
	    "-u failoverd -b." },
	[LOG_ID_STOPPED] = { "failoverd has stopped",
	    "The service ended in order: the ledger is closed.",
	    "Nobody watches until it is started again. A run that was under way is taken up at the "
	    "next start, from the step where it stood.",
	    "Start it again when the reason for the stop is gone: systemctl start failoverd." },
	[LOG_ID_RELOADED] = { "The configuration was reloaded",
	    "All files were read, found right and taken, in one piece.",
	    "Holds, pauses and the memory of the applications that stayed were kept.",
	    "Nothing. failoverctl machine shows the rules that are in force now." },
	[LOG_ID_RELOAD_REFUSED] = { "The configuration was not reloaded",
	    "It is wrong, cannot be read, or a run is under way.",
	    "The configuration of before stays in force, whole. At the next start of the service "
	    "the files count as they are then: while they are wrong, it will not start.",
	    "Mend what the message names, check with failoverctl config check, then systemctl "
	    "reload failoverd." },
	[LOG_ID_CONFIG_WARNING] = { "The configuration has a doubtful place",
	    "It can be used, and yet what it says at the named place is probably not meant.",
	    "It is in force as written.",
	    "Change what the message advises, then systemctl reload failoverd." },
	[LOG_ID_PROBE_CHANGED] = { "Probe @FAILOVERD_PROBE@ of " FROM
				   " answers otherwise than before",
	    "One answer differed from the one before it.",
	    "By itself it moves nothing: a fact changes by the share of answers over its window.",
	    "Nothing, unless it stays. failoverctl explain shows what it counts for." },
	[LOG_ID_FACT_CHANGED] = { "Fact @FAILOVERD_FACT@ of " FROM " has changed",
	    "The answers of its probes, taken together over its window, now say otherwise.",
	    "Rules go by facts. When all that a rule needs is so, its hold begins; the journal says "
	    "so with the event \"pending\".",
	    "Look at the Region if it is serving. failoverctl explain shows which probes speak for "
	    "it and against it." },
	[LOG_ID_FACT_NOTED] = { "Fact @FAILOVERD_FACT@ of " FROM
				" has changed, which moves nothing",
	    "No rule goes by that fact, or it has come and gone often within the hour.",
	    "It is seen by people, alerts and metrics. A rule that goes by it decides as ever.",
	    "Nothing, unless it goes on: then its limit is where the values usually are, or "
	    "something comes and goes." },
	[LOG_ID_PENDING] = { "A move of " APP " is pending",
	    "Every fact that a rule needs holds, and its hold has begun to run.",
	    "When it still holds at the end, and all guards do, the move begins, is proposed, or is "
	    "only reported, by the mode of the application.",
	    "If this must not happen now: failoverctl pause --app " APP " --reason \"...\". "
	    "failoverctl explain counts down." },
	[LOG_ID_PENDING_ENDED] = { "The move of " APP " is no longer pending",
	    "What the rule needs does not hold any more.",
	    "The hold was not long enough reached; it begins anew next time.",
	    "Nothing. If it comes and goes for long, look for the cause: failoverctl log --app " APP
	    " tells the story." },
	[LOG_ID_BLOCKED] = { "A guard holds a move of " APP " back",
	    "The rule has held long enough, and at least one guard does not allow the move.",
	    "The application stays where it is, even though its Region looks bad.",
	    "Read which guard it is: failoverctl explain --app " APP " says what would clear it. "
	    "When you know better than the guard, command the move yourself." },
	[LOG_ID_WOULD_MOVE] = { "A move of " APP " would begin now",
	    "A rule has held long enough and every guard allows it.",
	    "The mode is \"observe\", so nothing is done.",
	    "Judge whether it would have been right: that is what the mode is for. If the "
	    "application must move now: failoverctl failover --app " APP " --reason \"...\"." },
	[LOG_ID_PROPOSED] = { "A move of " APP " waits for your approval",
	    "A rule has held long enough and every guard but the approval allows the move.",
	    "Nothing is done until an operator says so. The evidence is in the message.",
	    "Look at failoverctl explain --app " APP ". To let it go: the failoverctl approve of "
	    "the message. To keep it back: failoverctl pause --app " APP " --reason \"...\"." },
	[LOG_ID_DECIDED] = { "failoverd has decided to move " APP " to " TO,
	    "A rule has held long enough and every guard allows it. The message has the evidence.",
	    "The run begins at once, and is told step by step under its own number.",
	    "Follow it: failoverctl runs watch. Do not act by hand on what it moves." },
	[LOG_ID_STATE_CHANGED] = { APP " is in another state",
	    "The application's state has changed, by a run, a command or what was found.",
	    "The state decides which rules apply: failoverctl machine draws them.",
	    "Nothing, unless the state is needs-operator: then see to what the message says, and "
	    "end with failoverctl ack --app " APP " --reason \"...\"." },
	[LOG_ID_ADOPTED] = { APP " was found in another Region than expected",
	    "Writer and traffic agree that it serves elsewhere, and failoverd did not move it.",
	    "It is taken as it is: somebody, or another failoverd, moved it. Nothing is moved back "
	    "because of it.",
	    "Find out who did it. If it must go home: failoverctl failback --app " APP
	    " --reason \"...\"." },
	[LOG_ID_DRIFT] = { "Writer and traffic of " APP " disagree",
	    "What must be in one Region is found in two, and no run of failoverd is under way.",
	    "Automation is stopped for the application: to act on a half-made move could make it "
	    "worse.",
	    "Finish what was begun by hand, or take it back; failoverctl status shows what is "
	    "where. Automation goes on by itself when they agree." },
	[LOG_ID_DRIFT_ENDED] = { "Writer and traffic of " APP " agree again",
	    "What was found in two Regions is in one.",
	    "Automation goes on, with holds that begin anew.", "Nothing." },
	[LOG_ID_TILT] = { "Time jumped, or failoverd was stopped for a while",
	    "The clock of this host made a leap, or this process got no processor for long: a "
	    "suspended machine, a debugger, a live migration, an overloaded host.",
	    "What was seen before is too old to go by, so for a while it only watches.",
	    "Nothing if it was once. If it comes again, look at the host's load and its time "
	    "synchronisation: timedatectl, chronyc tracking." },
	[LOG_ID_RUN_STARTED] = { "Run " RUN " moves " APP " to " TO,
	    "A failover, switchover or failback has begun.",
	    "Its steps follow in order, each one verified before the next. It goes on if "
	    "failoverd is restarted.",
	    "Follow it: failoverctl runs watch " RUN ". Do not act by hand on what it moves." },
	[LOG_ID_RUN_RESUMED] = { "Run " RUN " of " APP " was taken up again",
	    "failoverd was restarted while the run was under way.",
	    "Before it acts it looks whether the step was done: nothing is done twice.",
	    "Nothing. If nobody restarted the service, look above for why it ended." },
	[LOG_ID_RUN_DONE] = { "Run " RUN " is done: " APP " is in " TO,
	    "Every step was done and verified.",
	    "The application serves from the new Region. For the length of the cooldown nothing is "
	    "moved by itself.",
	    "Look at the application. See to the Region that was left before you fail back: "
	    "failoverctl status --app " APP "." },
	[LOG_ID_RUN_ABANDONED] = { "Run " RUN " of " APP " was abandoned",
	    "A step that comes before the first change did not find what it needs.",
	    "Nothing was changed: the application is where it was.",
	    "Read the reason in the message. If the Region is still down, the rule will propose "
	    "the move again by itself." },
	[LOG_ID_RUN_FAILED] = { "Run " RUN " of " APP " failed half-way: an operator is needed",
	    "A step failed for good after something was changed.",
	    "Some of the application may be in one Region and some in the other. Automation is "
	    "stopped for it until an operator says that all is well.",
	    "failoverctl runs show " RUN " lists what was done and what was not; the entry "
	    "\"manual-procedure\" has the rest of the steps as commands. Finish or take back by "
	    "hand, then failoverctl ack --app " APP " --reason \"...\"." },
	[LOG_ID_STEP_STARTED] = { "Step " STEP " of run " RUN " has begun",
	    "The run looks whether what the step must make true is so already, and acts if not.",
	    "The application is being moved.", "Nothing. failoverctl runs watch " RUN " follows." },
	[LOG_ID_STEP_ACTED] = { "Step " STEP " of run " RUN " has acted",
	    "A call that changes the world was answered.",
	    "An answer is not taken for the effect: the step looks until it sees it.",
	    "Nothing. AWS knows the call by FAILOVERD_AWS_REQUEST_ID, if the entry has it." },
	[LOG_ID_STEP_ENDED] = { "Step " STEP " of run " RUN " is done",
	    "What the step must make true was seen to be so.", "The next step begins.",
	    "Nothing." },
	[LOG_ID_STEP_FAILED] = { "Step " STEP " of run " RUN " failed",
	    "It was tried as often, and for as long, as its limits allow.",
	    "The runbook says what follows: the run goes on, is abandoned, or stops; the next "
	    "entry tells.",
	    "Wait for the next entry. It says whether you are needed." },
	[LOG_ID_STEP_WARNING] = { "Step " STEP " of run " RUN " has seen something to know of",
	    "The run goes on; what the step saw has a consequence that outlives it.",
	    "It stays with the run: failoverctl runs show " RUN ".",
	    "Read the message: it says what to keep in mind, and until when." },
	[LOG_ID_STEP_CRITICAL] = { "Step " STEP " of run " RUN " has seen what needs a person",
	    "The run goes on, so that the application is served; what the step saw may lose data or "
	    "has overridden a protection.",
	    "It stays with the run: failoverctl runs show " RUN ".",
	    "Do what the message says, now; it is not undone by waiting." },
	[LOG_ID_STEP_OVERDUE] = { "Step " STEP " of run " RUN " is over its time and goes on",
	    "What the step waits for is under way in AWS, and has taken longer than its deadline.",
	    "The run waits on for the step's patience: nothing it could send would hasten it, and "
	    "traffic stays where it is until the step is done.",
	    "See what AWS does: its console, its health dashboard, the events of both clusters. If "
	    "it will not end, open a case with AWS. failoverctl runs watch " RUN " follows." },
	[LOG_ID_MANUAL] = { "What is left of run " RUN ", to be done by hand",
	    "The run stopped, and this is the rest of its steps, as commands.",
	    "Each command makes true what the step would have made true.",
	    "Do the steps in order, looking before each whether it is needed at all. Then "
	    "failoverctl ack --app " APP " --reason \"...\"." },
	[LOG_ID_COMMAND] = { "@FAILOVERD_ACTOR@ has given a command",
	    "Somebody who may command gave one; the message has the reason that was given.",
	    "It was carried out, or a run for it begins.",
	    "Nothing. failoverctl log --app " APP " shows what came of it." },
	[LOG_ID_COMMAND_REFUSED] = { "A command of @FAILOVERD_ACTOR@ was refused",
	    "A guard, a run under way, or the state of the application does not allow it.",
	    "Nothing was changed.",
	    "failoverctl explain --app " APP " says which guard it is and what would clear it." },
	[LOG_ID_PAUSED] = { APP " is paused",
	    "An operator has stopped automation for a limited time.",
	    "Watching goes on and is reported; nothing is moved by itself until the pause ends.",
	    "Before you forget it: failoverctl resume --app " APP ". It ends by itself." },
	[LOG_ID_RESUMED] = { "The pause of " APP " has ended",
	    "It was ended by an operator, or has expired.",
	    "Automation goes on; holds begin anew, so nothing moves on what happened meanwhile.",
	    "Nothing." },
	[LOG_ID_LEDGER_LOST] = { "The ledger takes no writes: nothing will be moved",
	    "The state directory cannot be written: the disk is full or broken, or permissions "
	    "were changed.",
	    "What is done must first be written down, so that no restart does it twice. Without "
	    "the ledger failoverd watches and alerts, and moves nothing (guard G22).",
	    "Mend it at once: df /var/lib/failoverd; ls -ld /var/lib/failoverd. It is tried again "
	    "every 10s; no restart is needed." },
	[LOG_ID_LEDGER_BACK] = { "The ledger takes writes again", "A write was answered.",
	    "Moves are possible again.", "Nothing." },
	[LOG_ID_HISTORY_LOST] = { "What is seen is not kept for later",
	    "history.db in the state directory cannot be written: the disk is full, broken or too "
	    "slow, permissions were changed, or another program reads it without an end.",
	    "Watching and moving go on as ever: no decision reads it. Backtests, charts and explain "
	    "--at will lack this time.",
	    "Mend what the message names. It is tried again every minute; no restart is needed." },
	[LOG_ID_HISTORY_RENEWED] = { "What was kept of the past was damaged, and is begun anew",
	    "history.db was no database any more: often after a power failure or a broken disk.",
	    "The damaged file lies aside as history.db.damaged, and a new one is written. No decision "
	    "reads it.",
	    "Look at the disk: dmesg. Delete history.db.damaged when nobody wants to look into it." },
	[LOG_ID_HISTORY_BACK] = { "What is seen is kept for later again", "A write was answered.",
	    "Nothing but the time between is missing.", "Nothing." },
	[LOG_ID_CREDENTIALS] = { "AWS credentials were found, or newer ones",
	    "The message says where they come from.", "Calls are signed with them.", "Nothing." },
	[LOG_ID_CREDENTIALS_LOST] = { "AWS credentials are missing, or cannot be renewed",
	    "The source that the message names gave none.",
	    "Probes that ask AWS know nothing, and a move may fail at its first call. Guard G12 "
	    "keeps automation back where a move's preparations are not seen to be good.",
	    "Look at the instance's role, or at what the message names. It is tried again all "
	    "the time; no restart is needed." },
	[LOG_ID_CREDENTIALS_BACK] = { "AWS credentials can be had again",
	    "The source that had given none gives some.", "Calls are signed with them.",
	    "Nothing." },
	[LOG_ID_ISOLATED] = { "This host is cut off",
	    "The reference probes, which have nothing to do with the application, fail too.",
	    "It is this host's network that fails, not the Regions: what the other probes say is "
	    "not believed, and nothing is moved.",
	    "Mend the network of this host: routes, the NAT gateway, security groups, DNS." },
	[LOG_ID_ISOLATION_ENDED] = { "This host is not cut off any more",
	    "The reference probes answer.", "Probes are believed again.", "Nothing." },
	[LOG_ID_API_LOST] = { "There is no API, so failoverctl cannot be served",
	    "The socket cannot be opened.",
	    "Watching and deciding go on; commands cannot be given until it can be opened.",
	    "Look at what the message names: another failoverd may have it. It is tried again "
	    "every 10s." },
	[LOG_ID_CLOCK_WRONG] = { "The clock of this host is wrong",
	    "AWS's answers carry the time, and it is minutes away from this host's.",
	    "Calls to AWS are signed by AWS's clock meanwhile, so nothing fails for it. What is kept "
	    "by the wall clock (pauses, windows, the ledger's times) is as wrong as the clock.",
	    "Set it, and keep it set: timedatectl; chronyc tracking." },
	[LOG_ID_METRICS_LOST] = { "CloudWatch is not told how failoverd is",
	    "aws.publish_metrics names a Region whose CloudWatch has taken none of our metrics for "
	    "minutes; the message has why.",
	    "Watching and moving go on as ever. An alarm on the missing Heartbeat rings, as if the "
	    "daemon were dead.",
	    "Mend what the message names: often cloudwatch:PutMetricData of the role that reads, or "
	    "the way to that Region. It is tried again every minute." },
	[LOG_ID_METRICS_BACK] = { "CloudWatch is told again how failoverd is",
	    "It has taken our metrics.", "Alarms on them mean what they say again.", "Nothing." },
	[LOG_ID_PROBE_BLIND] = { "Probe @FAILOVERD_PROBE@ has known nothing for minutes",
	    "Every answer for minutes was one from which nothing follows; the message has the last.",
	    "What it would say is missing from the facts and guards that need it: these are unknown, "
	    "and unknown moves nothing.",
	    "Do what the message says. If nothing can be asked there, take the probe out of the "
	    "configuration." },
	[LOG_ID_PROBE_SEES] = { "Probe @FAILOVERD_PROBE@ knows something again",
	    "It had known nothing for minutes, and has got an answer that counts.",
	    "It counts again.", "Nothing." },
	[LOG_ID_PREFLIGHT_BAD] = { APP " could not be moved now",
	    "What the next move needs is tried every few minutes, by calls that change nothing; the "
	    "message names what failed.",
	    "The application serves. A move would probably fail at what is named, and where "
	    "guards.preflight is set, guard G12 begins none.",
	    "failoverctl doctor --app " APP
	    " tries all of it now, and has a remedy for each. It is "
	    "tried again every minute." },
	[LOG_ID_PREFLIGHT_GOOD] = { "What failed of what a move of " APP " needs is good again",
	    "Everything was tried, and nothing failed.", "A move could be made.", "Nothing." },
	[LOG_ID_DRILL_STARTED] = { "A drill of " APP " has begun",
	    "An operator practises a move: it is rehearsed, supposed, or really made and taken back.",
	    "It is kept in the ledger under its own id. It holds no real move back, and one ends it.",
	    "Follow it: failoverctl drill list --app " APP "." },
	[LOG_ID_DRILL_ARRIVED] = { "A live drill of " APP " is half done",
	    "The switchover of the drill is done. After the time that was ordered, the failback begins.",
	    "It goes on if failoverd is restarted.",
	    "Use the time to look at the application where it is now." },
	[LOG_ID_DRILL_HELD] = { "A live drill of " APP " cannot go back yet",
	    "The time that was ordered is over, and the guards of a failback do not all hold.",
	    "It tries again every few seconds for a day, and then leaves the application where it is.",
	    "The message names the guards; failoverctl explain --app " APP
	    " says what would clear them. failoverctl failback takes it home at your word." },
	[LOG_ID_DRILL_ENDED] = { "A drill of " APP " went well",
	    "It showed what it was to show; the message says what.",
	    "Its date counts: failoverctl status shows the last good one of each way.",
	    "Nothing. failoverctl drill show, and runs show for each move, have the evidence." },
	[LOG_ID_DRILL_FAILED] = { "A drill of " APP " did not go well",
	    "What was to be shown was not, or something else moved the application meanwhile.",
	    "Nothing more is done for the drill; the message says where it ended.",
	    "Mend what it found: that is what drills are for. failoverctl status --app " APP
	    " shows where the application is." },
	[LOG_ID_DRILL_RESUMED] = { "A drill of " APP " was interrupted by a restart",
	    "The ledger has a drill that has not ended.",
	    "A live one goes on from where it was; a rehearsal is made anew.",
	    "Nothing. failoverctl drill list --app " APP " shows where it is." },
	[LOG_ID_DRILL_OVERDUE] = { "Moves of " APP " were not practised for long",
	    "The last good drill of a way is older than drills.max_age, or there was none.",
	    "Nothing is held back by that.",
	    "failoverctl drill --rehearse --app " APP
	    " tries what a move needs and changes nothing." },
	[LOG_ID_ALERT] = { "@FAILOVERD_ALERT@: " APP " needs a person now",
	    "The message says what is so. It is told once, when it begins.",
	    "Whoever is on call should look. What automation does goes on beside it.",
	    "failoverctl status --app " APP " and failoverctl explain --app " APP
	    " say what is known; failoverd-events(7) describes each alert." },
	[LOG_ID_ALERT_WARNING] = { "@FAILOVERD_ALERT@: something of " APP " wants to be mended",
	    "The message says what is so. It is told once, when it begins.",
	    "The application serves; it is less safe than it should be.",
	    "Mend it in working hours. failoverctl explain --app " APP " says what is known." },
	[LOG_ID_ALERT_ENDED] = { "@FAILOVERD_ALERT@ of " APP " is over",
	    "What was told has not been so for a while.", "It is told again if it comes back.",
	    "Nothing." },
};

const struct log_help *
log_help(enum log_id id)
{
	static const struct log_help none;

	return (size_t)id < COUNT(helps) ? &helps[id] : &none;
}

/* SPDX-License-Identifier: MIT */
/* Guards, gates and alerts: the names and remedies are those of the core, the meaning is told here.
 */
#include "../catalog.h"
#include "core/alert.h"
#include "core/guard.h"
#include "man.h"

static const char *const guards[] = {
	[GUARD_MODE] = "The mode is auto, or an approval or an operator's command covers the move.",
	[GUARD_KILL_SWITCH] = "The kill switch file is not there, and its directory can be read.",
	[GUARD_PAUSE] = "Automation is not paused.",
	[GUARD_SOUND] = "This observer is not cut off, not warming up, and was not stopped for a "
			"while.",
	[GUARD_QUORUM] = "Enough observers agree that the Region is down.",
	[GUARD_HOLD] = "The Region has been down for long enough, and the newest answers still "
		       "fail.",
	[GUARD_COOLDOWN] = "The last move, in either direction, is long enough ago.",
	[GUARD_BUDGET] = "There were not too many automatic moves in that direction of late.",
	[GUARD_LATCH] = "The last automatic failover was acknowledged by a person, or failback is "
			"automatic.",
	[GUARD_LOSS] = "What a failover would lose is known and within the limit.",
	[GUARD_LAG] = "Replication has been close enough behind for long enough.",
	[GUARD_PREFLIGHT] = "Everything that the run will need was seen to work a while ago at "
			    "most.",
	[GUARD_TARGET] = "The target has been up for long enough.",
	[GUARD_IN_FLIGHT] = "No other run and no operation of the database is under way, and "
			    "writer and traffic agree.",
	[GUARD_FLAPPING] = "No fact that the move rests on turns all the time.",
	[GUARD_WINDOW] = "Moves are allowed at this time of the week and of the year.",
	[GUARD_APPROVAL] = "An operator has approved exactly this decision, where that is asked "
			   "for.",
	[GUARD_LEASE] = "This observer has the lease, and time enough is left of it.",
	[GUARD_AGREEMENT] = "All observers have the same configuration and versions that fit.",
	[GUARD_PLACE] = "This host does not stand in the Region that is left.",
	[GUARD_STABILITY] = "Home has been sound without a break for long enough.",
	[GUARD_LEDGER] = "The ledger took the last write.",
	[GUARD_READINESS] = "Every gate of a planned move is open, or was waived by an operator.",
};

static const char *const alerts[] = {
	[ALERT_LOSS] = "The Region that serves is down.",
	[ALERT_FAILING] = "Too many of its answers fail, for minutes.",
	[ALERT_BLIND] = "Nothing is known of any Region.",
	[ALERT_QUORUM] = "Too few observers are left to find that a Region is down.",
	[ALERT_DRIFT] = "Writer, traffic and what follows them disagree.",
	[ALERT_OPERATOR] = "A run has stopped half-way.",
	[ALERT_OVERDUE] = "A step is over its time, and waited for: AWS is still at it.",
	[ALERT_HANDS] = "What a move needs is refused or out of reach.",
	[ALERT_GREY] = "Some of its answers fail, for minutes.",
	[ALERT_UNWATCHED] = "The probes of a Region say nothing: they may be blocked.",
	[ALERT_OBSERVER] = "An observer is silent, cut off, or alone with what it says.",
	[ALERT_ADOPTED] = "Somebody else moved the application.",
	[ALERT_STANDBY] = "There is nowhere to go.",
	[ALERT_LAG] = "A failover would lose more than half of what is allowed.",
	[ALERT_LAG_UNKNOWN] = "Nobody knows what a failover would lose.",
	[ALERT_CERTIFICATE] = "A certificate will end soon.",
	[ALERT_TILT] = "Time jumped, or failoverd was stopped for a while.",
};

_Static_assert(COUNT(guards) == GUARD_COUNT, "the last guard is not explained");
_Static_assert(COUNT(alerts) == ALERT_COUNT, "the last alert is not explained");

void
man_guards(struct buf *ret)
{
	for (enum guard_id id = 0; id < GUARD_COUNT; id++) {
		buf_printf(ret, ".It Sy %s Pq %s\n", guard_code(id), guard_name(id));
		man_sentence(ret, guards[id]);
		buf_puts(ret, "If not:\n");
		man_sentence(ret, guard_remedy(id));
	}
}

void
man_gates(struct buf *ret)
{
	for (const struct check_kind *const *gate = catalog_gates(); *gate; gate++) {
		buf_printf(ret, ".It Sy %s%s\n", (*gate)->name,
		    (*gate)->waivable ? " Pq can be waived" : "");
		man_sentence(ret, (*gate)->why);
	}
}

void
man_alerts(struct buf *ret)
{
	for (enum alert_id id = 0; id < ALERT_COUNT; id++) {
		buf_printf(ret, ".It Sy %s Pq %s\n", alert_name(id),
		    alert_pages(id) ? "pages" : "for the morning");
		man_sentence(ret, alerts[id]);
	}
}

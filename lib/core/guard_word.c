/* SPDX-License-Identifier: MIT */
#include "core/guard_private.h"

static bool
covered(const struct weigh *w)
{
	return w->approval == APPROVAL_GIVEN || w->approval == APPROVAL_SILENT;
}

enum trit
guard_mode(const struct weigh *w)
{
	int is = w->engine->app->mode;

	if (!w->proposal->automatic)
		return guard_say(w, TRIT_YES, "commanded by %s", w->proposal->actor);
	if (is == MODE_PROPOSE && covered(w))
		return guard_say(w, TRIT_YES, "mode is propose, and this is approved");
	return guard_say(w, trit_of(is == MODE_AUTO), "mode is %s", mode_name(is));
}

enum trit
guard_kill_switch(const struct weigh *w)
{
	static const char *const words[] = { "cannot be read", "is on", "is off" };
	const char *path = w->limits->kill_switch;

	return guard_say(w, w->engine->kill_switch, "%s %s", path ? path : "the kill switch",
	    words[w->engine->kill_switch]);
}

enum trit
guard_pause(const struct weigh *w)
{
	const struct pause *pause = &w->engine->memory.pause;

	if (!pause->on || w->now.wall >= pause->until)
		return guard_say(w, TRIT_YES, "not paused");
	w->ret->clears_at = w->now.boot + pause->until - w->now.wall;
	return guard_say(w, TRIT_NO, "paused by %s for another %s: %.48s", pause->owner,
	    D(pause->until - w->now.wall), pause->reason);
}

enum trit
guard_latch(const struct weigh *w)
{
	if (!w->proposal->automatic)
		return guard_say(w, TRIT_YES, "commanded by %s", w->proposal->actor);
	if (w->proposal->kind != MOVE_FAILOVER &&
	    memory_held(&w->engine->memory, (enum failback)w->limits->failback))
		return guard_say(w, TRIT_NO, "a person moved it here, and no ack lets it go home");
	if (!w->engine->memory.latched)
		return guard_say(w, TRIT_YES, "no failover waits for an ack");
	if (w->limits->failback == FAILBACK_AUTO)
		return guard_say(w, TRIT_YES, "failback is auto");
	return guard_say(w, TRIT_NO, "the last failover was not acknowledged");
}

static enum trit
answered(const struct weigh *w)
{
	const struct approval *a = &w->engine->memory.approval;
	const char *left = D(a->expires - w->now.wall), *length = D(a->expires - a->asked);

	switch (w->approval) {
	case APPROVAL_NONE:
		break;
	case APPROVAL_WAITS:
		if (a->go)
			w->ret->clears_at = w->now.boot + a->expires - w->now.wall;
		return guard_say(w, TRIT_NO, "%.*s waits for an answer, for another %s; silence %s",
		    APPROVAL_ID, a->hash, left, a->go ? "means go" : "means no");
	case APPROVAL_GIVEN:
		return guard_say(w, TRIT_YES, "%.*s was approved by %s, for another %s",
		    APPROVAL_ID, a->hash, a->by, left);
	case APPROVAL_SILENT:
		return guard_say(w, TRIT_YES, "nobody objected to %.*s within %s", APPROVAL_ID,
		    a->hash, length);
	case APPROVAL_EXPIRED:
		w->ret->asks = false;
		w->ret->remedy = "give the command yourself; it is asked again when the rule has "
				 "held anew";
		return guard_say(w, TRIT_NO, "%.*s was %s within %s; give the command yourself",
		    APPROVAL_ID, a->hash,
		    a->given ? "approved, but could not begin" : "not approved", length);
	}
	return guard_say(w, TRIT_NO, "needed, and asked for once nothing else is in the way");
}

enum trit
guard_approval(const struct weigh *w)
{
	if (!w->proposal->automatic)
		return guard_say(w, TRIT_YES, "a command needs none");
	if (!w->asks)
		return guard_say(w, TRIT_YES, "not needed");
	return answered(w);
}

/* SPDX-License-Identifier: MIT */
/*
 * Was the old writer blocked, when the database was moved by force?
 *
 * Aurora tries, and says how that went by an event alone: RDS-EVENT-0390, it
 * succeeded, or 0391, it timed out, and then there may be two writers, and writes on
 * the old side that nobody will see again. DescribeEvents gives texts without these
 * numbers, so it is the words that are looked for; and where the old Region is dead,
 * the event lands in the new one, so both are asked. What the old Region does not
 * answer is no news.
 */
#include <stdio.h>
#include <string.h>

#include "aws/automation.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "aws/xml.h"
#include "core/run.h"

#define FENCING    "fencing" /* the verdict, for the record */
#define PAGES_MOST 20
/* AWS's clock may be behind ours; moves are further apart. */
#define SLACK (2 * MSEC_MINUTE)

enum fencing {
	FENCING_UNKNOWN,
	FENCING_BLOCKED,
	FENCING_TIMED_OUT,
};

static const struct region_spec *
source(const struct step_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->from];
}

/*
 * The scratch is a digit, how many pages were read, and the marker of the next one;
 * a page is of the target's Region first, and of the other one with 'o' before it.
 */
static bool
asks_other(const struct step_ctx *ctx)
{
	return buf_text(ctx->scratch)[0] == 'o';
}

static const char *
marker_of(const struct step_ctx *ctx)
{
	const char *text = buf_text(ctx->scratch);

	return ctx->scratch->len > 2 ? text + 2 : NULL;
}

static int
pages_of(const struct step_ctx *ctx)
{
	return ctx->scratch->len > 1 ? buf_text(ctx->scratch)[1] - '0' : 0;
}

static void
keep(const struct step_ctx *ctx, bool other, int pages, const char *marker)
{
	buf_clear(ctx->scratch);
	buf_printf(ctx->scratch, "%c%c%s", other ? 'o' : 't', '0' + pages, marker);
}

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	size_t region = asks_other(ctx) ? ctx->move->from : ctx->move->to;

	if (ctx->move->kind != MOVE_FAILOVER) {
		ret->kind = CALL_NONE;
		return true;
	}
	if (!source(ctx)->cluster)
		return error_set(err,
		    "%s has no Aurora cluster in the configuration: give regions.%s.cluster",
		    source(ctx)->name, source(ctx)->name);
	rds_ask_events(ret, ctx->app->regions[region].name, ctx->started - SLACK, marker_of(ctx));
	return true;
}

/* ---- what the events say ---- */

static bool
names(const char *text, const char *cluster)
{
	size_t len = strlen(cluster);

	for (const char *at = text; (at = strcasestr(at, cluster)); at += len)
		if ((at == text || at[-1] == ' ') && strchr(" .,", at[len]))
			return true;
	return false;
}

static enum fencing
read_event(const struct step_ctx *ctx, const struct xml *event)
{
	const char *text = xml_text(event, "Message");
	msec_t date;

	if (!clock_parse(xml_text(event, "Date"), &date) || date < ctx->started - SLACK)
		return FENCING_UNKNOWN;
	if (!strcasestr(text, "block writes") || !names(text, rds_identifier(source(ctx)->cluster)))
		return FENCING_UNKNOWN;
	if (strcasestr(text, "timed out"))
		return FENCING_TIMED_OUT;
	return strcasestr(text, "succeeded") ? FENCING_BLOCKED : FENCING_UNKNOWN;
}

static enum fencing
read_events(const struct step_ctx *ctx, const struct xml *events)
{
	enum fencing ret = FENCING_UNKNOWN;

	for (const struct xml *at = xml_at(events, "Event"); at; at = xml_next(at)) {
		enum fencing said = read_event(ctx, at);

		ret = said > ret ? said : ret; /* where two disagree, the worse */
	}
	return ret;
}

/* ---- what follows ---- */

static void
tell_unknown(const struct step_ctx *ctx)
{
	const char *from = source(ctx)->name;

	(void)!memo_put(ctx->memo, FENCING, "unknown");
	notice_set(ctx->notice, NOTICE_WARNING,
	    "no event says whether Aurora blocked the old writer in %s. Until one does, keep the "
	    "clients of its database away. Look again: aws rds describe-events --region %s "
	    "--duration 1440, and in %s, for \"Attempt to block writes\"",
	    from, from, ctx->app->regions[ctx->move->to].name);
	snprintf(ctx->detail, DETAIL_TEXT,
	    "no event yet says whether the old writer in %.60s was blocked", from);
}

static enum verdict
tell(const struct step_ctx *ctx, enum fencing fencing)
{
	const char *from = source(ctx)->name;
	bool blocked = fencing == FENCING_BLOCKED;

	(void)!memo_put(ctx->memo, FENCING, blocked ? "blocked" : "timed-out");
	snprintf(ctx->detail, DETAIL_TEXT, "the old writer in %.60s was %s", from,
	    blocked ? "blocked" : "not blocked in time: there may have been two writers");
	if (blocked)
		notice_set(ctx->notice, NOTICE_NONE, "%s", "");
	else
		notice_set(ctx->notice, NOTICE_CRITICAL,
		    "Aurora could not block the old writer in %s in time: it may have taken "
		    "writes that are in no other Region. Keep the clients of its database away, "
		    "also when %s is back, and compare: the snapshot "
		    "rds:unplanned-global-failover-%.63s-* holds what was written there. Copy it "
		    "before it expires (step aurora-snapshot)",
		    from, from, rds_identifier(source(ctx)->cluster));
	return VERDICT_DONE;
}

/* ---- judging ---- */

/* Here nothing was said: on to the other Region, and from there to the end of this look. */
static enum verdict
next_region(const struct step_ctx *ctx)
{
	bool last = asks_other(ctx);

	buf_clear(ctx->scratch);
	if (last)
		return VERDICT_NOT_YET;
	keep(ctx, true, 0, "");
	return VERDICT_MORE;
}

static enum verdict
judge_events(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	autofree(xml_free) struct xml *xml = NULL;
	const struct xml *result;
	enum fencing fencing;
	const char *marker;

	xml = xml_parse(buf_text(&answer->http->body), answer->http->body.len, err);
	result = xml_at(xml, "DescribeEventsResult");
	if (!xml_at(result, "Events")) {
		error_set(err, "the answer has no list of events");
		return asks_other(ctx) ? next_region(ctx) : VERDICT_RETRY;
	}
	fencing = read_events(ctx, xml_at(result, "Events"));
	if (fencing != FENCING_UNKNOWN)
		return tell(ctx, fencing);
	marker = xml_text(result, "Marker");
	if (!*marker || pages_of(ctx) + 1 >= PAGES_MOST)
		return next_region(ctx);
	keep(ctx, asks_other(ctx), pages_of(ctx) + 1, marker);
	return VERDICT_MORE;
}

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;

	if (ctx->move->kind != MOVE_FAILOVER) {
		snprintf(ctx->detail, DETAIL_TEXT, "a planned move blocks the old writer first");
		return VERDICT_DONE;
	}
	tell_unknown(ctx);
	aws_error_read(answer, &error);
	if (error.fault == FAULT_NONE)
		return judge_events(ctx, answer, err);
	return asks_other(ctx) ? next_region(ctx) : aws_look_verdict(&error, answer, err);
}

static const struct option options[] = { { 0 } };

/* Events know no resources. */
static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	names_add(&ret->regions, ctx->app->regions[ctx->move->to].name);
	names_add(&ret->regions, ctx->app->regions[ctx->move->from].name);
}

static const struct right rights[] = {
	{ "rds:DescribeEvents", "ReadEvents", reach, RIGHT_FORCED },
	{ 0 },
};

const struct step_kind aurora_fencing_step = {
	.name = "aurora-fencing",
	.help = "Finds out, after a forced move, whether Aurora blocked the old writer, by the "
		"events of both Regions. If it did not, there may have been two writers: that is "
		"told as critical, with what to do. The run goes on in any case.",
	.claim = "it is known whether the old writer in {from} was blocked",
	.manual = "aws rds describe-events --region {to} --duration 1440, and the same in {from}: "
		  "look for \"Attempt to block writes\". \"succeeded\": nothing to do. \"timed "
		  "out\", or nothing: keep clients away from the database in {from}, and compare "
		  "its snapshot rds:unplanned-global-failover-* with what is in {to}.",
	.options = options,
	.needs = "aurora",
	.look = { ask, judge },
	.every = 5 * MSEC_SECOND,
	.deadline = MSEC_MINUTE,
	.best_effort = true,
	.rights = rights,
	.automate = automate_fencing,
};

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "field.h"
#include "report_private.h"
#include "report_style.h"

const char *
report_moment(const json_t *json, const char *key, char ret[REPORT_TIME])
{
	char *t;

	snprintf(ret, REPORT_TIME, "%.30s", field_has(json, key) ? field_text(json, key) : "-");
	t = strchr(ret, 'T');
	if (t)
		*t = ' ';
	return ret;
}

const char *
report_span(const json_t *json, const char *key, char ret[REPORT_TIME])
{
	if (field_has(json, key))
		return duration_text(field_seconds(json, key), ret);
	snprintf(ret, REPORT_TIME, "-");
	return ret;
}

_Static_assert(REPORT_TIME >= DURATION_TEXT, "a duration must fit");

const struct html_mark *
report_mark(const char *word)
{
	static const struct html_mark marks[] = {
		{ "good", "\xe2\x9c\x93", "done" },
		{ "good", "\xe2\x9c\x93", "already" },
		{ "bad", "\xe2\x9c\x97", "failed" },
		{ "warn", "\xe2\x86\xa9", "abandoned" },
		{ "info", "\xe2\x96\xb8", "running" },
		{ "off", "\xc2\xb7", "waiting" },
		{ "good", "\xe2\x9c\x93", "yes" },
		{ "bad", "\xe2\x9c\x97", "no" },
		{ "warn", "?", "unknown" },
		{ "warn", "!", "overridden" },
		{ "good", "\xe2\x9c\x93", "good" },
		{ "info", "\xe2\x80\xa2", "info" },
		{ "warn", "!", "warning" },
		{ "bad", "\xe2\x9c\x97", "failure" },
		{ "good", "\xe2\x9c\x93", "within the target" },
		{ "bad", "\xe2\x9c\x97", "over the target" },
		{ "off", "\xc2\xb7", "no target" },
		{ "good", "\xe2\x9c\x93", "none" },
		{ "warn", "\xe2\x89\xa4", "bounded" },
		{ "off", "?", "" },
	};
	size_t i = 0;

	while (marks[i].word[0] && strcmp(marks[i].word, word) != 0)
		i++;
	return &marks[i];
}

/* ---- figures ---- */

static void
target(struct buf *to, const json_t *json)
{
	char limit[REPORT_TIME];
	const char *word = "unknown";

	if (!field_has(json, "target_s")) {
		html_badge(to, report_mark("no target"));
		return;
	}
	if (field_has(json, "met"))
		word = field_true(json, "met") ? "within the target" : "over the target";
	html_badge(to, report_mark(word));
	html_format(to, "span", "dim", " of %s", report_span(json, "target_s", limit));
}

static void
figure(struct buf *to, const char *title, const char *value, const json_t *against,
    const char *text)
{
	buf_puts(to, "<div class=\"figure\">");
	html_element(to, "h2", NULL, title);
	html_element(to, "p", "value", value);
	if (against) {
		buf_puts(to, "<p>");
		target(to, against);
		buf_puts(to, "</p>");
	}
	html_element(to, "p", "dim", text);
	buf_puts(to, "</div>\n");
}

static void
interruption(struct buf *to, const json_t *recovery)
{
	char down[REPORT_TIME], doubt[REPORT_TIME], text[256] = "";
	bool seen = field_number(recovery, "up_s") + field_number(recovery, "down_s") > 0;
	bool unsure = field_number(recovery, "doubt_s") > 0;

	if (seen)
		snprintf(text, sizeof(text),
		    "While the run lasted, the Region that traffic went to did not answer every "
		    "critical probe, or lacked the writer, for so long%s%s%s.",
		    unsure ? "; for another " : "",
		    unsure ? report_span(recovery, "doubt_s", doubt) : "",
		    unsure ? " nobody could tell" : "");
	figure(to, "Not whole, as the probes saw it",
	    seen ? report_span(recovery, "down_s", down) : "not known", NULL,
	    seen ? text : "No probe told anything while the run lasted.");
}

static void
took(struct buf *to, const json_t *report)
{
	char whole[REPORT_TIME], usual[REPORT_TIME], text[128];
	int n = (int)field_number(report, "expected_runs");

	if (n > 0)
		snprintf(text, sizeof(text),
		    "Expected: %s, the median of the last %d of its kind that were done.",
		    report_span(report, "expected_s", usual), n);
	else
		snprintf(text, sizeof(text),
		    "No earlier run of this kind was done: "
		    "there is nothing to compare with.");
	figure(to, "The run took", report_span(report, "took_s", whole), NULL, text);
}

static void
figures(struct buf *to, const json_t *report)
{
	const json_t *recovery = json_object_get(report, "recovery");
	const json_t *loss = json_object_get(report, "loss");
	char measured[REPORT_TIME], estimated[REPORT_TIME], value[64];
	bool forced = field_is(report, "kind", "failover");

	buf_puts(to, "<div class=\"figures\">\n");
	snprintf(measured, sizeof(measured), "not measured");
	if (field_has(recovery, "measured_s"))
		report_span(recovery, "measured_s", measured);
	figure(to, forced ? "Recovery time" : "Interruption, at most", measured, recovery,
	    field_text(recovery, "text"));
	snprintf(value, sizeof(value), "about %s", report_span(loss, "estimated_s", estimated));
	if (field_is(loss, "measured", "none"))
		snprintf(value, sizeof(value), "none");
	else if (!field_has(loss, "estimated_s"))
		snprintf(value, sizeof(value), "not known");
	figure(to, forced ? "Lost writes, estimated" : "Lost writes", value, loss,
	    field_text(loss, "text"));
	took(to, report);
	interruption(to, recovery);
	buf_puts(to, "</div>\n");
}

/* ---- head and foot ---- */

static void
item(struct buf *to, const char *name, const char *text)
{
	html_element(to, "dt", NULL, name);
	html_element(to, "dd", NULL, *text ? text : "-");
}

static void
particulars(struct buf *to, const json_t *report)
{
	const json_t *ordered = json_object_get(report, "ordered");
	const json_t *loss = json_object_get(report, "loss");
	const json_t *recovery = json_object_get(report, "recovery");
	char time[REPORT_TIME];

	buf_puts(to, "<section aria-label=\"Particulars\"><dl>");
	item(to, "Ordered by", field_text(ordered, "by"));
	item(to, "Reason", field_text(report, "reason"));
	item(to, "Decision", field_text(ordered, "decision"));
	if (field_true(ordered, "force"))
		item(to, "Force", "guards of quorum and loss were overridden");
	if (field_has(recovery, "onset"))
		item(to, "Outage began", report_moment(recovery, "onset", time));
	item(to, "Began", report_moment(report, "started", time));
	item(to, "Ended", report_moment(report, "ended", time));
	if (field_has(loss, "fencing"))
		item(to, "Old writer", field_text(loss, "fencing"));
	if (field_has(loss, "snapshot"))
		item(to, "Snapshot", field_text(loss, "snapshot"));
	if (field_has(report, "why"))
		item(to, "Why it ended so", field_text(report, "why"));
	buf_puts(to, "</dl></section>\n");
}

void
report_begin(struct buf *to, const char *id, const char *what)
{
	buf_puts(to,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n");
	html_format(to, "title", NULL, "%s %s", what, id);
	buf_printf(to, "\n<style>%s</style>\n</head>\n<body>\n<main>\n<header>\n", report_style);
	html_format(to, "p", "kicker", "failoverd \xc2\xb7 report of %s %s \xc2\xb7 times are UTC",
	    what, id);
}

static void
head(struct buf *to, const json_t *report)
{
	report_begin(to, field_text(report, "id"), "run");
	html_format(to, "h1", NULL, "%s of %s from %s to %s", field_text(report, "kind"),
	    field_text(report, "application"), field_text(report, "from"),
	    field_text(report, "to"));
	buf_puts(to, "<p>");
	html_badge(to, report_mark(field_text(report, "status")));
	buf_puts(to, field_true(report, "automatic") ? " by automation" : " at a person's word");
	buf_puts(to, "</p>\n</header>\n");
}

static void
foot(struct buf *to, const json_t *report)
{
	char time[REPORT_TIME];
	const char *seal = "The ledger has no digest of this record: the run has not ended, or an "
			   "earlier version kept it.";

	if (field_has(report, "sealed"))
		seal = field_true(report, "sealed")
		    ? "The record of this run is the one whose digest the ledger's chain has; "
		      "failoverctl audit verify proves the chain."
		    : "THE RECORD OF THIS RUN WAS CHANGED: the ledger's chain has another digest.";
	buf_puts(to, "<footer>");
	html_element(to, "p", NULL, seal);
	html_format(to, "p", NULL, "Made at %s by failoverctl " VERSION ", from the ledger alone.",
	    report_moment(report, "made", time));
	buf_puts(to, "</footer>\n</main>\n</body>\n</html>\n");
}

void
report_page(struct buf *to, const json_t *report)
{
	head(to, report);
	figures(to, report);
	particulars(to, report);
	report_manual(to, report);
	report_trouble(to, report);
	report_timeline(to, report);
	report_steps(to, report);
	report_people(to, report);
	report_evidence(to, report);
	report_guards(to, report);
	report_calls(to, report);
	foot(to, report);
}

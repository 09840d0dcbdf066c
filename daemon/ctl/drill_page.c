/* SPDX-License-Identifier: MIT */
/* What a drill has shown, as a page that needs nothing beside itself. */
#include <stdio.h>

#include "drill_print.h"
#include "field.h"
#include "report_private.h"

static void
open_table(struct buf *to, const char *title, const char *heads)
{
	buf_puts(to, "<section>");
	html_element(to, "h2", NULL, title);
	buf_printf(to, "<table><thead><tr>%s</tr></thead><tbody>\n", heads);
}

static void
close_table(struct buf *to)
{
	buf_puts(to, "</tbody></table></section>\n");
}

static void
cell(struct buf *to, const char *class, const char *text)
{
	html_element(to, "td", class, *text ? text : "-");
}

static void
mark(struct buf *to, const char *word)
{
	buf_puts(to, "<td>");
	html_badge(to, report_mark(word));
	buf_puts(to, "</td>");
}

static const char *
target_of(const json_t *leg)
{
	if (!field_has(leg, "target_s"))
		return "no target";
	if (!field_has(leg, "met"))
		return "unknown";
	return field_true(leg, "met") ? "within the target" : "over the target";
}

static void
legs(struct buf *to, const json_t *list)
{
	char took[REPORT_TIME], measured[REPORT_TIME], down[REPORT_TIME];
	const json_t *leg;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	open_table(to, "The ways, as they went",
	    "<th scope=\"col\">Way</th><th scope=\"col\">Run</th><th scope=\"col\">Status</th>"
	    "<th scope=\"col\">Took</th><th scope=\"col\">Customers waited, at most</th>"
	    "<th scope=\"col\">Target</th><th scope=\"col\">Not whole, by the probes</th>");
	json_array_foreach(list, i, leg)
	{
		buf_puts(to, "<tr>");
		cell(to, NULL, field_text(leg, "way"));
		cell(to, "nowrap", field_text(leg, "run"));
		mark(to, field_text(leg, "status"));
		cell(to, "num", report_span(leg, "took_s", took));
		cell(to, "num", report_span(leg, "measured_s", measured));
		mark(to, target_of(leg));
		cell(to, "num", report_span(leg, "down_s", down));
		buf_puts(to, "</tr>\n");
	}
	close_table(to);
}

static void
checks(struct buf *to, const json_t *list)
{
	const json_t *check;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	open_table(to, "What the move needs",
	    "<th scope=\"col\">Check</th><th scope=\"col\">Result</th>"
	    "<th scope=\"col\">What was seen</th>");
	json_array_foreach(list, i, check)
	{
		buf_puts(to, "<tr>");
		cell(to, "nowrap", field_text(check, "name"));
		mark(to,
		    field_is(check, "result", "ok")         ? "good"
			: field_is(check, "result", "fail") ? "failed"
			: field_is(check, "result", "warn") ? "warning"
							    : "unknown");
		cell(to, NULL, field_text(check, "detail"));
		buf_puts(to, "</tr>\n");
	}
	close_table(to);
}

static void
steps(struct buf *to, const json_t *list)
{
	const json_t *step;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	open_table(to, "The steps, in order",
	    "<th scope=\"col\">No.</th><th scope=\"col\">Step</th><th scope=\"col\">Claim</th>");
	json_array_foreach(list, i, step)
	{
		buf_puts(to, "<tr>");
		html_format(to, "td", "num", "%zu", i + 1);
		html_format(to, "td", NULL, "%s%s", field_text(step, "step"),
		    field_true(step, "no_return") ? " (after it there is no way back)" : "");
		cell(to, NULL, field_text(step, "claim"));
		buf_puts(to, "</tr>\n");
	}
	close_table(to);
}

static void
item(struct buf *to, const json_t *drill, const char *key, const char *name)
{
	char span[REPORT_TIME];

	if (!field_has(drill, key))
		return;
	html_element(to, "dt", NULL, name);
	html_element(to, "dd", NULL, report_span(drill, key, span));
}

static void
particulars(struct buf *to, const json_t *drill)
{
	char time[REPORT_TIME];

	buf_puts(to, "<section aria-label=\"Particulars\"><dl>");
	html_element(to, "dt", NULL, "Ordered by");
	html_element(to, "dd", NULL, field_text(drill, "actor"));
	html_element(to, "dt", NULL, "Reason");
	html_element(to, "dd", NULL, field_text(drill, "reason"));
	html_element(to, "dt", NULL, "Began");
	html_element(to, "dd", NULL, report_moment(drill, "began", time));
	html_element(to, "dt", NULL, "Ended");
	html_element(to, "dd", NULL, report_moment(drill, "ended", time));
	item(to, drill, "lasting_s", "Supposed outage");
	item(to, drill, "onset_s", "First failed answer after");
	item(to, drill, "detected_s", "Seen after");
	item(to, drill, "decided_s", "Decided after");
	item(to, drill, "loss_s", "Estimated loss then");
	buf_puts(to, "</dl></section>\n");
}

void
drill_page(struct buf *to, const json_t *drill)
{
	bool ended = field_has(drill, "result");

	report_begin(to, field_text(drill, "id"), "drill");
	html_format(to, "h1", NULL, "%s drill of %s from %s to %s", field_text(drill, "kind"),
	    field_text(drill, "application"), field_text(drill, "from"), field_text(drill, "to"));
	buf_puts(to, "<p>");
	html_badge(to,
	    report_mark(!ended                          ? "running"
		    : field_is(drill, "result", "good") ? "good"
							: "failed"));
	html_format(to, "span", NULL, " %s", field_text(drill, ended ? "text" : "held"));
	buf_puts(to, "</p>\n</header>\n");
	particulars(to, drill);
	legs(to, json_object_get(drill, "legs"));
	checks(to, json_object_get(drill, "checks"));
	report_guards(to, drill);
	steps(to, json_object_get(drill, "steps"));
	buf_puts(to,
	    "<footer><p>Kept in the ledger, whose chain failoverctl audit verify proves. "
	    "Each move has a report of its own: failoverctl runs show.</p></footer>\n"
	    "</main>\n</body>\n</html>\n");
}

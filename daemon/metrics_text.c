/* SPDX-License-Identifier: MIT */
#include "metrics_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void
add_escaped(struct buf *buf, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '\\':
			buf_puts(buf, "\\\\");
			break;
		case '"':
			buf_puts(buf, "\\\"");
			break;
		case '\n':
			buf_puts(buf, "\\n");
			break;
		default:
			buf_putc(buf, *text);
		}
}

void
metrics_text_family(struct metrics_text *text, const char *name, const char *type, const char *help)
{
	text->name = name;
	text->counts = strcmp(type, "counter") == 0;

	for (int i = 0; i < 2; i++) {
		buf_printf(text->buf, "# %s %s%s ", i == 0 ? "HELP" : "TYPE", name,
		    text->counts && !text->open ? "_total" : "");
		if (i == 0)
			buf_puts(text->buf, help);
		else
			buf_puts(text->buf, type);
		buf_putc(text->buf, '\n');
	}
}

void
metrics_text_part(struct metrics_text *text, const char *suffix,
    const struct metrics_labels *labels, double value)
{
	struct buf *buf = text->buf;

	buf_printf(buf, "%s%s", text->name, suffix);
	for (size_t i = 0; labels && labels->list[i].name; i++) {
		buf_printf(buf, "%s%s=\"", i == 0 ? "{" : ",", labels->list[i].name);
		add_escaped(buf, labels->list[i].value);
		buf_putc(buf, '"');
	}
	if (labels && labels->list[0].name)
		buf_putc(buf, '}');
	if (isnan(value))
		buf_puts(buf, " NaN\n");
	else if (isinf(value))
		buf_puts(buf, value > 0 ? " +Inf\n" : " -Inf\n");
	else
		buf_printf(buf, " %.15g\n", value);
}

void
metrics_text_sample(struct metrics_text *text, const struct metrics_labels *labels, double value)
{
	metrics_text_part(text, text->counts ? "_total" : "", labels, value);
}

void
metrics_text_histogram(struct metrics_text *text, const struct metrics_labels *labels,
    const struct meter *meter)
{
	struct metrics_labels bucket = *labels;
	struct metrics_label *le = bucket.list;
	uint64_t sum = 0;

	while (le->name)
		le++;
	for (size_t i = 0; i <= METER_BUCKETS; i++) {
		char limit[32] = "+Inf";

		sum += meter->buckets[i];
		if (i < METER_BUCKETS)
			snprintf(limit, sizeof(limit), "%.3g", meter_limits[i]);
		*le = (struct metrics_label){ "le", limit };
		metrics_text_part(text, "_bucket", &bucket, (double)sum);
	}
	metrics_text_part(text, "_sum", labels, meter->sum);
	metrics_text_part(text, "_count", labels, (double)meter->answers);
}

void
metrics_text_end(struct metrics_text *text)
{
	if (text->open)
		buf_puts(text->buf, "# EOF\n");
}

const char *
metrics_text_type(bool open)
{
	return open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
		    : "text/plain; version=0.0.4; charset=utf-8";
}

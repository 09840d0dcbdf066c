/* SPDX-License-Identifier: MIT */
#include "core/csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "core/csv_private.h"

#define NAME 128

static void
add(struct csv *csv, const struct csv_sample *sample)
{
	if (csv->n == csv->cap) {
		csv->cap = 2 * csv->cap + 1024;
		csv->samples = xrealloc(csv->samples, csv->cap, sizeof(*csv->samples));
	}
	csv->samples[csv->n++] = *sample;
}

static bool
read_wide_cell(const struct csv_table *table, size_t i, msec_t at, struct error *err)
{
	const struct csv_column *column = &table->columns[i];
	struct csv_sample it = { column->region, column->probe, { .at = at } };

	if (column->is == IS_LATENCY && csv_cell_empty(table, column->mate))
		return csv_cell_fail(table, i, err, "a latency without an answer in this row");
	if (column->is != IS_ANSWER)
		return true;
	if (!csv_cell_answer(table, i, column->probe, &it.sample, err) ||
	    (column->mate < table->n && !csv_cell_empty(table, column->mate) &&
		!csv_cell_latency(table, column->mate, &it.sample, err)))
		return false;
	add(table->csv, &it);
	return true;
}

static bool
read_wide_row(const struct csv_table *table, struct error *err)
{
	msec_t at;

	if (!csv_cell_time(table, 0, &at, err))
		return false;
	for (size_t i = 1; i < table->n; i++)
		if (table->columns[i].is != IS_NOTHING && !csv_cell_empty(table, i) &&
		    !read_wide_cell(table, i, at, err))
			return false;
	return true;
}

static bool
read_long_row(const struct csv_table *table, struct error *err)
{
	const struct csv *csv = table->csv;
	struct csv_column column = { 0 };
	struct csv_sample it = { 0 };
	char name[2 * NAME];

	if (!csv_cell_time(table, table->time, &it.sample.at, err))
		return false;
	snprintf(name, sizeof(name), "%.*s.%.*s", NAME - 1, csv_cell(table, table->region),
	    NAME - 1, csv_head_real(csv, csv_cell(table, table->probe)));
	if (!csv_head_name(csv->app, name, &column))
		return csv_cell_fail(table, table->probe, err,
		    "\"%.60s\" is no REGION.PROBE of %.32s; this form has no latencies", name,
		    csv->app->name);
	it.region = column.region;
	it.probe = column.probe;
	if (csv_cell_empty(table, table->value))
		return true;
	if (!csv_cell_answer(table, table->value, it.probe, &it.sample, err))
		return false;
	add(table->csv, &it);
	return true;
}

/* ---- all of it ---- */

static bool
read_rows(struct csv_table *table, struct error *err)
{
	while (csv_row_next(&table->row, err)) {
		if (table->row.n != table->n)
			return error_set(err, "line %d has %zu columns, the head has %zu",
			    table->row.line, table->row.n, table->n);
		if (!(table->is_long ? read_long_row(table, err) : read_wide_row(table, err)))
			return false;
	}
	return !err->text[0];
}

bool
csv_read(struct csv *csv, const char *text, size_t len, struct error *err)
{
	struct csv_table table = { .csv = csv };
	bool good;

	csv_row_init(&table.row, text, len);
	good = csv_head(&table, err) && read_rows(&table, err);
	csv_row_done(&table.row);
	xfree(table.columns);
	return good;
}

/* Where a sample lies tells what was read first. */
struct place {
	const struct csv_sample *sample;
};

static int
by_minute(const void *a, const void *b)
{
	const struct csv_sample *x = ((const struct place *)a)->sample;
	const struct csv_sample *y = ((const struct place *)b)->sample;

	msec_t one = x->sample.at / MSEC_MINUTE, other = y->sample.at / MSEC_MINUTE;

	if (one != other)
		return one < other ? -1 : 1;
	if (x->region != y->region)
		return x->region < y->region ? -1 : 1;
	if (x->probe != y->probe)
		return x->probe < y->probe ? -1 : 1;
	if (x->sample.at != y->sample.at)
		return x->sample.at < y->sample.at ? -1 : 1;
	return (x > y) - (x < y);
}

void
csv_sort(struct csv *csv)
{
	struct place *order = xcalloc(csv->n + 1, sizeof(*order));
	struct csv_sample *sorted = xcalloc(csv->n + 1, sizeof(*sorted));

	for (size_t i = 0; i < csv->n; i++)
		order[i].sample = &csv->samples[i];
	qsort(order, csv->n, sizeof(*order), by_minute);
	for (size_t i = 0; i < csv->n; i++)
		sorted[i] = *order[i].sample;
	xfree(order);
	xfree(csv->samples);
	csv->samples = sorted;
	csv->cap = csv->n + 1;
}

void
csv_done(struct csv *csv)
{
	xfree(csv->samples);
	*csv = (struct csv){ 0 };
}

/* SPDX-License-Identifier: MIT */
/* What each column of a table is. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "core/csv_private.h"

#define NAME 128

const char *
csv_head_real(const struct csv *csv, const char *column)
{
	for (size_t i = 0; i < csv->n_names; i++)
		if (csv->names[i].len == strlen(column) &&
		    strncmp(csv->names[i].column, column, csv->names[i].len) == 0)
			return csv->names[i].is;
	return column;
}

static bool
take_suffix(char *name, const char *suffix)
{
	size_t len = strlen(name), n = strlen(suffix);

	if (len <= n || strcmp(name + len - n, suffix) != 0)
		return false;
	name[len - n] = '\0';
	return true;
}

static size_t
find_probe(const struct app *app, const char *name)
{
	size_t p = 0;

	while (p < app->n_probes && strcmp(app->probes[p].name, name) != 0)
		p++;
	return p;
}

/* "us-east-1.api"; probes that are asked once for the application belong to the first Region. */
bool
csv_head_name(const struct app *app, const char *name, struct csv_column *ret)
{
	const char *dot = strchr(name, '.');
	char region[NAME];

	if (!dot || strlen(name) >= NAME)
		return false;
	snprintf(region, sizeof(region), "%.*s", (int)(dot - name), name);
	ret->region = app_region(app, region);
	ret->probe = find_probe(app, dot + 1);
	if (ret->probe < app->n_probes && app->probes[ret->probe].kind->global)
		ret->region = 0;
	return ret->region != REGION_NONE && ret->probe < app->n_probes;
}

static bool
read_column(struct csv_table *table, size_t i, struct error *err)
{
	const char *name = csv_head_real(table->csv, csv_cell(table, i));
	struct csv_column *column = &table->columns[i];
	char text[NAME];

	if (strcmp(name, "-") == 0)
		return true;
	snprintf(text, sizeof(text), "%s", name);
	column->is = IS_LATENCY;
	if (take_suffix(text, ".latency"))
		column->scale = (double)MSEC_SECOND;
	else if (take_suffix(text, ".latency_ms"))
		column->scale = 1;
	else
		column->is = IS_ANSWER;
	return csv_head_name(table->csv->app, text, column) ||
	    csv_cell_fail(table, i, err,
		"\"%.40s\" is no REGION.PROBE of %.32s; say what it is: --column \"%.20s=REGION.PROBE\", "
		"or =- to pass it over",
		csv_cell(table, i), table->csv->app->name, csv_cell(table, i));
}

static size_t
column_of(const struct csv_table *table, enum csv_is is, size_t region, size_t probe)
{
	size_t i = 0;

	while (i < table->n &&
	    !(table->columns[i].is == is && table->columns[i].region == region &&
		table->columns[i].probe == probe))
		i++;
	return i;
}

static bool
check_column(const struct csv_table *table, size_t i, struct error *err)
{
	struct csv_column *column = &table->columns[i];

	if (column->is == IS_NOTHING)
		return true;
	column->mate = column_of(table, column->is == IS_ANSWER ? IS_LATENCY : IS_ANSWER,
	    column->region, column->probe);
	if (column_of(table, column->is, column->region, column->probe) < i)
		return csv_cell_fail(table, i, err, "\"%.60s\" is there twice; take one out",
		    csv_cell(table, i));
	if (column->is == IS_LATENCY && column->mate == table->n)
		return csv_cell_fail(table, i, err,
		    "a latency, but no column says what was answered; add one");
	if (column->is == IS_LATENCY && csv_measures(&table->csv->app->probes[column->probe]))
		return csv_cell_fail(table, i, err,
		    "a latency of a probe that measures; it has none");
	return true;
}

static bool
read_wide(struct csv_table *table, struct error *err)
{
	table->columns[0].is = IS_TIME;
	for (size_t i = 1; i < table->n; i++)
		if (!read_column(table, i, err))
			return false;
	for (size_t i = 1; i < table->n; i++)
		if (!check_column(table, i, err))
			return false;
	return table->n > 1 ||
	    csv_cell_fail(table, 0, err,
		"there is one column only; columns are separated by commas, the first is a time");
}

/* time, probe, region and value, by their names. */
static bool
is_long(struct csv_table *table)
{
	static const struct {
		const char *name;
		enum csv_is is;
	} names[] = { { "time", IS_TIME }, { "timestamp", IS_TIME }, { "probe", IS_PROBE },
		{ "metric", IS_PROBE }, { "region", IS_REGION }, { "value", IS_VALUE } };

	unsigned found = 0;

	for (size_t i = 0; i < table->n && table->n == 4; i++)
		for (size_t k = 0; k < COUNT(names); k++)
			if (strcasecmp(csv_cell(table, i), names[k].name) == 0) {
				table->columns[i].is = names[k].is;
				found |= 1U << names[k].is;
			}
	return found == (1U << IS_TIME | 1U << IS_PROBE | 1U << IS_REGION | 1U << IS_VALUE);
}

bool
csv_head(struct csv_table *table, struct error *err)
{
	if (!csv_row_next(&table->row, err))
		return err->text[0] ? false : error_set(err, "the file is empty");
	table->n = table->row.n;
	table->columns = xcalloc(table->n, sizeof(*table->columns));
	table->is_long = is_long(table);
	for (size_t i = 0; table->is_long && i < table->n; i++)
		*(table->columns[i].is == IS_TIME           ? &table->time
			: table->columns[i].is == IS_PROBE  ? &table->probe
			: table->columns[i].is == IS_REGION ? &table->region
							    : &table->value) = i;
	return table->is_long || read_wide(table, err);
}

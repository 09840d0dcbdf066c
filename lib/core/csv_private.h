/* SPDX-License-Identifier: MIT */
/* What the reading of a table's head and of its rows share. Only lib/core/csv*.c includes it. */
#ifndef CORE_CSV_PRIVATE_H
#define CORE_CSV_PRIVATE_H

#include "core/csv.h"
#include "core/csv_row.h"

enum csv_is {
	IS_NOTHING, /* passed over, as was asked for */
	IS_TIME,
	IS_ANSWER,
	IS_LATENCY,
	/* of the long form */
	IS_REGION,
	IS_PROBE,
	IS_VALUE,
};

struct csv_column {
	enum csv_is is;
	size_t region, probe;
	double scale; /* of a latency: to milliseconds */
	size_t mate;  /* of an answer: the column of its latency, if there is one; and back */
};

struct csv_table {
	struct csv *csv;
	struct csv_row row;
	struct csv_column *columns;
	size_t n;
	bool is_long;
	size_t time, region, probe, value; /* columns */
};

/* csv_head.c: the first row. Fills the columns. */
must_check bool csv_head(struct csv_table *table, struct error *err);
/* The Region and the probe of "us-east-1.api"; false: there is none. */
bool csv_head_name(const struct app *app, const char *name, struct csv_column *ret);
/* What a column, or a probe in the long form, is by --column. */
const char *csv_head_real(const struct csv *csv, const char *column);

/* csv_cell.c: what a cell of the row says. */
const char *csv_cell(const struct csv_table *table, size_t column);
bool csv_cell_empty(const struct csv_table *table, size_t column);
must_check bool csv_cell_time(const struct csv_table *table, size_t column, msec_t *ret,
    struct error *err);
must_check bool csv_cell_answer(const struct csv_table *table, size_t column, size_t probe,
    struct sample *ret, struct error *err);
must_check bool csv_cell_latency(const struct csv_table *table, size_t column, struct sample *ret,
    struct error *err);
/* Always false. */
bool csv_cell_fail(const struct csv_table *table, size_t column, struct error *err, const char *fmt,
    ...) printf_like(4, 5);

#endif

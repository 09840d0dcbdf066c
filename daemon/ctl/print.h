/* SPDX-License-Identifier: MIT */
/* Tables, times and a little colour; on a terminal only. */
#ifndef CTL_PRINT_H
#define CTL_PRINT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "base/clock.h"

enum ink {
	INK_PLAIN,
	INK_BOLD,
	INK_DIM,
	INK_GOOD,
	INK_BAD,
	INK_WARN,
};

void print_setup(bool no_color, bool local);
bool print_is_terminal(void);
void print(enum ink ink, const char *fmt, ...) printf_like(2, 3); /* on stdout */
void print_json(const json_t *json);                              /* one document */

#define PRINT_TIME 48

/* "14:02:11Z" of today, "2026-11-23 14:02Z" else; returns ret. */
const char *print_time(const char *iso, char ret[PRINT_TIME]);
/* The same of a wall time, with date and seconds; returns ret. */
const char *print_moment(msec_t wall, char ret[PRINT_TIME]);

struct table {
	struct cell *cells;
	size_t n, columns;
};

/* Cells come row by row; there are `columns` in each. */
void table_add(struct table *table, enum ink ink, const char *fmt, ...) printf_like(3, 4);
/* A cell: the step's number and name, and the group in which it runs beside others. */
void table_add_step(struct table *table, size_t number, const json_t *step);
void table_print(const struct table *table, int indent);
void table_done(struct table *table);

define_autodone(struct table, table_done)

#endif

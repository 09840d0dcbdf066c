/* SPDX-License-Identifier: MIT */
/* The rows of a table as RFC 4180 writes them: cells between commas, quoted where they must be. */
#ifndef CORE_CSV_ROW_H
#define CORE_CSV_ROW_H

#include "base/buf.h"
#include "base/error.h"

#define CSV_CELLS_MOST 4096

struct csv_row {
	const char *at, *end; /* of the text; borrowed */
	int line;             /* of this row, from 1 */
	size_t n;             /* cells of this row */

	/* of the reader */
	int next_line;
	struct buf text; /* of the cells, a NUL behind each */
	size_t *starts;  /* of each cell in it */
	size_t cap;
};

void csv_row_init(struct csv_row *row, const char *text, size_t len);
void csv_row_done(struct csv_row *row);
/* The next row that is not empty; false at the end, and with err->text not "" when it cannot be
 * read. */
bool csv_row_next(struct csv_row *row, struct error *err);
/* Without quotes, and without blanks around it. */
const char *csv_row_cell(const struct csv_row *row, size_t i);

define_autodone(struct csv_row, csv_row_done)

#endif

/* SPDX-License-Identifier: MIT */
#include "core/csv_row.h"

#include <string.h>

#include "base/alloc.h"

void
csv_row_init(struct csv_row *row, const char *text, size_t len)
{
	*row = (struct csv_row){ .at = text, .end = text + len, .next_line = 1 };
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		row->at += 3;
}

void
csv_row_done(struct csv_row *row)
{
	buf_done(&row->text);
	xfree(row->starts);
	*row = (struct csv_row){ 0 };
}

static bool
wrong(const struct csv_row *row, const char *what, struct error *err)
{
	return error_set(err, "line %d, column %zu: %s", row->next_line, row->n, what);
}

static bool
add_cell(struct csv_row *row, struct error *err)
{
	if (row->n == CSV_CELLS_MOST)
		return error_set(err, "line %d: more than %d columns", row->next_line,
		    CSV_CELLS_MOST);
	if (row->n == row->cap) {
		row->cap = 2 * row->cap + 16;
		row->starts = xrealloc(row->starts, row->cap, sizeof(*row->starts));
	}
	row->starts[row->n++] = row->text.len;
	return true;
}

static bool
at_end(const struct csv_row *row)
{
	return row->at == row->end || *row->at == '\n' ||
	    (*row->at == '\r' && row->at + 1 < row->end && row->at[1] == '\n');
}

/* What stands between quotes, which are doubled where they are meant. */
static bool
read_quoted(struct csv_row *row, struct error *err)
{
	for (row->at++; row->at < row->end; row->at++) {
		if (*row->at == '"') {
			if (row->at + 1 == row->end || row->at[1] != '"')
				break;
			row->at++;
		}
		if (*row->at == '\n' || *row->at == '\0')
			return wrong(row, "a quote is not closed in its line; close it", err);
		buf_putc(&row->text, *row->at);
	}
	if (row->at == row->end)
		return wrong(row, "a quote is not closed; is the file whole?", err);
	row->at++;
	while (row->at < row->end && (*row->at == ' ' || *row->at == '\t'))
		row->at++;
	return at_end(row) || *row->at == ',' ||
	    wrong(row, "something stands behind a closing quote; put all of it between them", err);
}

static bool
read_plain(struct csv_row *row, struct error *err)
{
	size_t start = row->text.len;

	for (; !at_end(row) && *row->at != ','; row->at++) {
		if (*row->at == '\0')
			return wrong(row, "a NUL byte; is this a text?", err);
		if (*row->at == '"')
			return wrong(row, "a quote within a cell; put all of it between quotes",
			    err);
		buf_putc(&row->text, *row->at);
	}
	while (row->text.len > start && strchr(" \t\r", row->text.data[row->text.len - 1]))
		row->text.len--;
	return true;
}

static bool
read_cell(struct csv_row *row, struct error *err)
{
	if (!add_cell(row, err))
		return false;
	while (row->at < row->end && (*row->at == ' ' || *row->at == '\t'))
		row->at++;
	if (!(row->at < row->end && *row->at == '"' ? read_quoted(row, err) : read_plain(row, err)))
		return false;
	buf_putc(&row->text, '\0');
	return true;
}

static bool
read_row(struct csv_row *row, struct error *err)
{
	buf_clear(&row->text);
	row->n = 0;
	row->line = row->next_line;
	for (bool more = true; more; row->at += more) {
		if (!read_cell(row, err))
			return false;
		more = row->at < row->end && *row->at == ',';
	}
	if (row->at < row->end)
		row->at += *row->at == '\r' ? 2 : 1;
	row->next_line++;
	return true;
}

bool
csv_row_next(struct csv_row *row, struct error *err)
{
	err->text[0] = '\0';
	while (row->at < row->end) {
		if (!read_row(row, err))
			return false;
		if (row->n > 1 || *csv_row_cell(row, 0))
			return true;
	}
	return false;
}

const char *
csv_row_cell(const struct csv_row *row, size_t i)
{
	return row->text.data + row->starts[i];
}

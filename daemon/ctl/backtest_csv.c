/* SPDX-License-Identifier: MIT */
/* A backtest of samples from tables. */
#include <string.h>

#include "backtest.h"
#include "base/alloc.h"
#include "io/file.h"

#define FILE_MOST ((size_t)1024 * 1024 * 1024)

/* "NAME=REGION.PROBE"; a name may have an equals sign, what it is has none. */
static bool
read_columns(const struct option_words *columns, struct csv_name *ret, struct error *err)
{
	for (size_t i = 0; i < columns->n; i++) {
		const char *text = columns->list[i], *equals = strrchr(text, '=');

		if (!equals || equals == text || !equals[1])
			return error_set(err,
			    "--column %.100s: write the column's name and what it is, as in "
			    "\"api up=us-east-1.api\"",
			    text);
		ret[i] = (struct csv_name){ text, (size_t)(equals - text), equals + 1 };
	}
	return true;
}

static bool
read_file(struct csv *csv, const char *path, struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };

	return file_read(path, FILE_MOST, &text, err) &&
	    (csv_read(csv, buf_text(&text), text.len, err) || error_wrap(err, "%s", path));
}

/* All that is in the tables, unless it is said. */
static void
choose_span(const struct options *options, const struct csv *csv, struct backtest *backtest)
{
	msec_t first = MSEC_NEVER, last = 0;

	for (size_t i = 0; i < csv->n; i++) {
		msec_t at = csv->samples[i].sample.at;

		first = at < first ? at : first;
		last = at > last ? at : last;
	}
	if (csv->n > 0 && !options->since)
		backtest->since = first;
	if (csv->n > 0 && !options->until)
		backtest->until = last + 1;
}

bool
backtest_csv_read(const struct options *options, struct backtest *backtest, struct error *err)
{
	struct csv *csv = &backtest->csv;
	struct csv_name names[WORDS_MOST];
	bool good = read_columns(&options->columns, names, err);

	csv->app = backtest->variants[0].app;
	csv->names = names;
	csv->n_names = options->columns.n;
	for (size_t i = 0; good && i < options->csvs.n; i++)
		good = read_file(csv, options->csvs.list[i], err);
	csv->names = NULL;
	csv->n_names = 0;
	csv_sort(csv);
	choose_span(options, csv, backtest);
	return good;
}

void
backtest_csv_run(struct backtest *backtest)
{
	const struct csv *csv = &backtest->csv;

	for (size_t i = 0; i < csv->n; i++) {
		const struct csv_sample *it = &csv->samples[i];

		if (it->sample.at >= backtest->since && it->sample.at < backtest->until)
			reel_sample(&backtest->reel, csv->app->regions[it->region].name,
			    csv->app->probes[it->probe].name, &it->sample);
	}
	reel_end(&backtest->reel);
}

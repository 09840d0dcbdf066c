/* SPDX-License-Identifier: MIT */
/* What would have been done, for people: a list of one configuration, a table of several. */
#include <stdio.h>
#include <string.h>

#include "backtest.h"
#include "backtest_tell.h"
#include "base/buf.h"
#include "base/duration.h"
#include "print.h"

#define MISSES_SHOWN 10

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })
#define T(wall) print_moment(wall, (char[PRINT_TIME]){ 0 })

/* ---- the list ---- */

static const char *
region(const struct variant *variant, size_t index)
{
	return index == REGION_NONE ? "nowhere" : variant->app->regions[index].name;
}

static void
print_mark(const struct backtest *backtest, msec_t at)
{
	const struct mark *mark = backtest_near(backtest, at);

	if (mark)
		printf("    near %s (%s), %s\n", mark->id, mark->verb,
		    mark->real       ? "marked real"
			: mark->fake ? "marked a false alarm"
				     : "not marked");
}

static void
print_deed(const struct backtest *backtest, const struct variant *variant, const struct deed *deed)
{
	static const struct {
		const char *words;
		enum ink ink;
	} kinds[] = {
		[DEED_MOVE] = { "it would move:", INK_BOLD },
		[DEED_WOULD] = { "it would move, were mode not observe:", INK_BOLD },
		[DEED_PROPOSE] = { "it would ask an operator:", INK_WARN },
		[DEED_HELD] = { "held back by guards:", INK_WARN },
		[DEED_MISS] = { "nearly:", INK_PLAIN },
		[DEED_FOLLOWED] = { "somebody else moved it", INK_DIM },
	};

	print(kinds[deed->kind].ink, "%s  %s", T(deed->at), kinds[deed->kind].words);
	if (deed->kind == DEED_FOLLOWED) {
		printf(" to %s\n", region(variant, deed->to));
		return;
	}
	printf(" %s %s -> %s", move_name(deed->move), region(variant, deed->from),
	    region(variant, deed->to));
	if (deed->detect >= 0)
		printf(", %s after the onset", D(deed->detect));
	if (deed->kind == DEED_MISS)
		printf(", held %s of %s", D(deed->held), D(deed->needed));
	else if (deed->kind == DEED_HELD)
		printf(", for %s", D(deed->held));
	puts(deed->open ? ", and goes on" : "");
	if (deed->evidence[0])
		printf("    %s\n", deed->evidence);
	if (deed->guards[0])
		printf("    in the way: %s\n", deed->guards);
	print_mark(backtest, deed->at);
}

/* A quarter of what was needed is near; the rest is only counted. */
static bool
is_near(const struct deed *deed)
{
	return deed->held * 4 >= deed->needed && deed->held > 0;
}

static void
print_deeds(const struct backtest *backtest, const struct variant *variant)
{
	size_t shown = 0, passed = 0;

	for (size_t i = 0; i < variant->deeds.n; i++) {
		const struct deed *deed = &variant->deeds.list[i];

		if (deed->kind == DEED_MISS && (!is_near(deed) || shown == MISSES_SHOWN)) {
			passed++;
			continue;
		}
		shown += deed->kind == DEED_MISS;
		print_deed(backtest, variant, deed);
	}
	if (variant->deeds.n > 0)
		putchar('\n');
	if (passed > 0)
		printf("%zu more near misses; --json has them all.\n", passed);
}

static void
print_sum(const struct backtest *backtest, const struct variant *variant)
{
	struct backtest_sum sum = backtest_sum(backtest, variant);

	printf("%zu would act, %zu proposals, %zu held back, %zu near misses", sum.acts,
	    sum.proposals, sum.held, sum.misses);
	if (sum.detect >= 0)
		printf("; time to detect %s (median)", D(sum.detect));
	putchar('\n');
	if (backtest->marked)
		printf("marked decisions nearby: %zu real, %zu false alarms; %zu real ones without "
		       "an act\n",
		    sum.real, sum.fake, sum.missed);
}

/* ---- the table ---- */

static void
print_row(const struct backtest *backtest, const struct variant *variant, struct table *table)
{
	struct backtest_sum sum = backtest_sum(backtest, variant);
	enum ink ink = variant->current ? INK_BOLD : INK_PLAIN;

	table_add(table, ink, "%s %s%s", variant->current ? ">" : " ", variant->label,
	    variant->current ? " (current)" : "");
	table_add(table, ink, "%zu", sum.acts);
	table_add(table, ink, backtest->marked ? "%zu" : "?", sum.real);
	table_add(table, ink, backtest->marked ? "%zu" : "?", sum.fake);
	table_add(table, ink, backtest->marked ? "%zu" : "?", sum.missed);
	table_add(table, ink, "%zu", sum.proposals);
	table_add(table, ink, "%zu", sum.held);
	table_add(table, ink, "%zu", sum.misses);
	table_add(table, ink, "%s", sum.detect >= 0 ? D(sum.detect) : "-");
}

static void
print_table(const struct backtest *backtest)
{
	static const char *const heads[] = { "", "would act", "real*", "false*", "missed*",
		"proposed", "held back", "near misses", "time to detect (median)" };
	autofree(table_done) struct table table = { .columns = COUNT(heads) };

	for (size_t i = 0; i < COUNT(heads); i++)
		table_add(&table, INK_DIM, "%s", heads[i]);
	for (size_t i = 0; i < backtest->n_variants; i++)
		print_row(backtest, &backtest->variants[i], &table);
	table_print(&table, 0);
	if (backtest->marked)
		puts("* near decisions that an operator marked with: failoverctl decisions mark ID "
		     "--real|--false-alarm;\n  missed: decisions marked real with no act nearby");
	else
		puts("* the marks were not at hand, for failoverd does not run; failoverctl "
		     "decisions mark sets them");
}

/* ---- all of it ---- */

static void
on_assumption(const char *text, void *arg)
{
	(void)arg;
	printf("  %s\n", text);
}

void
backtest_print(const struct backtest *backtest)
{
	const struct variant *first = &backtest->variants[0];

	print(INK_BOLD, "%s", first->app->name);
	printf(": %s to %s, %zu samples of %zu series from %s\n\n", T(backtest->since),
	    T(backtest->until), backtest_samples(backtest), backtest->reel.n_tracks,
	    backtest->from);
	if (first->label) {
		print_table(backtest);
	} else {
		print_deeds(backtest, first);
		print_sum(backtest, first);
		if (!backtest->marked)
			puts(
			    "The marks of decisions were not at hand, for failoverd does not run.");
	}
	puts("\nAssumed:");
	backtest_assumptions(backtest, on_assumption, NULL);
}

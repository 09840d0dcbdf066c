/* SPDX-License-Identifier: MIT */
#include "ledger_durations.h"

#include <stdlib.h>
#include <string.h>

#include "ledger_private.h"

/* It was done, and is a move like the one that is asked about. */
static bool
counts(const struct ledger_durations *durations, const json_t *record)
{
	const struct {
		const char *key, *value;
	} same[] = {
		{ "application", durations->application },
		{ "kind", durations->kind },
		{ "from", durations->from },
		{ "to", durations->to },
		{ "status", run_status_name(RUN_DONE) },
	};

	for (size_t i = 0; i < COUNT(same); i++)
		if (strcmp(ledger_string(record, same[i].key), same[i].value) != 0)
			return false;
	return !durations->but || strcmp(ledger_string(record, "id"), durations->but) != 0;
}

static void
add(struct ledger_durations_of *of, const json_t *json)
{
	msec_t started = ledger_time(json, "started"), ended = ledger_time(json, "ended");

	if (of->n < LEDGER_DURATIONS_MOST && started > 0 && ended >= started)
		of->took[of->n++] = ended - started;
}

/* RUN_STEPS_MOST: there is none of that name, or not so many. */
static size_t
find(const struct ledger_durations *durations, const char *name, size_t nth)
{
	for (size_t i = 0; i < RUN_STEPS_MOST && durations->names[i][0]; i++)
		if (strcmp(durations->names[i], name) == 0 && nth-- == 0)
			return i;
	return RUN_STEPS_MOST;
}

/* The same; one that no newer run had gets a place, as long as there is one. */
static size_t
place(struct ledger_durations *durations, const char *name, size_t nth)
{
	size_t i = find(durations, name, nth);

	if (i < RUN_STEPS_MOST || !*name)
		return i;
	for (i = 0; i < RUN_STEPS_MOST && durations->names[i][0]; i++)
		;
	if (i < RUN_STEPS_MOST)
		snprintf(durations->names[i], sizeof(durations->names[i]), "%s", name);
	return i;
}

/* How many steps of that name came before. */
static size_t
nth_of(const json_t *steps, size_t at, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < at; i++)
		n += strcmp(ledger_string(json_array_get(steps, i), "step"), name) == 0;
	return n;
}

bool
ledger_durations_add(struct ledger_durations *durations, const json_t *record)
{
	const json_t *steps = json_object_get(record, "steps"), *step;
	size_t i;

	if (durations->whole.n == LEDGER_DURATIONS_MOST || !counts(durations, record))
		return false;
	add(&durations->whole, record);
	json_array_foreach(steps, i, step)
	{
		const char *name = ledger_string(step, "step");
		size_t at = place(durations, name, nth_of(steps, i, name));

		if (at < RUN_STEPS_MOST)
			add(&durations->steps[at], step);
	}
	return true;
}

static int
by_length(const void *a, const void *b)
{
	msec_t x = *(const msec_t *)a, y = *(const msec_t *)b;

	return (x > y) - (x < y);
}

static struct ledger_took
sum_up(const struct ledger_durations_of *of)
{
	struct ledger_durations_of sorted;
	size_t middle;

	if (of->n == 0)
		return (struct ledger_took){ 0 };
	sorted = *of;
	qsort(sorted.took, sorted.n, sizeof(*sorted.took), by_length);
	middle = sorted.n / 2;
	return (struct ledger_took){
		.n = sorted.n,
		.median = sorted.n % 2 ? sorted.took[middle]
				       : (sorted.took[middle - 1] + sorted.took[middle]) / 2,
		.least = sorted.took[0],
		.most = sorted.took[sorted.n - 1],
	};
}

struct ledger_took
ledger_durations_whole(const struct ledger_durations *durations)
{
	return sum_up(&durations->whole);
}

struct ledger_took
ledger_durations_step(const struct ledger_durations *durations, const char *name, size_t nth)
{
	size_t at = find(durations, name, nth);

	return at < RUN_STEPS_MOST ? sum_up(&durations->steps[at]) : (struct ledger_took){ 0 };
}

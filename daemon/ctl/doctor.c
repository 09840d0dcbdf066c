/* SPDX-License-Identifier: MIT */
/* doctor: everything that the next move needs, tried now. */
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "ctl.h"
#include "field.h"
#include "print.h"
#include "round.h"

#define EXIT_WARN 1
#define EXIT_FAIL 2
#define D(msec)   duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* ---- what was found ---- */

static const struct {
	const char *result, *shown;
	enum ink ink;
	int exit;
} results[] = {
	{ "ok", "ok", INK_GOOD, CTL_DONE },
	{ "warn", "warn", INK_WARN, EXIT_WARN },
	{ "unknown", "unknown", INK_WARN, EXIT_WARN },
	{ "fail", "FAIL", INK_BAD, EXIT_FAIL },
};

/* A word of a newer failoverd is not known. */
static size_t
result_of(const json_t *json)
{
	for (size_t i = 0; i < COUNT(results); i++)
		if (field_is(json, "result", results[i].result))
			return i;
	return 2;
}

static size_t
count(const json_t *checks, const char *result)
{
	const json_t *check;
	size_t i, n = 0;

	json_array_foreach(checks, i, check) n += field_is(check, "result", result);
	return n;
}

static void
print_checks(const json_t *checks)
{
	autofree(table_done) struct table table = { .columns = 4 };
	const json_t *check;
	size_t i;

	json_array_foreach(checks, i, check)
	{
		size_t result = result_of(check);
		bool asked = field_has(check, "took_ms");

		table_add(&table, results[result].ink, "%s", results[result].shown);
		table_add(&table, INK_BOLD, "%s", field_text(check, "name"));
		table_add(&table, INK_DIM, "%s",
		    asked ? D((msec_t)field_number(check, "took_ms")) : "");
		table_add(&table, INK_PLAIN, "%s", field_text(check, "detail"));
	}
	table_print(&table, 2);
}

static void
print_remedies(const json_t *checks)
{
	const json_t *check;
	size_t i;

	json_array_foreach(checks, i, check)
	{
		size_t result = result_of(check);

		if (results[result].exit == CTL_DONE)
			continue;
		print(results[result].ink, "  ! %s: %s\n", field_text(check, "name"),
		    field_text(check, "why"));
		if (field_has(check, "remedy"))
			printf("    -> %s\n", field_text(check, "remedy"));
	}
}

static void
print_unproved(const json_t *checks)
{
	const json_t *check;
	size_t i;

	print(INK_DIM, "Not proved, for only the act itself can:\n");
	json_array_foreach(checks, i, check) if (field_has(check, "unproved"))
	    print(INK_DIM, "  %s: %s\n", field_text(check, "name"), field_text(check, "unproved"));
}

static void
print_doctor(const json_t *doctor)
{
	const json_t *checks = json_object_get(doctor, "checks");
	size_t result = result_of(doctor);
	char time[PRINT_TIME];

	if (json_array_size(checks) == 0) {
		puts("nothing was tried yet: it begins a second after the start");
		return;
	}
	print(results[result].ink, "%s, from %s to %s: %s\n", field_text(doctor, "application"),
	    field_text(doctor, "from"), field_text(doctor, "to"), results[result].shown);
	print(INK_DIM, "  %zu ok, %zu warn, %zu unknown, %zu FAIL; tried at %s, in %s\n",
	    count(checks, "ok"), count(checks, "warn"), count(checks, "unknown"),
	    count(checks, "fail"), print_time(field_text(doctor, "at"), time),
	    D(field_seconds(doctor, "took_s")));
	print_checks(checks);
	print_remedies(checks);
	print_unproved(checks);
}

static int
tell(const struct ctl *ctl, const json_t *doctor)
{
	if (ctl->options.json)
		print_json(doctor);
	else
		print_doctor(doctor);
	return results[result_of(doctor)].exit;
}

/* ---- asking ---- */

int
doctor_verb(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	int code = round_wait(ctl, "/doctor", NULL, "doctor", &said);

	return code == CTL_DONE ? tell(ctl, said.json) : code;
}

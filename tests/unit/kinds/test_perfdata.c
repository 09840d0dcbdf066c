/* SPDX-License-Identifier: MIT */
#include "kinds/perfdata.h"

#include "test.h"

#include <math.h>

static const struct {
	const char *output, *label;
	double value; /* NAN: none */
} cases[] = {
	{ "OK|time=12ms", "time", 12 },
	{ "OK | time=0.012s;;;0.000;10.000", "time", 12 },
	{ "OK|time=250us", "time", 0.25 },
	{ "OK|size=3 time=4;5;6", "time", 4 },
	{ "OK|size=3;1;2 time=4c size=5", "size", 3 },
	{ "OK|'free /'=7% x=1", "free /", 0.07 },
	{ "OK|'free /'=7% x=1", "x", 1 },
	{ "OK|'it''s'=2", "it's", 2 },
	{ "OK|'a b'=1 'a'=2", "a", 2 },
	{ "OK|a=1KB b=2MB c=3GB d=4TB e=5B", "c", 3e9 },
	{ "OK|a=1KB b=2MB c=3GB d=4TB e=5B", "d", 4e12 },
	{ "OK|a=1KB b=2MB c=3GB d=4TB e=5B", "e", 5 },
	{ "OK|a=-1.5e3\nb=2", "a", -1500 },
	{ "first line\nOK|a=1\nb=2|c=3", "a", 1 },
	{ "OK|a=1\nb=2", "b", NAN },
	{ "OK|time=12fortnights", "time", NAN },
	{ "OK|time=U", "time", NAN },
	{ "OK|time=inf", "time", NAN },
	{ "OK|time=", "time", NAN },
	{ "OK|time", "time", NAN },
	{ "OK|'time=1", "time", NAN },
	{ "OK|times=1 tim=2", "time", NAN },
	{ "OK time=1", "time", NAN },
	{ "OK|", "time", NAN },
	{ "", "time", NAN },
};

static void
finds_the_number_of_a_label_in_our_units(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		double value = 0;
		bool found = perfdata_find(cases[i].output, cases[i].label, &value);

		if (found == isnan(cases[i].value) ||
		    (found && fabs(value - cases[i].value) > 1e-9 * fabs(value)))
			fail_msg("%s of \"%s\": %g", cases[i].label, cases[i].output, value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_number_of_a_label_in_our_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* What is said to be proved is what a wrong machine is refused for. */
#include <glob.h>
#include <stdio.h>

#include "config/proven.h"
#include "loaded.h"

static const struct proven *
excluding(const struct proven *list, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(list[i].codes, code))
			return &list[i];
	return NULL;
}

static void
it_counts_what_the_machine_has(void **state)
{
	struct proven list[PROVEN_MOST];
	struct loaded l;
	const struct app *app = load_app(&l, FULL "\"x-end\": 0}");
	size_t n = proven_all(app, list);

	assert_string_equal(excluding(list, n, "E142")->text,
	    "each name is one of 6 states and 5 facts; 3 rules");
	assert_string_equal(excluding(list, n, "E143")->text,
	    "each state has one purpose: 2 watch, 3 run, 1 wait");
	assert_string_equal(excluding(list, n, "E152")->text,
	    "each runbook changes something: failover has 7 steps, switchover 9");
	unload(&l);
}

static void
it_does_not_claim_that_something_is_moved_where_nothing_is(void **state)
{
	struct proven list[PROVEN_MOST];
	struct loaded l;
	size_t n = proven_all(load_app(&l, SMALL "\"x-end\": 0}"), list);

	assert_null(excluding(list, n, "E152"));
	assert_non_null(excluding(list, n, "E151"));
	unload(&l);
}

static bool
is_refused_for(const char *code)
{
	glob_t found = { 0 };
	char wanted[32];
	bool ret = false;

	snprintf(wanted, sizeof(wanted), "error[%.4s]", code);
	assert_int_equal(glob("tests/data/config/bad/*.expected", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc && !ret; i++) {
		FILE *file = fopen(found.gl_pathv[i], "re");
		char line[512];

		assert_non_null(file);
		while (!ret && fgets(line, sizeof(line), file))
			ret = strncmp(line, wanted, strlen(wanted)) == 0;
		fclose(file);
	}
	globfree(&found);
	return ret;
}

static void
each_proof_is_of_a_fault_that_is_found(void **state)
{
	struct proven list[PROVEN_MOST];
	struct loaded l;
	size_t n = proven_all(load_app(&l, FULL "\"x-end\": 0}"), list);

	assert_true(n >= 10);
	for (size_t i = 0; i < n; i++)
		for (const char *code = list[i].codes; code; code = strchr(code + 1, 'E'))
			if (!is_refused_for(code))
				fail_msg("%s is no fault of a bad file", code);
	unload(&l);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_counts_what_the_machine_has),
		cmocka_unit_test(it_does_not_claim_that_something_is_moved_where_nothing_is),
		cmocka_unit_test(each_proof_is_of_a_fault_that_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

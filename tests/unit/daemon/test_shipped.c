/* SPDX-License-Identifier: MIT */
/* What operators begin with: the shipped application, and runbooks that nobody wrote down. */
#include <stdlib.h>
#include <string.h>

#include "daemon/catalog.h"
#include "daemon/configuration.h"
#include "test.h"

static struct config *
load(const char *path)
{
	struct diagnostics diags = { 0 };
	struct sources sources = { 0 };
	struct error err = { "" };
	struct config *config = configuration_load(path, &diags, &sources, &err);

	if (!config)
		fail_msg("%s", err.text);
	diagnostics_done(&diags);
	sources_done(&sources);
	return config;
}

static size_t
place_of_kind(const struct runbook *book, const char *kind)
{
	for (size_t i = 0; i < book->n_steps; i++)
		if (strcmp(book->steps[i].kind->name, kind) == 0)
			return i;
	fail_msg("the %s has no step %s", book->name, kind);
	abort();
}

/* A step may stand between these, but none of them before the one that it rests on. */
static void
expect_order(const struct runbook *book)
{
	static const char *const order[] = { "aurora-writer", "secret", "routing-controls", "dns",
		"http" };

	for (size_t i = 1; i < COUNT(order); i++)
		assert_true(place_of_kind(book, order[i - 1]) < place_of_kind(book, order[i]));
}

static void
the_database_moves_first_traffic_after_it_and_the_proof_is_last(void **state)
{
	struct config *config = load("conf");

	assert_int_equal(config->n_apps, 1);
	expect_order(config->apps[0].failover);
	expect_order(config->apps[0].switchover);
	config_free(config);
}

/* Nobody has to think of it. */
static void
lag_writer_and_traffic_are_watched(void **state)
{
	static const char *const kinds[] = { "aurora-lag", "aurora-topology", "routing-controls",
		"http", "public-name", "secret" };
	struct config *config = load("conf");
	const struct app *app = &config->apps[0];

	for (size_t k = 0; k < COUNT(kinds); k++) {
		size_t found = 0;

		for (size_t p = 0; p < app->n_probes; p++)
			found += strcmp(app->probes[p].kind->name, kinds[k]) == 0;
		if (found == 0)
			fail_msg("nothing watches %s", kinds[k]);
	}
	config_free(config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_database_moves_first_traffic_after_it_and_the_proof_is_last),
		cmocka_unit_test(lag_writer_and_traffic_are_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

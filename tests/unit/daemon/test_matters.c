/* SPDX-License-Identifier: MIT */
/* What a plan rests on, and that it is all of that and no more. */
#include "daemon/matters.h"

#include <stdio.h>
#include <string.h>

#include "daemon/configuration.h"
#include "test.h"

/* One application that has each kind of probe and step. */
#define EVERY_KIND "tests/data/every-kind"

static struct config *config;
static struct app app;
static struct engine engine;
static struct decision decision;
static struct now now = { 10 * MSEC_MINUTE, 1795528830000 };

static int
load(void **state)
{
	struct diagnostics diags = { 0 };
	struct sources sources = { 0 };
	struct error err = { "" };

	config = configuration_load(EVERY_KIND, &diags, &sources, &err);
	diagnostics_done(&diags);
	sources_done(&sources);
	if (!config)
		fail_msg("%s", err.text);
	return config ? 0 : -1;
}

static int
unload(void **state)
{
	config_free(config);
	return 0;
}

static int
begin(void **state)
{
	app = config->apps[0];
	engine_init(&engine, &app, now);
	engine.world.topology_at = engine.world.controls_at = now.boot;
	engine.world.writer = 0;
	engine_command(&engine,
	    &(struct proposal){
		.kind = MOVE_FAILOVER, .from = app.home, .to = !app.home, .actor = "ana" },
	    &decision, now);
	return 0;
}

static int
end(void **state)
{
	engine_done(&engine);
	return 0;
}

/* ---- one after the other is another ---- */

static void
writer(void)
{
	engine.world.writer = 1;
}

static void
writer_not_seen(void)
{
	engine.world.topology_at = now.boot - WORLD_FRESH - 1;
}

static void
in_flight(void)
{
	engine.world.in_flight = true;
}

static void
control(void)
{
	engine.world.regions[0].control = TRIT_YES;
}

static void
secret(void)
{
	engine.world.regions[1].secret_at = now.boot;
	engine.world.regions[1].secret = 1;
}

static void
fact(void)
{
	engine_fact(&engine, app_fact(&app, "down"), app.home)->value = TRIT_YES;
}

static void
guard(void)
{
	decision.guards[GUARD_PAUSE].value = trit_not(decision.guards[GUARD_PAUSE].value);
}

static void
waived(void)
{
	decision.guards[GUARD_PAUSE].value = TRIT_NO;
	decision.guards[GUARD_PAUSE].overridden = true;
}

static void
target(void)
{
	decision.proposal.to = app.home;
}

static void
forced(void)
{
	decision.proposal.force = true;
}

static void
state_of_the_machine(void)
{
	engine.memory.state = app.needs_operator;
}

static void
global_cluster(void)
{
	app.aurora.global_cluster = "another";
}

static void
secret_id(void)
{
	app.secret.id = "another";
}

static void
each_thing_that_matters_is_told_as_what_it_was_and_is(void **state)
{
	static const struct {
		void (*change)(void);
		const char *what, *is;
	} rows[] = {
		{ writer, "writer", NULL },
		{ writer_not_seen, "writer", "not known" },
		{ in_flight, "an operation under way", "yes" },
		{ control, "routing control of ", "On" },
		{ secret, "writer that the secret in ", NULL },
		{ fact, "fact down of ", "yes" },
		{ guard, "guard G03 pause", NULL },
		{ waived, "guard G03 pause", "no, waived" },
		{ target, "move", NULL },
		{ forced, "force", "yes" },
		{ state_of_the_machine, "state", NULL },
		{ global_cluster, "global cluster", "another" },
		{ secret_id, "secret", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char before[DIGEST_HEX], after[DIGEST_HEX];
		json_t *was, *is, *differences;
		const json_t *first;

		begin(NULL);
		was = matters_of(&engine, &decision, now);
		rows[i].change();
		is = matters_of(&engine, &decision, now);
		differences = matters_differ(was, is);
		first = json_array_get(differences, 0);
		if (!first ||
		    strncmp(json_string_value(json_object_get(first, "what")), rows[i].what,
			strlen(rows[i].what)) != 0)
			fail_msg("%s: %s", rows[i].what, json_dumps(differences, 0));
		if (rows[i].is)
			assert_string_equal(json_string_value(json_object_get(first, "is")),
			    rows[i].is);
		assert_string_not_equal(matters_digest(was, before), matters_digest(is, after));
		json_decref(was);
		json_decref(is);
		json_decref(differences);
		end(NULL);
	}
}

static void
a_step_that_is_another_is_named_by_its_number(void **state)
{
	static const char *const changed[] = { "name", "deadline", "every", "no return" };

	for (size_t i = 0; i < COUNT(changed); i++) {
		struct step_spec steps[RUN_STEPS_MOST];
		struct state_spec states[32];
		struct runbook book;
		json_t *was, *is, *differences;

		begin(NULL);
		was = matters_of(&engine, &decision, now);
		book = *app.states[decision.target_state].run;
		memcpy(steps, book.steps, book.n_steps * sizeof(*steps));
		book.steps = steps;
		if (i == 0)
			steps[1].name = "another";
		if (i == 1)
			steps[1].deadline += MSEC_SECOND;
		if (i == 2)
			steps[1].every += MSEC_SECOND;
		if (i == 3)
			book.no_return++;
		assert_true(app.n_states <= COUNT(states));
		memcpy(states, app.states, app.n_states * sizeof(*states));
		app.states = states;
		app.states[decision.target_state].run = &book;
		is = matters_of(&engine, &decision, now);
		differences = matters_differ(was, is);
		assert_int_equal(json_array_size(differences), 1);
		assert_string_equal(json_string_value(json_object_get(json_array_get(differences,
									  0),
					"what")),
		    i == 3 ? "step of no return" : "step 2");
		json_decref(was);
		json_decref(is);
		json_decref(differences);
		end(NULL);
	}
}

static void
what_only_moves_within_its_limits_does_not_matter(void **state)
{
	json_t *was = matters_of(&engine, &decision, now), *is, *differences;

	snprintf(decision.guards[GUARD_LOSS].text, DETAIL_TEXT, "lag 41ms");
	decision.guards[GUARD_COOLDOWN].clears_at = 77;
	decision.proposal.held += 5;
	decision.proposal.actor = "ben";
	now.wall += 1000;
	now.boot += 1000;
	engine.world.topology_at = now.boot;
	is = matters_of(&engine, &decision, now);
	differences = matters_differ(was, is);
	assert_int_equal(json_array_size(differences), 0);
	json_decref(was);
	json_decref(is);
	json_decref(differences);
}

static void
what_came_and_what_went_is_told_too(void **state)
{
	json_t *was = json_pack("{s:s, s:s}", "a", "1", "b", "2");
	json_t *is = json_pack("{s:s, s:s}", "b", "2", "c", "3");
	json_t *differences = matters_differ(was, is);
	json_t *wanted = json_pack("[{s:s, s:s, s:n}, {s:s, s:n, s:s}]", "what", "a", "was", "1",
	    "is", "what", "c", "was", "is", "3");

	assert_true(json_equal(differences, wanted));
	json_decref(was);
	json_decref(is);
	json_decref(differences);
	json_decref(wanted);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_thing_that_matters_is_told_as_what_it_was_and_is),
		cmocka_unit_test(a_step_that_is_another_is_named_by_its_number),
		cmocka_unit_test_setup_teardown(what_only_moves_within_its_limits_does_not_matter,
		    begin, end),
		cmocka_unit_test(what_came_and_what_went_is_told_too),
	};

	return cmocka_run_group_tests(tests, load, unload);
}

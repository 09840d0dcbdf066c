/* SPDX-License-Identifier: MIT */
/* What is made for an application unless it says otherwise: facts, runbooks, the machine. */
#include "loaded.h"

/* ---- facts ---- */

static void
it_makes_the_facts_that_the_core_expects(void **state)
{
	struct loaded l;
	const struct app *app = load_app(&l, FULL "}");
	const struct fact_spec *down = &app->facts[app_fact(app, "down")];
	const struct fact_spec *up = &app->facts[app_fact(app, "up")];
	const struct fact_spec *lag = &app->facts[app_fact(app, "lag")];

	assert_int_equal(app->n_facts, 5);
	assert_int_equal(down->kind, FACT_RATIO);
	assert_true(down->half);
	assert_int_equal(down->n_probes, 2);
	assert_int_equal(down->probes[1], 1);
	assert_true(compare_holds(&down->holds, 0.5) && !compare_holds(&down->holds, 0.49));
	assert_true(compare_holds(&down->clears, 0.29) && !compare_holds(&down->clears, 0.3));
	assert_int_equal(down->samples, 6);
	/* Twelve answers of the slowest probe, which is more than a minute. */
	assert_int_equal(down->over, 2 * MSEC_MINUTE);
	assert_true(compare_holds(&up->holds, 0.04) && !compare_holds(&up->holds, 0.05));
	assert_int_equal(lag->kind, FACT_VALUE);
	assert_string_equal(app->probes[lag->probes[0]].kind->name, "aurora-lag");
	assert_true(compare_holds(&lag->holds, 2000) && !compare_holds(&lag->holds, 2001));
	assert_int_equal(lag->fresh, 3 * MSEC_MINUTE);
	unload(&l);
}

static void
the_grey_band_has_facts_of_its_own(void **state)
{
	struct loaded l;
	const struct app *app = load_app(&l,
	    FULL "\"facts\": {\"x\": {\"probes\": \"api\", \"fail_ratio\": \"> 10%\","
		 "\"over\": \"5m\", \"half\": false}}}");
	const struct fact_spec *degraded = &app->facts[app_fact(app, "degraded")];
	const struct fact_spec *slow = &app->facts[app_fact(app, "slow")];

	assert_int_equal(degraded->kind, FACT_RATIO);
	assert_int_equal(degraded->n_probes, 2);
	assert_int_equal(degraded->over, 5 * MSEC_MINUTE);
	assert_true(compare_holds(&degraded->holds, 0.05));
	assert_true(compare_holds(&degraded->clears, 0.01));
	/* one endpoint is enough for it */
	assert_false(degraded->half);
	assert_false(app->facts[app_fact(app, "x")].half);
	assert_int_equal(slow->kind, FACT_LATENCY);
	assert_int_equal(slow->n_probes, 2);
	assert_float_equal(slow->quantile, 0.95, 1e-9);
	assert_true(compare_holds(&slow->holds, 1001) && !compare_holds(&slow->holds, 1000));
	assert_true(compare_holds(&slow->clears, 499) && !compare_holds(&slow->clears, 500));
	unload(&l);
}

static void
what_is_slow_is_a_third_of_the_patience(void **state)
{
	static const struct {
		const char *every, *timeout;
		double limit;
		msec_t over;
	} cases[] = {
		{ "5s", "3s", 1000, 5 * MSEC_MINUTE },
		{ "20s", "12s", 4000, 5 * MSEC_MINUTE },
		{ "30s", "1s", 1000, 6 * MSEC_MINUTE },
		/* the window takes no more memory than that of a probe that asks every second */
		{ "1s", "500ms", 1000, 5 * MSEC_MINUTE },
		{ "100ms", "90ms", 1000, 30 * MSEC_SECOND },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct loaded l;
		autofree(xfree) char *text = xasprintf(
		    HEAD("shop",
			"observe") "\"regions\": {\"us-east-1\": {}, \"us-west-2\": {}},"
				   "\"guards\": {\"newest\": \"30s\"}, \"probes\": {\"api\":"
				   "{\"http\": {\"url\": \"https://{region}.example\"}, \"critical\": true,"
				   "\"every\": \"%s\", \"timeout\": \"%s\"}}}",
		    cases[i].every, cases[i].timeout);
		const struct app *app = load_app(&l, text);
		const struct fact_spec *slow = &app->facts[app_fact(app, "slow")];

		assert_float_equal(slow->holds.limit, cases[i].limit, 1e-9);
		assert_float_equal(slow->clears.limit, cases[i].limit / 2, 1e-9);
		assert_int_equal(slow->over, cases[i].over);
		assert_true(app_window(app, 0) * sizeof(struct sample) <= (size_t)16 * 1024);
		unload(&l);
	}
}

static void
a_window_is_a_minute_or_what_a_shorter_hold_leaves(void **state)
{
	static const struct {
		const char *hold, *every;
		msec_t over;
	} cases[] = {
		{ "90s", "5s", MSEC_MINUTE },
		{ "15m", "5s", MSEC_MINUTE },
		{ "60s", "1s", 40 * MSEC_SECOND },
		{ "3s", "500ms", 6 * MSEC_SECOND },
		{ "90s", "30s", 6 * MSEC_MINUTE },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct loaded l;
		autofree(xfree) char *text = xasprintf(
		    HEAD("shop",
			"observe") "\"regions\": {\"us-east-1\": {}, \"us-west-2\": {}},"
				   "\"guards\": {\"hold\": \"%s\", \"newest\": \"30s\"}, \"probes\": {\"api\":"
				   "{\"http\": {\"url\": \"https://{region}.example\"}, \"critical\": true,"
				   "\"every\": \"%s\"}}}",
		    cases[i].hold, cases[i].every);

		assert_int_equal(load_app(&l, text)->facts[0].over, cases[i].over);
		unload(&l);
	}
}

static void
a_fact_that_is_given_is_not_made(void **state)
{
	struct loaded l;
	const struct app *app = load_app(&l,
	    SMALL "\"facts\": {\"down\": {\"probes\": \"api\", \"fails\": 4},"
		  "\"x\": {\"probes\": [\"api\"], \"fail_ratio\": \"> 10%\", \"over\": \"40s\"}}}");
	const struct fact_spec *down = &app->facts[app_fact(app, "down")];
	const struct fact_spec *x = &app->facts[app_fact(app, "x")];

	assert_int_equal(app->n_facts, 5);
	assert_int_equal(down->kind, FACT_STREAK);
	assert_int_equal(down->fails, 4);
	assert_int_equal(down->passes, 2);
	assert_int_equal(down->fresh, 3 * MSEC_MINUTE);
	assert_int_equal(x->samples, 4); /* half of eight */
	assert_int_equal(x->clears.op, COMPARE_NONE);
	assert_true(app_fact(app, "up") < app->n_facts);
	unload(&l);
}

static void
facts_of_facts_stand_behind_what_they_are_made_of(void **state)
{
	struct loaded l;
	const struct app *app = load_app(&l,
	    FULL "\"facts\": {\"down\": {\"at_least\": 2, \"of\": [\"slow\", \"up\"]},"
		 "\"slow\": {\"probes\": [\"api\", \"ui\"], \"latency\": \"p95 > 2s\","
		 "\"clear\": \"< 1s\", \"over\": \"2m\"}}}");
	const struct fact_spec *slow = &app->facts[app_fact(app, "slow")];
	const struct fact_spec *down = &app->facts[app_fact(app, "down")];

	assert_int_equal(app->n_facts, 5);
	assert_int_equal(slow->kind, FACT_LATENCY);
	assert_float_equal(slow->quantile, 0.95, 1e-9);
	assert_float_equal(slow->holds.limit, 2000, 1e-9);
	assert_float_equal(slow->clears.limit, 1000, 1e-9);
	assert_int_equal(slow->over, 2 * MSEC_MINUTE);
	assert_int_equal(slow->samples, 18); /* half of 24 and 12 */
	assert_int_equal(down->kind, FACT_TOGETHER);
	assert_int_equal(down->at_least, 2);
	assert_int_equal(down->n_of, 2);
	for (size_t i = 0; i < down->n_of; i++)
		assert_true(down->of[i] < app_fact(app, "down"));
	assert_int_equal(down->of[0], app_fact(app, "slow"));
	unload(&l);
}

/* ---- runbooks and the machine ---- */

static const char *
kinds_of(const struct runbook *book, struct buf *ret)
{
	buf_clear(ret);
	for (size_t i = 0; i < book->n_steps; i++)
		buf_printf(ret, "%s%s", i > 0 ? " " : "", book->steps[i].kind->name);
	return buf_text(ret);
}

static void
the_built_in_runbooks_have_what_is_described(void **state)
{
	autofree(buf_done) struct buf kinds = { 0 };
	struct loaded l;
	const struct app *app = load_app(&l, FULL "}");

	assert_string_equal(kinds_of(app->failover, &kinds),
	    "recheck aurora-writer secret routing-controls dns http aurora-replication");
	assert_string_equal(app->failover->name, "failover");
	assert_int_equal(app->failover->no_return, 1);
	assert_string_equal(app->switchover->name, "switchover");
	assert_string_equal(kinds_of(app->switchover, &kinds),
	    "aurora-snapshot readiness recheck aurora-writer secret routing-controls dns http "
	    "aurora-replication");
	assert_int_equal(app->switchover->no_return, 3);
	assert_int_equal(app->switchover->steps[0].deadline, 5 * MSEC_MINUTE);
	assert_int_equal(app->failover->steps[1].deadline, 15 * MSEC_MINUTE);
	assert_int_equal(((const struct fake_args *)app->failover->steps[5].args)->times, 2);
	unload(&l);

	app = load_app(&l, SMALL "}");
	assert_string_equal(kinds_of(app->failover, &kinds), "recheck");
	assert_int_equal(app->failover->no_return, 1);
	unload(&l);
}

static void
a_runbook_as_written_replaces_the_built_in_one(void **state)
{
	autofree(buf_done) struct buf kinds = { 0 };
	struct loaded l;
	const struct app *app = load_app(&l,
	    FULL "\"runbooks\": {\"failover\": [{\"secret\": {\"regions\": \"us-west-2\"}},"
		 "{\"routing-controls\": {}, \"name\": \"traffic\", \"every\": \"2s\","
		 "\"deadline\": \"10m\"}]}}");
	const struct step_spec *steps = app->failover->steps;

	assert_string_equal(kinds_of(app->failover, &kinds), "secret routing-controls");
	assert_int_equal(app->failover->no_return, 0); /* the first that acts */
	assert_string_equal(steps[0].name, "secret");
	assert_int_equal(steps[0].every, MSEC_SECOND);
	assert_string_equal(((const struct fake_args *)steps[0].args)->regions.items[0],
	    "us-west-2");
	assert_string_equal(steps[1].name, "traffic");
	assert_int_equal(steps[1].every, 2 * MSEC_SECOND);
	assert_int_equal(steps[1].deadline, 10 * MSEC_MINUTE);
	assert_int_equal(app->switchover->n_steps, 9);
	unload(&l);
}

static void
a_planned_move_has_its_gates_written_or_not(void **state)
{
	static const struct {
		const char *written, *kinds;
	} cases[] = {
		{ "{\"aurora-writer\": {}}", "readiness aurora-writer" },
		{ "{\"aurora-snapshot\": {}}, {\"aurora-writer\": {}}",
		    "aurora-snapshot readiness aurora-writer" },
		{ "{\"recheck\": {}}, {\"readiness\": {}}, {\"aurora-writer\": {}}",
		    "recheck readiness aurora-writer" },
		{ "{\"secret\": {}}", "secret" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf text = { 0 };
		autofree(buf_done) struct buf kinds = { 0 };
		struct loaded l;
		const struct app *app;

		buf_printf(&text, FULL "\"runbooks\": {\"switchover\": [%s]}}", cases[i].written);
		app = load_app(&l, buf_text(&text));
		assert_string_equal(kinds_of(app->switchover, &kinds), cases[i].kinds);
		unload(&l);
	}
}

static size_t
state_named(const struct app *app, const char *name)
{
	for (size_t s = 0; s < app->n_states; s++)
		if (strcmp(app->states[s].name, name) == 0)
			return s;
	fail_msg("there is no state %s", name);
	return 0;
}

static void
the_built_in_machine_leaves_what_is_down_first(void **state)
{
	struct loaded l;
	const struct app *app = load_app(&l, FULL "}");
	const struct state_spec *home = &app->states[app->start];
	const struct state_spec *away = &app->states[app->observed_away];
	size_t over = state_named(app, "failing-over"), back = state_named(app, "failing-back");

	assert_string_equal(home->name, "home");
	assert_int_equal(home->n_rules, 1);
	assert_int_equal(home->rules[0].go, over);
	assert_int_equal(home->rules[0].when[0].role, ROLE_ACTIVE);
	assert_int_equal(home->rules[0].when[0].fact, app_fact(app, "down"));
	assert_int_equal(home->rules[0].when[1].role, ROLE_TARGET);
	assert_int_equal(home->rules[0].hold, 0);
	assert_int_equal(away->rules[0].go, over);
	assert_int_equal(away->rules[1].go, back);
	assert_true(away->rules[1].when[1].negate);
	assert_ptr_equal(app->states[over].run, app->failover);
	assert_ptr_equal(app->states[back].run, app->switchover);
	assert_int_equal(app->states[back].move, MOVE_FAILBACK);
	assert_int_equal(app->states[over].failed, app->needs_operator);
	assert_int_equal(app->states[state_named(app, "switching-over")].move, MOVE_SWITCHOVER);
	assert_true(app->states[app->needs_operator].waits);
	assert_null(app->states[app->needs_operator].run);
	unload(&l);
}

/* A kind that this build does not have can be neither used nor missed. */
static void
a_build_with_fewer_kinds_makes_do_with_them(void **state)
{
	static const struct probe_kind *const probes[] = { &fake_http_probe, NULL };
	static const struct step_kind *const steps[] = { &fake_writer_step, NULL };
	static const struct catalog few = { probes, steps, fake_services };
	static const char text[] = HEAD("shop",
	    "auto") "\"regions\": {\"us-east-1\": {\"cluster\": "
		    "\"arn:aws:rds:us-east-1:111122223333:cluster:a\"}, \"us-west-2\": {\"cluster\": "
		    "\"arn:aws:rds:us-west-2:111122223333:cluster:b\"}},"
		    "\"aurora\": {\"global_cluster\": \"g\"}, \"probes\": {" API("") "}}";
	const struct source sources[] = { { "failoverd.json", SETTINGS, strlen(SETTINGS) },
		{ "a.json", text, strlen(text) } };
	autofree(buf_done) struct buf kinds = { 0 };
	struct loaded l = { .n = 0 };

	l.config = config_load(sources, COUNT(sources), &few, &l.diags);
	assert_non_null(l.config);
	assert_string_equal(kinds_of(l.config->apps[0].failover, &kinds), "aurora-writer");
	assert_int_equal(l.config->apps[0].n_facts, 4);
	unload(&l);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_makes_the_facts_that_the_core_expects),
		cmocka_unit_test(the_grey_band_has_facts_of_its_own),
		cmocka_unit_test(what_is_slow_is_a_third_of_the_patience),
		cmocka_unit_test(a_window_is_a_minute_or_what_a_shorter_hold_leaves),
		cmocka_unit_test(a_fact_that_is_given_is_not_made),
		cmocka_unit_test(facts_of_facts_stand_behind_what_they_are_made_of),
		cmocka_unit_test(the_built_in_runbooks_have_what_is_described),
		cmocka_unit_test(a_runbook_as_written_replaces_the_built_in_one),
		cmocka_unit_test(a_planned_move_has_its_gates_written_or_not),
		cmocka_unit_test(a_build_with_fewer_kinds_makes_do_with_them),
		cmocka_unit_test(the_built_in_machine_leaves_what_is_down_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

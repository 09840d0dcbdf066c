/* SPDX-License-Identifier: MIT */
#include "core/app.h"

#include <string.h>

#include "core/call.h"
#include "test.h"

#define ARN "arn:aws:rds:us-west-2:111122223333:cluster:b"

static struct region_spec regions[] = { { "us-east-1" }, { "us-west-2", ARN } };
static const struct probe_kind http = { .name = "http" };
static const struct probe_kind lag = { .name = "aurora-lag" };
static const struct probe_kind topology = { .name = "aurora-topology" };

enum {
	API,
	LAG,
	TOPOLOGY
};

/* A fact over the API and one over the topology; the tests change what they are about. */
struct scene {
	struct app app;
	struct probe_spec probes[3];
	struct fact_spec facts[2];
};

static const size_t api_only[] = { API };
static const size_t topology_only[] = { TOPOLOGY };

static void
scene_init(struct scene *s)
{
	*s = (struct scene){
		.probes = { { "api", &http, .every = 5 * MSEC_SECOND, .critical = true },
		    { "lag", &lag, .every = 30 * MSEC_SECOND },
		    { "topology", &topology, .every = 10 * MSEC_SECOND } },
		.facts = { { "down", FACT_RATIO, api_only, 1, .over = MSEC_MINUTE },
		    { "odd", FACT_RATIO, topology_only, 1, .over = 20 * MSEC_SECOND } },
	};
	s->app = (struct app){ .regions = regions,
		.n_regions = COUNT(regions),
		.probes = s->probes,
		.n_probes = COUNT(s->probes),
		.facts = s->facts,
		.n_facts = COUNT(s->facts),
		.limits = { .hold = 90 * MSEC_SECOND,
		    .hold_single = MSEC_MINUTE,
		    .newest = 15 * MSEC_SECOND,
		    .lag_for = 5 * MSEC_MINUTE,
		    .loss_age = 3 * MSEC_MINUTE } };
}

static void
it_finds_regions_and_facts_by_name(void **state)
{
	struct scene s;

	scene_init(&s);
	assert_int_equal(app_region(&s.app, "us-west-2"), 1);
	assert_int_equal(app_region(&s.app, "us-west-1"), REGION_NONE);
	assert_int_equal(app_region(&s.app, NULL), REGION_NONE);
	assert_int_equal(app_region_of_arn(&s.app, ARN), 1);
	assert_int_equal(app_region_of_arn(&s.app, "arn:aws:rds:x"), REGION_NONE);
	assert_int_equal(app_region_of_arn(&s.app, NULL), REGION_NONE);
	assert_int_equal(app_fact(&s.app, "odd"), 1);
	assert_int_equal(app_fact(&s.app, "up"), (size_t)-1);
}

/* How far back a probe's answers reach at least, at its pace. */
static msec_t
reach(const struct scene *s, size_t probe)
{
	return (msec_t)app_window(&s->app, probe) * s->probes[probe].every;
}

static void
critical_answers_are_kept_for_those_who_look_at_the_newest(void **state)
{
	struct scene s;

	scene_init(&s);
	s.app.limits.newest = 4 * MSEC_MINUTE;
	assert_true(reach(&s, API) >= 4 * MSEC_MINUTE);
	s.probes[API].critical = false;
	assert_true(reach(&s, API) >= MSEC_MINUTE);
	assert_true(reach(&s, API) < 2 * MSEC_MINUTE);
}

static void
the_lag_reaches_back_as_far_as_a_guard_looks(void **state)
{
	struct scene s;

	scene_init(&s);
	assert_true(reach(&s, LAG) >= (60 + 90 + 60 + 15 + 180) * MSEC_SECOND);
	s.app.limits.lag_for = MSEC_HOUR;
	assert_true(reach(&s, LAG) >= MSEC_HOUR);
}

static void
rows_leave_room_for_answers_that_say_nothing(void **state)
{
	struct scene s;

	scene_init(&s);
	assert_true(reach(&s, TOPOLOGY) >= 20 * MSEC_SECOND);
	s.facts[1] =
	    (struct fact_spec){ "odd", FACT_STREAK, topology_only, 1, .fails = 20, .passes = 30 };
	assert_int_equal(app_window(&s.app, TOPOLOGY), 60);
	s.probes[TOPOLOGY].every = 0;
	assert_int_equal(app_window(&s.app, TOPOLOGY), 60);
}

static void
names_are_those_that_are_written(void **state)
{
	assert_string_equal(mode_name(MODE_OBSERVE), "observe");
	assert_string_equal(mode_name(MODE_PROPOSE), "propose");
	assert_string_equal(mode_name(MODE_AUTO), "auto");
	assert_string_equal(mode_name(MODE_UNSET), "unset");
	assert_string_equal(mode_name(-1), "unset");
	assert_string_equal(mode_words[MODE_UNSET], "");
	assert_null(mode_words[MODE_AUTO + 1]);
	assert_string_equal(move_name(MOVE_FAILOVER), "failover");
	assert_string_equal(move_name(MOVE_SWITCHOVER), "switchover");
	assert_string_equal(move_name(MOVE_FAILBACK), "failback");
}

static void
a_call_that_is_done_holds_nothing(void **state)
{
	struct call call = { .kind = CALL_HTTP };

	http_header_add(&call.http.headers, "authorization", "secret");
	buf_puts(&call.http.body, "secret");
	call_done(&call);
	assert_int_equal(call.kind, CALL_NONE);
	assert_int_equal(call.http.headers.n, 0);
	assert_null(call.http.body.data);
	call_done(&call);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_finds_regions_and_facts_by_name),
		cmocka_unit_test(critical_answers_are_kept_for_those_who_look_at_the_newest),
		cmocka_unit_test(the_lag_reaches_back_as_far_as_a_guard_looks),
		cmocka_unit_test(rows_leave_room_for_answers_that_say_nothing),
		cmocka_unit_test(names_are_those_that_are_written),
		cmocka_unit_test(a_call_that_is_done_holds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

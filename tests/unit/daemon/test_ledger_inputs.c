/* SPDX-License-Identifier: MIT */
/*
 * What a tick went by, written into the ledger and read back, makes the same
 * decision: in lives that are drawn from a seed, and of every kind. And what
 * cannot be taken up is refused by its name.
 */
#include "daemon/ledger_private.h"

#include "core/fate.h"
#include "core/same.h"

#define LIVES   200
#define SECONDS 400

struct seen {
	int verbs[DECIDE_MENDED + 1], misses, weighed, replayed;
};

static json_t *
loaded(const char *text)
{
	json_error_t fault;
	json_t *json = json_loads(text, 0, &fault);

	if (!json)
		fail_msg("%s: %.300s", fault.text, text);
	return json;
}

/* By way of the text that is stored. */
static json_t *
stored(const struct inputs *inputs)
{
	autofree(xfree) char *text = ledger_text(ledger_inputs(&inputs->before, inputs->now));

	return loaded(text);
}

/* What is recorded of it: facts and guards in words, the sentence, and what would have turned it.
 */
static const char *
differs_in_words(const struct engine *a, const struct engine *b, const struct decision *decision,
    struct now now)
{
	json_t *recorded = ledger_decision(a, decision, now),
	       *again = ledger_decision(b, decision, now);
	bool same = json_equal(recorded, again);

	if (!json_object_get(recorded, "head"))
		fail_msg("there is no record");
	json_decref(recorded);
	json_decref(again);
	return same ? NULL : "what is recorded";
}

static void
replay(struct fate *f, const struct inputs *inputs, long second)
{
	json_t *json = stored(inputs);
	struct engine again;
	struct decision decision;
	struct now now;
	struct error err = { "" };
	const char *differs;

	if (!ledger_read_inputs(json, &f->s.app, &again, &now, &err))
		fail_msg("seed %llu, second %ld: %s", (unsigned long long)f->seed, second,
		    err.text);
	json_decref(json);
	engine_tick(&again, &decision, now);
	differs = same_decision(&f->s.decision, &decision);
	if (!differs)
		differs = same_engine(&f->s.engine, &again);
	if (!differs)
		differs = differs_in_words(&f->s.engine, &again, &decision, now);
	if (differs)
		fail_msg("seed %llu, second %ld: %s", (unsigned long long)f->seed, second, differs);
	engine_done(&again);
}

/* What is recorded, and now and then what is not. */
static bool
matters(const struct decision *decision, long second)
{
	return decision->verb != DECIDE_NOTHING || decision->missed.at > 0 || second % 29 == 0;
}

static void
live(struct fate *f, struct seen *seen)
{
	autofree(inputs_done) struct inputs inputs;
	const struct decision *decision = &f->s.decision;

	inputs_init(&inputs, &f->s.app);
	for (long i = 0; i < SECONDS; i++) {
		fate_second(f);
		inputs_take(&inputs, &f->s.engine, f->s.now);
		engine_tick(&f->s.engine, &f->s.decision, f->s.now);
		if (matters(decision, i)) {
			replay(f, &inputs, i);
			seen->replayed++;
			seen->verbs[decision->verb]++;
			seen->misses += decision->missed.at > 0;
			seen->weighed += decision->weighed;
		}
		fate_obey(f);
	}
}

static void
what_is_replayed_is_what_was_decided(void **state)
{
	struct seen seen = { 0 };

	for (uint64_t seed = 1; seed <= LIVES; seed++) {
		struct fate f;

		fate_init(&f, seed);
		live(&f, &seen);
		fate_done(&f);
	}
	for (size_t i = 0; i < COUNT(seen.verbs); i++)
		if (seen.verbs[i] == 0)
			fail_msg("verb %zu was never decided", i);
	assert_true(seen.misses > 10 && seen.weighed > 500 && seen.replayed > 3000);
}

/* What an operator asks for no tick weighs: what was known before is all there is. */
static void
what_is_commanded_is_replayed_without_a_tick(void **state)
{
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct fate f;
		struct proposal wanted = {
			.kind = MOVE_SWITCHOVER, .from = EAST, .to = WEST, .actor = "ann"
		};
		struct decision decision, again;
		struct engine engine;
		struct now now;
		struct error err = { "" };
		const char *differs;
		json_t *json;

		fate_init(&f, seed);
		for (int i = 0; i < 100; i++) {
			fate_second(&f);
			engine_tick(&f.s.engine, &f.s.decision, f.s.now);
		}
		engine_command(&f.s.engine, &wanted, &decision, f.s.now);
		json = ledger_inputs(&f.s.engine, f.s.now);
		assert_true(ledger_read_inputs(json, &f.s.app, &engine, &now, &err));
		engine_command(&engine, &wanted, &again, now);
		differs = same_decision(&decision, &again);
		if (!differs)
			differs = same_engine(&f.s.engine, &engine);
		if (differs)
			fail_msg("seed %llu: %s", (unsigned long long)seed, differs);
		engine_done(&engine);
		json_decref(json);
		fate_done(&f);
	}
}

/* ---- what cannot be taken up ---- */

/* The record of a quiet second; every list has something in it. */
static json_t *
record(struct fate *f)
{
	autofree(inputs_done) struct inputs inputs;

	fate_init(f, 3);
	inputs_init(&inputs, &f->s.app);
	story_settle(&f->s);
	memory_moved(&f->s.engine.memory, MOVE_FAILOVER, true, f->s.now.wall);
	f->s.engine.misses[0] = (struct miss){ f->s.now.wall, HOME, 0, 1, 2 };
	f->s.engine.n_misses = 1;
	inputs_take(&inputs, &f->s.engine, f->s.now);
	return stored(&inputs);
}

/* Sets the member at a path such as "facts/0/fact" to a JSON text. */
static void
set(json_t *json, const char *path, const char *value)
{
	json_t *to = json_loads(value, JSON_DECODE_ANY, NULL);
	const char *at = path, *slash;
	char key[32];

	assert_non_null(to);
	for (; (slash = strchr(at, '/')); at = slash + 1) {
		snprintf(key, sizeof(key), "%.*s", (int)(slash - at), at);
		json = json_is_array(json) ? json_array_get(json, (size_t)(*key - '0'))
					   : json_object_get(json, key);
		if (!json)
			fail_msg("%s: there is no %s", path, key);
	}
	if (json_is_array(json))
		json_array_set_new(json, (size_t)(*at - '0'), to);
	else
		json_object_set_new(json, at, to);
}

static void
what_cannot_be_placed_is_refused_by_its_name(void **state)
{
	static const struct {
		const char *path, *value, *why;
	} cases[] = {
		{ "format", "2", "their format is 2, and this version reads 1" },
		{ "format", "null", "their format is 0" },
		{ "memory", "null", "\"memory\": it was in state \"\"" },
		{ "memory/state", "\"asleep\"", "it was in state \"asleep\"" },
		{ "memory/active", "\"mars-1\"", "serving from \"mars-1\"" },
		{ "world", "7", "\"world\": \"regions\" must be a list of" },
		{ "world/regions", "[]", "\"world\": \"regions\" must be a list of" },
		{ "pending", "{}", "\"pending\" must be a list of 8" },
		{ "outage/lags", "null", "\"outage\": \"lags\" must be a list of" },
		{ "misses", "[]", "\"misses\" must be a list of 1" },
		{ "misses/0/state", "\"asleep\"", "\"misses\" has a rule of \"asleep\"" },
		{ "misses/0/rule", "8", "\"misses\" has a rule of \"home\"" },
		{ "misses/0/rule", "-1", "\"misses\" has a rule of \"home\"" },
		{ "self/ballots", "[]", "\"ballots\" must be a list of 9" },
		{ "self/verdicts", "[1]", "\"verdicts\" must be a list of" },
		{ "facts", "[]", "\"facts\" must be a list of" },
		{ "facts/0/fact", "\"odd\"", "\"facts\" has odd of us-east-1 where down of" },
		{ "facts/0/region", "\"mars-1\"", "\"facts\" has down of mars-1 where down of" },
		{ "facts/0/turned", "99", "the turns of down of us-east-1 cannot be read" },
		{ "facts/0/turned", "-1", "the turns of down of us-east-1 cannot be read" },
		{ "series", "{}", "\"series\" must be a list of" },
		{ "series/0/probe", "\"odd\"", "\"series\" has odd of us-east-1 where api of" },
		{ "series/0/count", "1", "the samples of api of us-east-1 cannot be read" },
		{ "series/0/samples", "\"ok\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5 \"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5 x\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5 5x\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"okay 5 5\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok/well 5 5\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"a-reason-that-is-longer-than-any 5 5\"",
		    "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5 5 =\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5 5 =1\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5 5 =1@\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5 5 =inf@7\"", "the samples of api of us-east-1" },
		{ "series/0/samples", "\"ok 5 5 =1@7x\"", "the samples of api of us-east-1" },
		{ "series/0/valued", "\"ok\"", "the samples of api of us-east-1 cannot be read" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fate f;
		struct engine engine;
		struct now now;
		struct error err = { "" };
		json_t *json = record(&f);

		set(json, cases[i].path, cases[i].value);
		if (ledger_read_inputs(json, &f.s.app, &engine, &now, &err))
			fail_msg("%s = %s is read", cases[i].path, cases[i].value);
		if (!strstr(err.text, cases[i].why) || !strstr(err.text, "what the tick went by"))
			fail_msg("%s = %s: %s", cases[i].path, cases[i].value, err.text);
		json_decref(json);
		fate_done(&f);
	}
}

/* More samples than the probe keeps now. */
static void
too_many_samples_are_refused(void **state)
{
	struct fate f;
	struct engine engine;
	struct now now;
	struct error err = { "" };
	json_t *json = record(&f);
	autofree(buf_done) struct buf samples = { 0 };

	buf_puts(&samples, "\"ok 1 1");
	for (int i = 0; i < 1000; i++)
		buf_puts(&samples, " 1 1");
	buf_putc(&samples, '"');
	set(json, "series/0/samples", buf_text(&samples));
	assert_false(ledger_read_inputs(json, &f.s.app, &engine, &now, &err));
	assert_non_null(strstr(err.text, "the samples of api of us-east-1 cannot be read"));
	json_decref(json);
	fate_done(&f);
}

/* Each plain member matters, or is nothing: whatever stands there, there is an engine that ticks.
 */
static void
any_value_makes_some_engine(void **state)
{
	static const char *const values[] = { "null", "-1", "9223372036854775807", "\"x\"", "true",
		"[]", "{}", "1.5" };
	static const char *const paths[] = { "boot", "wall", "config", "memory/since",
		"memory/approval", "memory/moves", "memory/pause", "clocks/last_tick",
		"clocks/proposed", "clocks/drift_text", "self/place", "self/references",
		"self/lease", "self/ballots/0", "self/verdicts/0", "world/writer",
		"world/regions/0", "pending/0", "outage/lags/0", "outage/region", "facts/0/since",
		"facts/0/known", "facts/0/because", "facts/0/because/0", "facts/0/because/4",
		"facts/0/because/5", "time_zone" };

	for (size_t i = 0; i < COUNT(paths); i++)
		for (size_t v = 0; v < COUNT(values); v++) {
			struct fate f;
			struct engine engine;
			struct decision decision;
			struct now now;
			struct error err = { "" };
			json_t *json = record(&f);

			set(json, paths[i], values[v]);
			if (!ledger_read_inputs(json, &f.s.app, &engine, &now, &err))
				fail_msg("%s = %s: %s", paths[i], values[v], err.text);
			engine_tick(&engine, &decision, now);
			engine_done(&engine);
			json_decref(json);
			fate_done(&f);
		}
}

/* In the words that people read, too. */
static void
samples_are_written_in_few_words(void **state)
{
	static const char text[] = "ok 9800 81 4800 79 timeout 400 2000 timeout/unknown 200 2000 "
				   "ok 90 5 =0.30000000000000004@40090 80 5 =-1@40080 ok/fail 1 0";
	autofree(buf_done) struct buf again = { 0 };
	struct sample sample = { 0 }, before;
	const char *at = text;
	int n = 0;

	for (; *at; n++) {
		before = sample;
		at = ledger_next_sample(at, 1000000, &sample);
		assert_non_null(at);
		ledger_add_sample(&again, &sample, n > 0 ? &before : NULL, 1000000);
	}
	assert_int_equal(n, 7);
	assert_string_equal(buf_text(&again), text);
	assert_int_equal(sample.at, 999999);
	assert_int_equal(sample.outcome, OUTCOME_FAIL);
	assert_true(before.value == -1 && before.value_at == 1000000 - 40080);
	assert_false(sample.has_value);
}

/* The zone's rule is the one of that day. */
static void
a_window_is_in_the_time_of_its_day(void **state)
{
	struct fate f;
	struct engine engine;
	struct now now;
	struct error err = { "" };
	json_t *json = record(&f);

	set(json, "time_zone", "\"EST5EDT,M3.2.0,M11.1.0\"");
	assert_true(ledger_read_inputs(json, &f.s.app, &engine, &now, &err));
	assert_int_equal(engine.planned.zone.usual, -5 * 3600);
	engine_done(&engine);
	set(json, "time_zone", "\"nowhere\"");
	assert_true(ledger_read_inputs(json, &f.s.app, &engine, &now, &err));
	assert_false(engine.calendars);
	assert_true(engine.calendar_error.text[0] != '\0');
	engine_done(&engine);
	json_decref(json);
	fate_done(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_replayed_is_what_was_decided),
		cmocka_unit_test(what_is_commanded_is_replayed_without_a_tick),
		cmocka_unit_test(what_cannot_be_placed_is_refused_by_its_name),
		cmocka_unit_test(too_many_samples_are_refused),
		cmocka_unit_test(any_value_makes_some_engine),
		cmocka_unit_test(samples_are_written_in_few_words),
		cmocka_unit_test(a_window_is_in_the_time_of_its_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

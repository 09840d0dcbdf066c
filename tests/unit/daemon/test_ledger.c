/* SPDX-License-Identifier: MIT */
/* What the ledger keeps of a run comes back: all that a run needs to be taken up again. */
#include "daemon/ledger.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

#include "base/alloc.h"

static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static const struct step_kind kind = { .name = "aurora-writer", .claim = "it is" };
static const struct step_spec three[] = { { "recheck", &kind, NULL, 1, 1 },
	{ "aurora-writer", &kind, NULL, 1, 1 }, { "secret", &kind, NULL, 1, 1 } };
static const struct step_spec two[] = { { "aurora-writer", &kind, NULL, 1, 1 },
	{ "secret", &kind, NULL, 1, 1 } };
static struct runbook failover = { "failover", three, 3, 1 },
		      switchover = { "switchover", two, 2, 0 };

static struct app
make_app(void)
{
	return (struct app){ .name = "remittance",
		.regions = regions,
		.n_regions = 2,
		.failover = &failover,
		.switchover = &switchover };
}

/* Half-way through a failover: the writer's act is under way. */
static struct run
make_run(const struct app *app)
{
	struct run run;

	run_start(&run, app, &failover,
	    &(struct move){ .kind = MOVE_FAILOVER,
		.from = 0,
		.to = 1,
		.automatic = true,
		.run = "r-0007",
		.reason = "active.down for 2m",
		.actor = "automation",
		.loss_ms = 312.5 },
	    7, (struct now){ 4000000, 1795528830000 });
	run.at = 1;
	run.steps[0] = (struct step_record){ .status = STEP_DONE,
		.started = 1795528830000,
		.ended = 1795528831250,
		.looks = 3,
		.detail = "still down" };
	run.steps[1] = (struct step_record){ .status = STEP_RUNNING,
		.started = 1795528831250,
		.looks = 2,
		.acts = 1,
		.intended = true,
		.unsure = true,
		.request_id = "req-1",
		.detail = "failover to us-west-2 was accepted" };
	assert_true(memo_put(&run.memo, "writer-sent", "failover"));
	assert_true(memo_put(&run.memo, "address", "127.0.2.1"));
	return run;
}

static bool
read_back(const struct run *run, const struct app *app, struct run *ret, struct error *err)
{
	autofree(xfree) char *text = ledger_text(ledger_run(run));

	memset(ret, 0xa5, sizeof(*ret));
	return ledger_read_run(text, app, ret, err);
}

static void
assert_same_step(const struct step_record *a, const struct step_record *b)
{
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->started, b->started);
	assert_int_equal(a->ended, b->ended);
	assert_int_equal(a->looks, b->looks);
	assert_int_equal(a->acts, b->acts);
	assert_int_equal(a->intended, b->intended);
	assert_int_equal(a->unsure, b->unsure);
	assert_string_equal(a->request_id, b->request_id);
	assert_string_equal(a->detail, b->detail);
}

static void
assert_same(const struct run *a, const struct run *b)
{
	assert_ptr_equal(a->app, b->app);
	assert_ptr_equal(a->book, b->book);
	assert_int_equal(a->move.kind, b->move.kind);
	assert_int_equal(a->move.from, b->move.from);
	assert_int_equal(a->move.to, b->move.to);
	assert_int_equal(a->move.automatic, b->move.automatic);
	assert_string_equal(a->move.run, b->move.run);
	assert_string_equal(a->move.reason, b->move.reason);
	assert_string_equal(a->move.actor, b->move.actor);
	assert_true(a->move.loss_ms == b->move.loss_ms);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->at, b->at);
	assert_int_equal(a->started, b->started);
	assert_int_equal(a->turn, b->turn);
	assert_memory_equal(&a->memo, &b->memo, sizeof(a->memo));
	for (size_t i = 0; i < RUN_STEPS_MOST; i++)
		assert_same_step(&a->steps[i], &b->steps[i]);
}

static void
a_run_comes_back_whole(void **state)
{
	struct app app = make_app();
	struct run run = make_run(&app), back;
	struct error err = { "" };

	if (!read_back(&run, &app, &back, &err))
		fail_msg("%s", err.text);
	assert_same(&run, &back);
	assert_null(back.courses[1].scratch.data);
	assert_true(run_committed(&back));
	assert_int_not_equal(back.seed, 0);
}

/* ---- a run that goes back ---- */

static const struct step_spec with_back[] = { { "recheck", &kind, NULL, 1, 1 },
	{ "fence", &kind, NULL, 1, 1 }, { "aurora-writer", &kind, NULL, 1, 1 },
	{ "undo-fence", &kind, NULL, 1, 1, .of = 1 } };

static struct run
going_back(struct app *app, struct runbook *book)
{
	struct run run;

	*book = (struct runbook){ "failover", with_back, 3, 2, 1 };
	app->failover = book;
	run = make_run(app);
	run.book = book;
	run.undoing = true;
	run.at = 3;
	run.steps[3] = run.steps[1];
	return run;
}

static void
a_run_that_goes_back_comes_back_on_its_way(void **state)
{
	struct app app = make_app();
	struct runbook book;
	struct run run = going_back(&app, &book), back;
	struct error err = { "" };

	if (!read_back(&run, &app, &back, &err))
		fail_msg("%s", err.text);
	assert_true(back.undoing);
	assert_false(run_committed(&back));
	assert_same(&run, &back);
	assert_same_step(&run.steps[3], &back.steps[3]);
}

static void
on_another_way_back_it_is_not_taken_up(void **state)
{
	struct app app = make_app();
	struct runbook book;
	struct run run = going_back(&app, &book), back;
	autofree(xfree) char *text = ledger_text(ledger_run(&run));
	struct step_spec steps[4];
	struct error err = { "" };

	book.n_undo = 0;
	assert_false(ledger_read_run(text, &app, &back, &err));
	assert_string_equal(err.text, "runbook failover has another way back now");
	memcpy(steps, with_back, sizeof(steps));
	steps[3].name = "undo-other";
	book = (struct runbook){ "failover", steps, 3, 2, 1 };
	assert_false(ledger_read_run(text, &app, &back, &err));
	assert_string_equal(err.text,
	    "on the way back of runbook failover, undo-other was undo-fence");
}

static void
each_kind_of_move_finds_its_runbook(void **state)
{
	struct app app = make_app();

	for (int move = MOVE_FAILOVER; move <= MOVE_FAILBACK; move++) {
		struct run run, back;
		struct error err = { "" };

		run_start(&run, &app, move == MOVE_FAILOVER ? &failover : &switchover,
		    &(struct move){ .kind = move, .from = 1, .to = 0, .run = "r-1" }, 7,
		    (struct now){ 1, 2 });
		assert_true(read_back(&run, &app, &back, &err));
		assert_same(&run, &back);
	}
}

/* A text is cut where its room ends, perhaps within a character; what AWS says may be anything. */
static void
no_text_can_spoil_the_record(void **state)
{
	static const char *const texts[] = { "St\xc3\xb6rung", "cut \xc3", "\xff\xfe",
		"\xed\xa0\x80", "\xc0\x80", "\"\\\n\t\x01\x7f",
		"\xf0\x9f\x98\x80 and \xf0\x9f\x98" };
	static const char *const kept[] = { "St\xc3\xb6rung", "cut ?", "??", "???", "??",
		"\"\\\n\t\x01\x7f", "\xf0\x9f\x98\x80 and ???" };
	struct app app = make_app();

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct run run = make_run(&app), back;
		struct error err = { "" };

		snprintf(run.move.reason, sizeof(run.move.reason), "%s", texts[i]);
		snprintf(run.move.actor, sizeof(run.move.actor), "%s", texts[i]);
		snprintf(run.steps[1].detail, DETAIL_TEXT, "%s", texts[i]);
		snprintf(run.steps[1].request_id, 64, "%s", texts[i]);
		snprintf(run.why.text, sizeof(run.why.text), "%s", texts[i]);
		assert_true(memo_put(&run.memo, "writer-refused", texts[i]));
		if (!read_back(&run, &app, &back, &err))
			fail_msg("%s: %s", texts[i], err.text);
		assert_string_equal(back.move.reason, kept[i]);
		assert_string_equal(back.move.actor, kept[i]);
		assert_string_equal(back.steps[1].detail, kept[i]);
		assert_string_equal(back.steps[1].request_id, kept[i]);
		assert_string_equal(memo_get(&back.memo, "writer-refused"), kept[i]);
		assert_string_equal(memo_get(&back.memo, "writer-sent"), "failover");
	}
}

static void
full_texts_fit_again(void **state)
{
	struct app app = make_app();
	struct run run = make_run(&app), back;
	struct error err = { "" };
	char name[16], value[sizeof(run.memo.slots[0].value)];

	memset(value, 'v', sizeof(value));
	value[sizeof(value) - 1] = '\0';
	for (int i = 2; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&run.memo, name, value));
	}
	memset(run.move.reason, 'r', sizeof(run.move.reason) - 1);
	memset(run.steps[1].detail, 'd', DETAIL_TEXT - 1);
	assert_true(read_back(&run, &app, &back, &err));
	assert_same(&run, &back);
}

/* Not JSON's numbers: no estimate. */
static void
a_loss_that_is_no_number_is_not_known(void **state)
{
	static const double odd[] = { __builtin_inf(), -__builtin_inf(), -1 };
	struct app app = make_app();

	for (size_t i = 0; i <= COUNT(odd); i++) {
		struct run run = make_run(&app), back;
		struct error err = { "" };

		run.move.loss_ms = i < COUNT(odd) ? odd[i] : __builtin_nan("");
		assert_true(read_back(&run, &app, &back, &err));
		assert_true(back.move.loss_ms == -1);
	}
}

/* ---- what cannot be taken up ---- */

static void
refuses(const struct app *app, const char *text, const char *why)
{
	struct run run;
	struct error err = { "" };

	if (ledger_read_run(text, app, &run, &err))
		fail_msg("%s is read", text);
	if (!strstr(err.text, why))
		fail_msg("%s: %s", text, err.text);
}

static void
what_does_not_fit_the_configuration_is_refused(void **state)
{
	struct app app = make_app(), other = make_app();
	struct run run = make_run(&app);
	autofree(xfree) char *text = ledger_text(ledger_run(&run));
	struct region_spec renamed[] = { { .name = "us-east-1" }, { .name = "eu-west-1" } };
	struct runbook longer = { "failover", three, 2, 1 };
	const struct step_spec mixed[] = { three[0], three[2], three[1] };
	struct runbook otherwise = { "failover", mixed, 3, 1 };

	other.regions = renamed;
	refuses(&other, text, "from us-east-1 to us-west-2");
	other = app;
	other.failover = &longer;
	refuses(&other, text, "another number of steps");
	other.failover = &otherwise;
	refuses(&other, text, "step 2 of runbook failover was aurora-writer and is secret now");
}

static void
what_is_no_record_is_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "not JSON" },
		{ "{", "not JSON" },
		{ "[]", "the configuration lacks one" },
		{ "{}", "the configuration lacks one" },
		{ "{\"from\":\"us-east-1\",\"to\":\"us-west-2\",\"kind\":\"walk\"}",
		    "\"walk\" is not known" },
		{ "{\"from\":\"us-east-1\",\"to\":\"us-west-2\",\"kind\":\"switchover\"}",
		    "number of steps" },
		{ "{\"from\":\"us-east-1\",\"to\":\"us-west-2\",\"kind\":\"switchover\",\"at\":-1,"
		  "\"steps\":[{\"step\":\"aurora-writer\"},{\"step\":\"secret\"}]}",
		    "number of steps" },
		{ "{\"from\":\"us-east-1\",\"to\":\"us-west-2\",\"kind\":\"switchover\",\"at\":0,"
		  "\"steps\":[{\"step\":\"aurora-writer\"},{\"step\":\"secret\"}],"
		  "\"memo\":{\"a\":7}}",
		    "what it noted as \"a\" cannot be read" },
	};
	struct app app = make_app();

	for (size_t i = 0; i < COUNT(cases); i++)
		refuses(&app, cases[i].text, cases[i].why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_comes_back_whole),
		cmocka_unit_test(a_run_that_goes_back_comes_back_on_its_way),
		cmocka_unit_test(on_another_way_back_it_is_not_taken_up),
		cmocka_unit_test(each_kind_of_move_finds_its_runbook),
		cmocka_unit_test(no_text_can_spoil_the_record),
		cmocka_unit_test(full_texts_fit_again),
		cmocka_unit_test(a_loss_that_is_no_number_is_not_known),
		cmocka_unit_test(what_does_not_fit_the_configuration_is_refused),
		cmocka_unit_test(what_is_no_record_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* What the ledger keeps of an engine's memory comes back, whatever was in its texts. */
#include "daemon/ledger.h"

#include <stdio.h>

#include "test.h"

#include "base/alloc.h"

static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static struct state_spec states[] = { { .name = "home" }, { .name = "needs-operator" } };
static struct app app = { .name = "remittance",
	.regions = regions,
	.n_regions = 2,
	.states = states,
	.n_states = 2 };

static void
no_text_can_spoil_the_memory(void **state)
{
	struct engine engine = { .app = &app };
	struct memory back;
	struct error err = { "" };
	autofree(xfree) char *text = NULL;

	engine.memory.state = 1;
	engine.memory.active = 1;
	engine.memory.pause.on = true;
	snprintf(engine.memory.pause.owner, sizeof(engine.memory.pause.owner), "\xff");
	snprintf(engine.memory.pause.reason, sizeof(engine.memory.pause.reason), "Umbau \xc3");
	snprintf(engine.memory.ack_reason, sizeof(engine.memory.ack_reason), "cut \xe2\x82");
	snprintf(engine.memory.trouble, sizeof(engine.memory.trouble), "\xc3\xbc\xc3");
	text = ledger_text(ledger_memory(&engine));
	if (!ledger_read_memory(text, &app, &back, &err))
		fail_msg("%s", err.text);
	assert_true(back.pause.on);
	assert_string_equal(back.pause.owner, "?");
	assert_string_equal(back.pause.reason, "Umbau ?");
	assert_string_equal(back.ack_reason, "cut ??");
	assert_string_equal(back.trouble, "\xc3\xbc?");
	assert_int_equal(back.state, 1);
	assert_int_equal(back.active, 1);
}

static void
the_memory_of_an_outage_is_by_the_names_of_regions(void **state)
{
	struct engine engine = { .app = &app };
	struct memory back;
	struct error err = { "" };
	autofree(xfree) char *text = NULL, *old = NULL;
	json_t *json;

	engine.memory.placed = true;
	engine.memory.approval.to = 1;
	engine.memory.outage = (struct outage){ 5000, 9000, 0, { { 0 }, { 300, 4000 } } };
	text = ledger_text(ledger_memory(&engine));
	assert_true(ledger_read_memory(text, &app, &back, &err));
	assert_true(back.placed);
	assert_int_equal(back.approval.to, 1);
	assert_int_equal(back.outage.at, 5000);
	assert_int_equal(back.outage.seen, 9000);
	assert_int_equal(back.outage.region, 0);
	assert_int_equal(back.outage.lag[0].at, 0);
	assert_int_equal(back.outage.lag[1].at, 4000);
	assert_true(back.outage.lag[1].value == 300);

	/* a Region that is not there any more, and a memory from before all that */
	json = json_loads(text, 0, NULL);
	json_object_set_new(json_array_get(json_object_get(json_object_get(json, "outage"), "lags"),
				0),
	    "region", json_string("eu-nowhere-1"));
	xfree(text);
	text = ledger_text(json_incref(json));
	assert_true(ledger_read_memory(text, &app, &back, &err));
	assert_int_equal(back.outage.lag[1].at, 0);
	json_object_del(json, "outage");
	json_object_del(json, "placed");
	old = ledger_text(json);
	assert_true(ledger_read_memory(old, &app, &back, &err));
	assert_int_equal(back.outage.at, 0);
	assert_true(back.placed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_text_can_spoil_the_memory),
		cmocka_unit_test(the_memory_of_an_outage_is_by_the_names_of_regions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

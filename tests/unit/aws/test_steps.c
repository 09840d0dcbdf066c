/* SPDX-License-Identifier: MIT */
/*
 * The steps as the interpreter drives them, against an AWS of a few lines: it takes
 * acts, shows their effect only after a while, and may swallow the answer to one.
 */
#include "aws/kinds.h"

#include "test.h"

#include <jansson.h>

#include "rds_answers.h"

#define OLD "dbcluster1.cluster-abc.us-east-1.rds.amazonaws.com"

struct aws {
	int moves, since;   /* how often the writer was moved; looks since then */
	char hosts[2][128]; /* what the secrets say */
	int puts[2];
	bool west_on;
	int updates;
	int acts, swallow; /* the answer to this act never comes; 0: all come */
};

static const struct step_spec steps[] = {
	{ "aurora-writer", &aurora_writer_step, NULL, 2000, 15 * MSEC_MINUTE },
	{ "aurora-replication", &aurora_replication_step, NULL, 2000, 2 * MSEC_MINUTE },
	{ "secret", &secret_step, (const char[64]){ 0 }, 1000, 5 * MSEC_MINUTE },
	{ "routing-controls", &routing_controls_step, NULL, 1000, 5 * MSEC_MINUTE },
};
static const struct runbook book = { "move", steps, COUNT(steps), 0 };

static const char *
topology(struct aws *aws)
{
	static const struct global_facts stages[] = {
		{ "available", ARN_E, "pending", ARN_W, "connected", "connected" },
		{ "failing-over", ARN_E, "failing-over", ARN_W, "connected", "connected" },
		{ "failing-over", ARN_W, "failing-over", ARN_W, "connected", "connected" },
		{ "available", ARN_W, NULL, NULL, "connected", "connected" },
	};

	if (aws->moves == 0)
		return global_xml(&HOME);
	return global_xml(&stages[aws->since < 3 ? aws->since++ : 3]);
}

static char *
get_secret(const struct aws *aws, size_t region)
{
	return xasprintf("{\"VersionId\":\"v%d\",\"SecretString\":\"{\\\"host\\\":\\\"%s\\\"}\"}",
	    aws->puts[region], aws->hosts[region]);
}

static char *
put_secret(struct aws *aws, size_t region, const char *body)
{
	json_t *json = json_loads(body, 0, NULL);
	json_t *secret =
	    json_loads(json_string_value(json_object_get(json, "SecretString")), 0, NULL);

	snprintf(aws->hosts[region], sizeof(aws->hosts[region]), "%s",
	    json_string_value(json_object_get(secret, "host")));
	aws->puts[region]++;
	json_decref(secret);
	json_decref(json);
	return xstrdup("{\"VersionId\":\"v\"}");
}

static char *
controls(const struct aws *aws)
{
	return xasprintf(
	    "{\"RoutingControls\":[{\"RoutingControlArn\":\"%s\",\"RoutingControlState\":\"%s\"},"
	    "{\"RoutingControlArn\":\"%s\",\"RoutingControlState\":\"%s\"}]}",
	    CTRL_E, aws->west_on ? "Off" : "On", CTRL_W, aws->west_on ? "On" : "Off");
}

static char *
answer_to(struct aws *aws, const struct call *call)
{
	const char *name = strchr(call->name, ':') + 1;
	size_t region = strcmp(call->region, "us-west-2") == 0 ? WEST : EAST;

	if (strcmp(name, "DescribeGlobalClusters") == 0)
		return xstrdup(topology(aws));
	if (strcmp(name, "DescribeDBClusters") == 0)
		return xstrdup(cluster_xml("available", ENDPOINT_W, "true"));
	if (strcmp(name, "GetSecretValue") == 0)
		return get_secret(aws, region);
	if (strcmp(name, "ListRoutingControls") == 0)
		return controls(aws);
	if (strcmp(name, "PutSecretValue") == 0)
		return put_secret(aws, region, buf_text(&call->http.body));
	if (strcmp(name, "UpdateRoutingControlStates") == 0) {
		aws->west_on = true;
		aws->updates++;
		return xstrdup("{}");
	}
	aws->moves++;
	return xasprintf("<R><%sResult><GlobalCluster/></%sResult></R>", name, name);
}

static void
send_call(struct run *run, struct aws *aws, bool act, struct now now)
{
	autofree(call_done) struct call call = { 0 };
	autofree(http_response_done) struct http_response rsp = { .failure = HTTP_TIMEOUT,
		.sent = true };
	autofree(xfree) char *body = NULL;

	assert_true(run_ask(run, act, &call, now));
	body = answer_to(aws, &call);
	if (!act || ++aws->acts != aws->swallow)
		scene_response(&rsp, 200, body);
	run_answer(run, run->next, act, &(struct answer){ .http = &rsp, .now = now });
}

static void
drive(struct run *run, struct aws *aws, struct now *now)
{
	for (int i = 0; i < 1000; i++) {
		switch (run_want(run, *now)) {
		case RUN_WANT_LOOK:
			send_call(run, aws, false, *now);
			break;
		case RUN_WANT_ACT:
			send_call(run, aws, true, *now);
			break;
		case RUN_WANT_INTENT:
			run_intended(run, run->next, true, *now);
			break;
		case RUN_WANT_SLEEP:
			now->boot = run->wake;
			break;
		case RUN_WANT_LISTEN:
			fail_msg("it listens to nobody");
			break;
		case RUN_WANT_END:
			return;
		}
	}
	fail_msg("it never ends: step %s, %s", run_step(run)->name, run->steps[run->at].detail);
}

static void
each_act_is_made_once_whatever_answer_is_lost(void **state)
{
	static const enum move_kind kinds[] = { MOVE_FAILOVER, MOVE_SWITCHOVER, MOVE_FAILBACK };

	for (size_t k = 0; k < COUNT(kinds); k++)
		for (int swallow = 0; swallow <= 4; swallow++) {
			struct aws aws = { .hosts = { OLD, OLD }, .swallow = swallow };
			struct now now = { BOOT, WALL };
			struct scene s;
			struct run run;

			scene_init(&s, kinds[k]);
			run_start(&run, &s.app, &book, &s.move, 7, now);
			drive(&run, &aws, &now);
			if (run.status != RUN_DONE)
				fail_msg("%s, answer %d lost: %s", move_name(kinds[k]), swallow,
				    run.why.text);
			assert_int_equal(aws.moves, 1);
			assert_int_equal(aws.puts[WEST], 1);
			assert_int_equal(aws.puts[EAST], kinds[k] == MOVE_FAILOVER ? 0 : 1);
			assert_int_equal(aws.updates, 1);
			assert_string_equal(aws.hosts[WEST], ENDPOINT_W);
			run_done(&run);
			scene_done(&s);
		}
}

static void
what_is_true_already_is_not_done_again(void **state)
{
	struct aws aws = {
		.moves = 1, .since = 3, .west_on = true, .hosts = { ENDPOINT_W, ENDPOINT_W }
	};
	struct now now = { BOOT, WALL };
	struct scene s;
	struct run run;

	scene_init(&s, MOVE_SWITCHOVER);
	run_start(&run, &s.app, &book, &s.move, 7, now);
	drive(&run, &aws, &now);
	assert_int_equal(run.status, RUN_DONE);
	assert_int_equal(aws.acts, 0);
	assert_int_equal(now.boot, BOOT);
	run_done(&run);
	scene_done(&s);
}

/* Stopped after any number of calls and taken up again, it comes to the same end. */
static void
a_restart_at_any_point_changes_nothing(void **state)
{
	for (int calls = 1; calls < 20; calls++) {
		struct aws aws = { .hosts = { OLD, OLD } };
		struct now now = { BOOT, WALL };
		struct scene s;
		struct run run;
		int sent = 0;

		scene_init(&s, MOVE_FAILBACK);
		run_start(&run, &s.app, &book, &s.move, 7, now);
		while (sent < calls && run.status == RUN_RUNNING) {
			enum run_want want = run_want(&run, now);

			if (want == RUN_WANT_SLEEP)
				now.boot = run.wake;
			else if (want == RUN_WANT_INTENT)
				run_intended(&run, run.next, true, now);
			else if (want != RUN_WANT_END)
				send_call(&run, &aws, want == RUN_WANT_ACT, now);
			sent += want == RUN_WANT_LOOK || want == RUN_WANT_ACT;
		}
		run_done(&run);
		run_resume(&run, now);
		drive(&run, &aws, &now);
		assert_int_equal(run.status, RUN_DONE);
		assert_int_equal(aws.moves, 1);
		assert_int_equal(aws.puts[WEST] + aws.puts[EAST], 2);
		assert_int_equal(aws.updates, 1);
		run_done(&run);
		scene_done(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_act_is_made_once_whatever_answer_is_lost),
		cmocka_unit_test(what_is_true_already_is_not_done_again),
		cmocka_unit_test(a_restart_at_any_point_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

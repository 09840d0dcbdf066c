/* SPDX-License-Identifier: MIT */
/* The checks that steps bring: whether what they will call could be called. */
#include "aws/kinds.h"

#include "test.h"

#include "check_scene.h"

#define CLUSTER(on)                                                                           \
	"<R><DescribeDBClustersResult><DBClusters><DBCluster><DBClusterIdentifier>dbcluster2" \
	"</DBClusterIdentifier><Status>available</Status><HttpEndpointEnabled>" on            \
	"</HttpEndpointEnabled></DBCluster></DBClusters></DescribeDBClustersResult></R>"
#define DOCUMENT(type, status) \
	"{\"Document\":{\"Name\":\"d\",\"DocumentType\":\"" type "\",\"Status\":\"" status "\"}}"

static const struct {
	const struct step_kind *kind;
	const char *option, *value; /* that the kind must have */
	const char *call;
	const char *body; /* what is sent, or a part of it */
	bool extra;       /* only the check asks that */

	struct {
		int status;
		const char *body;
		enum health health;
		const char *words;
	} answers[5];
} rows[] = {
	{ &lambda_step, "function", "warm up", "lambda:InvokeFunction", "", false,
	    { { 204, "", HEALTH_OK, "warm up is there" } } },
	{ &ssm_automation_step, "document", "d", "ssm:DescribeDocument", "{\"Name\":\"d\"}", true,
	    { { 200, DOCUMENT("Automation", "Active"), HEALTH_OK, "d is there" },
		{ 200, DOCUMENT("Command", "Active"), HEALTH_FAIL, "type Command" },
		{ 200, DOCUMENT("Automation", "Creating"), HEALTH_FAIL, "d is Creating" },
		{ 200, "{\"Document\":7}", HEALTH_UNKNOWN, "no Document" },
		{ 400, "{\"__type\":\"InvalidDocument\",\"message\":\"none\"}", HEALTH_FAIL,
		    "InvalidDocument" } } },
	{ &region_switch_step, "plan", "arn:plan", "arc-region-switch:ListPlanExecutions",
	    "\"planArn\":\"arn:plan\"", false,
	    { { 200, "{\"items\":[]}", HEALTH_OK, "the plan is there" },
		{ 200, "{\"items\":7}", HEALTH_UNKNOWN, "no list" } } },
	{ &publish_step, "topic", "arn:topic", "sns:GetTopicAttributes", "TopicArn=arn%3Atopic",
	    true, { { 200, "<R/>", HEALTH_OK, "the topic is there" } } },
	{ &event_step, "bus", "operations", "events:DescribeEventBus", "{\"Name\":\"operations\"}",
	    true, { { 200, "{\"Name\":\"operations\"}", HEALTH_OK, "the event bus is there" } } },
	{ &aurora_ready_step, "sql", "UPDATE x", "rds:DescribeDBClusters",
	    "DBClusterIdentifier=dbcluster2", false,
	    { { 200, CLUSTER("true"), HEALTH_OK, "the Data API of us-west-2 is on" },
		{ 200, CLUSTER("false"), HEALTH_FAIL, "enable-http-endpoint --region us-west-2" },
		{ 200, "<R/>", HEALTH_UNKNOWN, "cannot be read" } } },
};

static void
start(struct check_scene *c, size_t row)
{
	const struct option *option = rows[row].kind->options;

	check_init(c);
	scene_args(&c->scene, rows[row].kind->args_size);
	*(const char **)scene_option(&c->scene, option, rows[row].option) = rows[row].value;
	for (; option->name; option++)
		if (strcmp(option->name, "region") == 0)
			*(const char **)scene_option(&c->scene, rows[row].kind->options, "region") =
			    "{to}";
	c->ctx.args = c->scene.args;
}

static void
each_asks_the_target_and_changes_nothing(void **state)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct check_kind *check = rows[i].kind->check;
		struct check_scene c;

		start(&c, i);
		assert_non_null(check);
		assert_string_equal(check->name, rows[i].kind->name);
		assert_true(check_asks(&c, check, 0));
		assert_string_equal(c.scene.call.name, rows[i].call);
		assert_string_equal(c.scene.call.region, "us-west-2");
		assert_non_null(strstr(scene_body(&c.scene), rows[i].body));
		assert_false(c.scene.call.acts);
		check_done(&c);
	}
}

static void
lambda_is_asked_for_a_dry_run(void **state)
{
	struct check_scene c;

	start(&c, 0);
	assert_true(check_asks(&c, lambda_step.check, 0));
	assert_string_equal(http_header(&c.scene.call.http.headers, "X-Amz-Invocation-Type"),
	    "DryRun");
	assert_string_equal(c.scene.call.http.url, "/2015-03-31/functions/warm%20up/invocations");
	check_done(&c);
}

static void
each_makes_the_right_of_its_answers(void **state)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t a = 0; a < COUNT(rows[i].answers) && rows[i].answers[a].status; a++) {
			struct check_scene c;

			start(&c, i);
			assert_int_equal(check_says(&c, rows[i].kind->check, 0,
					     rows[i].answers[a].status, rows[i].answers[a].body),
			    rows[i].answers[a].health);
			assert_true(check_tells(&c, rows[i].answers[a].words));
			check_done(&c);
		}
}

static void
refusals_are_findings_and_silence_is_none(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum health needed, extra;
	} cases[] = {
		{ 403, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}", HEALTH_FAIL,
		    HEALTH_WARN },
		{ 404, "{\"__type\":\"ResourceNotFoundException\",\"message\":\"no\"}", HEALTH_FAIL,
		    HEALTH_FAIL },
		{ 400, "{\"__type\":\"ThrottlingException\",\"message\":\"no\"}", HEALTH_UNKNOWN,
		    HEALTH_UNKNOWN },
		{ 503, "<html>", HEALTH_UNKNOWN, HEALTH_UNKNOWN },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t a = 0; a < COUNT(cases); a++) {
			struct check_scene c;

			start(&c, i);
			assert_int_equal(check_says(&c, rows[i].kind->check, 0, cases[a].status,
					     cases[a].body),
			    rows[i].extra ? cases[a].extra : cases[a].needed);
			check_done(&c);
		}
}

static void
a_step_without_its_cluster_cannot_be_tried(void **state)
{
	struct check_scene c;

	start(&c, COUNT(rows) - 1);
	c.scene.regions[WEST].cluster = NULL;
	assert_false(check_asks(&c, aurora_ready_step.check, 0));
	assert_non_null(strstr(c.scene.err.text, "give regions.us-west-2.cluster"));
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_asks_the_target_and_changes_nothing),
		cmocka_unit_test(lambda_is_asked_for_a_dry_run),
		cmocka_unit_test(each_makes_the_right_of_its_answers),
		cmocka_unit_test(refusals_are_findings_and_silence_is_none),
		cmocka_unit_test(a_step_without_its_cluster_cannot_be_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

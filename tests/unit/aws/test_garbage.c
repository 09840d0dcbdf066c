/* SPDX-License-Identifier: MIT */
/*
 * Answers cut short, and answers changed at random but the same each time: whatever
 * comes in, each reader comes to a verdict that it may come to, and says why.
 */
#include "aws/kinds.h"

#include "test.h"

#include "aws/credentials.h"
#include "aws/member.h"
#include "aws/rds.h"
#include "rds_answers.h"

#define ROUNDS 3000
#define SECRET "{\\\"password\\\":\\\"hunter2\\\",\\\"host\\\":\\\"old\\\"}"

static void
set_lag(struct scene *s)
{
	*(msec_t *)scene_option(s, aurora_lag_probe.options, "period") = MSEC_MINUTE;
}

static void
set_metric(struct scene *s)
{
	*(const char **)scene_option(s, cloudwatch_metric_probe.options, "metric") = "Errors";
	*(msec_t *)scene_option(s, cloudwatch_metric_probe.options, "period") = MSEC_MINUTE;
	*(msec_t *)scene_option(s, cloudwatch_metric_probe.options, "fresh") = 5 * MSEC_MINUTE;
}

static void
set_alarms(struct scene *s)
{
	static const char *const names[] = { "api", "queue" };

	*(struct option_list *)scene_option(s, cloudwatch_alarm_probe.options, "alarms") =
	    (struct option_list){ names, 2 };
}

static void
set_health(struct scene *s)
{
	*(int *)scene_option(s, route53_health_probe.options, "checkers") = 3;
	*(msec_t *)scene_option(s, route53_health_probe.options, "fresh") = 3 * MSEC_MINUTE;
}

#define CHECKER                                                                    \
	"<HealthCheckObservation><Region>us-east-1</Region><StatusReport><Status>" \
	"Success: OK</Status><CheckedTime>2026-11-24T14:00:10.123Z</CheckedTime>"  \
	"</StatusReport></HealthCheckObservation>"

static const struct subject {
	const char *name;
	const struct step_kind *step;
	bool act, endpoint, scratch; /* the state that the step is in */
	const struct probe_kind *probe;
	void (*set)(struct scene *s); /* the probe's options, where it needs any */
	bool hollow;                  /* done whatever the answer says */
	const char *body;             /* NULL: what RDS says of a cluster or of a global cluster */
} subjects[] = {
	{ .name = "topology", .probe = &aurora_topology_probe },
	{ .name = "lag",
	    .probe = &aurora_lag_probe,
	    .set = set_lag,
	    .body =
		"{\"MetricDataResults\":[{\"Id\":\"rpo\",\"Timestamps\":[1795528740,1795528680],"
		"\"Values\":[312.5,300],\"StatusCode\":\"Complete\"}],\"Messages\":[]}" },
	{ .name = "controls",
	    .probe = &routing_controls_probe,
	    .body = "{\"RoutingControls\":[{\"RoutingControlArn\":\"" CTRL_E
		    "\",\"RoutingControlState\":\"Off\"},{\"RoutingControlArn\":\"" CTRL_W
		    "\",\"RoutingControlState\":\"On\"}]}" },
	{ .name = "named",
	    .probe = &secret_probe,
	    .body = "{\"ARN\":\"a\",\"VersionId\":\"v1\",\"SecretString\":\"{\\\"host\\\":\\\""
		    "dbcluster2.cluster-c.us-west-2.rds.amazonaws.com\\\"}\"}" },
	{ .name = "metric",
	    .probe = &cloudwatch_metric_probe,
	    .set = set_metric,
	    .body =
		"{\"MetricDataResults\":[{\"Id\":\"m\",\"Timestamps\":[1795528740],\"Values\":[3],"
		"\"StatusCode\":\"Complete\"}]}" },
	{ .name = "alarms",
	    .probe = &cloudwatch_alarm_probe,
	    .set = set_alarms,
	    .body =
		"{\"MetricAlarms\":[{\"AlarmName\":\"api\",\"StateValue\":\"OK\",\"StateReason\":"
		"\"fine\"}],\"CompositeAlarms\":[{\"AlarmName\":\"queue\",\"StateValue\":\"OK\"}]}" },
	{ .name = "checkers",
	    .probe = &route53_health_probe,
	    .set = set_health,
	    .body =
		"<GetHealthCheckStatusResponse><HealthCheckObservations>" CHECKER CHECKER CHECKER
		"</HealthCheckObservations></GetHealthCheckStatusResponse>" },
	{ .name = "writer", .step = &aurora_writer_step },
	{ .name = "writer's cluster", .step = &aurora_writer_step, .scratch = true },
	{ .name = "failover",
	    .step = &aurora_writer_step,
	    .act = true,
	    .body =
		"<FailoverGlobalClusterResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">"
		"<FailoverGlobalClusterResult><GlobalCluster><Status>failing-over</Status>"
		"</GlobalCluster></FailoverGlobalClusterResult></FailoverGlobalClusterResponse>" },
	{ .name = "replication", .step = &aurora_replication_step, .hollow = true },
	{ .name = "fencing",
	    .step = &aurora_fencing_step,
	    .body = "<DescribeEventsResponse><DescribeEventsResult><Events><Event><Message>Attempt "
		    "to block writes for DB cluster dbcluster1 in Region us-east-1 timed "
		    "out.</Message><Date>2026-11-24T13:58:00Z</Date></Event></Events>"
		    "</DescribeEventsResult></DescribeEventsResponse>" },
	{ .name = "lost",
	    .step = &aurora_snapshot_step,
	    .body = "<R><DescribeDBClusterSnapshotsResult><DBClusterSnapshots><DBClusterSnapshot>"
		    "<DBClusterSnapshotIdentifier>rds:unplanned-global-failover-dbcluster1-1"
		    "</DBClusterSnapshotIdentifier><DBClusterIdentifier>dbcluster1"
		    "</DBClusterIdentifier><Status>available</Status></DBClusterSnapshot>"
		    "</DBClusterSnapshots></DescribeDBClusterSnapshotsResult></R>" },
	{ .name = "fence",
	    .step = &fence_step,
	    .body = "{\"RoutingControls\":[{\"RoutingControlArn\":\"" CTRL_E
		    "\",\"RoutingControlState\":\"Off\"}]}" },
	{ .name = "secret",
	    .step = &secret_step,
	    .endpoint = true,
	    .body = "{\"ARN\":\"a\",\"VersionId\":\"v1\",\"SecretString\":\"" SECRET "\"}" },
	{ .name = "secret's endpoint", .step = &secret_step, .scratch = true },
	{ .name = "secret's write",
	    .step = &secret_step,
	    .act = true,
	    .endpoint = true,
	    .body = "{\"ARN\":\"a\",\"Name\":\"database\",\"VersionId\":\"v2\"}" },
	{ .name = "routing",
	    .step = &routing_controls_step,
	    .act = true,
	    .hollow = true,
	    .body = "{}" },
	{ .name = "refusal",
	    .step = &routing_controls_step,
	    .act = true,
	    .hollow = true,
	    .body = "{\"__type\":\"ConflictException\",\"message\":\"refused by " PANEL
		    "/safetyrule/333333333444444\"}" },
	{ .name = "fault",
	    .step = &aurora_writer_step,
	    .act = true,
	    .body = FAULT_XML("InvalidGlobalClusterStateFault", "in an invalid state") },
};

static const char *
body_of(const struct subject *subject)
{
	if (subject->body)
		return subject->body;
	return subject->scratch ? cluster_xml("available", ENDPOINT_W, "true") : global_xml(&MOVED);
}

/* ---- one answer ---- */

struct outcome_of {
	enum verdict verdict;
	enum reason reason;
};

static void
check_step(const struct subject *subject, const struct scene *s, enum verdict verdict)
{
	if (verdict > VERDICT_FAIL)
		fail_msg("%s: no verdict", subject->name);
	if (subject->act && verdict == VERDICT_UNDER_WAY)
		fail_msg("%s: an act is never under way", subject->name);
	if ((verdict == VERDICT_FAIL || verdict == VERDICT_RETRY) && !s->err.text[0])
		fail_msg("%s: no word of why", subject->name);
	assert_null(memmem(&s->memo, sizeof(s->memo), "hunter2", 7));
}

/* No API ever says that a Region is down, unless it says so in so many words. */
static void
check_probe(const struct subject *subject, const struct sighting *sighting)
{
	if (sighting->sample.outcome == OUTCOME_FAIL)
		fail_msg("%s: %s", subject->name, reason_name(sighting->sample.reason));
	if (!sighting->detail[0])
		fail_msg("%s: no detail", subject->name);
	assert_int_equal(sighting->sample.has_value && sighting->sample.outcome != OUTCOME_OK, 0);
}

static struct outcome_of
feed(const struct subject *subject, int status, const char *body)
{
	struct outcome_of ret = { 0 };
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	scene_args(&s, 256);
	if (subject->set)
		subject->set(&s);
	if (subject->endpoint)
		assert_true(memo_put(&s.memo, "writer-endpoint", ENDPOINT_W));
	if (subject->scratch)
		buf_putc(&s.scratch, 'w');
	if (subject->probe) {
		ret.reason = scene_probe_says(&s, subject->probe, status, body);
		check_probe(subject, &s.sighting);
	} else {
		ret.verdict = scene_says(&s,
		    subject->act ? &subject->step->act : &subject->step->look, status, body);
		check_step(subject, &s, ret.verdict);
	}
	scene_done(&s);
	return ret;
}

/* ---- answers cut short ---- */

static void
half_an_answer_is_no_good_news(void **state)
{
	for (size_t i = 0; i < COUNT(subjects); i++) {
		autofree(xfree) char *body = xstrdup(body_of(&subjects[i]));
		struct outcome_of seen;

		for (size_t len = strlen(body); len-- > 0;) {
			body[len] = '\0';
			seen = feed(&subjects[i], 200, body);
			if (subjects[i].probe && seen.reason != REASON_GARBLED)
				fail_msg("%s at %zu: %s", subjects[i].name, len,
				    reason_name(seen.reason));
			if (subjects[i].step && !subjects[i].hollow &&
			    (seen.verdict == VERDICT_DONE || seen.verdict == VERDICT_MORE))
				fail_msg("%s at %zu: verdict %d", subjects[i].name, len,
				    seen.verdict);
			feed(&subjects[i], 400, body);
		}
	}
}

/* ---- answers changed ---- */

static uint32_t
next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static const char *const words[] = { "<", ">", "</", "/>", "&", "&lt;", "&#0;", "]]>", "<!--",
	"<![CDATA[", "<!DOCTYPE a>", "{", "}", "[", "]", "\"", "\\", "\\u0000", ",", ":", "null",
	"true", "-1", "1e308", "99999999999999999999", "\xff", "\xc3\xbc", "\n", "", "%s%n", "#",
	"arn:aws:rds::", "/safetyrule/" };

/* Some bytes go, or are written twice, or a word takes their place; a few times over. */
static void
mutate(struct buf *body, uint32_t *seed)
{
	for (uint32_t n = next_random(seed) % 4 + 1; n > 0; n--) {
		autofree(buf_done) struct buf before = { 0 };
		const char *word = words[next_random(seed) % COUNT(words)];
		size_t at, len;

		buf_add(&before, buf_text(body), body->len);
		at = next_random(seed) % (before.len + 1);
		len = next_random(seed) % 24;
		len = len < before.len - at ? len : before.len - at;
		buf_clear(body);
		buf_add(body, buf_text(&before), at);
		switch (next_random(seed) % 4) {
		case 0:
			buf_puts(body, word);
			break;
		case 1:
			buf_puts(body, word);
			buf_puts(body, buf_text(&before) + at);
			continue;
		case 2:
			buf_puts(body, buf_text(&before) + at);
			continue;
		default:
			break;
		}
		buf_puts(body, buf_text(&before) + at + len);
	}
}

static void
changed_answers_are_judged_within_the_rules(void **state)
{
	static const int statuses[] = { 200, 200, 200, 400, 403, 503 };

	for (size_t i = 0; i < COUNT(subjects); i++) {
		uint32_t seed = 20261124;

		for (int round = 0; round < ROUNDS; round++) {
			autofree(buf_done) struct buf body = { 0 };

			buf_puts(&body, body_of(&subjects[i]));
			mutate(&body, &seed);
			feed(&subjects[i], statuses[next_random(&seed) % COUNT(statuses)],
			    buf_text(&body));
		}
	}
}

/* ---- texts of other origin ---- */

static void
changed_credentials_are_whole_or_refused(void **state)
{
	static const char imds[] =
	    "{\"Code\":\"Success\",\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"hunter2\","
	    "\"Token\":\"t\",\"SessionToken\":\"t\",\"Version\":1,\"Expiration\":\"2026-11-24T14:00:30Z\"}";
	uint32_t seed = 7;

	for (int round = 0; round < 2 * ROUNDS; round++) {
		autofree(buf_done) struct buf text = { 0 };
		autofree(credentials_done) struct credentials found = { 0 };
		struct error err = { "" };
		bool good;

		buf_puts(&text, imds);
		mutate(&text, &seed);
		good = credentials_from_json((enum credentials_giver)(round % GIVERS),
		    buf_text(&text), text.len, "giver", &found, &err);
		assert_int_equal(good, found.access_key && found.secret_key);
		assert_int_equal(good, err.text[0] == '\0');
		assert_null(strstr(err.text, "hunter2"));
	}
}

static void
changed_secrets_stay_whole_or_are_refused(void **state)
{
	static const char secret[] =
	    "{ \"port\": 5432, \"tags\": [{\"a\":\"}\"}], \"host\": \"old\", \"password\": \"hunter2\" }";
	uint32_t seed = 11;

	for (int round = 0; round < ROUNDS; round++) {
		autofree(buf_done) struct buf text = { 0 };
		autofree(buf_wipe) struct buf after = { 0 };
		struct member member;
		struct error err = { "" };

		buf_puts(&text, secret);
		mutate(&text, &seed);
		if (!member_find(buf_text(&text), "host", &member, &err)) {
			assert_true(err.text[0]);
			assert_null(strstr(err.text, "hunter2"));
			continue;
		}
		member_replace(buf_text(&text), &member, "new", &after);
		if (!member_find(buf_text(&after), "host", &member, &err))
			fail_msg("%s becomes %s", buf_text(&text), buf_text(&after));
		assert_true(member_equals(buf_text(&after), &member, "new"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_an_answer_is_no_good_news),
		cmocka_unit_test(changed_answers_are_judged_within_the_rules),
		cmocka_unit_test(changed_credentials_are_whole_or_refused),
		cmocka_unit_test(changed_secrets_stay_whole_or_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

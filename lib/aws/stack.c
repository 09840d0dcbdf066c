/* SPDX-License-Identifier: MIT */
#include "aws/stack.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws/arn.h"
#include "aws/kinds.h"
#include "aws/metric_data.h"
#include "aws/names.h"

#define WORD 128

static json_t *
reference(const char *name)
{
	return json_pack("{s:s}", "Ref", name);
}

static json_t *
attribute(const char *name, const char *attribute_name)
{
	return json_pack("{s:[s, s]}", "Fn::GetAtt", name, attribute_name);
}

/* Letters and digits, as names within a template must be: "failback" is "Failback". */
static const char *
word_of(const char *text, const char *tail, char ret[WORD])
{
	size_t len = 0;
	bool first = true;

	for (; *text && len + strlen(tail) + 1 < WORD; text++) {
		if (!isalnum((unsigned char)*text)) {
			first = true;
			continue;
		}
		ret[len] = *text;
		if (first && islower((unsigned char)*text))
			ret[len] -= 'a' - 'A';
		len++;
		first = false;
	}
	snprintf(ret + len, WORD - len, "%s", tail);
	return ret;
}

static const char *
last_part(const char *arn)
{
	const char *at = arn + strlen(arn);

	while (at > arn && at[-1] != ':' && at[-1] != '/')
		at--;
	return at;
}

/* ---- roles ---- */

static json_t *
trust(json_t *principal)
{
	return json_pack("{s:s, s:[{s:s, s:o, s:s}]}", "Version", "2012-10-17", "Statement",
	    "Effect", "Allow", "Principal", principal, "Action", "sts:AssumeRole");
}

static void
add_policy(json_t *policies, const struct stack_role *role)
{
	char name[WORD];

	if (!role->policy)
		return;
	snprintf(name, sizeof(name), "failoverd-%s", role->purpose);
	json_array_append_new(policies,
	    json_pack("{s:s, s:O}", "PolicyName", name, "PolicyDocument", role->policy));
}

/* All that is allowed to one and the same role. */
static json_t *
policies_of(const struct stack *stack, const char *arn)
{
	json_t *ret = json_array();

	for (size_t i = 0; i < stack->n_roles; i++) {
		const char *other = stack->roles[i].arn;

		if (arn == other || (arn && other && strcmp(arn, other) == 0))
			add_policy(ret, &stack->roles[i]);
	}
	return ret;
}

static json_t *
role_of(json_t *principal, json_t *policies, const char *name)
{
	return json_pack("{s:s, s:{s:o, s:o, s:s*}}", "Type", "AWS::IAM::Role", "Properties",
	    "AssumeRolePolicyDocument", trust(principal), "Policies", policies, "RoleName", name);
}

static void
add_roles(const struct stack *stack, json_t *resources)
{
	char word[WORD];

	json_object_set_new(resources, "HostRole",
	    role_of(json_pack("{s:{s:s}}", "Service", "Fn::Sub", "ec2.${AWS::URLSuffix}"),
		policies_of(stack, NULL), NULL));
	json_object_set_new(resources, "HostProfile",
	    json_pack("{s:s, s:{s:[o]}}", "Type", "AWS::IAM::InstanceProfile", "Properties",
		"Roles", reference("HostRole")));
	for (size_t i = 0; i < stack->n_roles; i++) {
		const char *arn = stack->roles[i].arn;

		if (!arn)
			continue;
		json_object_set_new(resources, word_of(last_part(arn), "Role", word),
		    role_of(json_pack("{s:o}", "AWS", attribute("HostRole", "Arn")),
			policies_of(stack, arn), last_part(arn)));
	}
}

/* ---- topics ---- */

static void
find_topics(const struct runbook *book, struct names *ret)
{
	for (size_t i = 0; book && i < book->n_steps; i++)
		if (book->steps[i].kind == &publish_step)
			names_add(ret, publish_topic(book->steps[i].args));
}

static void
add_topic(const char *arn, json_t *parameters, json_t *conditions, json_t *resources)
{
	char named[2 * WORD], word[WORD], make[WORD], mail[WORD], heard[WORD];
	char region[32];

	arn_region(arn, region, sizeof(region));
	snprintf(named, sizeof(named), "%.100s-%s", last_part(arn), region);
	word_of(named, "Topic", word);
	word_of(word, "Make", make);
	word_of(word, "Mail", mail);
	word_of(word, "Heard", heard);
	json_object_set_new(parameters, make,
	    json_pack("{s:s, s:[s, s], s:s, s:s}", "Type", "String", "AllowedValues", "no", "yes",
		"Default", "no", "Description",
		"Make the topic that a runbook tells, where the stack is in its Region; no: it is "
		"there."));
	json_object_set_new(parameters, mail,
	    json_pack("{s:s, s:s, s:s}", "Type", "String", "Default", "", "Description",
		"Who hears of it by mail; empty: nobody."));
	json_object_set_new(conditions, make,
	    json_pack("{s:[{s:[o, s]}, {s:[o, s]}]}", "Fn::And", "Fn::Equals", reference(make),
		"yes", "Fn::Equals", reference("AWS::Region"), region));
	json_object_set_new(conditions, heard,
	    json_pack("{s:[{s:s}, {s:[{s:[o, s]}]}]}", "Fn::And", "Condition", make, "Fn::Not",
		"Fn::Equals", reference(mail), ""));
	json_object_set_new(resources, word,
	    json_pack("{s:s, s:s, s:{s:s}}", "Type", "AWS::SNS::Topic", "Condition", make,
		"Properties", "TopicName", last_part(arn)));
	json_object_set_new(resources, heard,
	    json_pack("{s:s, s:s, s:{s:s, s:o, s:o}}", "Type", "AWS::SNS::Subscription",
		"Condition", heard, "Properties", "Protocol", "email", "Endpoint", reference(mail),
		"TopicArn", reference(word)));
}

static void
add_topics(const struct stack *stack, json_t *parameters, json_t *conditions, json_t *resources)
{
	struct names topics = { 0 };

	for (size_t i = 0; i < stack->n_apps; i++) {
		find_topics(stack->apps[i].failover, &topics);
		find_topics(stack->apps[i].switchover, &topics);
	}
	for (size_t i = 0; i < topics.n; i++)
		add_topic(topics.list[i], parameters, conditions, resources);
	names_done(&topics);
}

/* ---- alarms ---- */

/* An alarm that tells nobody is none: the topic has to be named. */
static void
add_alarm_topic(const struct stack *stack, json_t *parameters, json_t *conditions)
{
	json_object_set_new(parameters, "AlarmTopicArn",
	    json_pack("{s:s, s:s, s:s}", "Type", "String", "AllowedPattern", "arn:[^:]+:sns:.+",
		"Description",
		"The topic that is told when failoverd is dead, or needs an operator. It is in the "
		"Region whose CloudWatch is told."));
	json_object_set_new(conditions, "MetricsAreHere",
	    json_pack("{s:[o, s]}", "Fn::Equals", reference("AWS::Region"), stack->metrics));
}

struct alarm {
	const char *metric, *text, *comparison, *missing;
	int minutes;
};

static void
add_alarm(const struct app *app, const struct alarm *alarm, json_t *resources)
{
	char word[WORD], tail[WORD];

	snprintf(tail, sizeof(tail), "%sAlarm", alarm->metric);
	json_object_set_new(resources, word_of(app->name, tail, word),
	    json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:[{s:s, s:s}], s:s, s:i, s:i, s:i, s:s, s:s, "
		      "s:[o], s:[o]}}",
		"Type", "AWS::CloudWatch::Alarm", "Condition", "MetricsAreHere", "Properties",
		"AlarmDescription", alarm->text, "Namespace", METRIC_DATA_NAMESPACE, "MetricName",
		alarm->metric, "Dimensions", "Name", "Application", "Value", app->name, "Statistic",
		"Maximum", "Period", 60, "EvaluationPeriods", alarm->minutes, "Threshold", 1,
		"ComparisonOperator", alarm->comparison, "TreatMissingData", alarm->missing,
		"AlarmActions", reference("AlarmTopicArn"), "OKActions",
		reference("AlarmTopicArn")));
}

static void
add_alarms(const struct stack *stack, json_t *parameters, json_t *conditions, json_t *resources)
{
	static const struct alarm alarms[] = {
		{ "Heartbeat", "No failoverd watches the application.", "LessThanThreshold",
		    "breaching", 5 },
		{ "NeedsOperator", "A move has stopped half-way: failoverctl status.",
		    "GreaterThanOrEqualToThreshold", "notBreaching", 1 },
	};

	if (!stack->metrics)
		return;
	add_alarm_topic(stack, parameters, conditions);
	for (size_t i = 0; i < stack->n_apps; i++)
		for (size_t a = 0; a < COUNT(alarms); a++)
			add_alarm(&stack->apps[i], &alarms[a], resources);
}

/* ---- the template ---- */

static json_t *
outputs(void)
{
	return json_pack("{s:{s:s, s:o}, s:{s:s, s:o}}", "HostRoleArn", "Description",
	    "Who failoverd is.", "Value", attribute("HostRole", "Arn"), "HostProfileName",
	    "Description", "The instance profile for the host that failoverd runs on.", "Value",
	    reference("HostProfile"));
}

/* An empty object is no member. */
static void
set(json_t *template, const char *name, json_t *value)
{
	if (json_object_size(value) > 0)
		json_object_set(template, name, value);
	json_decref(value);
}

json_t *
stack_make(const struct stack *stack)
{
	json_t *template = json_pack("{s:s, s:s}", "AWSTemplateFormatVersion", "2010-09-09",
	    "Description",
	    "failoverd: who it is and what it may. IAM is everywhere; create the stack in a Region "
	    "that failoverd need not leave.");
	json_t *parameters = json_object(), *conditions = json_object(), *resources = json_object();

	add_roles(stack, resources);
	add_topics(stack, parameters, conditions, resources);
	add_alarms(stack, parameters, conditions, resources);
	set(template, "Parameters", parameters);
	set(template, "Conditions", conditions);
	set(template, "Resources", resources);
	json_object_set_new(template, "Outputs", outputs());
	return template;
}

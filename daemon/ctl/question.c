/* SPDX-License-Identifier: MIT */
#include "question.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "config/guess.h"

#define ANSWER_MOST 1024

static const struct name {
	const char *name;
	bool of_region; /* name.REGION */
} names[] = {
	{ "region", false },
	{ "application", false },
	{ "global-cluster", false },
	{ "regions", false },
	{ "home", false },
	{ "cluster", false },
	{ "panel", false },
	{ "control", true },
	{ "secret", false },
	{ "dns", false },
	{ "addresses", true },
	{ "servers", false },
	{ "url", false },
};

const char questions_help[] =
    "Answers: --answer NAME=VALUE, each name once. What is neither found nor answered is asked on\n"
    "a terminal; else it is left open, and the file is refused until a person has completed it.\n"
    "  region           a Region of the application, to ask in first\n"
    "  application      what people call it, and confirm moves with\n"
    "  global-cluster   the Aurora global cluster, or none\n"
    "  regions          without a global cluster: the Regions, a,b\n"
    "  home             the Region in which it belongs\n"
    "  cluster, panel   of ARC: an ARN; panel=none: there are no routing controls\n"
    "  control.REGION   the routing control of a Region: its ARN\n"
    "  secret           the secret that names the database, or none\n"
    "  dns              the public name, or none\n"
    "  addresses.REGION what the public name answers while the Region serves: a,b\n"
    "  servers          the zone's own name servers: IP,IP\n"
    "  url              asked of each Region: https://api.{region}.shop.example/healthz\n"
    "It only reads: rds:DescribeGlobalClusters, secretsmanager:ListSecrets,\n"
    "route53-recovery-control-config:ListClusters, ListControlPanels and ListRoutingControls (in\n"
    "us-west-2, where that API is), route53:ListHealthChecks, ListHostedZones,\n"
    "ListResourceRecordSets and GetHostedZone. What is not permitted is asked for.\n";

/* "control.us-east-1", into ret. */
static const char *
whole_name(const struct question *question, char *ret, size_t size)
{
	snprintf(ret, size, "%s%s%s", question->name, question->of ? "." : "",
	    question->of ? question->of : "");
	return ret;
}

/* ---- answers ---- */

static bool
check(const char *answer, struct error *err)
{
	struct guess guess = { 0 };
	const char *equal = strchr(answer, '='), *near;
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(answer, ".="), answer);
	for (size_t i = 0; i < COUNT(names); i++) {
		bool of_region = answer[strlen(name)] == '.';

		guess_add(&guess, names[i].name);
		if (equal && strcmp(names[i].name, name) == 0 && names[i].of_region == of_region)
			return true;
	}
	near = guess_nearest(&guess, name);
	return error_set(err,
	    "--answer %s: write NAME=VALUE%s%s%s; failoverctl help init lists "
	    "the names",
	    answer, near ? ", such as " : "", near ? near : "", near ? "=..." : "");
}

bool
questions_check(const struct questions *questions, struct error *err)
{
	for (size_t i = 0; i < questions->answers->n; i++)
		if (!check(questions->answers->list[i], err))
			return false;
	return true;
}

static const char *
given(const struct questions *questions, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < questions->answers->n; i++) {
		const char *answer = questions->answers->list[i];

		if (strncmp(answer, name, len) == 0 && answer[len] == '=')
			return answer + len + 1;
	}
	return NULL;
}

static bool
fits(const struct question *question, const char *answer)
{
	const struct names *choices = question->choices;

	if (question->may_be_none && strcmp(answer, QUESTION_NONE) == 0)
		return true;
	if (!choices || choices->n == 0)
		return *answer != '\0';
	for (size_t i = 0; i < choices->n; i++)
		if (strcmp(choices->list[i], answer) == 0)
			return true;
	return false;
}

static bool
refuse(const struct question *question, const char *name, const char *answer, struct error *err)
{
	struct guess guess = { 0 };
	char list[400];

	for (size_t i = 0; question->choices && i < question->choices->n; i++)
		guess_add(&guess, question->choices->list[i]);
	if (guess.n == 0)
		return error_set(err, "--answer %s=%s: it must not be empty", name, answer);
	return error_set(err, "--answer %s=%s: there is none of that name; there is %s", name,
	    answer, guess_list(&guess, list, sizeof(list)));
}

/* ---- people ---- */

static void
show(const struct question *question)
{
	fprintf(stderr, "\n%s\n", question->text);
	for (size_t i = 0; question->choices && i < question->choices->n; i++)
		fprintf(stderr, "  %s\n", question->choices->list[i]);
}

/* An empty line takes what is likely, or leaves it open. */
static char *
ask_person(const struct question *question, const char *name)
{
	char line[ANSWER_MOST];

	show(question);
	while (true) {
		fprintf(stderr, "%s%s [%s]: ", name, question->may_be_none ? ", or none" : "",
		    question->likely ? question->likely : "leave it open");
		if (!fgets(line, sizeof(line), stdin))
			return NULL;
		line[strcspn(line, "\r\n")] = '\0';
		if (!*line)
			return question->likely ? xstrdup(question->likely) : NULL;
		if (fits(question, line))
			return xstrdup(line);
		fputs("  one of those above, please\n", stderr);
	}
}

bool
questions_ask(const struct questions *questions, const struct question *question, char **ret,
    struct error *err)
{
	char name[96];
	const char *answer = given(questions, whole_name(question, name, sizeof(name)));

	*ret = NULL;
	if (answer && !fits(question, answer))
		return refuse(question, name, answer, err);
	if (answer)
		*ret = xstrdup(answer);
	else if (questions->terminal)
		*ret = ask_person(question, name);
	else if (question->likely)
		*ret = xstrdup(question->likely);
	return true;
}

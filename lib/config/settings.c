/* SPDX-License-Identifier: MIT */
#include "config/settings.h"

#include <string.h>

#include "base/size.h"
#include "config/decode.h"
#include "config/guess.h"
#include "config/outside.h"
#include "config/parse.h"
#include "config/report.h"

#define VERSION_NOW   1
#define SOCKET_MOST   107 /* bytes of a path that the kernel takes */
#define PATH_MOST     4095
#define REFERENCES_OK 3
#define KEEP_LEAST    MSEC_HOUR /* it is pruned each hour */
#define SIZE_LEAST    (4 * SIZE_MIB)

#define AT(member) offsetof(struct settings, member)

static const char *const observers[] = { "single", NULL };

const struct option settings_options[] = {
	{ "observers", OPTION_WORD, AT(observers), NULL,
	    "write \"observers\": \"single\": this daemon decides alone, which is allowed but must "
	    "be said, for nobody can contradict it; guards.hold_single makes it wait longer",
	    observers, .required = true },
	{ "place", OPTION_STRING, AT(place), NULL,
	    "The Region that this host stands in, or \"elsewhere\"; asked of the instance metadata "
	    "unless given. As long as nobody knows, no automatic failover begins (G20).",
	    .form = FORM_PLACE },
	{ "socket", OPTION_STRING, AT(socket), "\"/run/failoverd.sock\"",
	    "Path of the API's socket, when systemd does not hand one over.", .max = SOCKET_MOST,
	    .form = FORM_PATH },
	{ "socket_group", OPTION_STRING, AT(socket_group), NULL,
	    "The group that may use that socket." },
	{ "metrics", OPTION_STRING, AT(metrics), NULL,
	    "Where metrics can be read over TCP, such as \"127.0.0.1:9464\", beside the API's "
	    "socket; counts from the next start on.",
	    .form = FORM_SERVER },
	{ "operators", OPTION_LIST, AT(operators), NULL,
	    "Groups whose members may give commands; root and the daemon's own user always may." },
	{ "references", OPTION_LIST, AT(references), NULL,
	    "URLs that have nothing to do with the application. When they do not answer either, it "
	    "is we who are cut off, and nothing is decided.",
	    .form = FORM_URL },
	{ 0 },
};

static const char *const others[] = { "config_version", "history", "aws", NULL };

#define HISTORY(member) offsetof(struct history_settings, member)

const struct option settings_history_options[] = {
	{ "write", OPTION_BOOL, HISTORY(write), "true",
	    "Whether what is seen is kept at all, for charts, backtests and explain --at." },
	{ "keep", OPTION_DURATION, HISTORY(keep), "\"90d\"", "What is older is deleted." },
	{ "size", OPTION_SIZE, HISTORY(size), "\"1GiB\"",
	    "How large the file may become; then the oldest is deleted before its time." },
	{ 0 },
};

#define AWS(member) offsetof(struct aws_settings, member)

const struct option settings_aws_options[] = {
	{ "profile", OPTION_STRING, AWS(profile), NULL,
	    "A profile of ~/.aws; AWS_PROFILE or \"default\" unless given." },
	{ "roles", OPTION_MAP, AWS(roles), NULL,
	    "\"read\", \"failover\" or \"failback\" to the ARN of a role that is assumed for it; what "
	    "has none is done with the credentials that were found.",
	    .form = FORM_ROLE, .keys = FORM_PURPOSE },
	{ "ca_file", OPTION_STRING, AWS(ca_file), NULL,
	    "A PEM file with authorities, in place of AWS_CA_BUNDLE's, the profile's ca_bundle or "
	    "the system's.",
	    .max = PATH_MOST, .form = FORM_AUTHORITIES },
	{ "publish_metrics", OPTION_STRING, AWS(publish_metrics), NULL,
	    "The Region whose CloudWatch is told once a minute, in the namespace failoverd, that "
	    "we live (Heartbeat), and of each application NeedsOperator, State, Serving, Healthy "
	    "and ReplicationLag. An alarm on a missing Heartbeat notices a daemon that is dead. "
	    "Name one that is never left.",
	    .form = FORM_REGION },
	{ "endpoints", OPTION_MAP, AWS(endpoints), NULL,
	    "\"service\" or \"service.region\" to URL, for VPC endpoints and tests.",
	    .form = FORM_URL },
	{ "addresses", OPTION_MAP, AWS(addresses), NULL,
	    "Host pattern to \"IP:port\": where to connect instead of asking the DNS.",
	    .form = FORM_ADDRESS },
	{ 0 },
};

static void
check_version(struct load *in, const struct node *root)
{
	const struct node *node = decode_need(in, root, "config_version", NODE_NUMBER,
	    "write \"config_version\": 1, so that a later failoverd knows what was meant");

	if (node && strcmp(node->text, "1") != 0)
		report_help(report_label(report_value(in, node, "E040",
					     "a version of the configuration that is not known"),
				"this failoverd knows %d", VERSION_NOW),
		    "write \"config_version\": %d", VERSION_NOW);
}

static void
check_path(struct load *in, const struct node *node, size_t most)
{
	if (!node || node->type != NODE_STRING || !node->text[0])
		return;
	if (node->text[0] != '/')
		report_help(report_label(report_value(in, node, "E041",
					     "\"%s\" is not an absolute path", node->key),
				"no / in front"),
		    "the daemon has no directory of its own: write the whole path");
	else if (strlen(node->text) > most)
		report_help(report_label(report_value(in, node, "E041", "\"%s\" is too long",
					     node->key),
				"%zu bytes", strlen(node->text)),
		    "the kernel takes %zu bytes", most);
}

static void
check_place(struct load *in, const struct node *node)
{
	if (node && node->type == NODE_STRING && node->text[0] &&
	    strcmp(node->text, "elsewhere") != 0 && parse_region(node->text))
		report_help(report_label(report_value(in, node, "E103",
					     "\"place\" is not a Region"),
				"%s", parse_region(node->text)),
		    "write one such as \"us-west-2\", or \"elsewhere\" outside AWS; an instance knows its own");
}

static void
check_publish(struct load *in, const struct node *node)
{
	if (node && node->type == NODE_STRING && node->text[0] && parse_region(node->text))
		report_help(report_label(report_value(in, node, "E103",
					     "\"publish_metrics\" is not a Region"),
				"%s", parse_region(node->text)),
		    "write one such as \"us-west-2\"");
}

static void
check_metrics(struct load *in, const struct node *node)
{
	const char *wrong =
	    node && node->type == NODE_STRING && node->text[0] ? parse_server(node->text) : NULL;

	if (wrong)
		report_help(report_label(report_value(in, node, "E049",
					     "\"metrics\" is no place to listen at"),
				"%s", wrong),
		    "write \"127.0.0.1:9464\", or the address of one interface");
}

static void
check_history(struct load *in, const struct node *node, const struct history_settings *history)
{
	const struct node *keep = node_member(node, "keep"), *size = node_member(node, "size");

	if (keep && history->keep < KEEP_LEAST)
		report_help(report_label(report_value(in, keep, "E048", "\"keep\" is too short"),
				"less than an hour"),
		    "write \"1h\" or more; to keep nothing, write \"write\": false");
	if (size && history->size < SIZE_LEAST)
		report_help(report_label(report_value(in, size, "E048", "\"size\" is too small"),
				"less than 4MiB"),
		    "write \"4MiB\" or more; to keep nothing, write \"write\": false");
}

static void
check_urls(struct load *in, const struct node *list)
{
	for (const struct node *node = list ? list->first : NULL; node; node = node->next) {
		const char *wrong =
		    node->type == NODE_STRING && node->text[0] ? parse_url(node->text) : NULL;

		if (wrong)
			report_help(report_label(report_value(in, node, "E028",
						     "a reference cannot be read"),
					"%s", wrong),
			    "write a URL: \"https://host.example/path\"");
	}
}

static void
check_references(struct load *in, const struct node *root, const struct settings *settings)
{
	const struct node *list = node_member(root, "references");
	struct diagnostic *d;

	check_urls(in, list);
	if (settings->references.n >= REFERENCES_OK)
		return;
	d = report_warning(in, list ? list : root, "W201",
	    "fewer than %d references: an isolated daemon may not know that it is", REFERENCES_OK);
	report_label(d, "%zu", settings->references.n);
	report_help(d, "name three URLs in other Regions and at other providers in \"references\"");
}

/* "rds" or "rds.us-east-1". */
static void
check_endpoint(struct load *in, const struct node *node)
{
	size_t len = strcspn(node->key, ".");
	const char *name = pool_text(in->scratch, node->key, len);
	const char *wrong = node->type == NODE_STRING ? parse_url(node->text) : NULL;
	struct guess guess = { 0 };
	const char *near;
	char list[160];

	for (size_t i = 0; in->catalog->services[i]; i++)
		guess_add(&guess, in->catalog->services[i]);
	near = guess_nearest(&guess, name);
	if (!guess_has(&guess, name))
		report_help(report_label(report_key(in, node, "E042",
					     "\"%.60s\" is no service that is asked", name),
				"not a service"),
		    near ? "did you mean \"%s\"?" : "there are %s",
		    near ? near : guess_list(&guess, list, sizeof(list)));
	if (node->key[len] && parse_region(node->key + len + 1))
		report_help(report_label(report_key(in, node, "E042",
					     "\"%.60s\" does not end with a Region", node->key),
				"%s", parse_region(node->key + len + 1)),
		    "write \"%.40s\" or \"%.40s.us-east-1\"", name, name);
	if (wrong)
		report_help(report_label(report_value(in, node, "E028",
					     "the endpoint of %.40s cannot be read", node->key),
				"%s", wrong),
		    "write a URL: \"https://host.example\"");
}

static void
check_address(struct load *in, const struct node *node)
{
	bool usable = node->type == NODE_STRING && node->text[0];
	const char *wrong = usable ? parse_address(node->text) : NULL;

	if (wrong)
		report_help(report_label(report_value(in, node, "E043",
					     "the address of %.60s cannot be read", node->key),
				"%s", wrong),
		    "write \"IP:port\" or \"name:port\"");
}

static void
check_role(struct load *in, const struct node *node)
{
	bool known = strcmp(node->key, "read") == 0 || strcmp(node->key, "failover") == 0 ||
	    strcmp(node->key, "failback") == 0;

	if (!known)
		report_help(report_label(report_key(in, node, "E046",
					     "\"%.60s\" is nothing that has a role", node->key),
				"not a purpose"),
		    "there are \"read\", \"failover\" and \"failback\"");
	if (node->type == NODE_STRING && node->text[0] &&
	    (strncmp(node->text, "arn:", 4) != 0 || !strstr(node->text, ":iam::") ||
		!strstr(node->text, ":role/")))
		report_help(report_label(report_value(in, node, "E047",
					     "the role for %.40s is no role", node->key),
				"not the ARN of one"),
		    "write \"arn:aws:iam::123456789012:role/failoverd\"");
}

static void
each(struct load *in, const struct node *object,
    void (*check)(struct load *in, const struct node *node))
{
	for (const struct node *node = object && object->type == NODE_OBJECT ? object->first : NULL;
	     node; node = node->next)
		check(in, node);
}

void
settings_load(struct load *in, const struct node *root, struct settings *ret)
{
	const struct node *aws = node_member(root, "aws");
	const struct node *history = node_member(root, "history");

	check_version(in, root);
	decode_object(in, root, settings_options, others, ret);
	decode_object(in, history, settings_history_options, NULL, &ret->history);
	decode_object(in, aws, settings_aws_options, NULL, &ret->aws);
	check_path(in, node_member(root, "socket"), SOCKET_MOST);
	check_publish(in, node_member(aws, "publish_metrics"));
	outside_files(in, aws, settings_aws_options);
	outside_environment(in, root, aws);
	check_place(in, node_member(root, "place"));
	check_metrics(in, node_member(root, "metrics"));
	check_references(in, root, ret);
	check_history(in, history, &ret->history);
	each(in, node_member(aws, "endpoints"), check_endpoint);
	each(in, node_member(aws, "addresses"), check_address);
	each(in, node_member(aws, "roles"), check_role);
}

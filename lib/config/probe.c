/* SPDX-License-Identifier: MIT */
#include "config/probe.h"

#include <string.h>

#include "base/duration.h"
#include "config/decode.h"
#include "config/kind.h"
#include "config/outside.h"
#include "config/report.h"
#include "config/url.h"

#define EVERY_LEAST 100
#define TIMEOUT     (3 * MSEC_SECOND) /* the patience of real clients */

struct common {
	msec_t every, timeout;
	bool critical, alone;
	int weight;
};

#define AT(member) offsetof(struct common, member)

const struct option probe_options[] = {
	{ "every", OPTION_DURATION, AT(every), "\"5s\"",
	    "How often each Region is asked. Twelve answers a minute make a share that means "
	    "something." },
	{ "timeout", OPTION_DURATION, AT(timeout), NULL,
	    "An answer that takes longer is a failure. 3s, the patience of real clients, unless "
	    "every is shorter; then four fifths of it." },
	{ "critical", OPTION_BOOL, AT(critical), "false",
	    "Whether it counts towards the facts down and up. Without it, it only informs." },
	{ "alone", OPTION_BOOL, AT(alone), "false",
	    "Whether its total loss is the Region's, whatever the other critical ones say: for "
	    "what nobody can do without." },
	{ "weight", OPTION_INT, AT(weight), "1", "Its importance among the critical ones.",
	    .min = 1, .max = 100 },
	{ 0 },
};

static const struct probe_kind *
find(const struct catalog *catalog, const char *name)
{
	size_t i = 0;

	while (strcmp(catalog->probes[i]->name, name) != 0)
		i++;
	return catalog->probes[i];
}

static void
check_times(struct load *in, const struct node *node, const struct common *common)
{
	const struct node *every = node_member(node, "every"), *timeout;
	char text[DURATION_TEXT];

	if (common->every < EVERY_LEAST)
		report_help(report_label(report_value(in, every ? every : node, "E117",
					     "\"every\" is too short"),
				"less than 100ms"),
		    "ask every 100ms at most; \"5s\" is the default");
	timeout = node_member(node, "timeout");
	if (timeout && common->timeout <= 0)
		report_help(report_label(report_value(in, timeout, "E117",
					     "\"timeout\" is too short"),
				"no time at all"),
		    "write \"3s\"");
	else if (timeout && common->timeout >= common->every)
		report_help(report_label(report_value(in, timeout, "E117",
					     "\"timeout\" must be shorter than \"every\""),
				"every is %s", duration_text(common->every, text)),
		    "a question must be over before the next one: lower timeout or raise every");
}

static void
check_critical(struct load *in, const struct node *node, const struct probe_kind *kind)
{
	report_help(report_label(report_value(in, node_member(node, "critical"), "E118",
				     "%s cannot be critical", kind->name),
			"says nothing about one Region"),
	    "it is asked once for the application; take \"critical\" out");
}

static void
load_one(struct load *in, const struct node *root, const struct node *node,
    const struct guess *kinds, struct app *app)
{
	struct probe_spec *ret = &app->probes[app->n_probes];
	const struct node *args;
	struct common common = { 0 };

	if (!decode_name(in, node) || !decode_is(in, node, NODE_OBJECT))
		return;
	args = kind_choose(in, node, probe_options, kinds);
	decode_fields(in, node, probe_options, &common);
	check_times(in, node, &common);
	if (!args)
		return;
	*ret = (struct probe_spec){ .name = pool_text(in->pool, node->key, strlen(node->key)),
		.kind = find(in->catalog, args->key),
		.every = common.every,
		.timeout = common.timeout,
		.critical = common.critical,
		.alone = common.alone,
		.weight = common.weight };
	if (ret->timeout == 0)
		ret->timeout = ret->every * 4 / 5 < TIMEOUT ? ret->every * 4 / 5 : TIMEOUT;
	ret->args = kind_args(in, args, ret->kind->options, ret->kind->args_size);
	kind_check_needs(in, args, root, ret->kind->needs);
	if (ret->alone && !ret->critical)
		report_help(report_label(report_value(in, node_member(node, "alone"), "E120",
					     "\"alone\" without \"critical\" means nothing"),
				"of no use"),
		    "add \"critical\": true, or take this out");
	if (ret->kind->global && ret->critical)
		check_critical(in, node, ret->kind);
	url_check_probe(in, args, ret, app);
	outside_files(in, args, ret->kind->options);
	app->n_probes++;
}

void
probe_load(struct load *in, const struct node *root, struct app *ret)
{
	const struct node *probes = decode_need(in, root, "probes", NODE_OBJECT,
	    "what is not asked cannot be known: {\"api\": {\"http\": {...}, \"critical\": true}}");
	struct guess kinds = { 0 };
	bool critical = false;

	if (!probes)
		return;
	for (size_t i = 0; in->catalog->probes[i]; i++)
		guess_add(&kinds, in->catalog->probes[i]->name);
	ret->probes = pool_alloc(in->pool, probes->n, sizeof(*ret->probes));
	for (const struct node *node = probes->first; node; node = node->next) {
		const struct node *says = node_member(node, "critical");

		critical = critical || (says && strcmp(says->text ? says->text : "", "true") == 0);
		if (!node_is_foreign(node))
			load_one(in, root, node, &kinds, ret);
	}
	if (!critical)
		report_help(report_label(report_key(in, probes, "E111", "no probe is critical"),
				"none counts"),
		    "add \"critical\": true to the probes that say whether customers are served");
}

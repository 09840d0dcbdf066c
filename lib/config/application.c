/* SPDX-License-Identifier: MIT */
#include "config/application.h"

#include "config/book.h"
#include "config/decode.h"
#include "config/facts.h"
#include "config/hours.h"
#include "config/machine.h"
#include "config/outside.h"
#include "config/parse.h"
#include "config/probe.h"
#include "config/region.h"
#include "config/report.h"
#include "config/route.h"
#include "config/sense.h"

#define AT(member) offsetof(struct app, member)

const struct option application_options[] = {
	{ "application", OPTION_STRING, AT(name), NULL,
	    "name it: \"application\": \"shop\"; people confirm moves with this name",
	    .required = true, .form = FORM_NAME },
	{ "mode", OPTION_WORD, AT(mode), NULL,
	    "write \"observe\" (decides and records, never acts), \"propose\" (waits for an "
	    "operator) or \"auto\" (acts); begin with observe",
	    mode_words, .required = true },
	{ 0 },
};

static const char *const others[] = { "home", "regions", "aurora", "secret", "routing", "dns",
	"probes", "facts", "guards", "objectives", "drills", "machine", "runbooks", NULL };

static void
check_name(struct load *in, const struct node *node)
{
	const char *wrong =
	    node && node->type == NODE_STRING && node->text[0] ? parse_name(node->text) : NULL;

	if (wrong)
		report_help(report_label(report_value(in, node, "E032",
					     "\"%.60s\" is not a good name", node->text),
				"%s", wrong),
		    "it is typed by people and used in paths: keep it short and plain");
}

/* Each part is read whatever is wrong with the others, so that all faults are found at once. */
void
application_load(struct load *in, const struct node *root, struct app *ret)
{
	size_t errors = in->diags->errors;

	decode_object(in, root, application_options, others, ret);
	check_name(in, node_member(root, "application"));
	region_load(in, root, ret);
	region_check(in, root);
	route_check(in, root);
	decode_object(in, node_member(root, "guards"), limits_options, NULL, &ret->limits);
	hours_load(in, node_member(root, "guards"), &ret->limits);
	decode_object(in, node_member(root, "objectives"), objective_options, NULL,
	    &ret->objectives);
	decode_object(in, node_member(root, "drills"), drill_options, NULL, &ret->drills);
	probe_load(in, root, ret);
	facts_load(in, root, ret);
	book_load(in, root, ret);
	machine_load(in, root, ret);
	sense_check(in, root, ret);
	if (in->diags->errors == errors)
		outside_ask(in, root, ret);
}

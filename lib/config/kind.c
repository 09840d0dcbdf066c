/* SPDX-License-Identifier: MIT */
#include "config/kind.h"

#include <string.h>

#include "config/decode.h"
#include "config/report.h"

static bool
in_table(const struct option *options, const char *name)
{
	for (; options->name; options++)
		if (strcmp(options->name, name) == 0)
			return true;
	return false;
}

static void
unknown(struct load *in, const struct node *member, const struct option *common,
    const struct guess *kinds)
{
	struct diagnostic *d =
	    report_key(in, member, "E012", "unknown key \"%.100s\"", member->key);
	struct guess all = *kinds;
	const char *near;
	char list[160];

	for (; common->name; common++)
		guess_add(&all, common->name);
	near = guess_nearest(&all, member->key);
	report_label(d, "neither a kind nor a setting");
	if (near)
		report_help(d, "did you mean \"%s\"?", near);
	else
		report_help(d, "there are %s", guess_list(&all, list, sizeof(list)));
}

static void
not_one(struct load *in, const struct node *object, const struct node *second,
    const struct guess *kinds)
{
	char list[160];

	if (second)
		report_help(report_label(report_key(in, second, "E114",
					     "more than one kind in one object"),
				"a second kind"),
		    "each object has one kind: make two of it");
	else
		report_help(report_label(report_key(in, object, "E113",
					     "nothing here says of which kind it is"),
				"no kind"),
		    "add one of %s", guess_list(kinds, list, sizeof(list)));
}

const struct node *
kind_choose(struct load *in, const struct node *object, const struct option *common,
    const struct guess *kinds)
{
	const struct node *found = NULL;
	bool strange = false;

	for (const struct node *member = object->first; member; member = member->next) {
		if (node_is_foreign(member) || in_table(common, member->key))
			continue;
		if (!guess_has(kinds, member->key)) {
			unknown(in, member, common, kinds);
			strange = true;
		} else if (found) {
			not_one(in, object, member, kinds);
		} else {
			found = member;
		}
	}
	if (!found && !strange)
		not_one(in, object, NULL, kinds);
	return found;
}

void *
kind_args(struct load *in, const struct node *args, const struct option *options, size_t size)
{
	void *ret = pool_alloc(in->pool, 1, size);

	decode_object(in, args, options, NULL, ret);
	return ret;
}

void
kind_check_needs(struct load *in, const struct node *args, const struct node *root,
    const char *needs)
{
	if (!needs || node_member(root, needs))
		return;
	report_help(report_label(report_key(in, args, "E115", "%s needs \"%s\"", args->key, needs),
			"nothing to work on"),
	    "describe \"%s\": {...} in this application, or take this out", needs);
}

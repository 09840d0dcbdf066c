/* SPDX-License-Identifier: MIT */
#include "config/outside.h"

#include <string.h>

#include "config/report.h"
#include "core/kind.h"

/* "what is wrong: what to do", or "; " between them: the first goes under the caret. */
static void
explain(struct diagnostic *d, const char *text, const char *otherwise)
{
	const char *cut = strstr(text, "; ");

	if (!cut)
		cut = strstr(text, ": ");
	report_label(d, "%.*s", (int)(cut ? cut - text : (ptrdiff_t)strlen(text)), text);
	report_help(d, "%s", cut ? cut + 2 : otherwise);
}

/* ---- files ---- */

/* Without the path in front, which is under the caret. */
static const char *
without(const char *text, const char *path)
{
	size_t len = strlen(path);

	return strncmp(text, path, len) == 0 && strncmp(text + len, ": ", 2) == 0 ? text + len + 2
										  : text;
}

static bool
absolute(struct load *in, const struct node *node)
{
	if (node->text[0] == '/')
		return true;
	report_help(report_label(report_value(in, node, "E041", "\"%s\" is not an absolute path",
				     node->key ? node->key : node->parent->key),
			"no / in front"),
	    "the daemon has no directory of its own: write the whole path");
	return false;
}

static void
authorities(struct load *in, const struct node *node)
{
	struct error err = { "" };

	if (absolute(in, node) && in->catalog->authorities &&
	    !in->catalog->authorities(node->text, &err))
		explain(report_value(in, node, "E045", "\"%s\" cannot be used", node->key),
		    without(err.text, node->text),
		    "give a file in PEM format, such as /etc/ssl/certs/ca-certificates.crt");
}

/* It may come later, with a package say: a warning. {region} may be in its path. */
static void
program(struct load *in, const struct node *node)
{
	const struct node *first = node->type == NODE_ARRAY ? node->first : node;
	struct error err = { "" };

	if (first && first->type == NODE_STRING && first->text[0] && absolute(in, first) &&
	    !strchr(first->text, '{') && in->catalog->program &&
	    !in->catalog->program(first->text, &err))
		explain(report_warning(in, first, "W212", "a program that cannot be run"),
		    without(err.text, first->text),
		    "install it, or mend its path; until then it says nothing");
}

void
outside_files(struct load *in, const struct node *object, const struct option *options)
{
	for (const struct option *o = options; object && o->name; o++) {
		const struct node *node = node_member(object, o->name);

		if (!node)
			continue;
		if (o->form == FORM_AUTHORITIES && node->type == NODE_STRING && node->text[0])
			authorities(in, node);
		if (o->form == FORM_PROGRAM)
			program(in, node);
	}
}

void
outside_environment(struct load *in, const struct node *root, const struct node *object)
{
	struct error err = { "" };
	struct diagnostic *d;

	if (node_member(object, "ca_file") || !in->catalog->authorities ||
	    in->catalog->authorities(NULL, &err))
		return;
	d = report_key(in, object ? object : root, "E045",
	    "the file that AWS_CA_BUNDLE names cannot be used");
	report_label(d, "%.*s", (int)strcspn(err.text, ";"), err.text);
	report_help(d,
	    "mend the variable of the environment or unset it; \"aws\": {\"ca_file\": ...} goes "
	    "before it");
}

/* ---- on paper ---- */

static const struct node *
args_of(const struct node *root, const struct probe_spec *probe)
{
	return node_member(node_inner(root, "probes", probe->name), probe->kind->name);
}

static bool
ask(const struct app *app, const struct probe_spec *probe, size_t region, struct error *err)
{
	static const struct world world = { .writer = REGION_NONE, .answer = REGION_NONE };
	struct call call = { 0 };
	const struct probe_ctx ctx = { .app = app,
		.region = region,
		.args = probe->args,
		.now = { .boot = MSEC_DAY, .wall = 365 * MSEC_DAY },
		.world = &world };
	bool good = probe->kind->ask(&ctx, &call, err);

	call_done(&call);
	return good;
}

void
outside_ask(struct load *in, const struct node *root, const struct app *app)
{
	for (size_t p = 0; p < app->n_probes; p++) {
		const struct probe_spec *probe = &app->probes[p];
		size_t n = probe->kind->global ? 1 : app->n_regions;
		struct error err = { "" };

		for (size_t r = 0; probe->kind->ask && r < n; r++) {
			if (ask(app, probe, r, &err))
				continue;
			explain(report_key(in, args_of(root, probe), "E129",
				    "\"%.48s\" could not be asked in %s", probe->name,
				    app->regions[r].name),
			    err.text, "mend it as this says, or take the probe out");
			break;
		}
	}
}

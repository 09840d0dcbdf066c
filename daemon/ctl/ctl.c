/* SPDX-License-Identifier: MIT */
#include "ctl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "field.h"
#include "print.h"

int
ctl_usage(const char *fmt, ...)
{
	va_list ap;

	fputs("failoverctl: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return CTL_USAGE;
}

int
ctl_unreachable(const struct ctl *ctl, const struct error *err)
{
	json_t *json;

	fprintf(stderr,
	    "failoverctl: failoverd does not answer: %s\n"
	    "  systemctl status failoverd      is it running?\n"
	    "  --socket PATH                   does it listen elsewhere?\n",
	    err->text);
	if (!ctl->options.json)
		return CTL_UNREACHABLE;
	json = json_pack("{s:s, s:s, s:s}", "code", "unreachable", "detail", err->text, "socket",
	    ctl->options.socket);
	print_json(json);
	json_decref(json);
	return CTL_UNREACHABLE;
}

static int
exit_of(const struct said *said)
{
	static const struct {
		const char *code;
		int exit;
	} codes[] = {
		{ "refused", CTL_REFUSED },
		{ "not-permitted", CTL_DENIED },
		{ "stale", CTL_STALE },
		{ "plan-expired", CTL_STALE },
		{ "config", CTL_CONFIG },
		{ "bad-request", CTL_USAGE },
	};

	for (size_t i = 0; i < COUNT(codes); i++)
		if (field_is(said->json, "code", codes[i].code))
			return codes[i].exit;
	return CTL_FAILED;
}

/* What stands in the way, each with its value and its remedy. */
static void
print_guards(const json_t *guards)
{
	const json_t *guard;
	size_t i;

	json_array_foreach(guards, i, guard)
	{
		const char *verdict = field_is(guard, "value", "unknown") ? "unknown" : "FAIL";

		if (field_is(guard, "value", "yes"))
			verdict = "pass";
		else if (field_true(guard, "overridden"))
			verdict = "waived";
		fprintf(stderr, "  %-7s  %s %-11s  %s\n", verdict, field_text(guard, "code"),
		    field_text(guard, "name"), field_text(guard, "text"));
		if (*verdict != 'p' && *verdict != 'w')
			fprintf(stderr, "%26s-> %s\n", "", field_text(guard, "remedy"));
	}
}

/* What a plan rested on, and what is so now. */
static void
print_differences(const json_t *differences)
{
	const json_t *item;
	size_t i;

	json_array_foreach(differences, i, item)
	{
		const char *was = field_text(item, "was"), *is = field_text(item, "is");

		fprintf(stderr, "  %s: was %s, is %s\n", field_text(item, "what"),
		    *was ? was : "not there", *is ? is : "not there");
	}
}

int
ctl_problem(const struct ctl *ctl, const struct said *said)
{
	const char *detail = field_text(said->json, "detail");

	if (*detail)
		fprintf(stderr, "failoverctl: %s\n", detail);
	else
		fprintf(stderr, "failoverctl: failoverd answered HTTP %d\n", said->status);
	print_guards(json_object_get(said->json, "guards"));
	print_differences(json_object_get(said->json, "differences"));
	if (field_has(said->json, "remedy") && !field_has(said->json, "guards"))
		fprintf(stderr, "  -> %s\n", field_text(said->json, "remedy"));
	if (field_has(said->json, "run"))
		fprintf(stderr, "  -> failoverctl runs watch %s\n", field_text(said->json, "run"));
	if (ctl->options.json)
		print_json(said->json);
	return exit_of(said);
}

int
ctl_ask(const struct ctl *ctl, const char *method, const char *path, json_t *body, struct said *ret)
{
	autofree(said_done) struct said said = { 0 };
	struct error err;

	if (!client_ask(ctl->client, method, path, body, &said, &err))
		return ctl_unreachable(ctl, &err);
	if (said.status < 200 || said.status > 299)
		return ctl_problem(ctl, &said);
	*ret = said;
	said = (struct said){ 0 };
	return CTL_DONE;
}

/* Quoted in a shell and in a path alike, names of applications need no escaping. */
static bool
plain_name(const char *name)
{
	return *name &&
	    strspn(name,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_.") == strlen(name);
}

static int
several(const json_t *applications)
{
	const json_t *application;
	size_t i;

	ctl_usage(json_array_size(applications) == 0
		? "failoverd has no application: describe one in apps.d, then failoverctl reload"
		: "there are several applications; say which:");
	json_array_foreach(applications, i, application)
	    fprintf(stderr, "  --app %s\n", field_text(application, "name"));
	return CTL_USAGE;
}

int
ctl_application(struct ctl *ctl)
{
	autofree(said_done) struct said said = { 0 };
	const char *name = ctl->options.app;
	const json_t *applications;
	int code;

	if (name && (!plain_name(name) || strlen(name) >= sizeof(ctl->application)))
		return ctl_usage("--app %s: no application has such a name", name);
	if (!name) {
		code = ctl_ask(ctl, "GET", "/api/v1/status", NULL, &said);
		if (code != CTL_DONE)
			return code;
		applications = json_object_get(said.json, "applications");
		if (json_array_size(applications) != 1)
			return several(applications);
		name = field_text(json_array_get(applications, 0), "name");
	}
	snprintf(ctl->application, sizeof(ctl->application), "%s", name);
	return CTL_DONE;
}

int
ctl_ask_application(struct ctl *ctl, const char *method, const char *path, json_t *body,
    struct said *ret)
{
	autofree(xfree) char *whole = NULL;
	int code = ctl->application[0] ? CTL_DONE : ctl_application(ctl);

	if (code != CTL_DONE) {
		json_decref(body);
		return code;
	}
	whole = xasprintf("/api/v1/applications/%s%s", ctl->application, path);
	return ctl_ask(ctl, method, whole, body, ret);
}

const char *
ctl_limit(const struct ctl *ctl)
{
	const char *limit = ctl->options.limit ? ctl->options.limit : "20";

	if (*limit && strspn(limit, "0123456789") == strlen(limit) && strlen(limit) <= 4)
		return limit;
	ctl_usage("--limit %s: write a number", limit);
	return NULL;
}

int
ctl_list(struct ctl *ctl, const char *what, void (*show)(const json_t *list))
{
	const char *limit = ctl_limit(ctl);
	autofree(said_done) struct said said = { 0 };
	autofree(xfree) char *path = NULL;
	int code;

	if (!limit)
		return CTL_USAGE;
	path = xasprintf("/%s?limit=%s", what, limit);
	code = ctl_ask_application(ctl, "GET", path, NULL, &said);
	if (code != CTL_DONE)
		return code;
	if (ctl->options.json)
		print_json(said.json);
	else
		show(json_object_get(said.json, what));
	return CTL_DONE;
}

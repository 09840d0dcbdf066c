/* SPDX-License-Identifier: MIT */
/* init: writes a first configuration, of what the account has and of what is answered. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../configuration.h"
#include "base/alloc.h"
#include "ctl.h"
#include "diagnosis.h"
#include "io/file.h"
#include "print.h"
#include "prompt.h"

#define PLACE "/etc/failoverd"

/* What is about the daemon, where no package has brought it. */
static const char settings[] =
    "// Written by failoverctl init. All options, with their defaults: failoverd.json(5).\n"
    "{\n"
    "  \"config_version\": 1,\n"
    "  \"observers\": \"single\", // one observer that nobody can contradict: it waits longer\n"
    "  // \"place\": \"us-west-2\", // outside of EC2: the Region this host stands in, or "
    "\"elsewhere\"\n"
    "  \"socket_group\": \"failoverd-admin\",\n"
    "  \"operators\": [\"failoverd-admin\"],\n"
    "  // When fewer than two of three answer, it is we who are cut off.\n"
    "  \"references\": [\n"
    "    \"https://dynamodb.eu-west-1.amazonaws.com/ping\",\n"
    "    \"https://www.iana.org/\",\n"
    "    \"https://one.one.one.one/\",\n"
    "  ],\n"
    "}\n";

/* ---- what its parts share ---- */

void
init_known(struct init *init, enum init_part part)
{
	init->parts[part].state = INIT_KNOWN;
}

void
init_set(struct init *init, enum init_part part, enum init_state state, const char *fmt, ...)
{
	struct error *why = &init->parts[part].why;
	va_list args;

	init->parts[part].state = state;
	va_start(args, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	/* Into a comment of one line. */
	for (char *at = why->text; *at; at++)
		if (*at == '\n' || *at == '\r')
			*at = ' ';
}

void
init_tell(const char *what, const char *fmt, ...)
{
	va_list args;

	printf("  %s: ", what);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
}

void
init_split(const char *text, struct names *ret)
{
	while (*text) {
		size_t len = strcspn(text, ",");
		size_t blanks = strspn(text, " ");
		size_t end = len;

		while (end > blanks && text[end - 1] == ' ')
			end--;
		if (end > blanks) {
			autofree(xfree) char *word = xstrndup(text + blanks, end - blanks);

			names_add(ret, word);
		}
		text += len + (text[len] == ',');
	}
}

const char *
init_join(const struct names *names, char *ret, size_t size)
{
	size_t at = 0;

	*ret = '\0';
	for (size_t i = 0; i < names->n && at < size; i++)
		at += (size_t)snprintf(ret + at, size - at, "%s%s", i > 0 ? ", " : "",
		    names->list[i]);
	return ret;
}

bool
init_checks(struct init *init, struct error *why)
{
	if (!init->has_checks && !init->checks_why.text[0])
		init->has_checks = account_list(init->account, INVENTORY_CHECKS, init->asked_in,
		    NULL, &init->checks, &init->checks_why);
	*why = init->checks_why;
	return init->has_checks;
}

static void
done(struct init *init)
{
	char *texts[] = { init->asked_in, init->name, init->home, init->global, init->secret,
		init->panel, init->dns, init->url, init->arc_cluster, init->zone };

	for (size_t i = 0; i < COUNT(texts); i++)
		xfree(texts[i]);
	for (size_t r = 0; r < init->n_regions; r++) {
		xfree(init->regions[r].name);
		xfree(init->regions[r].cluster);
		xfree(init->regions[r].control);
		names_done(&init->regions[r].addresses);
	}
	names_done(&init->servers);
	inventory_done(&init->endpoints);
	inventory_done(&init->checks);
	account_free(init->account);
}

/* ---- files ---- */

/* Never over another one. The service reads it as a user of its own, whatever root's umask is. */
static bool
write_file(const char *path, const char *text, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	size_t len = strlen(text);
	bool good;

	if (fd < 0)
		return error_set(err, "%s: %s", path,
		    errno == EEXIST ? "it is there already, and is not written over; move it away, "
				      "or say --answer application=NAME"
				    : strerror(errno));
	good = fchmod(fd, 0644) == 0 && write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
	if (close(fd) == 0 && good)
		return true;
	return error_set(err, "%s: %s", path, strerror(errno));
}

static bool
make_place(const char *path, struct error *err)
{
	if (mkdir(path, 0755) == 0)
		(void)chmod(path, 0755); /* what is there already is its owner's */
	else if (errno != EEXIST)
		return error_set(err, "%s: %s", path, strerror(errno));
	return true;
}

static bool
write_settings(const char *path, struct error *err)
{
	if (file_exists(path) == TRIT_YES)
		return true;
	if (!write_file(path, settings, err))
		return false;
	printf("Written: %s\n", path);
	return true;
}

/* ---- the verb ---- */

static int
check(const char *place)
{
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(sources_done) struct sources sources = { 0 };
	autofree(config_free) struct config *config = NULL;
	struct error err = { "" };

	config = configuration_load(place, &diags, &sources, &err);
	diagnosis_print(place, config, &diags, &sources, &err);
	return config ? CTL_DONE : CTL_CONFIG;
}

static int
tell_next(const struct init *init, const char *place, const char *file)
{
	size_t open = init_open(init);
	int code;

	printf("Written: %s\n", file);
	if (open > 0) {
		printf("%zu part%s of it %s OPEN: complete what is commented there, then\n"
		       "  failoverctl config check %s\n",
		    open, open == 1 ? "" : "s", open == 1 ? "is" : "are", place);
		return CTL_NEEDS_OPERATOR;
	}
	code = check(place);
	if (code != CTL_DONE)
		return code;
	printf("It is valid, and in mode observe: it watches, decides, and never acts. Next:\n"
	       "  failoverctl export iam %s    # what failoverd's role must allow\n"
	       "  systemctl enable --now failoverd\n"
	       "  failoverctl status\n"
	       "  failoverctl doctor           # could it be moved now?\n",
	    place);
	return CTL_DONE;
}

static bool
discover(struct init *init, const char *settings_path, struct error *err)
{
	if (!questions_check(&init->questions, err))
		return false;
	init->account = account_new(settings_path, err);
	if (!init->account)
		return false;
	puts("Found, by calls that only read:");
	return init_aurora(init, err) && init_arc(init, err) && init_secret(init, err) &&
	    init_names(init, err) && init_url(init, err);
}

static int
run(struct init *init, const char *place)
{
	autofree(xfree) char *main_file = xasprintf("%s/failoverd.json", place);
	autofree(xfree) char *apps = xasprintf("%s/apps.d", place);
	autofree(xfree) char *file = NULL;
	autofree(buf_done) struct buf text = { 0 };
	struct error err = { "" };

	if (!discover(init, main_file, &err))
		return ctl_usage("init: %s", err.text);
	file = xasprintf("%s/%s.json", apps, init->name ? init->name : "application");
	init_write(init, &text);
	if (make_place(place, &err) && make_place(apps, &err) &&
	    write_file(file, buf_text(&text), &err) && write_settings(main_file, &err))
		return tell_next(init, place, file);
	fprintf(stderr, "failoverctl: %s\n", err.text);
	return CTL_FAILED;
}

int
init_verb(struct ctl *ctl)
{
	struct init init = { .questions = { .answers = &ctl->options.answers,
				 .terminal = prompt_possible() } };
	int code = run(&init, ctl->n_args > 0 ? ctl->args[0] : PLACE);

	done(&init);
	return code;
}

/* SPDX-License-Identifier: MIT */
/* manual FILE - prints what is made of our tables: a file of that name, or a page of a template. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "../log_help.h"
#include "io/file.h"
#include "man.h"

#define PAGE_MOST ((size_t)1024 * 1024)

static const struct {
	const char *name;
	man_fn *make;
} files[] = {
	{ "failoverd.catalog", man_catalog },
	{ "failoverctl.bash", man_bash },
	{ "failoverctl.zsh", man_zsh },
};

static bool
make_page(const char *path, struct buf *ret)
{
	autofree(buf_done) struct buf template = { 0 };
	struct error err = { "" };

	if (file_read(path, PAGE_MOST, &template, &err))
		return man_page(buf_text(&template), ret);
	fprintf(stderr, "manual: %s\n", err.text);
	return false;
}

static bool
make(const char *name, struct buf *ret)
{
	for (size_t i = 0; i < COUNT(files); i++)
		if (strcmp(name, files[i].name) == 0) {
			files[i].make(ret);
			return true;
		}
	return make_page(name, ret);
}

static bool
explained(void)
{
	for (enum log_id id = 0; id < LOG_ID_COUNT; id++) {
		if (log_help(id)->todo)
			continue;
		fprintf(stderr, "manual: \"%s\" is not explained: add it to daemon/log_help.c\n",
		    log_name(id));
		return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	autofree(buf_done) struct buf text = { 0 };

	if (argc != 2) {
		fputs("usage: manual FILE\n", stderr);
		return EX_USAGE;
	}
	if (!explained() || !make(argv[1], &text))
		return EX_DATAERR;
	fputs(buf_text(&text), stdout);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EX_IOERR;
}

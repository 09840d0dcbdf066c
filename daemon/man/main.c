/* SPDX-License-Identifier: MIT */
/* manual FILE... - prints what is made of our tables: see man.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "man.h"

static const struct {
	const char *name;
	man_fn *make;
} files[] = {
	{ "failoverd.catalog", man_catalog },
};

int
main(int argc, char **argv)
{
	autofree(buf_done) struct buf text = { 0 };

	for (size_t i = 0; argc == 2 && i < COUNT(files); i++)
		if (strcmp(argv[1], files[i].name) == 0)
			files[i].make(&text);
	if (text.len == 0) {
		fputs("usage: manual FILE\n", stderr);
		return EX_USAGE;
	}
	fputs(buf_text(&text), stdout);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EX_IOERR;
}

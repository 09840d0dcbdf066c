/* SPDX-License-Identifier: MIT */
/* The daemon's command line. Apart from main.c because getopt's struct option is not ours. */
#ifndef DAEMON_ARGUMENTS_H
#define DAEMON_ARGUMENTS_H

#include <stdbool.h>

struct arguments {
	const char *config, *state;
	bool check, verbose;
};

/* One option; the manual is made of these, too. */
struct argument {
	const char *name;
	int letter;
	const char *value; /* NULL: it takes none */
	const char *help;
};

extern const struct argument arguments_all[]; /* ends with a NULL name */

/* What is not given stays as it is. --help, --version and mistakes end the process. */
void arguments_parse(int argc, char **argv, struct arguments *ret);

#endif

/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/cleanup.h"

static const struct {
	const char *name;
	int has_arg, letter;
	const char *help;
} rows[] = {
	{ "config", required_argument, 'c',
	    "PATH  failoverd.json; applications in apps.d beside it" },
	{ "state", required_argument, 's', "DIR    where the ledger lives ($STATE_DIRECTORY)" },
	{ "check", no_argument, 'k', "       checks the configuration and ends: 0 good, 78 bad" },
	{ "verbose", no_argument, 'v', "     tells every request and verdict too" },
	{ "version", no_argument, 'V', "     prints the version and ends" },
	{ "help", no_argument, 'h', "        prints this and ends" },
};

static void
usage(FILE *to)
{
	fprintf(to, "usage: failoverd [options]\n\n");
	for (size_t i = 0; i < COUNT(rows); i++)
		fprintf(to, "  --%s %s\n", rows[i].name, rows[i].help);
	fprintf(to, "\nSee failoverctl help for talking to it.\n");
}

void
arguments_parse(int argc, char **argv, struct arguments *ret)
{
	struct option longs[COUNT(rows) + 1] = { 0 };
	int letter;

	for (size_t i = 0; i < COUNT(rows); i++)
		longs[i] = (struct option){ rows[i].name, rows[i].has_arg, NULL, rows[i].letter };
	while ((letter = getopt_long(argc, argv, "c:s:vVh", longs, NULL)) != -1)
		switch (letter) {
		case 'c':
			ret->config = optarg;
			break;
		case 's':
			ret->state = optarg;
			break;
		case 'k':
			ret->check = true;
			break;
		case 'v':
			ret->verbose = true;
			break;
		case 'V':
			puts("failoverd " VERSION);
			exit(EXIT_SUCCESS);
		case 'h':
			usage(stdout);
			exit(EXIT_SUCCESS);
		default:
			usage(stderr);
			exit(EX_USAGE);
		}
	if (optind != argc) {
		fprintf(stderr, "failoverd: %s is not an option\n\n", argv[optind]);
		usage(stderr);
		exit(EX_USAGE);
	}
}

/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/cleanup.h"

const struct argument arguments_all[] = {
	{ "config", 'c', "PATH", "failoverd.json; applications are in apps.d beside it" },
	{ "state", 's', "DIR", "where the ledger lives ($STATE_DIRECTORY)" },
	{ "check", 'k', NULL, "check the configuration and end: 0 good, 78 bad" },
	{ "verbose", 'v', NULL, "tell every request and verdict, too" },
	{ "version", 'V', NULL, "print the version and end" },
	{ "help", 'h', NULL, "print this and end" },
	{ NULL },
};

static void
usage(FILE *to)
{
	fprintf(to, "usage: failoverd [options]\n\n");
	for (const struct argument *arg = arguments_all; arg->name; arg++)
		fprintf(to, "  --%s %-*s %s\n", arg->name, 13 - (int)strlen(arg->name),
		    arg->value ? arg->value : "", arg->help);
	fprintf(to, "\nSee failoverctl help for talking to it.\n");
}

/* In few words: `systemctl status` shows the last ten lines. */
static _Noreturn void
refuse(void)
{
	fputs("failoverd: failoverd --help lists the options; the service's are in "
	      "FAILOVERD_OPTIONS of its environment file\n",
	    stderr);
	exit(EX_USAGE);
}

void
arguments_parse(int argc, char **argv, struct arguments *ret)
{
	struct option longs[COUNT(arguments_all)] = { 0 };
	int letter;

	for (size_t i = 0; arguments_all[i].name; i++)
		longs[i] = (struct option){ arguments_all[i].name,
			arguments_all[i].value ? required_argument : no_argument, NULL,
			arguments_all[i].letter };
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
			refuse(); /* getopt has said what is wrong */
		}
	if (optind != argc) {
		fprintf(stderr, "failoverd: %s is not an option\n", argv[optind]);
		refuse();
	}
}

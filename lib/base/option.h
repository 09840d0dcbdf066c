/* SPDX-License-Identifier: MIT */
/*
 * What can be written in a configuration object, as a table: one row an option.
 *
 * The table drives decoding, the diagnostics, the defaults that are shown, and
 * the manual. Whoever owns a struct keeps its table beside it; lib/config fills
 * the struct. A table ends with a row whose name is NULL.
 */
#ifndef BASE_OPTION_H
#define BASE_OPTION_H

#include <stdbool.h>

#include "base/cleanup.h"

enum option_type {
	OPTION_STRING,   /* const char * */
	OPTION_INT,      /* int, within min and max when max > min */
	OPTION_BOOL,     /* bool */
	OPTION_DURATION, /* msec_t, written "90s" */
	OPTION_RATIO,    /* double from 0 to 1, written "5%" */
	OPTION_WORD,     /* int: the index of the word in words */
	OPTION_LIST,     /* struct option_list of strings; one string counts as a list of one */
	OPTION_MAP,      /* struct option_map: a JSON object with string values */
	OPTION_STATUSES, /* struct status_set, written 200, "2xx", "200-204", or a list of those */
	OPTION_COMPARE,  /* struct compare, written "< 5s", ">= 50%", "> 3" */
	OPTION_URL,      /* const char *, an absolute http or https URL */
	OPTION_SIZE,     /* int64_t, bytes, written "64MiB" */
};

/* What a text must look like beside that: of a string, of each item of a list, of each value of a
 * map. Whoever owns the table checks it; the schema says it. */
enum option_form {
	FORM_ANY,
	FORM_NAME,        /* letters, digits, - and _ */
	FORM_PATH,        /* of a file, absolute */
	FORM_AUTHORITIES, /* path of a PEM file with certificates */
	FORM_PROGRAM,     /* a list that begins with the path of a program */
	FORM_URL,         /* http or https */
	FORM_PROBE_URL,   /* with {region} */
	FORM_STEP_URL,    /* with {to}, {from} and so on */
	FORM_REGION,      /* "us-east-1" */
	FORM_PLACE,       /* a Region, or "elsewhere" */
	FORM_HOST,        /* a bare name */
	FORM_ADDRESS,     /* "IP:port" or "name:port" */
	FORM_SERVER,      /* "IP" or "IP:port" */
	FORM_CLUSTER,     /* ARN of an Aurora cluster */
	FORM_PANEL,       /* ARN of a control panel of ARC */
	FORM_CONTROL,     /* ARN of a routing control of ARC */
	FORM_KEY,         /* ARN of a key of KMS */
	FORM_ROLE,        /* ARN of a role */
	FORM_PURPOSE,     /* what a role is for */
	FORM_SHARE,       /* a comparison with a share: ">= 50%" */
	FORM_QUANTILE,    /* "p95 > 2s" */
	FORM_WINDOW,      /* "Mon-Fri 09:00-17:00" */
	FORM_FREEZE,      /* "2026-12-20/2027-01-03" */
	FORM_FACT,        /* "active.down", "!home.up" */
	FORM_MOST,
};

struct option_list {
	const char *const *items;
	size_t n;
};

struct option_map {
	const char *const *keys, *const *values;
	size_t n;
};

struct status_set {
	struct {
		short from, to;
	} ranges[8];

	size_t n; /* 0: any status */
};

/* A number held against a limit. Durations are compared in milliseconds, shares from 0 to 1. */
struct compare {
	enum {
		COMPARE_NONE,
		COMPARE_LT,
		COMPARE_LE,
		COMPARE_GT,
		COMPARE_GE
	} op;

	enum {
		UNIT_NUMBER,
		UNIT_DURATION,
		UNIT_RATIO
	} unit;

	double limit;
};

struct option {
	const char *name;
	enum option_type type;
	size_t offset;
	const char *fallback; /* JSON text of the default, decoded like any value; NULL: none */
	const char *help;     /* one sentence, for the manual and the schema */
	const char *const *words;
	int min, max; /* of a list, a map: how many; of a text: its length; the owner checks */
	bool required;
	bool repeats; /* a list may have the same text twice */
	enum option_form form;
	enum option_form keys; /* of a map's names */
};

bool status_in(const struct status_set *set, int status);
bool compare_holds(const struct compare *compare, double value);
/* "< 5s", ">= 50%", "> 3"; returns ret. */
const char *compare_text(const struct compare *compare, char ret[32]);
/* value in the unit of compare: "84ms", "12%", "3.5"; returns ret. */
const char *compare_value_text(const struct compare *compare, double value, char ret[32]);

#endif

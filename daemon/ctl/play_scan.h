/* SPDX-License-Identifier: MIT */
/*
 * Reads JSON from left to right, without a tree: a day is 80 MB of lines that
 * hardly differ. Texts are not unescaped; the words of this format need it not.
 *
 * What is read where something else stands is false, and the scan stays where it
 * was; whoever needs it there gives up.
 */
#ifndef CTL_PLAY_SCAN_H
#define CTL_PLAY_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

struct play_scan {
	const char *at, *end;
	const char *why; /* what is wrong at `at`, when more can be said than that; else NULL */
};

struct play_word {
	const char *text; /* within the scan's text: it has no end of its own */
	size_t len;
};

must_check bool play_scan_char(struct play_scan *scan, char c);
must_check bool play_scan_text(struct play_scan *scan, struct play_word *ret);
must_check bool play_scan_number(struct play_scan *scan, double *ret);
must_check bool play_scan_null(struct play_scan *scan);
must_check bool play_scan_bool(struct play_scan *scan, bool *ret);
/* Any value. */
must_check bool play_scan_skip(struct play_scan *scan);
/*
 * The members of an object or the items of a list, one at a time: begin with
 * `first` true; false at the end, or when it is not well formed, which *ret_bad
 * tells. The caller reads each value.
 */
must_check bool play_scan_member(struct play_scan *scan, bool *first, struct play_word *ret_key,
    bool *ret_bad);
must_check bool play_scan_item(struct play_scan *scan, bool *first, bool *ret_bad);

/* Says why; returns false. */
bool play_scan_fail(struct play_scan *scan, const char *why);

bool play_word_is(struct play_word word, const char *text);

#endif

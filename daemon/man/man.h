/* SPDX-License-Identifier: MIT */
/*
 * The manual, the catalog and the completion are made of the tables that the programs themselves go
 * by, by a program of its own that the build runs: what they say cannot drift.
 */
#ifndef MAN_MAN_H
#define MAN_MAN_H

#include "base/buf.h"

typedef void man_fn(struct buf *ret);

/* Whole files. */
man_fn man_catalog, man_bash, man_zsh;

/* What a page says where it has a line @NAME@: in mdoc. */
man_fn man_arguments, man_verbs, man_options, man_events, man_fields, man_alerts, man_guards,
    man_gates, man_metrics, man_settings, man_application, man_steps;

/* Running text: whatever mdoc would take for its own is escaped, each sentence begins a line. */
void man_text(struct buf *ret, const char *text);
/* An argument of a macro. */
void man_word(struct buf *ret, const char *word);
/* man_text(), whose first letter becomes a capital, and which ends with a full stop. */
void man_sentence(struct buf *ret, const char *text);

/* The page, with its lines @NAME@ replaced. false: it names something that is not there. */
must_check bool man_page(const char *template, struct buf *ret);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * How a fault of the configuration is recorded: where, what, and what to do.
 *
 *	report_help(report_key(in, node, "E012", "unknown key \"%s\"", name),
 *	    "did you mean \"%s\"?", guess);
 *
 * The returned diagnostic is valid until the next one is recorded. Texts are cut
 * to size between characters, and control characters are taken out of them.
 */
#ifndef CONFIG_REPORT_H
#define CONFIG_REPORT_H

#include "config/load.h"

struct diagnostic *report_at(struct load *in, const struct source *source, struct span span,
    const char *code, const char *fmt, ...) printf_like(5, 6);
struct diagnostic *report_key(struct load *in, const struct node *node, const char *code,
    const char *fmt, ...) printf_like(4, 5); /* the value, where there is no key */
struct diagnostic *report_value(struct load *in, const struct node *node, const char *code,
    const char *fmt, ...) printf_like(4, 5);
/* Says the same of a value, but the configuration is loaded all the same. */
struct diagnostic *report_warning(struct load *in, const struct node *node, const char *code,
    const char *fmt, ...) printf_like(4, 5);
struct diagnostic *report_message(struct diagnostic *d, const char *fmt, ...) printf_like(2, 3);
struct diagnostic *report_label(struct diagnostic *d, const char *fmt, ...) printf_like(2, 3);
struct diagnostic *report_help(struct diagnostic *d, const char *fmt, ...) printf_like(2, 3);

/* The last call: puts them in the order of the sources and their lines. Advice is dropped as long
 * as there are errors, for it may be about what is only misread. */
void report_finish(struct load *in, const struct source *sources, size_t n);

#endif

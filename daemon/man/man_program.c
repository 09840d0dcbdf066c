/* SPDX-License-Identifier: MIT */
/* What the programs are called with. */
#include <string.h>

#include "../arguments.h"
#include "../ctl/options.h"
#include "../ctl/verb.h"
#include "../metrics.h"
#include "man.h"

void
man_arguments(struct buf *ret)
{
	for (const struct argument *arg = arguments_all; arg->name; arg++) {
		buf_printf(ret, ".It Fl %c , Fl \\-%s", arg->letter, arg->name);
		if (arg->value)
			buf_printf(ret, " Ar %s", arg->value);
		buf_putc(ret, '\n');
		man_sentence(ret, arg->help);
	}
}

static void
add_option(struct buf *ret, const struct option_word *option)
{
	buf_printf(ret, " Fl \\-%s", option->name);
	if (option->value && option->may_lack_value)
		buf_puts(ret, " Ns = Ns");
	if (option->value) {
		buf_puts(ret, " Ar ");
		man_word(ret, option->value);
	}
}

static void
add_verb(struct buf *ret, const struct verb *verb)
{
	struct option_word option;
	bool any = false;

	buf_printf(ret, ".It Cm %s", verb->name);
	if (*verb->args) {
		buf_puts(ret, " Ar ");
		man_word(ret, verb->args);
	}
	buf_putc(ret, '\n');
	man_sentence(ret, verb->help);
	for (size_t i = 0; options_word(i, &option); i++)
		if (option.takes & verb->takes) {
			buf_puts(ret, any ? " ,\n." : "Takes\n.");
			add_option(ret, &option);
			any = true;
		}
	if (any)
		buf_puts(ret, " .\n");
	if (verb->alone)
		buf_puts(ret, "Needs no running daemon.\n");
}

void
man_verbs(struct buf *ret)
{
	for (const struct verb *verb = verb_all; verb->name; verb++)
		add_verb(ret, verb);
}

void
man_options(struct buf *ret)
{
	struct option_word option;

	for (size_t i = 0; options_word(i, &option); i++) {
		buf_puts(ret, ".It");
		add_option(ret, &option);
		buf_putc(ret, '\n');
		man_sentence(ret, option.help);
		if (option.takes & TAKES_ALWAYS)
			buf_puts(ret, "Of every verb.\n");
	}
}

void
man_metrics(struct buf *ret)
{
	for (size_t i = 0; metrics_all[i]; i++)
		for (const struct metrics_family *f = metrics_all[i]; f->name; f++) {
			buf_printf(ret, ".It Li %s%s Pq %s\n", f->name,
			    strcmp(f->type, "counter") == 0 ? "_total" : "", f->type);
			man_sentence(ret, f->help);
		}
}

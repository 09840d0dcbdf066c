/* SPDX-License-Identifier: MIT */
#include "config/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "config/utf8.h"

/* Nobody reads more; and a file of nonsense must not fill the memory. */
#define MOST 200

/* What people read must not steer their terminal, and must not end in half a character. */
static void
tidy(char *text)
{
	size_t len = strlen(text);

	text[utf8_whole(text, len)] = '\0';
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

static void say(char *ret, size_t size, const char *fmt, va_list ap) printf_like(3, 0);

static void
say(char *ret, size_t size, const char *fmt, va_list ap)
{
	vsnprintf(ret, size, fmt, ap);
	tidy(ret);
}

static struct diagnostic *
add(struct load *in, enum severity severity, const char *code)
{
	struct diagnostics *diags = in->diags;
	size_t said = severity == SEVERITY_ERROR ? diags->errors : diags->n - diags->errors;
	struct diagnostic *d;

	if (said == MOST)
		return &in->spare;
	diags->list = xrealloc(diags->list, diags->n + 1, sizeof(*diags->list));
	d = &diags->list[diags->n++];
	*d = (struct diagnostic){ .severity = severity };
	diags->errors += severity == SEVERITY_ERROR;
	snprintf(d->code, sizeof(d->code), "%s", code);
	return d;
}

/* Lines and columns from 1, columns in characters. No span goes beyond its line. */
static void
locate(struct diagnostic *d, const struct source *source, struct span span)
{
	const char *text = source->text;
	size_t begin = span.at < source->len ? span.at : source->len;
	size_t end = begin + span.len < source->len ? begin + span.len : source->len;
	size_t line = begin;

	while (line > 0 && text[line - 1] != '\n')
		line--;
	d->line = 1;
	for (size_t i = 0; i < line; i++)
		d->line += text[i] == '\n';
	d->column = 1 + (int)utf8_count(text + line, begin - line);
	d->length = (int)utf8_count(text + begin, end - begin);
	if (d->length < 1)
		d->length = 1;
	snprintf(d->file, sizeof(d->file), "%s", source->name);
	tidy(d->file);
}

struct diagnostic *
report_at(struct load *in, const struct source *source, struct span span, const char *code,
    const char *fmt, ...)
{
	struct diagnostic *d = add(in, SEVERITY_ERROR, code);
	va_list ap;

	va_start(ap, fmt);
	say(d->message, sizeof(d->message), fmt, ap);
	va_end(ap);
	locate(d, source, span);
	return d;
}

static void
place(struct diagnostic *d, const struct node *node, bool key)
{
	struct span span = key && node->key ? node->key_span : node->span;

	/* An object is pointed at, not underlined. */
	if (span.at == node->span.at && node->type >= NODE_ARRAY)
		span.len = 1;
	locate(d, node->source, span);
	node_pointer(node, d->pointer);
	tidy(d->pointer);
}

struct diagnostic *
report_key(struct load *in, const struct node *node, const char *code, const char *fmt, ...)
{
	struct diagnostic *d = add(in, SEVERITY_ERROR, code);
	va_list ap;

	va_start(ap, fmt);
	say(d->message, sizeof(d->message), fmt, ap);
	va_end(ap);
	place(d, node, true);
	return d;
}

struct diagnostic *
report_value(struct load *in, const struct node *node, const char *code, const char *fmt, ...)
{
	struct diagnostic *d = add(in, SEVERITY_ERROR, code);
	va_list ap;

	va_start(ap, fmt);
	say(d->message, sizeof(d->message), fmt, ap);
	va_end(ap);
	place(d, node, false);
	return d;
}

struct diagnostic *
report_warning(struct load *in, const struct node *node, const char *code, const char *fmt, ...)
{
	struct diagnostic *d = add(in, SEVERITY_WARNING, code);
	va_list ap;

	va_start(ap, fmt);
	say(d->message, sizeof(d->message), fmt, ap);
	va_end(ap);
	place(d, node, false);
	return d;
}

struct diagnostic *
report_message(struct diagnostic *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(d->message, sizeof(d->message), fmt, ap);
	va_end(ap);
	return d;
}

struct diagnostic *
report_label(struct diagnostic *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(d->label, sizeof(d->label), fmt, ap);
	va_end(ap);
	return d;
}

struct diagnostic *
report_help(struct diagnostic *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(d->help, sizeof(d->help), fmt, ap);
	va_end(ap);
	return d;
}

/* ---- order ---- */

struct ranked {
	size_t source, index;
	int line, column;
};

static int
sign(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->source != b->source)
		return sign(a->source, b->source);
	if (a->line != b->line)
		return a->line - b->line;
	if (a->column != b->column)
		return a->column - b->column;
	return sign(a->index, b->index);
}

static void
drop_advice(struct diagnostics *diags)
{
	size_t n = 0;

	for (size_t i = 0; i < diags->n; i++)
		if (diags->list[i].severity == SEVERITY_ERROR)
			diags->list[n++] = diags->list[i];
	diags->n = n;
}

void
report_finish(struct load *in, const struct source *sources, size_t n)
{
	struct diagnostics *diags = in->diags;
	struct ranked *order;
	struct diagnostic *sorted;

	if (diags->errors > 0)
		drop_advice(diags);
	order = pool_alloc(in->scratch, diags->n, sizeof(*order));
	sorted = xcalloc(diags->n + 1, sizeof(*sorted));
	for (size_t i = 0; i < diags->n; i++) {
		const struct diagnostic *d = &diags->list[i];

		order[i] = (struct ranked){ n, i, d->line, d->column };
		for (size_t s = 0; s < n && order[i].source == n; s++)
			if (strcmp(sources[s].name, d->file) == 0)
				order[i].source = s;
	}
	qsort(order, diags->n, sizeof(*order), compare);
	for (size_t i = 0; i < diags->n; i++)
		sorted[i] = diags->list[order[i].index];
	xfree(diags->list);
	diags->list = sorted;
}

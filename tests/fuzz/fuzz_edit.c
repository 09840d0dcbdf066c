/* SPDX-License-Identifier: MIT */
/* One value of a configuration replaced: its path, its value, and, from the third line on, the
 * text. What comes of it is read again. */
#include <string.h>

#include "base/alloc.h"
#include "config/edit.h"
#include "daemon/catalog.h"
#include "fuzz.h"

static const char settings[] = "{ \"config_version\": 1, \"observers\": \"single\" }";

static struct config *
load(const char *text, size_t len)
{
	const struct source sources[] = { { "failoverd.json", settings, strlen(settings) },
		{ "a.json", text, len } };
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	struct config *config = config_load(sources, 2, catalog_all(), &diags);

	want((config == NULL) == (diags.errors > 0));
	return config;
}

static void
edit(const char *path, const char *value, const char *text)
{
	const struct source source = { "a.json", text, strlen(text) };
	autofree(config_free) struct config *config = load(text, source.len);
	autofree(buf_done) struct buf changed = { 0 };
	autofree(buf_done) struct buf was = { 0 };
	struct error err = { "" };

	if (!config)
		return;
	edit_get(&source, path, &was);
	if (edit_set(&source, &config->apps[0], path, value, &changed, &err))
		config_free(load(buf_text(&changed), changed.len));
	else
		want(err.text[0]);
}

/* The rest of the text behind the first line, which ends there; NULL: there is none. */
static char *
cut(char *text)
{
	char *end = text ? strchr(text, '\n') : NULL;

	if (end)
		*end++ = '\0';
	return end;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree(xfree) char *path = xasprintf("%.*s", (int)size, (const char *)data);
	char *value = cut(path), *text = cut(value);

	if (text)
		edit(path, value, text);
	return 0;
}

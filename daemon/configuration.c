/* SPDX-License-Identifier: MIT */
#include "configuration.h"

#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "catalog.h"
#include "io/file.h"

#define TEXT_MOST ((size_t)1024 * 1024)

void
sources_done(struct sources *sources)
{
	for (size_t i = 0; i < sources->n; i++) {
		xfree((char *)sources->list[i].name);
		xfree((char *)sources->list[i].text);
	}
	xfree(sources->list);
	*sources = (struct sources){ 0 };
}

static bool
add_source(struct sources *sources, const char *path, struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };

	if (!file_read(path, TEXT_MOST, &text, err))
		return false;
	sources->list = xrealloc(sources->list, sources->n + 1, sizeof(*sources->list));
	/* Taken over and not copied as a text: there may be a NUL within. */
	sources->list[sources->n++] = (struct source){
		.name = xstrdup(path), .text = text.data ? text.data : xstrdup(""), .len = text.len
	};
	text = (struct buf){ 0 };
	return true;
}

static bool
add_applications(struct sources *sources, const char *dir, struct error *err)
{
	char **names = NULL;
	size_t n = 0;
	bool good = true;

	if (!file_names(dir, ".json", &names, &n, err))
		return false;
	for (size_t i = 0; i < n && good; i++) {
		autofree(xfree) char *path = xasprintf("%s/%s", dir, names[i]);

		good = add_source(sources, path, err);
	}
	file_names_free(names, n);
	return good;
}

static char *
main_file(const char *path)
{
	struct stat info;

	if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
		return xasprintf("%s/failoverd.json", path);
	return xstrdup(path);
}

static char *
applications_dir(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? xasprintf("%.*s/apps.d", (int)(slash - file), file) : xstrdup("apps.d");
}

struct config *
configuration_load(const char *path, struct diagnostics *diags, struct sources *ret,
    struct error *err)
{
	autofree(xfree) char *file = main_file(path);
	autofree(xfree) char *dir = applications_dir(file);
	autofree(buf_done) struct buf line = { 0 };
	struct config *config;

	if (!add_source(ret, file, err) || !add_applications(ret, dir, err))
		return NULL;
	config = config_load(ret->list, ret->n, catalog_all(), diags);
	if (!config) {
		diagnostics_line(diags, &line);
		error_set(err, "%s", buf_text(&line));
	}
	return config;
}

/* SPDX-License-Identifier: MIT */
#include "configuration.h"

#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "catalog.h"
#include "io/file.h"

#define TEXT_MOST ((size_t)1024 * 1024)

/* For an application's file by itself. */
static const char stand_in[] =
    "{ \"config_version\": 1, \"observers\": \"single\", \"place\": \"elsewhere\", \"references\": "
    "[\"https://a.invalid/\", \"https://b.invalid/\", \"https://c.invalid/\"] }";

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

/* text is taken over, and not copied: there may be a NUL within. */
static void
add_text(struct sources *sources, const char *name, struct buf *text)
{
	sources->list = xrealloc(sources->list, sources->n + 1, sizeof(*sources->list));
	sources->list[sources->n++] = (struct source){ .name = xstrdup(name),
		.text = text->data ? text->data : xstrdup(""),
		.len = text->len };
	*text = (struct buf){ 0 };
}

static bool
add_source(struct sources *sources, const char *path, struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };

	if (!file_read(path, TEXT_MOST, &text, err))
		return false;
	add_text(sources, path, &text);
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

static struct config *
load(const struct sources *sources, struct diagnostics *diags, struct error *err)
{
	autofree(buf_done) struct buf line = { 0 };
	struct config *config = config_load(sources->list, sources->n, catalog_all(), diags);

	if (!config) {
		diagnostics_line(diags, &line);
		error_set(err, "%s", buf_text(&line));
	}
	return config;
}

struct config *
configuration_load(const char *path, struct diagnostics *diags, struct sources *ret,
    struct error *err)
{
	autofree(xfree) char *file = main_file(path);
	autofree(xfree) char *dir = applications_dir(file);

	if (!add_source(ret, file, err) || !add_applications(ret, dir, err))
		return NULL;
	return load(ret, diags, err);
}

static bool
is_application(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct stat info;

	return strcmp(slash ? slash + 1 : path, "failoverd.json") != 0 &&
	    !(stat(path, &info) == 0 && S_ISDIR(info.st_mode));
}

struct config *
configuration_load_files(const char *const *paths, size_t n, struct diagnostics *diags,
    struct sources *ret, struct error *err)
{
	struct buf text = { 0 };

	if (n == 1 && !is_application(paths[0]))
		return configuration_load(paths[0], diags, ret, err);
	buf_puts(&text, stand_in);
	add_text(ret, "failoverd.json", &text);
	for (size_t i = 0; i < n; i++) {
		if (!is_application(paths[i])) {
			error_set(err, "%s is not an application's file: name it alone", paths[i]);
			return NULL;
		}
		if (!add_source(ret, paths[i], err))
			return NULL;
	}
	return load(ret, diags, err);
}

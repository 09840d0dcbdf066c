/* SPDX-License-Identifier: MIT */
#include "shared_files.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/file.h"

#define FILE_MOST ((size_t)256 * 1024)

/* variable: names the file. credential: its name among systemd's. home: where else it is. */
static const struct place {
	const char *variable, *credential, *home;
	size_t offset;
} places[SHARED_FILES] = {
	{ "AWS_SHARED_CREDENTIALS_FILE", "aws-credentials", ".aws/credentials",
	    offsetof(struct origin_texts, credentials) },
	{ "AWS_CONFIG_FILE", "aws-config", ".aws/config", offsetof(struct origin_texts, config) },
	{ NULL, "aws-access-key-id", NULL, offsetof(struct origin_texts, key) },
	{ NULL, "aws-secret-access-key", NULL, offsetof(struct origin_texts, secret) },
	{ NULL, "aws-session-token", NULL, offsetof(struct origin_texts, token) },
};

static const char *
get_env(const char *name)
{
	return getenv(name);
}

static const char *
get(const char *name)
{
	const char *value = name ? getenv(name) : NULL;

	return value && *value ? value : NULL;
}

void
shared_files_done(struct shared_files *files)
{
	for (size_t i = 0; i < SHARED_FILES; i++) {
		xfree(files->names[i]);
		buf_wipe(&files->bufs[i]);
	}
	*files = (struct shared_files){ .session = "" };
}

static char *
path_of(const struct place *place)
{
	const char *directory = get("CREDENTIALS_DIRECTORY"), *home = get("HOME");
	char *path = NULL;

	if (get(place->variable))
		return xstrdup(get(place->variable));
	if (directory)
		path = xasprintf("%s/%s", directory, place->credential);
	if (!place->home || (path && file_exists(path) != TRIT_NO))
		return path;
	xfree(path);
	return home ? xasprintf("%s/%s", home, place->home) : NULL;
}

static bool
read_one(struct shared_files *files, size_t i, struct error *err)
{
	struct origin_file *file = (struct origin_file *)((char *)&files->texts + places[i].offset);
	const char *path = files->names[i] = path_of(&places[i]);

	file->name = path ? path : "~/.aws";
	if (!path || file_exists(path) == TRIT_NO)
		return true;
	if (!file_read(path, FILE_MOST, &files->bufs[i], err))
		return false;
	file->text = buf_text(&files->bufs[i]);
	return true;
}

/* So that CloudTrail tells one host's daemon from another's. */
static void
name_session(struct shared_files *files)
{
	char host[48] = "";

	gethostname(host, sizeof(host) - 1);
	for (char *c = host; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("+=,.@-_", *c))
			*c = '-';
	snprintf(files->session, sizeof(files->session), "failoverd%s%s", host[0] ? "-" : "", host);
	files->texts.session = files->session;
}

bool
shared_files_read(struct shared_files *ret, const char *profile, struct error *err)
{
	ret->texts.env = get_env;
	ret->texts.profile = profile;
	name_session(ret);
	for (size_t i = 0; i < SHARED_FILES; i++)
		if (!read_one(ret, i, err))
			return false;
	return true;
}

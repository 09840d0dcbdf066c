/* SPDX-License-Identifier: MIT */
#include "io/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

#define CHUNK 8192

static bool
may_pass(int number)
{
	switch (number) {
	case EAGAIN:
	case EIO:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ESTALE:
		return true;
	default:
		return false;
	}
}

static bool
fail(const char *path, const char *what, struct error *err)
{
	int number = errno;

	if (errno == ENOENT)
		return error_set(err, "%s: there is no such file", path);
	if (errno == EACCES)
		return error_set(err, "%s: permission denied; make it readable to user id %u", path,
		    (unsigned)geteuid());
	error_set(err, "%s: cannot be %s: %s", path, what, strerror(number));
	err->passing = may_pass(number);
	return false;
}

/* A directory cannot be read, and a pipe or a device might never end. */
static int
open_regular(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0) {
		fail(path, "opened", err);
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	error_set(err, "%s: not a regular file; give the path of one", path);
	return -1;
}

static bool
read_all(int fd, const char *path, size_t most, struct buf *ret, struct error *err)
{
	char chunk[CHUNK];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		if ((size_t)n > most - ret->len) {
			error_set(err, "%s: larger than %zu bytes; is it the right file?", path,
			    most);
			break;
		}
		buf_add(ret, chunk, (size_t)n);
	}
	if (n < 0)
		fail(path, "read", err);
	wipe(chunk, sizeof(chunk)); /* it may have been a secret */
	return n == 0;
}

bool
file_read(const char *path, size_t most, struct buf *ret, struct error *err)
{
	int fd = open_regular(path, err);
	struct buf text = { 0 };
	bool good;

	if (fd < 0)
		return false;
	good = read_all(fd, path, most, &text, err);
	close(fd);
	if (good)
		*ret = text;
	else
		buf_wipe(&text);
	return good;
}

enum trit
file_exists(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		return TRIT_YES;
	return errno == ENOENT || errno == ENOTDIR ? TRIT_NO : TRIT_UNKNOWN;
}

static bool
fits(const char *name, const char *suffix)
{
	size_t len = strlen(name), end = strlen(suffix);

	return name[0] != '.' && len > end && strcmp(name + len - end, suffix) == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool
file_names(const char *dir, const char *suffix, char ***ret, size_t *ret_n, struct error *err)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	char **names = NULL;
	size_t n = 0;

	if (!stream && errno != ENOENT)
		return fail(dir, "listed", err);
	while (stream && (errno = 0, entry = readdir(stream))) {
		if (!fits(entry->d_name, suffix))
			continue;
		names = xrealloc(names, n + 1, sizeof(*names));
		names[n++] = xstrdup(entry->d_name);
	}
	if (stream && errno != 0) {
		fail(dir, "listed", err);
		closedir(stream);
		file_names_free(names, n);
		return false;
	}
	if (stream)
		closedir(stream);
	if (n > 0)
		qsort(names, n, sizeof(*names), by_name);
	*ret = names;
	*ret_n = n;
	return true;
}

void
file_names_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		xfree(names[i]);
	xfree(names);
}

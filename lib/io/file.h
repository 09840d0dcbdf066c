/* SPDX-License-Identifier: MIT */
/* Small files, read whole; and what kind of thing is at a path. Errors name the path and the
 * remedy. */
#ifndef IO_FILE_H
#define IO_FILE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/trit.h"

must_check bool file_read(const char *path, size_t most, struct buf *ret, struct error *err);
/* Yes: something is there. Unknown: it cannot be told (no permission, an I/O error). */
enum trit file_exists(const char *path);
/* Names in a directory that end with suffix, sorted, without hidden ones; freed by
 * file_names_free(). A missing directory is an empty list. */
must_check bool file_names(const char *dir, const char *suffix, char ***ret, size_t *ret_n,
    struct error *err);
void file_names_free(char **names, size_t n);

#endif

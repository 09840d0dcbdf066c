/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target once over each file of the directories that are named. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fuzz.h"
#include "io/file.h"

#define FILE_MOST ((size_t)16 * 1024 * 1024)

/* Each in memory of its own size, so that reading behind the end is seen. */
static void
run(const char *path)
{
	autofree(buf_done) struct buf text = { 0 };
	autofree(xfree) char *copy = NULL;
	struct error err;

	if (!file_read(path, FILE_MOST, &text, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	fprintf(stderr, "%s\n", path);
	copy = xcalloc(text.len, 1);
	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	LLVMFuzzerTestOneInput((const uint8_t *)copy, text.len);
}

int
main(int argc, char **argv)
{
	size_t n = 0;

	for (int i = 1; i < argc; i++) {
		struct dirent **entries = NULL;
		int found = scandir(argv[i], &entries, NULL, alphasort);

		for (int e = 0; e < found; e++) {
			autofree(xfree) char *path =
			    xasprintf("%s/%s", argv[i], entries[e]->d_name);

			if (entries[e]->d_name[0] != '.') {
				run(path);
				n++;
			}
			free(entries[e]);
		}
		free(entries);
	}
	if (n == 0) {
		fprintf(stderr, "there is nothing to replay: name a directory of the corpus\n");
		return 1;
	}
	printf("%zu inputs replayed\n", n);
	return 0;
}

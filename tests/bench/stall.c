/* SPDX-License-Identifier: MIT */
/*
 * To be preloaded: a disk that takes its time. While the file that STALL_FILE names exists, whoever
 * waits for the disk waits for STALL_MS more, and leaves a byte in it.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void
stall(void)
{
	const char *file = getenv("STALL_FILE"), *text = getenv("STALL_MS");
	long ms = text ? strtol(text, NULL, 10) : 0;
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	int fd = file ? open(file, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	if (write(fd, ".", 1) == 1)
		nanosleep(&left, NULL);
	close(fd);
}

typedef int sync_fn(int fd);

/* dlsym() knows data only; POSIX promises that this is a function, too. */
static int
after(const char *name, int fd)
{
	union {
		void *data;
		sync_fn *function;
	} real = { dlsym(RTLD_NEXT, name) };

	stall();
	return real.function(fd);
}

int
fsync(int fd)
{
	return after("fsync", fd);
}

int
fdatasync(int fd) /* NOLINT(readability-inconsistent-declaration-parameter-name) */
{
	return after("fdatasync", fd);
}

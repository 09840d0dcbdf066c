/* SPDX-License-Identifier: MIT */
/*
 * A disk as bad as a test wants it, below a failoverd that knows nothing of it: loaded by
 * LD_PRELOAD. It meets what is written to the ledger, failoverd.db and its log, in the
 * directory of the file that $FAILOVERD_DISK names. What that file says is looked up at each
 * write:
 *
 *	slow MS     each time the disk is asked to keep what it has, it takes so long
 *	full        there is no room
 *	broken      it cannot be written
 *	before N    kill the process at its first write after it was kept N times
 *	torn N      the same, when half of that is written
 *	after N     kill it when it was kept for the Nth time
 *
 * N is counted since the file was written anew. Anything else, and it is a good disk.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

typedef ssize_t pwrite_fn(int fd, const void *data, size_t size, off_t at);
typedef int sync_fn(int fd);

static struct {
	pthread_mutex_t lock;
	char word[16];
	long number;
	struct timespec written; /* when the file was, whose word this is */
	long syncs;
} disk = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* ---- what it is told ---- */

static void
read_order(const char *path)
{
	char text[64] = "";
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0 || read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	if (fd >= 0)
		close(fd);
	if (text[0] && memcmp(&st.st_mtim, &disk.written, sizeof(st.st_mtim)) != 0) {
		disk.written = st.st_mtim;
		disk.syncs = 0;
	}
	snprintf(disk.word, sizeof(disk.word), "%.*s", (int)strcspn(text, " \n"), text);
	disk.number = strtol(text + strlen(disk.word), NULL, 10);
}

static int
ends(const char *text, const char *with)
{
	size_t len = strlen(text), n = strlen(with);

	return len >= n && strcmp(text + len - n, with) == 0;
}

/* Whether the descriptor is of the ledger. Then the disk knows what to do, and is locked. */
static int
begin(int fd)
{
	const char *path = getenv("FAILOVERD_DISK");
	char link[64], file[1024];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = path ? readlink(link, file, sizeof(file) - 1) : -1;
	if (len < 0)
		return 0;
	file[len] = '\0';
	if (!ends(file, "/state/failoverd.db") && !ends(file, "/state/failoverd.db-wal"))
		return 0;
	pthread_mutex_lock(&disk.lock);
	read_order(path);
	return 1;
}

static int
is(const char *word)
{
	return strcmp(disk.word, word) == 0;
}

static void
die(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* ---- what is written ---- */

static pwrite_fn *
real_pwrite(void)
{
	return (pwrite_fn *)dlsym(RTLD_NEXT, "pwrite64");
}

/* Libc's own names are not for us. NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)
 */

ssize_t
pwrite64(int fd, const void *data, size_t size, off_t at)
{
	int error = 0;

	if (!begin(fd))
		return real_pwrite()(fd, data, size, at);
	if (is("full"))
		error = ENOSPC;
	if (is("broken"))
		error = EIO;
	if (is("torn") && disk.syncs >= disk.number)
		real_pwrite()(fd, data, size / 2, at);
	if ((is("torn") || is("before")) && disk.syncs >= disk.number)
		die();
	pthread_mutex_unlock(&disk.lock);
	if (!error)
		return real_pwrite()(fd, data, size, at);
	errno = error;
	return -1;
}

ssize_t
pwrite(int fd, const void *data, size_t size, off_t at)
{
	return pwrite64(fd, data, size, at);
}

/* ---- what is kept ---- */

static void
wait_for_it(long msec)
{
	struct timespec time = { msec / 1000, msec % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static int
keep(int fd, const char *how)
{
	sync_fn *real = (sync_fn *)dlsym(RTLD_NEXT, how);
	int ret, error = 0;
	long slow = 0;

	if (!begin(fd))
		return real(fd);
	if (is("full") || is("broken"))
		error = is("full") ? ENOSPC : EIO;
	if (is("slow"))
		slow = disk.number;
	pthread_mutex_unlock(&disk.lock);
	wait_for_it(slow);
	ret = error ? -1 : real(fd);
	pthread_mutex_lock(&disk.lock);
	disk.syncs++;
	if (is("after") && disk.syncs >= disk.number)
		die();
	pthread_mutex_unlock(&disk.lock);
	if (error)
		errno = error;
	return ret;
}

int
fdatasync(int fd)
{
	return keep(fd, "fdatasync");
}

int
fsync(int fd)
{
	return keep(fd, "fsync");
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

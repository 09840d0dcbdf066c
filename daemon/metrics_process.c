/* SPDX-License-Identifier: MIT */
/* Of the process, by the names that all exporters use. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/file.h"
#include "metrics.h"

#define MICRO 1e6

static void
cpu(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	metrics_text_sample(text, NULL,
	    (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / MICRO);
}

static void
memory(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	autofree(buf_done) struct buf statm = { 0 };
	struct error err;
	const char *second;

	if (!file_read("/proc/self/statm", 256, &statm, &err))
		return;
	second = strchr(buf_text(&statm), ' ');
	if (second)
		metrics_text_sample(text, NULL,
		    strtod(second, NULL) * (double)sysconf(_SC_PAGESIZE));
}

/* One of them is the directory itself. */
static void
descriptors(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;
	int n = -1;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	metrics_text_sample(text, NULL, n);
}

static void
descriptors_most(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		metrics_text_sample(text, NULL, (double)limit.rlim_cur);
}

static void
start(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	metrics_text_sample(text, NULL, (double)daemon->started / MSEC_SECOND);
}

const struct metrics_family metrics_process_families[] = {
	{ "process_cpu_seconds", "counter", "Processor time it has used.", cpu },
	{ "process_resident_memory_bytes", "gauge", "Memory it has.", memory },
	{ "process_open_fds", "gauge", "Descriptors it has open.", descriptors },
	{ "process_max_fds", "gauge", "Descriptors it may have open.", descriptors_most },
	{ "process_start_time_seconds", "gauge", "When it was started.", start },
	{ NULL },
};

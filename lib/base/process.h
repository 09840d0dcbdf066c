/* SPDX-License-Identifier: MIT */
/*
 * A program that is run to its end, and what it said, as plain data. It is run by
 * io/process.h.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/clock.h"

#define PROCESS_ARGS_MOST 32
#define PROCESS_ENV_MOST  8
#define PROCESS_OUT_MOST  16384 /* what it says beyond is read and dropped */
#define PROCESS_ERR_MOST  256

/* Owns its texts; zeroed it is valid, and names nothing. */
struct process_request {
	char *argv[PROCESS_ARGS_MOST + 1]; /* the first is an absolute path; NULL at the end */
	char *env[PROCESS_ENV_MOST + 1];   /* the whole environment; NULL at the end */
	bool inherit;                      /* our own environment instead */
	msec_t timeout;                    /* then it is killed, and all of its process group */
};

/* How it ended. The closed list that core/reason judges. */
enum process_failure {
	PROCESS_EXITED,  /* by itself; status says how */
	PROCESS_TIMEOUT, /* it was killed, for its time was over */
	PROCESS_KILLED,  /* by a signal of somebody else, or of its own fault */
	PROCESS_LOCAL,   /* it could not be run */
};

struct process_answer {
	enum process_failure failure;
	char why[192]; /* failure in words, with the path */
	int status;    /* from 0 to 255 */
	char out[PROCESS_OUT_MOST + 1], err[PROCESS_ERR_MOST + 1]; /* with a NUL at the end */
	msec_t took;
};

void process_request_done(struct process_request *req);

define_autodone(struct process_request, process_request_done)

#endif

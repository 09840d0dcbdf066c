/* SPDX-License-Identifier: MIT */
/*
 * AWS's shared files and systemd's credentials, read for aws/origin.
 *
 * AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE say where the files are; else
 * they are the credentials "aws-credentials" and "aws-config" that systemd hands
 * over in $CREDENTIALS_DIRECTORY, if there are such; else ~/.aws/credentials and
 * ~/.aws/config. A file that is not there is none; one that cannot be read is an
 * error.
 */
#ifndef DAEMON_SHARED_FILES_H
#define DAEMON_SHARED_FILES_H

#include "aws/origin.h"
#include "base/buf.h"

#define SHARED_FILES 5

struct shared_files {
	struct origin_texts texts;
	char *names[SHARED_FILES];
	struct buf bufs[SHARED_FILES];
	char session[64];
};

/* profile: the configuration's, or NULL. */
must_check bool shared_files_read(struct shared_files *ret, const char *profile, struct error *err);
void shared_files_done(struct shared_files *files); /* wipes */

define_autodone(struct shared_files, shared_files_done)

#endif

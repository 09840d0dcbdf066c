/* SPDX-License-Identifier: MIT */
/*
 * One profile of a shared file: "[prod]" of a credentials file, "[profile prod]"
 * of a config file. Sections of the same name are one, the last value counts;
 * what is indented below a member belongs to that member, and is not ours.
 */
#ifndef AWS_PROFILE_H
#define AWS_PROFILE_H

#include "base/error.h"

enum profile_slot {
	PROFILE_KEY,
	PROFILE_SECRET,
	PROFILE_TOKEN,
	PROFILE_SLOTS,
};

struct profile {
	char *slots[PROFILE_SLOTS]; /* NULL: not there, or empty */
	const char *foreign;        /* a member that names a source we do not support; or NULL */
};

extern const char *const profile_members[PROFILE_SLOTS]; /* "aws_access_key_id" */

/* A file without such a profile yields an empty one. No error repeats any of the text. */
must_check bool profile_read(const char *text, bool is_config, const char *name,
    struct profile *ret, struct error *err);
void profile_done(struct profile *profile); /* wipes */

define_autodone(struct profile, profile_done)

#endif

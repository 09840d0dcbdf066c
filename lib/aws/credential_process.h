/* SPDX-License-Identifier: MIT */
/* A program that prints credentials: credential_process of a profile. Run without a shell. */
#ifndef AWS_CREDENTIAL_PROCESS_H
#define AWS_CREDENTIAL_PROCESS_H

#include "aws/sign.h"
#include "base/process.h"

/* Splits the command at blanks; "..." and '...' keep what is between them together, a backslash
 * keeps the next character as it is. The program is named by its absolute path. */
must_check bool credential_process_request(const char *command, struct process_request *ret,
    struct error *err);
/* name: the profile's, "profile prod". What the program complained of is never repeated. */
must_check bool credential_process_read(const struct process_answer *answer, const char *name,
    struct credentials *ret, struct error *err);

#endif

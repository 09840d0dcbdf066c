/* SPDX-License-Identifier: MIT */
/*
 * Credentials as texts say them: the environment, the shared files, the answers
 * of the instance metadata service. Pure; daemon/identity does the fetching.
 *
 * First source found wins: environment, profile (AWS_PROFILE or "default") of
 * the shared credentials file and then of the config file, instance role. A
 * source that is configured but broken is an error, not a reason to go on.
 */
#ifndef AWS_CREDENTIALS_H
#define AWS_CREDENTIALS_H

#include "aws/sign.h"
#include "base/trit.h"

/* Yes: found. No: nothing there, go on. Unknown: there, but broken: err says what and where. */
enum trit credentials_from_env(const char *(*env)(const char *), struct credentials *ret,
    struct error *err);
/* text: of a credentials file ("[prod]") or, is_config, of a config file ("[profile prod]"). name:
 * for messages. */
enum trit credentials_from_file(const char *text, bool is_config, const char *name,
    const char *profile, struct credentials *ret, struct error *err);
/* The JSON of /latest/meta-data/iam/security-credentials/ROLE. */
bool credentials_from_imds(const char *text, const char *role, struct credentials *ret,
    struct error *err);

#endif

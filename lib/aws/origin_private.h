/* SPDX-License-Identifier: MIT */
/* What the parts of aws/origin share: origin.c has the row of sources, origin_profile.c what a
 * profile says. */
#ifndef AWS_ORIGIN_PRIVATE_H
#define AWS_ORIGIN_PRIVATE_H

#include "aws/origin.h"
#include "base/trit.h"

/* Copies the role, with a name for its sessions, and adds it; false: its ARN is none. */
must_check bool origin_add_role(struct origin *ret, const struct origin_texts *texts,
    const struct origin_role *role, struct error *err);
must_check bool origin_add_web(struct origin *ret, const struct origin_texts *texts,
    const char *token_file, const struct origin_role *role, struct error *err);

/* Whether the profile's credentials are those of a role that others' are used to assume. */
must_check bool origin_profile_assumes(const struct origin_texts *texts, const char *name,
    bool *ret, struct error *err);
/* No: it leads nowhere; ret_found says whether there is such a profile. Unknown: broken. */
enum trit origin_profile_find(const struct origin_texts *texts, const char *name,
    struct origin *ret, bool *ret_found, struct error *err);

#endif

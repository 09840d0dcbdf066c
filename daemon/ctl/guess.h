/* SPDX-License-Identifier: MIT */
/* "Did you mean": the name that is nearest to a mistyped one. */
#ifndef CTL_GUESS_H
#define CTL_GUESS_H

/* names ends with NULL. NULL: none is near. */
const char *guess(const char *word, const char *const *names);

#endif

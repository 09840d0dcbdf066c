/* SPDX-License-Identifier: MIT */
/* Asking a person who sits at a terminal. */
#ifndef CTL_PROMPT_H
#define CTL_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

/* There is somebody to ask. */
bool prompt_possible(void);
/* A line, without its end. false: the end of the input, or an empty line. */
bool prompt_line(const char *prompt, char *ret, size_t size);

#endif

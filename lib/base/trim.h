/* SPDX-License-Identifier: MIT */
/*
 * Gives back the memory that only the start has needed: pages of program code, ours and the
 * libraries', which come again from the file when they are run again, and free heap. A quarter of
 * what a process has just after its start is that.
 */
#ifndef BASE_TRIM_H
#define BASE_TRIM_H

void trim_memory(void);

#endif

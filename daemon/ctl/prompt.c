/* SPDX-License-Identifier: MIT */
#include "prompt.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool
prompt_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool
prompt_line(const char *prompt, char *ret, size_t size)
{
	fputs(prompt, stderr);
	if (!fgets(ret, (int)size, stdin))
		return false;
	ret[strcspn(ret, "\n")] = '\0';
	return *ret != '\0';
}

/* SPDX-License-Identifier: MIT */
#include "log_restraint.h"

#include <syslog.h>

enum log_restraint_word
log_restraint(struct log_restraint *restraint, int priority, msec_t now, int *ret_left_out)
{
	*ret_left_out = 0;
	if (priority < LOG_INFO)
		return LOG_RESTRAINT_TELL;
	if (restraint->told == 0 || now - restraint->since >= LOG_RESTRAINT_SPAN) {
		*ret_left_out = restraint->left_out;
		*restraint = (struct log_restraint){ .since = now };
	}
	if (restraint->told == LOG_RESTRAINT_MOST) {
		restraint->left_out++;
		return LOG_RESTRAINT_DROP;
	}
	restraint->told++;
	return restraint->told == LOG_RESTRAINT_MOST ? LOG_RESTRAINT_LAST : LOG_RESTRAINT_TELL;
}

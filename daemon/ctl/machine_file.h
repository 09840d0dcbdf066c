/* SPDX-License-Identifier: MIT */
/* The machines of files, without a daemon: drawn, listed, proved. */
#ifndef CTL_MACHINE_FILE_H
#define CTL_MACHINE_FILE_H

#include "ctl.h"

/* Proves those of the files that ctl->args names, and says what was proved; of
 * /etc/failoverd when it names none. */
int machine_file_check(struct ctl *ctl);
/* The one that is meant, as the daemon would tell it. CTL_DONE: ret is the caller's. */
int machine_file_read(struct ctl *ctl, json_t **ret);

#endif

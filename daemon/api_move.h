/* SPDX-License-Identifier: MIT */
/* What the requests that move an application have in common. */
#ifndef DAEMON_API_MOVE_H
#define DAEMON_API_MOVE_H

#include "request.h"

/* Its Regions are the application's, and the one to leave serves. false: that was answered. */
must_check bool api_move_known(struct request *request, const struct command *command);
/* What a person typed names what would be moved, and where to; a dry run needs none. false: that
 * was answered. */
must_check bool api_move_confirmed(struct request *request, const struct command *command,
    const char *confirm);
/* What came of a command. */
void api_move_reply(struct request *request, const struct command *command,
    const struct reply *reply);

#endif

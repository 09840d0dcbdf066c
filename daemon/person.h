/* SPDX-License-Identifier: MIT */
/*
 * Who asks: the kernel says, by SO_PEERCRED. Root, our own user and the members
 * of the configured groups may command; everybody else who can open the socket
 * may read.
 */
#ifndef DAEMON_PERSON_H
#define DAEMON_PERSON_H

#include "config/config.h"
#include "io/server.h"

struct person {
	char name[64]; /* the user's, or "uid 1007" */
	bool may_command;
};

struct person person_of(const struct settings *settings, struct peer peer);

#endif

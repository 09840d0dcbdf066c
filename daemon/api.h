/* SPDX-License-Identifier: MIT */
/* The API: HTTP and JSON on the unix socket, for failoverctl and whoever else. */
#ifndef DAEMON_API_H
#define DAEMON_API_H

#include "daemon.h"

struct api;

/* fd: a passed listening socket, or -1 to bind the configured path. */
struct api *api_new(struct daemon *daemon, int fd, struct error *err);
/* Answers who asked already, and no one else; then calls then(). */
void api_drain(struct api *api, void (*then)(void *arg), void *arg);
size_t api_clients(const struct api *api); /* connections that are open; NULL: none */
void api_free(struct api *api);

#endif

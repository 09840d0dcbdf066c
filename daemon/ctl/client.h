/* SPDX-License-Identifier: MIT */
/* Asks failoverd, one question at a time, and waits for the answer. */
#ifndef CTL_CLIENT_H
#define CTL_CLIENT_H

#include <jansson.h>

#include "base/clock.h"
#include "base/error.h"

struct client;

struct said {
	int status;
	json_t *json; /* never NULL after an answer */
};

struct client *client_new(const char *socket, struct error *err);
void client_free(struct client *client);
const char *client_socket(const struct client *client);

/* false: nobody answered; err says why, with the remedy. body is taken over; NULL: none. */
must_check bool client_ask(struct client *client, const char *method, const char *path,
    json_t *body, struct said *ret, struct error *err);
void said_done(struct said *said);

/* From now on Ctrl-C ends client_sleep() and not the program; a second one does. */
void client_catch_interrupt(struct client *client);
/* false: interrupted. */
must_check bool client_sleep(struct client *client, msec_t time);
msec_t client_now(const struct client *client); /* boot time */

define_autofree(struct client, client_free) define_autodone(struct said, said_done)

#endif

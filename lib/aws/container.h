/* SPDX-License-Identifier: MIT */
/*
 * Credentials that a container is given: by ECS at a relative URI, by EKS Pod
 * Identity and others at a full one. Whoever can set the variables could send
 * our question, with its token, anywhere: so plain HTTP goes to this host and to
 * the few known addresses only.
 */
#ifndef AWS_CONTAINER_H
#define AWS_CONTAINER_H

#include "base/error.h"
#include "base/http.h"

/* The file that holds the token for the question, read anew each time; NULL: there is none. */
const char *container_token_file(const char *(*env)(const char *));
/* token: the text of that file, or NULL. */
must_check bool container_request(const char *(*env)(const char *), const char *token,
    struct http_request *ret, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What failoverd stands on, as a template of CloudFormation: the role of its host and
 * the instance profile, the roles that the configuration has it assume, and the topics
 * that it tells, if the stack is to make them, and alarms on its heartbeat where
 * CloudWatch is told of it.
 */
#ifndef AWS_STACK_H
#define AWS_STACK_H

#include <jansson.h>

#include "core/app.h"

/* What a role may do; its document is a policy of IAM. */
struct stack_role {
	const char *arn; /* NULL: of the host itself */
	const char *purpose;
	json_t *policy; /* borrowed; NULL: nothing */
};

struct stack {
	const struct app *apps;
	size_t n_apps;
	const struct stack_role *roles;
	size_t n_roles;
	const char *metrics; /* the Region whose CloudWatch we tell how we are; NULL: none */
};

/* The template; the caller's. */
json_t *stack_make(const struct stack *stack);

#endif

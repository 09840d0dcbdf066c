/* SPDX-License-Identifier: MIT */
#include "aws/checked.h"

#include <string.h>

#include "aws/fault.h"

static enum health
health_of(enum fault fault, enum checked_call call)
{
	switch (fault) {
	case FAULT_NONE:
		return HEALTH_OK;
	case FAULT_NO_ANSWER:
	case FAULT_THROTTLED:
	case FAULT_SERVER:
	case FAULT_UNAVAILABLE:
	case FAULT_GARBLED:
		return HEALTH_UNKNOWN;
	case FAULT_DENIED:
		return call == CHECKED_EXTRA ? HEALTH_WARN : HEALTH_FAIL;
	case FAULT_EXPIRED:
	case FAULT_SKEW:
	case FAULT_NOT_FOUND:
	case FAULT_CONFLICT:
	case FAULT_INVALID:
		break;
	}
	return HEALTH_FAIL;
}

/* "what was said; what can be done": where there is a second part, it is the remedy. */
static void
split(struct opinion *opinion)
{
	char *last = NULL;

	for (char *at = opinion->detail; (at = strstr(at, "; ")) != NULL; at++)
		last = at;
	if (!last)
		return;
	opinion_remedy(opinion, "%s", last + 2);
	*last = '\0';
}

bool
checked_answer(const struct answer *answer, enum checked_call call, struct opinion *ret)
{
	struct sighting sighting = { .detail = "" };
	struct aws_error error;

	if (aws_answered(answer, &sighting))
		return true;
	aws_error_read(answer, &error);
	opinion_set(ret, health_of(error.fault, call), "%s", sighting.detail);
	split(ret);
	if (error.fault == FAULT_DENIED && call == CHECKED_EXTRA)
		opinion_remedy(ret, "only failoverctl doctor asks this: allow it, so that it can");
	return false;
}

void
checked_garbled(struct opinion *ret, const char *why)
{
	opinion_set(ret, HEALTH_UNKNOWN, "an answer that cannot be read: %s", why);
}

/* SPDX-License-Identifier: MIT */
#include "aws/arn.h"

#include <stdio.h>
#include <string.h>

/* The text between the colons; longer ones are none. */
static void
field(const char *arn, int nth, char *ret, size_t size)
{
	size_t len;

	for (; nth > 0 && arn; nth--) {
		arn = strchr(arn, ':');
		arn = arn ? arn + 1 : NULL;
	}
	len = arn ? strcspn(arn, ":") : 0;
	snprintf(ret, size, "%.*s", len < size ? (int)len : 0, arn ? arn : "");
}

void
arn_region(const char *arn, char *ret, size_t size)
{
	field(arn, 3, ret, size);
}

static bool
read_owner(const char *arn, struct arn_owner *ret)
{
	struct arn_owner found = { .account = "" };

	if (!arn || strncmp(arn, "arn:", 4) != 0)
		return false;
	field(arn, 1, found.partition, sizeof(found.partition));
	field(arn, 4, found.account, sizeof(found.account));
	if (!found.partition[0] || !found.account[0])
		return false;
	*ret = found;
	return true;
}

static const char *
partition_of(const char *region)
{
	if (strncmp(region, "cn-", 3) == 0)
		return "aws-cn";
	return strncmp(region, "us-gov-", 7) == 0 ? "aws-us-gov" : "aws";
}

void
arn_owner(const struct app *app, struct arn_owner *ret)
{
	*ret = (struct arn_owner){ .account = "" };
	for (size_t r = 0; r < app->n_regions; r++)
		if (read_owner(app->regions[r].cluster, ret) ||
		    read_owner(app->regions[r].routing_control, ret))
			return;
	if (read_owner(app->routing.panel, ret) || read_owner(app->secret.id, ret))
		return;
	snprintf(ret->partition, sizeof(ret->partition), "%s",
	    partition_of(app->regions[app->home].name));
}

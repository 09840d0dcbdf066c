/* SPDX-License-Identifier: MIT */
#include "aws/key_need.h"

#include <string.h>

#include "aws/arn.h"
#include "aws/rds.h"
#include "core/place.h"

const struct key_need key_needs[] = {
	{ "secretsmanager:GetSecretValue", "secretsmanager",
	    { { "kms:Decrypt", "ReadWithSecretKeys" } } },
	{ "secretsmanager:PutSecretValue", "secretsmanager",
	    { { "kms:Decrypt", "WriteWithSecretKeys" },
		{ "kms:GenerateDataKey", "WriteWithSecretKeys" } } },
	{ "secretsmanager:ReplicateSecretToRegions", "secretsmanager",
	    { { "kms:Decrypt", "ReplicateWithSecretKeys" },
		{ "kms:GenerateDataKey", "ReplicateWithSecretKeys" },
		{ "kms:Encrypt", "ReplicateWithSecretKeys" } } },
	{ "rds:CopyDBClusterSnapshot", "rds",
	    { { "kms:DescribeKey", "CopyWithDatabaseKeys" },
		{ "kms:CreateGrant", "CopyWithDatabaseKeys" } } },
	{ 0 },
};

const char *
key_need_of(const struct app *app, const struct key_need *need, const char *arn)
{
	bool secret = strcmp(need->via, "secretsmanager") == 0;
	const char *name = secret ? app->secret.id : NULL;
	char region[32];
	size_t r;

	arn_region(arn, region, sizeof(region));
	r = app_region(app, region);
	if (!secret && r != REGION_NONE && app->regions[r].cluster)
		name = rds_identifier(app->regions[r].cluster);
	if (!name || !strstr(arn, name))
		return NULL;
	return place_of(secret ? &app->secret.kms_keys : &app->aurora.kms_keys, NULL, region);
}

/* SPDX-License-Identifier: MIT */
/* The secrets of a Region: their names, and nothing of what is in them. */
#include "aws/inventory_private.h"
#include "aws/query.h"

#define PAGE 100

static void
ask(const struct inventory_where *where, struct call *ret)
{
	query_json(ret, "secretsmanager", where->region, "secretsmanager.ListSecrets", "1.1",
	    json_pack("{s:i, s:s*}", "MaxResults", PAGE, "NextToken", where->next));
}

static bool
read_secrets(const struct inventory_where *where, const struct answer *answer,
    struct inventory *ret, struct error *err)
{
	json_t *body = inventory_json(answer, "SecretList", ret, err), *secret;
	size_t i;

	json_array_foreach(json_object_get(body, "SecretList"), i, secret)
	    inventory_add(ret, NULL, inventory_text(secret, "ARN"), inventory_text(secret, "Name"),
		inventory_text(secret, "PrimaryRegion"));
	json_decref(body);
	return body != NULL;
}

const struct inventory_row inventory_secrets = { "secretsmanager:ListSecrets", NULL, ask,
	read_secrets };

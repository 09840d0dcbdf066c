/* SPDX-License-Identifier: MIT */
/* Members of a record that are words, Regions or lists. */
#include <string.h>

#include "ledger_private.h"

const char *const ledger_votes[] = { [VOTE_NONE] = "none", [VOTE_UP] = "up", [VOTE_DOWN] = "down" };
const char *const ledger_syncs
    [] = { [SYNC_UNKNOWN] = "unknown", [SYNC_CONNECTED] = "connected", [SYNC_PENDING] = "pending" };

json_t *
ledger_region_json(const struct app *app, size_t region)
{
	return region < app->n_regions ? json_string(app->regions[region].name) : json_null();
}

enum trit
ledger_trit(const json_t *json, const char *key)
{
	const char *word = ledger_string(json, key);

	for (int value = TRIT_UNKNOWN; value <= TRIT_YES; value++)
		if (strcmp(word, trit_name((enum trit)value)) == 0)
			return (enum trit)value;
	return TRIT_UNKNOWN;
}

int
ledger_word(const char *word, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (word && strcmp(word, words[i]) == 0)
			return i;
	return 0;
}

size_t
ledger_region(const json_t *json, const char *key, const struct app *app)
{
	return app_region(app, ledger_string(json, key));
}

const json_t *
ledger_list(const json_t *json, const char *key, size_t n, struct error *err)
{
	const json_t *list = json_object_get(json, key);

	if (json_is_array(list) && json_array_size(list) == n)
		return list;
	error_set(err, "\"%s\" must be a list of %zu", key, n);
	return NULL;
}

/* SPDX-License-Identifier: MIT */
/* Drills for people: the ledger's record, with times as texts. */
#include <string.h>

#include "drills.h"
#include "view.h"

static json_t *
time_of(const json_t *json, const char *name)
{
	return view_time(json_integer_value(json_object_get(json, name)));
}

json_t *
view_drill(const json_t *record)
{
	static const char *const times[] = { "began", "ended", "back_at" };
	json_t *json;

	if (!json_is_object(record))
		return json_null();
	json = json_copy((json_t *)record);
	for (size_t i = 0; i < COUNT(times); i++)
		if (json_object_get(record, times[i]))
			json_object_set_new(json, times[i], time_of(record, times[i]));
	if (json_object_get(record, "back_after"))
		json_object_set_new(json, "back_after",
		    view_seconds(json_integer_value(json_object_get(record, "back_after"))));
	json_object_del(json, "number");
	return json;
}

json_t *
view_drills(const struct application *application, struct now now)
{
	json_t *good = json_array(), *record = drills_under_way(application->drills), *json;

	for (int kind = 0; kind < (int)DRILL_KINDS; kind++)
		for (int way = 0; way < (int)DRILL_WAYS; way++) {
			msec_t at = drills_good(application->drills, (enum drill_kind)kind,
			    (enum drill_way)way);

			if (at > 0)
				json_array_append_new(good,
				    json_pack("{s:s, s:s, s:o, s:o}", "kind",
					drill_kind_name((enum drill_kind)kind), "way",
					drill_way_name((enum drill_way)way), "at", view_time(at),
					"age_s", view_seconds(now.wall - at)));
		}
	json = json_pack("{s:o, s:o}", "under_way", view_drill(record), "good", good);
	json_decref(record);
	return json;
}

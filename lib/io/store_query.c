/* SPDX-License-Identifier: MIT */
#include "io/store_query.h"

/* Of what is long only that part which a report shows. */
#define EVENT_ROW                                                         \
	"json_object('seq', seq, 'wall', wall, 'kind', kind, 'run', run," \
	"    'body', json_remove(body, '$.inputs', '$.page', '$.pending', '$.missed'))"

/* The first event of the run that ?1 names. */
#define FIRST                                              \
	"(SELECT min(seq) FROM event WHERE app = this.app" \
	"    AND kind IN ('decision', 'intent') AND run = this.id)"

/* Commands carry no run: those since the move before, until the next one. */
#define BEFORE                                                                   \
	"(SELECT max(seq) FROM event WHERE app = this.app AND kind = 'decision'" \
	"    AND run NOT IN ('', this.id) AND seq < " FIRST ")"
#define AFTER                                                                    \
	"(SELECT min(seq) FROM event WHERE app = this.app AND kind = 'decision'" \
	"    AND run NOT IN ('', this.id) AND seq > " FIRST ")"

/* What both questions about decisions begin with; the newest mark counts. */
#define DECISION                                                                          \
	"SELECT json_object('seq', seq, 'wall', wall, 'application', app, 'run', run,"    \
	"    'mark', (SELECT json_set(mark.body, '$.wall', mark.wall) FROM event AS mark" \
	"        WHERE mark.app = event.app AND mark.kind = 'mark'"                       \
	"        AND mark.run = 'd-' || event.seq ORDER BY mark.seq DESC LIMIT 1),"

static const char *const queries[] = {
	[STORE_LIST_RUNS] = "SELECT body FROM run WHERE app = ?1 ORDER BY n DESC LIMIT ?3",
	[STORE_FIND_RUN] = "SELECT body FROM run WHERE id = ?1 LIMIT ?3",
	[STORE_ACTIVE_RUN] = "SELECT body FROM run WHERE app = ?1 AND status = 'running'"
			     "    ORDER BY n DESC LIMIT ?3",
	[STORE_LIST_EVENTS] = "SELECT body FROM event WHERE app = ?1 AND (?2 = '' OR kind = ?2)"
			      "    ORDER BY seq DESC LIMIT ?3",
	[STORE_LOAD_MEMORY] = "SELECT body FROM memory WHERE app = ?1 LIMIT ?3",
	[STORE_LAST_RUN] = "SELECT max(CAST(substr(id, 3) AS INTEGER)) FROM run"
			   "    WHERE id GLOB 'r-[0-9]*' LIMIT ?3",
	[STORE_LIST_DECISIONS] =
	    DECISION "    'head', json_extract(body, '$.head')) FROM event"
		     "    WHERE kind = 'decision' AND (?1 = '' OR app = ?1) AND (?2 = ''"
		     "        OR instr(',' || ?2 || ',',"
		     "            ',' || json_extract(body, '$.head.verb') || ','))"
		     "    ORDER BY seq DESC LIMIT ?3",
	[STORE_FIND_DECISION] =
	    DECISION "    'record', json(body), 'config', (SELECT json(config.body) FROM config"
		     "        WHERE digest = json_extract(event.body, '$.head.config')))"
		     "    FROM event WHERE kind = 'decision' AND seq = CAST(?1 AS INTEGER)"
		     "    LIMIT ?3",
	/* Without what is long: the newest of each kind and outcome. */
	[STORE_LOAD_DRILLS] =
	    "SELECT json_remove(body, '$.checks', '$.guards', '$.steps') FROM event"
	    "    WHERE seq IN (SELECT max(seq) FROM event WHERE app = ?1 AND kind = 'drill'"
	    "        GROUP BY json_extract(body, '$.kind'), json_extract(body, '$.result'),"
	    "            json_extract(body, '$.move'))"
	    "    ORDER BY seq DESC LIMIT ?3",
	[STORE_LIST_DRILLS] =
	    "SELECT body FROM event WHERE seq IN (SELECT max(seq) FROM event"
	    "    WHERE app = ?1 AND kind = 'drill' AND (?2 = '' OR json_extract(body, '$.id') = ?2)"
	    "    GROUP BY json_extract(body, '$.id')) ORDER BY seq DESC LIMIT ?3",
	[STORE_REPORT] =
	    "SELECT json_object('record', json(this.body),"
	    "    'events', (SELECT json_group_array(json(row)) FROM (SELECT " EVENT_ROW " AS row"
	    "        FROM event WHERE app = this.app AND kind IN ('decision', 'intent', 'answer',"
	    "            'resumed', 'outcome', 'command')"
	    "        AND (run = this.id OR (kind = 'command' AND seq > ifnull(" BEFORE ", 0)"
	    "            AND seq < ifnull(" AFTER ", 9223372036854775807)))"
	    "        ORDER BY seq LIMIT 1000)),"
	    "    'history', (SELECT json_group_array(json(body)) FROM (SELECT body FROM run"
	    "        WHERE app = this.app AND n < this.n ORDER BY n DESC LIMIT 50)))"
	    "    FROM run AS this WHERE id = ?1 LIMIT ?3",
};

const char *
store_query(enum store_read_kind kind)
{
	return queries[kind];
}

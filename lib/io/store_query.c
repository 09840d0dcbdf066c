/* SPDX-License-Identifier: MIT */
#include "io/store_query.h"

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
};

const char *
store_query(enum store_read_kind kind)
{
	return queries[kind];
}

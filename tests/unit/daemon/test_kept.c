/* SPDX-License-Identifier: MIT */
/* What a daemon keeps, as it is found in the file afterwards. */
#include "daemon/kept.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

#include "base/buf.h"
#include "core/block.h"
#include "daemon/daemon.h"
#include "daemon/historian.h"
#include "io/history_file.h"

#define WALL    1795528800000 /* the beginning of a minute */
#define BOOT    (7 * MSEC_HOUR)
#define FOREVER MSEC_NEVER

struct scene {
	char dir[64], db[96];
	struct config config;
	struct app app;
	struct region_spec regions[2];
	struct probe_spec probes[2];
	struct daemon daemon;
	struct application application;
	struct buf found;
};

static void
init(struct scene *s)
{
	*s = (struct scene){ .dir = "/tmp/test_kept.XXXXXX",
		.regions = { { .name = "east" }, { .name = "west" } },
		.probes = { { .name = "api" }, { .name = "lag" } } };
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->db, sizeof(s->db), "%s/history.db", s->dir);
	s->config.settings.history = (struct history_settings){ true, 90 * MSEC_DAY, 1 << 30 };
	s->app = (struct app){ .name = "shop",
		.regions = s->regions,
		.n_regions = 2,
		.probes = s->probes,
		.n_probes = 2 };
	s->daemon = (struct daemon){ .loop = loop_new(),
		.config = &s->config,
		.state_dir = s->dir,
		.applications = &s->application,
		.n_applications = 1 };
	s->daemon.historian = historian_new(&s->daemon);
	s->application = (struct application){ .daemon = &s->daemon, .app = &s->app };
	s->application.kept = kept_new(&s->application);
}

static void
done(struct scene *s)
{
	static const char *const names[] = { "history.db", "history.db-wal", "history.db-shm" };

	kept_free(s->application.kept);
	historian_free(s->daemon.historian);
	loop_free(s->daemon.loop);
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(s->db, sizeof(s->db), "%s/%s", s->dir, names[i]);
		unlink(s->db);
	}
	assert_int_equal(rmdir(s->dir), 0);
	buf_done(&s->found);
}

static void
see(struct scene *s, size_t probe, size_t region, msec_t wall, enum reason reason)
{
	struct sample sample = { .at = BOOT + wall - WALL, .latency = 80 };

	sample_judge(&sample, reason);
	kept_sample(s->application.kept, probe, region, &sample, wall);
}

static bool
on_block(const char *region, const char *probe, msec_t start, const void *data, size_t len,
    void *arg)
{
	struct scene *s = arg;
	struct block_reader reader;
	struct sample sample;

	buf_printf(&s->found, "%s.%s", probe, region);
	block_read(&reader, data, len, start);
	while (block_next(&reader, &sample))
		buf_printf(&s->found, " %" PRId64 " %s", sample.at - WALL,
		    reason_name((enum reason)sample.reason));
	buf_puts(&s->found, reader.damaged ? " damaged\n" : "\n");
	return true;
}

static bool
on_place(msec_t wall, const char *region, void *arg)
{
	buf_printf(&((struct scene *)arg)->found, "%" PRId64 " \"%s\"\n", wall - WALL, region);
	return true;
}

static bool
on_record(msec_t wall, const char *body, void *arg)
{
	buf_printf(&((struct scene *)arg)->found, "%" PRId64 " %s\n", wall - WALL, body);
	return true;
}

/* All that is in the file, when all that was handed over has been written. */
static const char *
found(struct scene *s)
{
	struct error err = { 0 };
	autofree(history_file_close) struct history_file *file = NULL;

	historian_free(s->daemon.historian);
	s->daemon.historian = historian_new(&s->daemon);
	buf_clear(&s->found);
	file = history_file_open(s->db, &err);
	if (!file || !history_file_blocks(file, "shop", 0, FOREVER, on_block, s, &err) ||
	    !history_file_places(file, "shop", 0, FOREVER, on_place, s, &err) ||
	    !history_file_records(file, "shop", 0, FOREVER, on_record, s, &err))
		fail_msg("%s", err.text);
	return buf_text(&s->found);
}

static void
answers_are_handed_over_when_their_minute_is_over(void **state)
{
	struct scene s;

	init(&s);
	see(&s, 0, 0, WALL + 1080, REASON_OK);
	see(&s, 1, 1, WALL + 2080, REASON_NO_DATA);
	see(&s, 0, 0, WALL + 6080, REASON_TIMEOUT);
	kept_hand_over(s.application.kept, WALL + MSEC_MINUTE - 1);
	see(&s, 0, 0, WALL + 61080, REASON_OK); /* this one hands over what was before */
	kept_hand_over(s.application.kept, WALL + MSEC_MINUTE + 2000);
	assert_string_equal(found(&s), "api.east 1080 ok 6080 timeout\nlag.west 2080 no-data\n");
	kept_free(s.application.kept);
	s.application.kept = kept_new(&s.application);
	assert_string_equal(found(&s),
	    "api.east 1080 ok 6080 timeout\nlag.west 2080 no-data\napi.east 61080 ok\n");
	done(&s);
}

static void
a_clock_that_was_set_back_loses_nothing(void **state)
{
	struct scene s;

	init(&s);
	see(&s, 0, 0, WALL + 61000, REASON_OK);
	see(&s, 0, 0, WALL + 1000, REASON_OK);
	see(&s, 0, 1, WALL + 61000, REASON_OK);
	kept_hand_over(s.application.kept, WALL + 2000);
	assert_string_equal(found(&s), "api.east 61000 ok\napi.west 61000 ok\n");
	kept_hand_over(s.application.kept, WALL + 62000);
	assert_string_equal(found(&s), "api.east 1000 ok\napi.east 61000 ok\napi.west 61000 ok\n");
	done(&s);
}

static void
only_a_change_of_place_is_kept(void **state)
{
	struct scene s;

	init(&s);
	kept_place(s.application.kept, 1, WALL);
	kept_place(s.application.kept, 1, WALL + 1);
	kept_place(s.application.kept, 0, WALL + 2);
	kept_place(s.application.kept, REGION_NONE, WALL + 3);
	kept_place(s.application.kept, REGION_NONE, WALL + 4);
	assert_string_equal(found(&s), "0 \"west\"\n2 \"east\"\n3 \"\"\n");
	kept_free(s.application.kept);
	s.application.kept = kept_new(&s.application); /* a start says it anew */
	kept_place(s.application.kept, 1, WALL + 5);
	assert_string_equal(found(&s), "0 \"west\"\n2 \"east\"\n3 \"\"\n5 \"west\"\n");
	done(&s);
}

static void
records_are_kept(void **state)
{
	struct scene s;

	init(&s);
	kept_record(s.application.kept, WALL + 1, "{\"verb\":\"nothing\"}");
	assert_string_equal(found(&s), "1 {\"verb\":\"nothing\"}\n");
	done(&s);
}

static void
see_all(struct scene *s, msec_t wall)
{
	see(s, 0, 0, wall, REASON_OK);
	kept_place(s->application.kept, 0, wall);
	kept_record(s->application.kept, wall, "{}");
	kept_hand_over(s->application.kept, wall + MSEC_MINUTE);
}

static void
nothing_is_kept_when_nothing_is_wanted(void **state)
{
	struct scene s;

	init(&s);
	s.config.settings.history.write = false;
	historian_reload(s.daemon.historian);
	assert_null(historian_history(s.daemon.historian));
	see_all(&s, WALL);
	assert_int_not_equal(access(s.db, F_OK), 0);
	s.config.settings.history.write = true;
	historian_reload(s.daemon.historian);
	see_all(&s, WALL + 10);
	assert_string_equal(found(&s), "api.east 10 ok\n10 \"east\"\n10 {}\n");
	done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_handed_over_when_their_minute_is_over),
		cmocka_unit_test(a_clock_that_was_set_back_loses_nothing),
		cmocka_unit_test(only_a_change_of_place_is_kept),
		cmocka_unit_test(records_are_kept),
		cmocka_unit_test(nothing_is_kept_when_nothing_is_wanted),
	};

	return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}

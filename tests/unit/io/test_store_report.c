/* SPDX-License-Identifier: MIT */
/* What a report is made of, and drills: in the ledger, and in a copy of one that is closed. */
#include "io/store_audit.h"
#include "store_scene.h"

static void
add(struct scene *s, const char *kind, const char *run, const char *body)
{
	store_event(s->store, 1000, "shop", kind, run, body, scene_answered, scene_note(s, 0));
	scene_await(s, 1);
}

static void
add_run(struct scene *s, const char *id)
{
	char body[64];

	snprintf(body, sizeof(body), "{\"id\":\"%s\"}", id);
	store_run(s->store, id, "shop", "done", body, scene_answered, scene_note(s, 0));
	scene_await(s, 1);
}

static void
add_story(struct scene *s)
{
	add(s, "decision", "r-0001", "{}");
	add_run(s, "r-0001");
	add(s, "command", "", "{\"command\":\"pause\"}");
	add(s, "decision", "", "{}");
	add(s, "decision", "r-0002", "{\"head\":1,\"inputs\":2,\"page\":3}");
	add(s, "answer", "r-0002", "{\"call\":\"a\"}");
	add(s, "mark", "r-0002", "{}");
	add(s, "command", "", "{\"command\":\"ack\"}");
	add_run(s, "r-0002");
	add(s, "decision", "r-0003", "{}");
	add(s, "command", "", "{\"command\":\"late\"}");
	add_run(s, "r-0003");
}

#define EVENT(seq, kind, run, body)                                                               \
	"{\"seq\":" seq ",\"wall\":1000,\"kind\":\"" kind "\",\"run\":\"" run "\",\"body\":" body \
	"}"
#define SECOND_RUN                                                                                \
	"{\"record\":{\"id\":\"r-0002\"},\"events\":[" EVENT("2", "command", "",                  \
	    "{\"command\":\"pause\"}") "," EVENT("4", "decision", "r-0002",                       \
	    "{\"head\":1}") "," EVENT("5", "answer", "r-0002", "{\"call\":\"a\"}") "," EVENT("7", \
	    "command", "", "{\"command\":\"ack\"}") "],\"history\":[{\"id\":\"r-0001\"}]}"

static void
it_has_the_run_and_the_commands_around_it(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	add_story(&s);
	s.rows[0] = '\0';
	store_report(s.store, "r-0002", scene_row, scene_answered, scene_note(&s, 0));
	scene_await(&s, 1);
	assert_string_equal(s.rows, SECOND_RUN " ");
	s.rows[0] = '\0';
	store_report(s.store, "r-0009", scene_row, scene_answered, scene_note(&s, 0));
	scene_await(&s, 1);
	assert_string_equal(s.rows, "");
	scene_done(&s);
}

static void
on_row(const char *text, void *arg)
{
	assert_string_equal(text, SECOND_RUN);
	++*(int *)arg;
}

static void
a_closed_ledger_has_the_same(void **state)
{
	struct store_audit *audit;
	struct scene s;
	struct error err = { "" };
	int rows = 0;

	scene_init(&s);
	scene_open(&s);
	add_story(&s);
	store_close(s.store, 60 * MSEC_SECOND);
	s.store = NULL;
	audit = store_audit_open(s.dir, &err);
	if (!audit)
		fail_msg("%s", err.text);
	assert_true(store_audit_read(audit,
	    &(struct store_read){ STORE_REPORT, { "r-0002", "" }, 1 }, on_row, &rows, &err));
	assert_int_equal(rows, 1);
	store_audit_free(audit);
	scene_done(&s);
}

/* ---- drills ---- */

static void
add_drill(struct scene *s, const char *id, const char *kind, const char *phase, const char *result)
{
	char body[256];

	snprintf(body, sizeof(body),
	    "{\"id\":\"%s\",\"kind\":\"%s\",\"phase\":\"%s\"%s%s%s,\"checks\":[1],\"guards\":[2]}",
	    id, kind, phase, *result ? ",\"result\":\"" : "", result, *result ? "\"" : "");
	add(s, "drill", "", body);
}

static void
collect(const char *text, void *arg)
{
	struct scene *s = arg;

	snprintf(s->rows + strlen(s->rows), sizeof(s->rows) - strlen(s->rows), "%s\n", text);
}

static void
of_drills_the_newest_of_each_outcome_is_loaded(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	add_drill(&s, "drill-1", "rehearse", "ended", "good");
	add_drill(&s, "drill-2", "rehearse", "ended", "good");
	add_drill(&s, "drill-3", "rehearse", "ended", "bad");
	add_drill(&s, "drill-4", "live", "out", "");
	add_drill(&s, "drill-4", "live", "there", "");
	s.rows[0] = '\0';
	store_load_drills(s.store, "shop", collect, &s);
	assert_string_equal(s.rows,
	    "{\"id\":\"drill-4\",\"kind\":\"live\",\"phase\":\"there\"}\n"
	    "{\"id\":\"drill-3\",\"kind\":\"rehearse\",\"phase\":\"ended\",\"result\":\"bad\"}\n"
	    "{\"id\":\"drill-2\",\"kind\":\"rehearse\",\"phase\":\"ended\",\"result\":\"good\"}\n");
	s.rows[0] = '\0';
	store_list_drills(s.store, "shop", "", 2, scene_row, scene_answered, scene_note(&s, 0));
	scene_await(&s, 1);
	assert_non_null(strstr(s.rows, "there"));
	assert_null(strstr(s.rows, "out"));
	assert_null(strstr(s.rows, "drill-2"));
	assert_non_null(strstr(s.rows, "checks"));
	s.rows[0] = '\0';
	store_list_drills(s.store, "shop", "drill-1", 2, scene_row, scene_answered,
	    scene_note(&s, 0));
	scene_await(&s, 1);
	assert_non_null(strstr(s.rows, "drill-1"));
	scene_done(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_the_run_and_the_commands_around_it),
		cmocka_unit_test(a_closed_ledger_has_the_same),
		cmocka_unit_test(of_drills_the_newest_of_each_outcome_is_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

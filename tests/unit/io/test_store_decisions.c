/* SPDX-License-Identifier: MIT */
/* Decisions in the ledger: listed by their heads, found whole, marked, with their configuration. */
#include "io/sql.h"
#include "store_scene.h"

static void
add(struct scene *s, const char *app, const char *kind, const char *run, const char *body)
{
	store_event(s->store, 1000, app, kind, run, body, scene_answered, scene_note(s, 0));
	scene_await(s, 1);
}

static const char *
list(struct scene *s, const char *app, const char *verbs, int most)
{
	s->rows[0] = '\0';
	store_list_decisions(s->store, &(struct store_decisions){ app, verbs, most }, scene_row,
	    scene_answered, scene_note(s, 0));
	scene_await(s, 1);
	return s->rows;
}

static const char *
find(struct scene *s, const char *number)
{
	s->rows[0] = '\0';
	store_find_decision(s->store, number, scene_row, scene_answered, scene_note(s, 0));
	scene_await(s, 1);
	return s->rows;
}

#define ROW(seq, app, run, mark, verb)                                              \
	"{\"seq\":" seq ",\"wall\":1000,\"application\":\"" app "\",\"run\":\"" run \
	"\",\"mark\":" mark ",\"head\":{\"verb\":\"" verb "\",\"config\":\"c1\"}} "

static void
add_some(struct scene *s)
{
	add(s, "shop", "decision", "", "{\"head\":{\"verb\":\"propose\",\"config\":\"c1\"}}");
	add(s, "shop", "intent", "r-0001", "{}");
	add(s, "shop", "decision", "r-0001",
	    "{\"head\":{\"verb\":\"move\",\"config\":\"c1\"},\"inputs\":{\"lag\":0.30000000000000004}}");
	add(s, "bank", "decision", "", "{\"head\":{\"verb\":\"move\",\"config\":\"c1\"}}");
}

static void
lists_the_heads_newest_first(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	assert_string_equal(list(&s, "", "", 9), "");
	add_some(&s);
	assert_string_equal(list(&s, "shop", "", 9),
	    ROW("3", "shop", "r-0001", "null", "move") ROW("1", "shop", "", "null", "propose"));
	assert_string_equal(list(&s, "", "", 2),
	    ROW("4", "bank", "", "null", "move") ROW("3", "shop", "r-0001", "null", "move"));
	assert_string_equal(list(&s, "shop", "propose", 9),
	    ROW("1", "shop", "", "null", "propose"));
	assert_string_equal(list(&s, "shop", "drift,propose", 9),
	    ROW("1", "shop", "", "null", "propose"));
	assert_string_equal(list(&s, "shop", "prop", 9), "");
	scene_done(&s);
}

static void
finds_one_whole_with_its_configuration(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	add_some(&s);
	assert_non_null(strstr(find(&s, "3"), "\"config\":null}"));
	store_config(s.store, "c1", "{\"files\":[]}", scene_answered, scene_note(&s, 0));
	store_config(s.store, "c1", "{\"files\":[1]}", scene_answered, scene_note(&s, 0));
	scene_await(&s, 2);
	assert_string_equal(find(&s, "3"),
	    "{\"seq\":3,\"wall\":1000,\"application\":\"shop\",\"run\":\"r-0001\",\"mark\":null,"
	    "\"record\":{\"head\":{\"verb\":\"move\",\"config\":\"c1\"},"
	    "\"inputs\":{\"lag\":0.30000000000000004}},\"config\":{\"files\":[]}} ");
	/* an intent is no decision, and 99 is nothing */
	assert_string_equal(find(&s, "2"), "");
	assert_string_equal(find(&s, "99"), "");
	assert_string_equal(find(&s, "x"), "");
	scene_done(&s);
}

static void
the_newest_mark_counts(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_open(&s);
	add_some(&s);
	add(&s, "shop", "mark", "d-1", "{\"verdict\":\"real\"}");
	add(&s, "shop", "mark", "d-1", "{\"verdict\":\"false-alarm\"}");
	add(&s, "shop", "mark", "d-30", "{\"verdict\":\"real\"}");
	assert_string_equal(list(&s, "shop", "", 9),
	    ROW("3", "shop", "r-0001", "null", "move")
		ROW("1", "shop", "", "{\"verdict\":\"false-alarm\",\"wall\":1000}", "propose"));
	assert_non_null(strstr(find(&s, "1"), "\"mark\":{\"verdict\":\"false-alarm\""));
	scene_done(&s);
}

/* A ledger of the version before has no configurations; it keeps all else. */
static void
a_ledger_of_the_version_before_is_brought_up(void **state)
{
	struct scene s;
	struct sql *sql;

	scene_init(&s);
	scene_open(&s);
	add_some(&s);
	scene_close(&s);
	assert_true(sql_open(s.db, SQL_ALONE, &sql, &s.err));
	assert_true(sql_run(sql, "DROP TABLE config; PRAGMA user_version = 1;", &s.err));
	sql_close(sql);
	scene_open(&s);
	store_config(s.store, "c1", "{\"files\":[]}", scene_answered, scene_note(&s, 0));
	scene_await(&s, 1);
	assert_int_equal(s.n_good, 5);
	assert_non_null(strstr(find(&s, "1"), "\"config\":{\"files\":[]}"));
	scene_done(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_the_heads_newest_first),
		cmocka_unit_test(finds_one_whole_with_its_configuration),
		cmocka_unit_test(the_newest_mark_counts),
		cmocka_unit_test(a_ledger_of_the_version_before_is_brought_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

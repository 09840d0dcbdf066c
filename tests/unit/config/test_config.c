/* SPDX-License-Identifier: MIT */
/* What a configuration becomes. What is wrong with one is in tests/data/config. */
#include "loaded.h"

/* ---- values ---- */

static void
it_fills_in_the_defaults(void **state)
{
	struct loaded l;
	const struct app *app = load_app(&l, SMALL "}");
	const struct limits *limits = &app->limits;

	assert_string_equal(app->name, "shop");
	assert_int_equal(app->mode, MODE_OBSERVE);
	assert_int_equal(app->home, 1);
	assert_int_equal(limits->hold, 90 * MSEC_SECOND);
	assert_int_equal(limits->hold_single, 60 * MSEC_SECOND);
	assert_int_equal(limits->newest, 15 * MSEC_SECOND);
	assert_int_equal(limits->cooldown, MSEC_HOUR);
	assert_int_equal(limits->budget_day, 1);
	assert_int_equal(limits->budget_week, 2);
	assert_int_equal(limits->max_loss, 10 * MSEC_SECOND);
	assert_int_equal(limits->loss_age, 180 * MSEC_SECOND);
	assert_int_equal(limits->unknown_loss, POLICY_HOLD);
	assert_int_equal(limits->max_lag, 2 * MSEC_SECOND);
	assert_int_equal(limits->lag_for, 5 * MSEC_MINUTE);
	assert_int_equal(limits->target_up, 60 * MSEC_SECOND);
	assert_int_equal(limits->stable, 6 * MSEC_HOUR);
	assert_int_equal(limits->stable_request, MSEC_HOUR);
	assert_int_equal(limits->warm_up, 60 * MSEC_SECOND);
	assert_int_equal(limits->tilt, 30 * MSEC_SECOND);
	assert_int_equal(limits->failback, FAILBACK_APPROVE);
	assert_null(limits->kill_switch);
	assert_string_equal(l.config->settings.socket, "/run/failoverd.sock");
	assert_int_equal(l.config->settings.references.n, 3);
	assert_int_equal(l.config->settings.operators.n, 0);
	unload(&l);
}

static void
it_decodes_every_type_of_option(void **state)
{
	struct loaded l;
	const struct fake_args *args = load_app(&l,
	    HEAD("shop",
		"observe") "\"regions\": {\"us-east-1\": {}, \"us-west-2\": {}},"
			   "\"probes\": {" API(
			       ", \"urls\": {\"us-east-1\": \"https://e.example\"},"
			       "\"json\": {\"a.b\": 1.50, \"c\": true, \"d\": \"\\u00e9\\\"\"},"
			       "\"status\": [200, \"3xx\"], \"limit\": \"<= 2s\", \"share\": \"12.5%\","
			       "\"hook\": \"https://h.example/x\", \"keep\": true") "}}")
					   ->probes[0]
					   .args;

	assert_string_equal(args->url, "https://{region}.example");
	assert_int_equal(args->urls.n, 1);
	assert_string_equal(args->urls.keys[0], "us-east-1");
	assert_string_equal(args->urls.values[0], "https://e.example");
	assert_int_equal(args->json.n, 3);
	assert_string_equal(args->json.values[0], "1.50");
	assert_string_equal(args->json.values[1], "true");
	assert_string_equal(args->json.values[2], "\xc3\xa9\"");
	assert_true(status_in(&args->status, 200) && status_in(&args->status, 399));
	assert_false(status_in(&args->status, 201));
	assert_int_equal(args->limit.op, COMPARE_LE);
	assert_float_equal(args->limit.limit, 2000, 1e-9);
	assert_float_equal(args->share, 0.125, 1e-9);
	assert_string_equal(args->hook, "https://h.example/x");
	assert_true(args->keep);
	unload(&l);
}

static void
it_gives_probes_their_times_and_weights(void **state)
{
	struct loaded l;
	const struct app *app = load_app(&l, FULL "}");

	assert_int_equal(app->n_probes, 5);
	assert_string_equal(app->probes[0].name, "api");
	assert_ptr_equal(app->probes[0].kind, &fake_http_probe);
	assert_int_equal(app->probes[0].every, 5 * MSEC_SECOND);
	assert_int_equal(app->probes[0].timeout, 3 * MSEC_SECOND);
	assert_float_equal(app->probes[0].weight, 1, 1e-9);
	assert_float_equal(app->probes[1].weight, 3, 1e-9);
	/* Four fifths of what is too short for three seconds. */
	assert_int_equal(app->probes[2].timeout, 1600);
	assert_false(app->probes[2].critical);
	assert_int_equal(((const struct fake_args *)app->probes[2].args)->period, MSEC_MINUTE);
	unload(&l);
}

static void
it_keeps_what_regions_have(void **state)
{
	struct loaded l;
	const struct app *app = load_app(&l, FULL "}");

	assert_int_equal(app->n_regions, 2);
	assert_string_equal(app->regions[1].name, "us-west-2");
	assert_string_equal(app->regions[1].routing_control, PANEL "/routingcontrol/b");
	assert_int_equal(app->regions[0].addresses.n, 1);
	assert_string_equal(app->regions[1].addresses.items[1], "192.0.2.3");
	assert_string_equal(app->aurora.global_cluster, "g");
	assert_string_equal(app->secret.member, "host");
	assert_string_equal(app->routing.endpoints.values[0], "https://a.example/v1");
	assert_string_equal(app->dns.servers.items[0], "192.0.2.53");
	unload(&l);
}

static void
it_reads_the_settings(void **state)
{
	static const char text[] =
	    "{\"config_version\": 1, \"observers\": \"single\", \"place\": \"eu-west-1\","
	    "\"socket\": \"/x\", \"socket_group\": \"g\", \"operators\": \"ops\", \"aws\": {"
	    "\"profile\": \"p\", \"ca_file\": \"/ca\", \"endpoints\": {\"rds\": "
	    "\"https://r.example\"}, \"addresses\": {\"*.example\": \"127.0.0.1:1\"}}}";
	const struct settings *s;
	struct loaded l;

	load(&l, (const char *const[]){ text, NULL });
	assert_non_null(l.config);
	s = &l.config->settings;
	assert_int_equal(l.config->n_apps, 0);
	assert_int_equal(s->observers, 0);
	assert_string_equal(s->place, "eu-west-1");
	assert_string_equal(s->socket_group, "g");
	assert_string_equal(s->operators.items[0], "ops");
	assert_string_equal(s->aws.profile, "p");
	assert_string_equal(s->aws.ca_file, "/ca");
	assert_string_equal(s->aws.endpoints.keys[0], "rds");
	assert_string_equal(s->aws.addresses.values[0], "127.0.0.1:1");
	unload(&l);
}

/* ---- several files ---- */

static void
two_applications_of_one_name_are_one_too_many(void **state)
{
	struct loaded l;

	load(&l, (const char *const[]){ SETTINGS, SMALL "}", FULL "}", NULL });
	assert_null(l.config);
	assert_string_equal(find(&l, "E160")->file, "b.json");
	assert_string_equal(find(&l, "E160")->label, "also in a.json");
	assert_int_equal(l.diags.errors, 1);
	unload(&l);
}

static void
it_finds_applications_by_name(void **state)
{
	static const char other[] = HEAD("bank",
	    "observe") "\"regions\": {\"us-east-1\": {}, \"us-west-2\": {}}, \"probes\": {" API("") "}}";
	struct loaded l;

	load(&l, (const char *const[]){ SETTINGS, SMALL "}", other, NULL });
	assert_int_equal(l.config->n_apps, 2);
	assert_ptr_equal(config_app(l.config, "bank"), &l.config->apps[1]);
	assert_null(config_app(l.config, "ban"));
	unload(&l);
	config_free(NULL);
}

static void
every_file_is_looked_at_whatever_is_wrong_with_the_others(void **state)
{
	autofree(buf_done) struct buf line = { 0 };
	struct loaded l;

	load(&l, (const char *const[]){ "{", "{\"mode\": 1}", "[]", SMALL "}", NULL });
	assert_null(l.config);
	assert_string_equal(l.diags.list[0].file, "failoverd.json");
	assert_string_equal(find(&l, "E007")->file, "b.json");
	assert_string_equal(find(&l, "E020")->pointer, "/mode");
	assert_string_equal(l.diags.list[l.diags.n - 1].file, "b.json");
	diagnostics_line(&l.diags, &line);
	assert_string_equal(buf_text(&line),
	    "failoverd.json:1:1: not JSON: string or '}' expected near end of file (a closing } or "
	    "] is missing)");
	unload(&l);
}

static void
it_warns_of_a_place_that_is_lost_together_with_home(void **state)
{
	static const char settings[] =
	    "{\"config_version\": 1, \"observers\": \"single\", \"place\": \"us-west-2\"}";
	autofree(buf_done) struct buf line = { 0 };
	struct loaded l;

	load(&l, (const char *const[]){ settings, SMALL "}", NULL });
	assert_non_null(l.config);
	assert_int_equal(find(&l, "W210")->severity, SEVERITY_WARNING);
	assert_int_equal(find(&l, "W210")->column, 55);
	diagnostics_line(&l.diags, &line);
	assert_string_equal(buf_text(&line), "");
	unload(&l);
}

static void
the_digest_is_of_all_texts_and_of_their_borders(void **state)
{
	static const char *const sets[][4] = {
		{ SETTINGS, SMALL "}" },
		{ SETTINGS, SMALL "} " },
		{ SETTINGS " ", SMALL "}" },
	};
	char digests[COUNT(sets)][65];
	struct loaded l;

	for (size_t i = 0; i < COUNT(sets); i++) {
		load(&l, sets[i]);
		memcpy(digests[i], l.config->digest, sizeof(digests[i]));
		unload(&l);
		assert_int_equal(strlen(digests[i]), 64);
	}
	assert_string_not_equal(digests[0], digests[1]);
	assert_string_not_equal(digests[0], digests[2]);
	assert_string_not_equal(digests[1], digests[2]);
	load(&l, sets[0]);
	assert_string_equal(l.config->digest, digests[0]);
	unload(&l);
}

/* The file may have gone, or have changed, since it was read. */
static void
it_prints_what_it_can_without_the_text(void **state)
{
	static const char expected[] = "error[E020]: \"mode\" is of the wrong kind\n"
				       "  --> a.json:3:9\n"
				       "   = help: write observe, propose or auto\n\n";
	static const char text[] =
	    "{\"application\": \"shop\", \"home\": \"us-west-2\", \"regions\": "
	    "{\"us-east-1\": {}, \"us-west-2\": {}}, \"probes\": {" API("") "},\n\n\"mode\": 1}";
	struct source other = { "a.json", "{", 1 };
	autofree(buf_done) struct buf says = { 0 };
	struct loaded l;

	load(&l, (const char *const[]){ SETTINGS, text, NULL });
	diagnostics_print(&l.diags, NULL, 0, &says);
	assert_string_equal(buf_text(&says), expected);
	buf_clear(&says);
	diagnostics_print(&l.diags, &other, 1, &says);
	assert_string_equal(buf_text(&says), expected);
	unload(&l);
}

static void
it_stops_saying_what_is_wrong_when_nobody_would_read_on(void **state)
{
	autofree(buf_done) struct buf text = { 0 };
	struct loaded l;

	buf_puts(&text, "{");
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "\"nonsense-%d\": 1,\n", i);
	buf_puts(&text, "}");
	load(&l, (const char *const[]){ SETTINGS, buf_text(&text), NULL });
	assert_null(l.config);
	assert_int_equal(l.diags.errors, 200);
	assert_int_equal(l.diags.n, 200);
	unload(&l);
}

static bool
no_bundle(const char *path, struct error *err)
{
	return path || error_set(err, "/nowhere/ca.pem: there is no such file; look for it");
}

static void
authorities_of_the_environment_are_looked_at_unless_others_are_given(void **state)
{
	static const struct {
		const char *text, *pointer;
		size_t errors;
	} cases[] = {
		{ "", "", 1 },
		{ ", \"aws\": {\"profile\": \"p\"}", "/aws", 1 },
		{ ", \"aws\": {\"ca_file\": \"/etc/ca.pem\"}", NULL, 0 },
	};
	struct catalog catalog = fake_catalog;

	catalog.authorities = no_bundle;
	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(diagnostics_done) struct diagnostics diags = { 0 };
		autofree(xfree) char *text =
		    xasprintf("%.*s%s}", (int)strlen(SETTINGS) - 1, SETTINGS, cases[i].text);
		const struct source source = { "failoverd.json", text, strlen(text) };
		autofree(config_free) struct config *config =
		    config_load(&source, 1, &catalog, &diags);

		assert_int_equal(config == NULL, cases[i].errors > 0);
		assert_int_equal(diags.errors, cases[i].errors);
		if (cases[i].errors == 0)
			continue;
		assert_string_equal(diags.list[0].code, "E045");
		assert_string_equal(diags.list[0].pointer, cases[i].pointer);
		assert_string_equal(diags.list[0].label, "/nowhere/ca.pem: there is no such file");
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_fills_in_the_defaults),
		cmocka_unit_test(it_decodes_every_type_of_option),
		cmocka_unit_test(it_gives_probes_their_times_and_weights),
		cmocka_unit_test(it_keeps_what_regions_have),
		cmocka_unit_test(it_reads_the_settings),
		cmocka_unit_test(two_applications_of_one_name_are_one_too_many),
		cmocka_unit_test(it_finds_applications_by_name),
		cmocka_unit_test(every_file_is_looked_at_whatever_is_wrong_with_the_others),
		cmocka_unit_test(it_warns_of_a_place_that_is_lost_together_with_home),
		cmocka_unit_test(it_prints_what_it_can_without_the_text),
		cmocka_unit_test(it_stops_saying_what_is_wrong_when_nobody_would_read_on),
		cmocka_unit_test(
		    authorities_of_the_environment_are_looked_at_unless_others_are_given),
		cmocka_unit_test(the_digest_is_of_all_texts_and_of_their_borders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

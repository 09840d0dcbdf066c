/* SPDX-License-Identifier: MIT */
/* A table is read as it is meant, or refused with the place where it cannot be. */
#include "core/csv.h"

#include "test.h"

#include <string.h>

#include "base/buf.h"

static const struct probe_kind http = { .name = "http" };
static const struct probe_kind lag = { .name = "aurora-lag" };
static const struct probe_kind topology = { .name = "aurora-topology", .global = true };

static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static struct probe_spec probes[] = { { .name = "api", .kind = &http },
	{ .name = "lag", .kind = &lag }, { .name = "topology", .kind = &topology } };
static const struct app app = { .name = "shop",
	.regions = regions,
	.n_regions = 2,
	.probes = probes,
	.n_probes = 3 };

static const struct csv_name names[] = { { "Success, east", 13, "us-east-1.api" },
	{ "probe_success", 13, "api" }, { "of no use", 9, "-" }, { "lag", 3, "lag" } };

/* "0.api ok 83 @0; 1.lag =250 @5": Region, probe, what it said, seconds since 14:00. */
static const char *
said(const struct csv *csv, struct buf *ret)
{
	for (size_t i = 0; i < csv->n; i++) {
		const struct sample *s = &csv->samples[i].sample;

		buf_printf(ret, "%s%zu.%s %s", i > 0 ? "; " : "", csv->samples[i].region,
		    probes[csv->samples[i].probe].name, reason_name(s->reason));
		if (s->has_value)
			buf_printf(ret, " =%g", s->value);
		if (s->latency > 0)
			buf_printf(ret, " %d", s->latency);
		buf_printf(ret, " @%g", (double)(s->at - 1795528800000) / 1000);
	}
	return buf_text(ret);
}

static void
it_reads_what_is_exported(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "time,us-east-1.api\n2026-11-24T14:00:00Z,1\n", "0.api ok @0" },
		{ "time,us-east-1.api\r\n1795528800,0\r\n1795528805,1",
		    "0.api timeout @0; 0.api ok @5" },
		{ "time,us-east-1.api\n1795528800.5,1\n1795528801000,1\n",
		    "0.api ok @0.5; 0.api ok @1" },
		{ "Time,us-east-1.api\n2026/11/24 14:00:00,1\n", "0.api ok @0" },
		{ "Time,us-east-1.api\n2026-11-24 14:00:00.250,1\n", "0.api ok @0" },
		{ "Time,us-east-1.api\n2026-11-24T15:00:00+01:00,1\n", "0.api ok @0" },
		{ "\xef\xbb\xbf"
		  "\"time\", \"Success, east\"\n1795528800, \"1\" \n\n",
		    "0.api ok @0" },
		{ "t,us-east-1.api,us-west-2.api\n1795528800,,1\n1795528805,NaN,null\n",
		    "1.api ok @0" },
		{ "t,us-east-1.api\n1795528800,200\n1795528800,503\n1795528800,403\n1795528800,404\n"
		  "1795528800,429\n1795528800,302\n",
		    "0.api ok @0; 0.api status @0; 0.api blocked @0; 0.api missing @0; "
		    "0.api throttled @0; 0.api other @0" },
		{ "t,us-east-1.api,us-east-1.api.latency\n1795528800,1,0.083\n1795528805,1,\n",
		    "0.api ok 83 @0; 0.api ok @5" },
		{ "t,us-east-1.api.latency_ms,us-east-1.api\n1795528800,83,0\n",
		    "0.api timeout 83 @0" },
		{ "t,us-west-2.lag\n1795528800,250.5\n1795528805,-1e3\n",
		    "1.lag ok =250.5 @0; 1.lag ok =-1000 @5" },
		{ "t,us-west-2.topology,of no use\n1795528800,1,what?\n", "0.topology ok @0" },
		{ "timestamp,metric,region,value\n1795528800,api,us-east-1,1\n"
		  "1795528800,lag,us-west-2,12\n1795528800,lag,us-west-2,\n",
		    "0.api ok @0; 1.lag ok =12 @0" },
		{ "region,Value,probe,TIME\nus-west-2,0,probe_success,1795528800\n",
		    "1.api timeout @0" },
		{ "time,us-east-1.api\n", "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(csv_done) struct csv csv = {
			.app = &app, .names = names, .n_names = COUNT(names)
		};
		autofree(buf_done) struct buf text = { 0 };
		struct error err = { "" };

		if (!csv_read(&csv, cases[i].text, strlen(cases[i].text), &err))
			fail_msg("%s: %s", cases[i].text, err.text);
		assert_string_equal(said(&csv, &text), cases[i].says);
	}
}

#define T "time,us-east-1.api\n"
#define L "time,probe,region,value\n"

static const struct {
	const char *text, *says;
} wrong[] = {
	{ "", "the file is empty" },
	{ "\n\n", "the file is empty" },
	{ "time\n1\n", "line 1, column 1: there is one column only" },
	{ "time;us-east-1.api\n", "line 1, column 1: there is one column only" },
	{ "time,api\n", "line 1, column 2: \"api\" is no REGION.PROBE of shop" },
	{ "time,eu-west-1.api\n", "line 1, column 2: \"eu-west-1.api\" is no REGION.PROBE" },
	{ "time,us-east-1.ui\n", "--column \"us-east-1.ui=REGION.PROBE\"" },
	{ "time,us-east-1.api,us-east-1.api\n",
	    "line 1, column 3: \"us-east-1.api\" is there twice" },
	{ "time,us-east-1.api.latency\n", "line 1, column 2: a latency, but no column" },
	{ "time,us-east-1.lag,us-east-1.lag.latency\n",
	    "line 1, column 3: a latency of a probe that measures" },
	{ T "now,1\n", "line 2, column 1: \"now\" is no time" },
	{ T "2026-11-24,1\n", "line 2, column 1: \"2026-11-24\" is no time" },
	{ T "2026-11-24T14:00:00 what,1\n", "line 2, column 1: " },
	{ T "1e300,1\n", "line 2, column 1: " },
	{ T "-5,1\n", "line 2, column 1: \"-5\" is a time before 2000" },
	{ T "1795,1\n", "before 2000 or after 2200" },
	{ T "1795528800,yes\n", "line 2, column 2: \"yes\" is no number" },
	{ T "1795528800,1x\n", "line 2, column 2: \"1x\" is no number" },
	{ T "1795528800,inf\n", "line 2, column 2: \"inf\" is no number" },
	{ T "1795528800,0.97\n", "neither 1, 0 nor an HTTP status" },
	{ T "1795528800,-1\n", "neither 1, 0 nor an HTTP status" },
	{ T "1795528800,200.5\n", "neither 1, 0 nor an HTTP status" },
	{ T "1795528800,600\n", "neither 1, 0 nor an HTTP status" },
	{ T "1795528800\n", "line 2 has 1 columns, the head has 2" },
	{ T "1795528800,1,1\n", "line 2 has 3 columns, the head has 2" },
	{ T "1795528800,\"1\n", "line 2, column 2: a quote is not closed in its line" },
	{ T "1795528800,\"1", "line 2, column 2: a quote is not closed; is the file whole?" },
	{ T "1795528800,\"1\"2\n", "line 2, column 2: something stands behind a closing quote" },
	{ T "1795528800,1\"2\n", "line 2, column 2: a quote within a cell" },
	{ "t,us-east-1.api,us-east-1.api.latency\n1795528800,1,-3\n",
	    "line 2, column 3: \"-3\" is no latency" },
	{ "t,us-east-1.api,us-east-1.api.latency\n1795528800,1,1e9\n",
	    "line 2, column 3: \"1e9\" is no latency" },
	{ "t,us-east-1.api,us-east-1.api.latency\n1795528800,,0.1\n",
	    "line 2, column 3: a latency without an answer" },
	{ L "1795528800,ui,us-east-1,1\n",
	    "line 2, column 2: \"us-east-1.ui\" is no REGION.PROBE" },
	{ L "1795528800,api.latency,us-east-1,1\n", "this form has no latencies" },
	{ L "1795528800,api,us-east-1,maybe\n", "line 2, column 4: \"maybe\" is no number" },
	{ L "soon,api,us-east-1,1\n", "line 2, column 1: \"soon\" is no time" },
};

static void
it_says_where_a_table_cannot_be_read(void **state)
{
	for (size_t i = 0; i < COUNT(wrong); i++) {
		autofree(csv_done) struct csv csv = {
			.app = &app, .names = names, .n_names = COUNT(names)
		};
		struct error err = { "" };

		if (csv_read(&csv, wrong[i].text, strlen(wrong[i].text), &err))
			fail_msg("%s was read", wrong[i].text);
		if (!strstr(err.text, wrong[i].says))
			fail_msg("%s: %s", wrong[i].text, err.text);
	}
}

static void
it_refuses_what_is_no_text(void **state)
{
	static const char nul[] = T "1795528800,\0\n", quoted[] = T "1795528800,\"\0\"\n";
	autofree(csv_done) struct csv csv = { .app = &app };
	struct error err = { "" };

	assert_false(csv_read(&csv, nul, sizeof(nul) - 1, &err));
	assert_non_null(strstr(err.text, "a NUL byte"));
	assert_false(csv_read(&csv, quoted, sizeof(quoted) - 1, &err));
	assert_non_null(strstr(err.text, "is not closed"));
}

static void
it_refuses_too_many_columns(void **state)
{
	autofree(csv_done) struct csv csv = { .app = &app };
	autofree(buf_done) struct buf text = { 0 };
	struct error err = { "" };

	for (int i = 0; i < 5000; i++)
		buf_putc(&text, ',');
	assert_false(csv_read(&csv, text.data, text.len, &err));
	assert_non_null(strstr(err.text, "line 1: more than 4096 columns"));
}

static void
it_puts_the_samples_of_all_tables_in_order(void **state)
{
	static const char a[] = "t,us-west-2.api,us-east-1.api\n1795528860,1,1\n1795528800,1,0\n";
	static const char b[] = "t,us-east-1.lag,us-east-1.api\n1795528805,7,1\n1795528800,5,1\n";
	autofree(csv_done) struct csv csv = { .app = &app };
	autofree(buf_done) struct buf text = { 0 };
	struct error err = { "" };

	assert_true(csv_read(&csv, a, strlen(a), &err));
	assert_true(csv_read(&csv, b, strlen(b), &err));
	csv_sort(&csv);
	assert_string_equal(said(&csv, &text),
	    "0.api timeout @0; 0.api ok @0; 0.api ok @5; 0.lag ok =5 @0; 0.lag ok =7 @5; "
	    "1.api ok @0; 0.api ok @60; 1.api ok @60");
}

/* n rows of a column, from 14:00 on, each so much later. */
static void
add_rows(struct csv *csv, const char *column, int n, msec_t step)
{
	autofree(buf_done) struct buf text = { 0 };
	struct error err = { "" };

	buf_printf(&text, "t,%s\n", column);
	for (int i = 0; i < n; i++)
		buf_printf(&text, "%lld,1\n", (long long)1795528800000 + i * (long long)step);
	assert_true(csv_read(csv, buf_text(&text), text.len, &err));
}

static void
it_tells_how_often_a_probe_is_there(void **state)
{
	static const struct {
		int east, west;
		msec_t east_step, west_step, is;
	} cases[] = {
		{ 11, 0, 15000, 0, 15000 }, { 10, 0, 15000, 0, 0 }, /* nine steps */
		{ 20, 40, 60000, 15000, 60000 }, { 20, 40, 15000, 60000, 60000 },
		{ 5, 40, 60000, 15000, 15000 }, { 20, 0, 14990, 0, 15000 },
		{ 20, 0, 15010, 0, 15000 }, { 20, 0, 7500, 0, 7500 }, { 20, 0, 250, 0, 250 },
		{ 20, 0, 0, 0, 0 }, /* all of one moment */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(csv_done) struct csv csv = { .app = &app };

		add_rows(&csv, "us-east-1.api", cases[i].east, cases[i].east_step);
		add_rows(&csv, "us-west-2.api", cases[i].west, cases[i].west_step);
		csv_sort(&csv);
		assert_int_equal(csv_step(&csv, 0), cases[i].is);
		assert_int_equal(csv_step(&csv, 1), 0);
	}
}

static void
it_is_the_usual_step_that_counts(void **state)
{
	autofree(csv_done) struct csv csv = { .app = &app };
	struct error err = { "" };
	static const char later[] = "t,us-east-1.api\n1795615200,1\n1795615200,1\n1795615201,1\n";

	add_rows(&csv, "us-east-1.api", 20, 60000);
	assert_true(csv_read(&csv, later, strlen(later), &err)); /* a day later */
	csv_sort(&csv);
	assert_int_equal(csv_step(&csv, 0), 60000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_what_is_exported),
		cmocka_unit_test(it_says_where_a_table_cannot_be_read),
		cmocka_unit_test(it_refuses_what_is_no_text),
		cmocka_unit_test(it_refuses_too_many_columns),
		cmocka_unit_test(it_puts_the_samples_of_all_tables_in_order),
		cmocka_unit_test(it_tells_how_often_a_probe_is_there),
		cmocka_unit_test(it_is_the_usual_step_that_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

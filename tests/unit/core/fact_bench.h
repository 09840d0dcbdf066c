/* SPDX-License-Identifier: MIT */
/* A bench to try facts on: three probes, what they answer, and two facts that many ask for. */
#ifndef TESTS_UNIT_CORE_FACT_BENCH_H
#define TESTS_UNIT_CORE_FACT_BENCH_H

#include <string.h>

#include "core/fact.h"
#include "test.h"

#define PROBES 3
#define CAP    64

/* Facts over three probes whose answers a test writes as a text, one letter each: '.' good, 'x'
 * bad, '?' unknown, 's' good and slow, 'e' an error that came slowly, '-' none. */
struct bench {
	struct app app;
	struct probe_spec probes[PROBES];
	struct fact_spec specs[4];
	struct fact facts[4];
	struct series series[PROBES];
	msec_t now;
};

static const size_t three[] = { 0, 1, 2 };

#define SECONDS(n) ((n)*MSEC_SECOND)
#define EVERY      SECONDS(5)

static inline void
bench_init(struct bench *b, const struct fact_spec *specs, size_t n)
{
	static const char *const names[] = { "api", "ui", "login" };

	*b = (struct bench){ .now = SECONDS(1000) };
	for (size_t p = 0; p < PROBES; p++) {
		b->probes[p] = (struct probe_spec){ .name = names[p], .weight = 1 };
		series_init(&b->series[p], CAP);
	}
	memcpy(b->specs, specs, n * sizeof(*specs));
	b->app = (struct app){
		.probes = b->probes, .n_probes = PROBES, .facts = b->specs, .n_facts = n
	};
	for (size_t f = 0; f < n; f++)
		fact_init(&b->facts[f], &b->specs[f]);
}

static inline void
bench_done(struct bench *b)
{
	for (size_t p = 0; p < PROBES; p++)
		series_done(&b->series[p]);
	for (size_t f = 0; f < b->app.n_facts; f++)
		fact_done(&b->facts[f]);
}

static inline void
answer(struct bench *b, size_t probe, char what)
{
	struct sighting s = { .sample = { .at = b->now, .latency = 100 } };

	if (what == '-')
		return;
	if (what == 's' || what == 'e')
		s.sample.latency = 2500;
	sample_judge(&s.sample,
	    what == 'x'       ? REASON_TIMEOUT
		: what == 'e' ? REASON_STATUS
		: what == '?' ? REASON_RESOLVE
			      : REASON_OK);
	series_add(&b->series[probe], &s);
}

static inline enum trit
update(struct bench *b)
{
	for (size_t f = 0; f < b->app.n_facts; f++)
		fact_update(b->facts, f, &b->app, b->series, b->now);
	return b->facts[b->app.n_facts - 1].value;
}

/* One text a probe, of the same length; the last fact's value in the end. */
static inline enum trit
play(struct bench *b, const char *api, const char *ui, const char *login)
{
	for (; *api; api++, ui++, login++) {
		b->now += EVERY;
		answer(b, 0, *api);
		answer(b, 1, *ui);
		answer(b, 2, *login);
		update(b);
	}
	return b->facts[b->app.n_facts - 1].value;
}

static inline const char *
text(const struct bench *b, char ret[DETAIL_TEXT])
{
	return fact_text(&b->facts[b->app.n_facts - 1], &b->specs[b->app.n_facts - 1], &b->app,
	    ret);
}

/* What a probe answers for a minute, for play(). */
#define GOOD "............"
#define BAD  "xxxxxxxxxxxx"
#define HUH  "????????????"
#define NONE "------------"

static const struct fact_spec down = { .name = "down",
	.kind = FACT_RATIO,
	.probes = three,
	.n_probes = 3,
	.holds = { COMPARE_GE, UNIT_RATIO, 0.5 },
	.clears = { COMPARE_LT, UNIT_RATIO, 0.3 },
	.over = SECONDS(60),
	.samples = 6,
	.half = true };

static const struct fact_spec slow = { .name = "slow",
	.kind = FACT_LATENCY,
	.probes = three,
	.n_probes = 3,
	.holds = { COMPARE_GT, UNIT_DURATION, 2000 },
	.clears = { COMPARE_LT, UNIT_DURATION, 1000 },
	.quantile = 0.95,
	.over = SECONDS(60),
	.samples = 12 };

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A sample is one answer of a probe; a series is the last of them, in a ring.
 *
 * The ring's memory is the series' own; its length is fixed when it is made, by
 * the longest window that any fact looks at.
 */
#ifndef CORE_SAMPLE_H
#define CORE_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "core/reason.h"

struct sample {
	msec_t at;       /* when it was complete, boot time */
	msec_t value_at; /* when the value was measured at its source, boot time */
	double value;
	int32_t latency; /* milliseconds */
	uint8_t outcome, reason;
	bool has_value;
};

#define DETAIL_TEXT 160

/* What judging an answer yields: the sample, and the same in words ("HTTP 503 in 12ms"). */
struct sighting {
	struct sample sample;
	char detail[DETAIL_TEXT];
	char request_id[64]; /* AWS's, or "" */
	int takes_turns; /* how many equal endpoints take turns in answering; 0: it is always one */
};

struct series {
	struct sample *ring;
	size_t cap, n, next;
	struct sample good; /* the newest sample that carried a value; at 0: none yet */
	size_t count;       /* samples ever taken */
	char detail[DETAIL_TEXT];
};

void series_init(struct series *series, size_t cap);
void series_done(struct series *series);
void series_add(struct series *series, const struct sighting *sighting);
void series_put(struct series *series, const struct sample *sample); /* without words */
/* The back-th newest sample, 0 being the newest; NULL past the oldest. */
const struct sample *series_at(const struct series *series, size_t back);

/* Sets outcome and reason by the table of core/reason. */
void sample_judge(struct sample *sample, enum reason reason);
/* The same, and says it in words. What came from outside may be among them: bytes that are not
 * printable ASCII become '?'. */
void sighting_judge(struct sighting *ret, enum reason reason, const char *fmt, ...)
    printf_like(3, 4);
/* The question was never sent, which is our own fault. trouble: the answer's, may be NULL. */
void sighting_unsent(struct sighting *ret, const char *trouble);
/* A value, measured at a moment of the boot clock. What is no number is garbled, and no value. */
void sighting_value(struct sighting *ret, double value, msec_t at);

#endif

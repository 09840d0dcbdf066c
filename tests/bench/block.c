/* SPDX-License-Identifier: MIT */
/*
 * What the samples of a probe take when they are kept, and how fast they are
 * packed and read back: a day of answers each five seconds, of a web page whose
 * certificate's days are its value, and of a lag that AWS measures each minute.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/alloc.h"
#include "core/block.h"

#define WALL    1795528800000
#define EVERY   (5 * MSEC_SECOND)
#define MINUTES 1440
#define SAMPLES 17280
#define ROUNDS  100

struct day {
	const char *name;
	struct sample samples[SAMPLES];
	struct buf blocks[MINUTES];
	size_t bytes;
};

static unsigned seed = 1;

static unsigned
any(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static double
cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Now and then slow, seldom an error; the timer is late by a millisecond or two. */
static struct sample
answer(msec_t asked)
{
	struct sample ret = { .latency = (int32_t)(70 + any(30) + (any(50) ? 0 : any(2000))) };

	ret.at = asked + any(3) + ret.latency;
	sample_judge(&ret, any(1000) ? REASON_OK : REASON_TIMEOUT);
	return ret;
}

static void
see_page(struct day *day)
{
	day->name = "web page";
	for (msec_t i = 0; i < SAMPLES; i++) {
		struct sample *sample = &day->samples[i];

		*sample = answer(WALL + 1310 + i * EVERY);
		sample->has_value = sample->outcome == OUTCOME_OK;
		sample->value = 57;
		sample->value_at = sample->at;
	}
}

static void
see_lag(struct day *day)
{
	double lag = 0;

	day->name = "lag";
	for (msec_t i = 0; i < SAMPLES; i++) {
		struct sample *sample = &day->samples[i];

		*sample = answer(WALL + 2650 + i * EVERY);
		if (i % (MSEC_MINUTE / EVERY) == 0)
			lag = (float)(80 +
			    any(1000) / 7.0); /* NOLINT(bugprone-narrowing-conversions) */
		sample->has_value = true;
		sample->value = lag;
		sample->value_at = sample->at / MSEC_MINUTE * MSEC_MINUTE - MSEC_MINUTE;
	}
}

static double
pack(struct day *day)
{
	autofree(block_done) struct block block = { 0 };
	double start = cpu_ns();
	size_t minute = 0;

	day->bytes = 0;
	for (msec_t i = 0; i <= SAMPLES; i++) {
		const struct sample *sample = &day->samples[i];

		if (i < SAMPLES && block_add(&block, sample, sample->at))
			continue;
		block_pack(&block, &day->blocks[minute]);
		day->bytes += day->blocks[minute++].len;
		block_clear(&block);
		if (i < SAMPLES && !block_add(&block, sample, sample->at))
			abort();
	}
	return (cpu_ns() - start) / (double)SAMPLES;
}

static double
unpack(const struct day *day)
{
	double start = cpu_ns();
	msec_t latency = 0;
	size_t n = 0;

	for (int round = 0; round < ROUNDS; round++)
		for (size_t m = 0; m < MINUTES; m++) {
			struct block_reader reader;
			struct sample sample;

			block_read(&reader, day->blocks[m].data, day->blocks[m].len,
			    WALL + (msec_t)m * MSEC_MINUTE);
			for (; block_next(&reader, &sample); n++)
				latency += sample.latency;
			if (reader.damaged)
				abort();
		}
	if (n != (size_t)SAMPLES * ROUNDS || latency == 0)
		abort();
	return (cpu_ns() - start) / (double)n;
}

int
main(void)
{
	static struct day days[2];

	see_page(&days[0]);
	see_lag(&days[1]);
	for (size_t i = 0; i < COUNT(days); i++) {
		double packed = pack(&days[i]), read = unpack(&days[i]);

		printf("kept samples of a %-9s %5.2f bytes, packed in %4.1f ns, read in %4.1f ns "
		       "of CPU\n",
		    days[i].name, (double)days[i].bytes / (double)SAMPLES, packed, read);
		for (size_t m = 0; m < MINUTES; m++)
			buf_done(&days[i].blocks[m]);
	}
	return 0;
}

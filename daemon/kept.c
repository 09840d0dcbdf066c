/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include "base/alloc.h"
#include "core/block.h"
#include "daemon.h"
#include "historian.h"
#include "io/history.h"

struct kept {
	const struct application *application;
	struct block *blocks; /* by probe, then by Region */
	size_t n;
	size_t place; /* what was written last; REGION_NONE: nothing was */
};

struct kept *
kept_new(const struct application *application)
{
	struct kept *kept = xcalloc(1, sizeof(*kept));

	*kept = (struct kept){ application, .place = REGION_NONE };
	kept->n = application->app->n_probes * application->app->n_regions;
	kept->blocks = xcalloc(kept->n, sizeof(*kept->blocks));
	return kept;
}

static struct history *
history_of(const struct kept *kept)
{
	return historian_history(kept->application->daemon->historian);
}

static void
hand_over(struct kept *kept, size_t index)
{
	autofree(buf_done) struct buf data = { 0 };
	const struct app *app = kept->application->app;
	struct block *block = &kept->blocks[index];
	struct history *history = history_of(kept);

	block_pack(block, &data);
	if (history && data.len > 0)
		history_block(history,
		    &(struct history_block){ .app = app->name,
			.region = app->regions[index % app->n_regions].name,
			.probe = app->probes[index / app->n_regions].name,
			.start = block->start,
			.data = data.data,
			.len = data.len });
	block_clear(block);
}

void
kept_free(struct kept *kept)
{
	if (!kept)
		return;
	for (size_t i = 0; i < kept->n; i++) {
		hand_over(kept, i);
		block_done(&kept->blocks[i]);
	}
	xfree(kept->blocks);
	xfree(kept);
}

void
kept_hand_over(struct kept *kept, msec_t wall)
{
	for (size_t i = 0; i < kept->n; i++) {
		const struct block *block = &kept->blocks[i];

		if (wall < block->start || wall - block->start >= BLOCK_SPAN)
			hand_over(kept, i);
	}
}

void
kept_sample(struct kept *kept, size_t probe, size_t region, const struct sample *sample,
    msec_t wall)
{
	size_t index = probe * kept->application->app->n_regions + region;
	struct block *block = &kept->blocks[index];

	if (!history_of(kept) || block_add(block, sample, wall))
		return;
	hand_over(kept, index);
	(void)block_add(block, sample, wall); /* an empty one takes any */
}

void
kept_place(struct kept *kept, size_t region, msec_t wall)
{
	const struct app *app = kept->application->app;
	struct history *history = history_of(kept);

	if (!history || region == kept->place)
		return;
	kept->place = region;
	history_place(history, app->name, wall,
	    region == REGION_NONE ? "" : app->regions[region].name);
}

void
kept_record(struct kept *kept, msec_t wall, const char *body)
{
	struct history *history = history_of(kept);

	if (history)
		history_record(history, kept->application->app->name, wall, body);
}

/* SPDX-License-Identifier: MIT */
/* The format is that of https://www.sqlite.org/walformat.html. */
#include "io/store_wal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/store_place.h"

#define MAGIC        0x377f0682U /* the last bit: sums are taken of big-endian words */
#define HEADER_SIZE  32
#define FRAME_HEADER 24
#define PAGE_MOST    65536

struct wal {
	int fd;
	bool big;
	uint32_t page;   /* bytes */
	uint32_t sum[2]; /* of all so far */
	uint8_t header[HEADER_SIZE];
	uint8_t *frame;
};

static uint32_t
word(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void
add(struct wal *wal, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i += 8) {
		uint32_t a = word(data + i), b = word(data + i + 4);

		wal->sum[0] += (wal->big ? a : __builtin_bswap32(a)) + wal->sum[1];
		wal->sum[1] += (wal->big ? b : __builtin_bswap32(b)) + wal->sum[0];
	}
}

static bool
sum_is(const struct wal *wal, const uint8_t *at)
{
	return word(at) == wal->sum[0] && word(at + 4) == wal->sum[1];
}

/* false: it is no log, or one whose beginning was not finished: SQLite takes nothing from it. */
static bool
read_header(struct wal *wal)
{
	if (pread(wal->fd, wal->header, HEADER_SIZE, 0) != HEADER_SIZE ||
	    (word(wal->header) & ~1U) != MAGIC)
		return false;
	wal->big = word(wal->header) & 1;
	wal->page = word(wal->header + 8);
	if (wal->page < 512 || wal->page > PAGE_MOST)
		return false;
	add(wal, wal->header, HEADER_SIZE - 8);
	return sum_is(wal, wal->header + HEADER_SIZE - 8);
}

enum frame {
	FRAME_NONE, /* the end; or what is left of an earlier use of the file */
	FRAME_TORN,
	FRAME_WHOLE,
	FRAME_LAST, /* of its transaction */
};

static enum frame
read_frame(struct wal *wal, int64_t index)
{
	size_t size = FRAME_HEADER + wal->page;
	ssize_t n = pread(wal->fd, wal->frame, size, HEADER_SIZE + index * (int64_t)size);

	if (n < FRAME_HEADER || memcmp(wal->frame + 8, wal->header + 16, 8) != 0)
		return FRAME_NONE;
	if (n < (ssize_t)size)
		return FRAME_TORN;
	add(wal, wal->frame, 8);
	add(wal, wal->frame + FRAME_HEADER, wal->page);
	if (!sum_is(wal, wal->frame + 16))
		return FRAME_TORN;
	return word(wal->frame + 4) > 0 ? FRAME_LAST : FRAME_WHOLE;
}

static void
look(struct wal *wal, struct wal_end *ret)
{
	enum frame frame = FRAME_WHOLE;
	int64_t n;

	if (!read_header(wal))
		return;
	wal->frame = xcalloc(1, FRAME_HEADER + wal->page);
	for (n = 0; frame >= FRAME_WHOLE; n++) {
		frame = read_frame(wal, n);
		if (frame == FRAME_LAST)
			ret->whole = n + 1;
		if (frame != FRAME_NONE)
			ret->torn = n + 1 - ret->whole;
	}
	xfree(wal->frame);
}

bool
wal_look(const char *path, struct wal_end *ret, struct error *err)
{
	struct wal wal = { .fd = open(path, O_RDONLY | O_CLOEXEC) };

	*ret = (struct wal_end){ 0 };
	if (wal.fd < 0)
		return errno == ENOENT || store_place_fail(path, errno, err);
	look(&wal, ret);
	close(wal.fd);
	return true;
}

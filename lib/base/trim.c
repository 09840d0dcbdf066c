/* SPDX-License-Identifier: MIT */
#include "base/trim.h"

#include <link.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Code is read from its file and never written, so a page that is given back is never lost. */
static bool
is_code(const ElfW(Phdr) * header)
{
	return header->p_type == PT_LOAD && (header->p_flags & PF_X) && !(header->p_flags & PF_W);
}

/* What is locked cannot be given back, and is locked again as it comes. */
static void
give_back(void *begin, size_t len)
{
	bool locked = madvise(begin, len, MADV_DONTNEED) != 0;

	if (locked && munlock(begin, len) == 0) {
		(void)madvise(begin, len, MADV_DONTNEED);
		(void)mlock2(begin, len, MLOCK_ONFAULT);
	}
}

static int
trim_object(struct dl_phdr_info *object, size_t size, void *arg)
{
	uintptr_t page = *(const uintptr_t *)arg;

	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &object->dlpi_phdr[i];
		uintptr_t begin = (object->dlpi_addr + header->p_vaddr) & ~(page - 1);
		uintptr_t end = object->dlpi_addr + header->p_vaddr + header->p_filesz;

		if (is_code(header))
			/* NOLINTNEXTLINE(performance-no-int-to-ptr): the loader's own number */
			give_back((void *)begin, (end - begin + page - 1) & ~(page - 1));
	}
	return 0;
}

void
trim_memory(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)malloc_trim(0);
	(void)dl_iterate_phdr(trim_object, &page);
}

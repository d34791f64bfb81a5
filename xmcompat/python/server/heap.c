/* SPDX-License-Identifier: LGPL-2.1-only */
#include "config.h"

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/server/heap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HUGE ((size_t)2 << 20)

/*
 * Room for what the interpreter and the layer need before any program runs
 * (about 6 MiB); a program that wants more gets it from the system.
 */
#define REGION (8 * HUGE)

/* One per process, because the interpreter is. */
static struct {
	char *start;	/* NULL: no huge pages here */
	size_t used;
	char *brk_start;	/* where malloc's part begins; NULL: as start */
} heap;

static PyObjectArenaAllocator system_arenas;

static bool have_huge_pages(void)
{
	char line[80] = "";
	FILE *f = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");

	if (!f)
		return false;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	return *line && !strstr(line, "[never]");
}

/* bytes of address space that begin at a multiple of a huge page */
static char *map_huge(size_t bytes)
{
	char *p = mmap(NULL, bytes + HUGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t before;

	if (p == MAP_FAILED)
		return NULL;
	before = -(uintptr_t)p % HUGE;
	if (before)
		munmap(p, before);
	if (before < HUGE)
		munmap(p + before + bytes, HUGE - before);
	madvise(p + before, bytes, MADV_HUGEPAGE);
	return p + before;
}

static void *arena_alloc(void *ctx, size_t size)
{
	void *p;

	if (REGION - heap.used < size)
		return system_arenas.alloc(system_arenas.ctx, size);
	p = heap.start + heap.used;
	heap.used += size;
	return p;
}

static void arena_free(void *ctx, void *p, size_t size)
{
	if ((char *)p < heap.start || (char *)p >= heap.start + REGION)
		system_arenas.free(system_arenas.ctx, p, size);
	else if ((char *)p + size == heap.start + heap.used)
		heap.used -= size;
	/* Else it lies idle: while the interpreter starts that is seldom. */
}

/* The program break moved up to a multiple of a huge page; NULL if it cannot. */
static char *align_break(void)
{
	char *now = sbrk(0);
	size_t gap = -(uintptr_t)now % HUGE;

	if (now == (void *)-1 || sbrk(gap) == (void *)-1)
		return NULL;
	return now + gap;
}

void heap_install(void)
{
	PyObjectArenaAllocator ours = {
		.alloc = arena_alloc, .free = arena_free,
	};

	if (!have_huge_pages())
		return;
	heap.start = map_huge(REGION);
	if (!heap.start)
		return;
	heap.brk_start = align_break();
	PyObject_GetArenaAllocator(&system_arenas);
	PyObject_SetArenaAllocator(&ours);
}

/* A private copy of what lies there, in place of the shared pages. */
static void own_pages(char *start, size_t used)
{
	size_t bytes = (used + HUGE - 1) / HUGE * HUGE;
	char *copy = bytes ? map_huge(bytes) : NULL;

	if (!copy)
		return;
	memcpy(copy, start, used);
	if (mremap(copy, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED,
		   start) == MAP_FAILED)
		munmap(copy, bytes);
}

void heap_unshare(void)
{
	char *end = sbrk(0);

	own_pages(heap.start, heap.used);
	/* Whole huge pages only: what follows must stay free for the break. */
	if (heap.brk_start && align_break())
		own_pages(heap.brk_start, end - heap.brk_start);
}

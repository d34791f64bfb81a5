/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ELF kernels for PV: segments, and where the notes of dom0/notes.c are.
 */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <x86/dom0.h>

#define PT_LOAD	1U
#define PT_NOTE	4U
#define SHT_NOTE 7U

/* Offsets in a file are whatever they are. */
#define PACKED	__attribute__((packed))

struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
} PACKED;

struct elf_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
} PACKED;

struct elf_section {
	uint32_t name, type;
	uint64_t flags, addr, offset, size;
	uint32_t link, info;
	uint64_t align, entsize;
} PACKED;

struct elf_note { uint32_t namesz, descsz, type; } PACKED;

static bool in_file(const struct kernel_image *k, uint64_t at, uint64_t n)
{
	return at <= k->size && n <= k->size - at;
}

static const struct elf_segment *segment(const struct kernel_image *k,
					 unsigned int i)
{
	const struct elf_header *h = k->elf;
	uint64_t at = h->phoff + (uint64_t)i * h->phentsize;

	if (i >= h->phnum || h->phentsize < sizeof(struct elf_segment) ||
	    !in_file(k, at, sizeof(struct elf_segment)) || at < h->phoff)
		return NULL;
	return (const void *)((const char *)k->elf + at);
}

/* Notes in [at, at + size) of the file: how many were Xen's, or an error. */
static int notes_read(struct kernel_image *k, uint64_t at, uint64_t size)
{
	const uint8_t *p, *end;
	int found = 0, err = 0;

	if (!in_file(k, at, size))
		return 0;
	p = (const uint8_t *)k->elf + at;
	end = p + size;
	while (!err && (size_t)(end - p) >= sizeof(struct elf_note)) {
		const struct elf_note *n = (const void *)p;
		uint64_t name = (n->namesz + 3ULL) & ~3ULL;
		uint64_t desc = (n->descsz + 3ULL) & ~3ULL;

		p += sizeof(*n);
		if (name > (uint64_t)(end - p) ||
		    n->descsz > (uint64_t)(end - p) - name) {
			printk(XL_ERR "dom0 kernel: a note is cut short\n");
			return -ENOEXEC;
		}
		if (n->namesz == 4 && !memcmp(p, "Xen", 4)) {
			err = kernel_note(k, n->type, p + name, n->descsz);
			found++;
		}
		/* The last one's padding may be left out. */
		p += min_u64(name + desc, (uint64_t)(end - p));
	}
	return err ? err : found;
}

static const struct elf_section *section(const struct kernel_image *k,
					 unsigned int i)
{
	const struct elf_header *h = k->elf;
	uint64_t at = h->shoff + (uint64_t)i * h->shentsize;

	if (i >= h->shnum || h->shentsize < sizeof(struct elf_section) ||
	    !in_file(k, at, sizeof(struct elf_section)) || at < h->shoff)
		return NULL;
	return (const void *)((const char *)k->elf + at);
}

/* Whether that is the name of a section. */
static bool section_is(const struct kernel_image *k,
		       const struct elf_section *sec, const char *name)
{
	const struct elf_section *names =
		section(k, ((const struct elf_header *)k->elf)->shstrndx);
	uint64_t len = strlen(name) + 1;

	return names && in_file(k, names->offset, sec->name + len) &&
	       !memcmp((const char *)k->elf + names->offset + sec->name, name,
		       len);
}

static int guest_section(struct kernel_image *k)
{
	const struct elf_section *sec;

	for (unsigned int i = 0; (sec = section(k, i)) != NULL; i++) {
		if (!section_is(k, sec, "__xen_guest") ||
		    !in_file(k, sec->offset, sec->size))
			continue;
		return kernel_guest_string(k, (const char *)k->elf +
					   sec->offset, sec->size) ?: 1;
	}
	return 0;
}

/* Notes of segments, else of sections, else the old string. */
static int all_notes(struct kernel_image *k)
{
	const struct elf_section *sec;
	const struct elf_segment *s;
	int found = 0, r;

	for (unsigned int i = 0; (s = segment(k, i)) != NULL; i++) {
		if (s->type != PT_NOTE)
			continue;
		r = notes_read(k, s->offset, s->filesz);
		if (r < 0)
			return r;
		found += r;
	}
	for (unsigned int i = 0; !found && (sec = section(k, i)) != NULL; i++)
		if (sec->type == SHT_NOTE)
			found = notes_read(k, sec->offset, sec->size);
	if (found)
		return found;
	k->by_string = true;
	return guest_section(k);
}

static int header_check(const struct elf_header *h, size_t size)
{
	static const uint8_t magic[6] = { 0x7f, 'E', 'L', 'F', 2, 1 };

	if (size < sizeof(*h) || memcmp(h->ident, magic, sizeof(magic))) {
		printk(XL_ERR "dom0 kernel: not a 64-bit ELF file\n");
		return -ENOEXEC;
	}
	if (h->machine != 62) {
		printk(XL_ERR "dom0 kernel: not for x86-64\n");
		return -ENOEXEC;
	}
	return 0;
}

static int segments_check(struct kernel_image *k)
{
	const struct elf_segment *s;

	k->paddr_start = ~0ULL;
	for (unsigned int i = 0; (s = segment(k, i)) != NULL; i++) {
		if (s->type != PT_LOAD || !s->memsz)
			continue;
		if (s->filesz > s->memsz ||
		    !in_file(k, s->offset, s->filesz) ||
		    s->paddr + s->memsz < s->paddr) {
			printk(XL_ERR "dom0 kernel: segment %u is not all in "
			       "the file (is it cut short?)\n", i);
			return -ENOEXEC;
		}
		k->paddr_start = min_u64(k->paddr_start, s->paddr);
		k->paddr_end = max_u64(k->paddr_end, s->paddr + s->memsz);
	}
	if (k->paddr_start < k->paddr_end)
		return 0;
	printk(XL_ERR "dom0 kernel: nothing to load in it\n");
	return -ENOEXEC;
}

/* From physical to virtual addresses; what is not said has its default. */
static int addresses(struct kernel_image *k)
{
	uint64_t shift;

	if (k->virt_base == KERNEL_NO_VALUE &&
	    k->paddr_offset != KERNEL_NO_VALUE) {
		printk(XL_ERR "dom0 kernel: PADDR_OFFSET without VIRT_BASE\n");
		return -ENOEXEC;
	}
	if (k->virt_base == KERNEL_NO_VALUE)
		k->virt_base = 0;
	if (k->paddr_offset == KERNEL_NO_VALUE)
		k->paddr_offset = k->by_string ? k->virt_base : 0;
	shift = k->virt_base - k->paddr_offset;
	k->virt_start = k->paddr_start + shift;
	k->virt_end = k->paddr_end + shift;
	if (k->entry == KERNEL_NO_VALUE)
		k->entry = ((const struct elf_header *)k->elf)->entry;
	if (k->virt_start > k->virt_end || k->entry < k->virt_start ||
	    k->entry > k->virt_end || k->virt_base > k->virt_start) {
		printk(XL_ERR "dom0 kernel: base %#llx, kernel %#llx to %#llx, "
		       "entry %#llx: out of order\n",
		       (unsigned long long)k->virt_base,
		       (unsigned long long)k->virt_start,
		       (unsigned long long)k->virt_end,
		       (unsigned long long)k->entry);
		return -ENOEXEC;
	}
	if (k->init_p2m == KERNEL_NO_VALUE || k->init_p2m < k->virt_start ||
	    k->init_p2m >= k->virt_end)
		return 0;
	printk(XL_ERR "dom0 kernel: INIT_P2M lies in the kernel\n");
	return -ENOEXEC;
}

int elf_examine(const void *elf, size_t size, struct kernel_image *k)
{
	int err = header_check(elf, size);
	int notes;

	if (err)
		return err;
	*k = (struct kernel_image){
		.elf = elf, .size = size, .virt_base = KERNEL_NO_VALUE,
		.entry = KERNEL_NO_VALUE, .paddr_offset = KERNEL_NO_VALUE,
		.hypercall_page = KERNEL_NO_VALUE, .init_p2m = KERNEL_NO_VALUE,
	};
	notes = all_notes(k);
	if (notes < 0)
		return notes;
	if (!notes) {
		printk(XL_ERR "dom0 kernel: no Xen notes, not built for PV\n");
		return -ENOEXEC;
	}
	err = kernel_check(k);
	if (!err)
		err = segments_check(k);
	return err ? err : addresses(k);
}

static void copy_out(void *(*to)(void *, uint64_t), void *ctx, uint64_t virt,
		     const char *from, uint64_t n)
{
	while (n) {
		uint64_t off = virt & ~PAGE_MASK;
		uint64_t part = min_u64(n, PAGE_SIZE - off);

		memcpy((char *)to(ctx, virt & PAGE_MASK) + off, from, part);
		virt += part;
		from += part;
		n -= part;
	}
}

void elf_load(const struct kernel_image *k,
	      void *(*to)(void *ctx, uint64_t virt), void *ctx)
{
	const struct elf_segment *s;

	for (unsigned int i = 0; (s = segment(k, i)) != NULL; i++) {
		uint64_t at = s->paddr - k->paddr_offset + k->virt_base;

		if (s->type != PT_LOAD)
			continue;
		copy_out(to, ctx, at, (const char *)k->elf + s->offset,
			 s->filesz);
		/* The pages behind are zero already, but still its own. */
		for (uint64_t n = s->filesz; n < s->memsz;
		     n += PAGE_SIZE - ((at + n) & ~PAGE_MASK))
			to(ctx, (at + n) & PAGE_MASK);
	}
}

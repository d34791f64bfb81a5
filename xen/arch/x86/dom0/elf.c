/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ELF kernels for PV: segments and the Xen notes that say where things go
 * (public elfnote.h).
 */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <xen/elfnote.h>
#include <x86/dom0.h>

#define PT_LOAD	1U
#define PT_NOTE	4U
#define SHT_NOTE 7U

struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct elf_section {
	uint32_t name, type;
	uint64_t flags, addr, offset, size;
	uint32_t link, info;
	uint64_t align, entsize;
};

struct elf_note { uint32_t namesz, descsz, type; };

static const struct elf_segment *segment(const struct kernel_image *k,
					 unsigned int i)
{
	const struct elf_header *h = k->elf;
	uint64_t at = h->phoff + (uint64_t)i * h->phentsize;

	if (i >= h->phnum || h->phentsize < sizeof(struct elf_segment) ||
	    at + sizeof(struct elf_segment) > k->size || at < h->phoff)
		return NULL;
	return (const void *)((const char *)k->elf + at);
}

static uint64_t note_number(const struct elf_note *n, const uint8_t *desc)
{
	uint64_t v = 0;

	memcpy(&v, desc, n->descsz < 8 ? n->descsz : 8);
	return v;
}

static void note_read(struct kernel_image *k, const struct elf_note *n,
		      const uint8_t *desc)
{
	uint64_t v = note_number(n, desc);

	switch (n->type) {
	case XEN_ELFNOTE_ENTRY:
		k->entry = v;
		break;
	case XEN_ELFNOTE_HYPERCALL_PAGE:
		k->hypercall_page = v;
		break;
	case XEN_ELFNOTE_VIRT_BASE:
		k->virt_base = v;
		break;
	case XEN_ELFNOTE_PADDR_OFFSET:
		k->paddr_offset = v;
		break;
	case XEN_ELFNOTE_INIT_P2M:
		k->init_p2m = v;
		break;
	case XEN_ELFNOTE_MOD_START_PFN:
		k->mod_start_pfn = v;
		break;
	case XEN_ELFNOTE_GUEST_OS:
		str_copy(k->os, (const char *)desc, sizeof(k->os));
		break;
	case XEN_ELFNOTE_GUEST_VERSION:
		str_copy(k->guest_version, (const char *)desc,
			 sizeof(k->guest_version));
		break;
	}
}

/* Notes in [at, at + size) of the file; how many were Xen's. */
static unsigned int notes_read(struct kernel_image *k, uint64_t at,
			       uint64_t size)
{
	const uint8_t *p = (const uint8_t *)k->elf + at, *end = p + size;
	unsigned int found = 0;

	if (at > k->size || size > k->size - at)
		return 0;
	while ((size_t)(end - p) >= sizeof(struct elf_note)) {
		const struct elf_note *n = (const void *)p;
		uint64_t name = (n->namesz + 3ULL) & ~3ULL;
		uint64_t desc = (n->descsz + 3ULL) & ~3ULL;

		p += sizeof(*n);
		if (name > (uint64_t)(end - p) ||
		    desc > (uint64_t)(end - p) - name)
			break;
		if (n->namesz == 4 && !memcmp(p, "Xen", 4)) {
			note_read(k, n, p + name);
			found++;
		}
		p += name + desc;
	}
	return found;
}

static unsigned int all_notes(struct kernel_image *k)
{
	const struct elf_header *h = k->elf;
	const struct elf_segment *s;
	unsigned int found = 0;

	for (unsigned int i = 0; (s = segment(k, i)) != NULL; i++)
		if (s->type == PT_NOTE)
			found += notes_read(k, s->offset, s->filesz);
	for (unsigned int i = 0; !found && i < h->shnum; i++) {
		uint64_t at = h->shoff + (uint64_t)i * h->shentsize;
		const struct elf_section *sec;

		if (at < h->shoff || at + sizeof(*sec) > k->size)
			break;
		sec = (const void *)((const char *)k->elf + at);
		if (sec->type == SHT_NOTE)
			found += notes_read(k, sec->offset, sec->size);
	}
	return found;
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

int elf_examine(const void *elf, size_t size, struct kernel_image *k)
{
	const struct elf_segment *s;
	uint64_t low = ~0ULL, high = 0;
	int err = header_check(elf, size);

	if (err)
		return err;
	*k = (struct kernel_image){
		.elf = elf, .size = size, .virt_base = KERNEL_NO_VALUE,
		.entry = ((const struct elf_header *)elf)->entry,
		.hypercall_page = KERNEL_NO_VALUE, .init_p2m = KERNEL_NO_VALUE,
	};
	if (!all_notes(k)) {
		printk(XL_ERR "dom0 kernel: no Xen notes, not built for PV\n");
		return -ENOEXEC;
	}
	for (unsigned int i = 0; (s = segment(k, i)) != NULL; i++) {
		if (s->type != PT_LOAD || !s->memsz)
			continue;
		if (s->filesz > s->memsz || s->offset > size ||
		    s->filesz > size - s->offset ||
		    s->paddr + s->memsz < s->paddr)
			return -ENOEXEC;
		low = min_u64(low, s->paddr);
		high = max_u64(high, s->paddr + s->memsz);
	}
	if (k->virt_base == KERNEL_NO_VALUE)
		k->virt_base = 0;
	if (low >= high)
		return -ENOEXEC;
	k->paddr_start = low;
	k->paddr_end = high;
	k->virt_start = low - k->paddr_offset + k->virt_base;
	k->virt_end = high - k->paddr_offset + k->virt_base;
	return 0;
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

	/* The pages behind are zero: only the file's part is copied. */
	for (unsigned int i = 0; (s = segment(k, i)) != NULL; i++)
		if (s->type == PT_LOAD)
			copy_out(to, ctx,
				 s->paddr - k->paddr_offset + k->virt_base,
				 (const char *)k->elf + s->offset, s->filesz);
}

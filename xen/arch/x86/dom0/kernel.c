/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ELF kernel inside a boot module: plain, gzip's, or a bzImage's payload.
 */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <x86/dom0.h>
#include "unpack/unpack.h"

/* Offsets in the setup header (Linux boot protocol 2.08 and later). */
#define HDR_SETUP_SECTS		0x1f1
#define HDR_MAGIC		0x202
#define HDR_VERSION		0x206
#define HDR_PAYLOAD_OFFSET	0x248
#define HDR_PAYLOAD_LENGTH	0x24c

static uint32_t get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static const char *reason(int err)
{
	switch (err) {
	case -ENOMEM:
		return "not enough memory to unpack it";
	case -ENOSPC:
		return "more comes out than its size says; is it complete?";
	case -EOPNOTSUPP:
		return "packed with options that are not supported";
	}
	return "damaged or cut short";
}

static void pages_free(char *p, uint64_t nr)
{
	for (; nr; nr--, p += PAGE_SIZE)
		xenheap_free(p, 0);
}

/* What is too much of a power of two goes back at once: dom0 wants it. */
static void output_alloc(struct kernel_file *f, uint64_t size)
{
	unsigned int order = 0;

	while ((PAGE_SIZE << order) < size)
		order++;
	if (order > MAX_ORDER)
		return;
	f->unpacked = xenheap_alloc(order, 0);
	if (!f->unpacked)
		return;
	f->pages = DIV_ROUND_UP(size, PAGE_SIZE);
	pages_free(f->unpacked + f->pages * PAGE_SIZE,
		   (1ULL << order) - f->pages);
	f->elf = f->unpacked;
}

void kernel_release(struct kernel_file *f)
{
	if (f->unpacked)
		pages_free(f->unpacked, f->pages);
	*f = (struct kernel_file){ 0 };
}

/* The last four bytes, of gzip's own trailer too, tell what comes out. */
static int payload_unpack(const struct packer *p, const uint8_t *in, size_t n,
			  struct kernel_file *f)
{
	uint32_t size = get32(in + n - 4);
	struct library_state state;
	int err = -ENOMEM;

	output_alloc(f, size);
	if (f->unpacked) {
		library_begin(&state);
		err = p->unpack(in, p->size_appended ? n - 4 : n,
				(uint8_t *)f->unpacked, size, &f->size);
		library_end(&state);
	}
	if (!err && f->size != size)
		err = -EINVAL;
	if (err) {
		printk(XL_ERR "dom0 kernel: %s, %zu bytes for %u: %s (%d)\n",
		       p->name, n, size, reason(err), err);
		kernel_release(f);
	} else {
		printk(XL_WARN "dom0 kernel: unpacked with %s, %zu bytes to "
		       "%u\n", p->name, n, size);
	}
	return err;
}

/* A bzImage's payload: 0 and where it is, 1 if m is none. */
static int payload_find(const uint8_t *m, size_t size, uint64_t *at,
			uint64_t *len)
{
	if (size < 0x1000 || memcmp(m + HDR_MAGIC, "HdrS", 4))
		return 1;
	if ((m[HDR_VERSION] | m[HDR_VERSION + 1] << 8) < 0x208) {
		printk(XL_ERR "dom0 kernel: bzImage older than 2.08\n");
		return -EOPNOTSUPP;
	}
	*at = (m[HDR_SETUP_SECTS] ? m[HDR_SETUP_SECTS] : 4) * 512ULL + 512 +
	      get32(m + HDR_PAYLOAD_OFFSET);
	*len = get32(m + HDR_PAYLOAD_LENGTH);
	if (*len < 32 || *at > size || *len > size - *at) {
		printk(XL_ERR "dom0 kernel: a bzImage cut short: %zu bytes, "
		       "its payload ends at %llu\n", size,
		       (unsigned long long)(*at + *len));
		return -ENOEXEC;
	}
	return 0;
}

int kernel_unpack(const void *module, size_t size, struct kernel_file *f)
{
	const uint8_t *m = module;
	const struct packer *p;
	uint64_t at = 0, len = size;
	int err = payload_find(m, size, &at, &len);

	if (err < 0)
		return err;
	m += at;
	*f = (struct kernel_file){ .elf = m, .size = len };
	p = len < 32 ? NULL : packer_of(m, len);
	/* By themselves only gzip files tell how much comes out of them. */
	if (p && (!err || !p->size_appended))
		return payload_unpack(p, m, len, f);
	if (len >= 4 && !memcmp(m, "\177ELF", 4))
		return 0;
	printk(XL_ERR "dom0 kernel: neither an ELF file nor packed in a known "
	       "way (%zu bytes)\n", len);
	return -ENOEXEC;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* The ELF kernel inside a boot module: plain, or a bzImage's payload. */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <x86/dom0.h>

/* Offsets in the setup header (Linux boot protocol 2.08 and later). */
#define HDR_SETUP_SECTS		0x1f1
#define HDR_MAGIC		0x202
#define HDR_VERSION		0x206
#define HDR_PAYLOAD_OFFSET	0x248
#define HDR_PAYLOAD_LENGTH	0x24c

static const struct {
	const char *name, *magic;
	uint8_t len;
	int (*unpack)(const uint8_t *in, size_t in_size, uint8_t *out,
		      size_t room, size_t *out_size);
} packers[] = {
	{ "xz",    "\xfd" "7zXZ", 5, xz_unpack },
	{ "gzip",  "\x1f\x8b", 2, NULL },
	{ "zstd",  "\x28\xb5\x2f\xfd", 4, NULL },
	{ "lz4",   "\x02\x21\x4c\x18", 4, NULL },
	{ "bzip2", "BZh", 3, NULL },
	{ "lzma",  "\x5d\x00\x00", 3, NULL },
	{ "lzo",   "\x89LZO", 4, NULL },
};

static uint32_t get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static int payload_unpack(const uint8_t *in, size_t n, const void **elf,
			  size_t *elf_size)
{
	/* The last four bytes are the size of what comes out. */
	uint32_t size = get32(in + n - 4);
	unsigned int order = 0;
	void *out;

	for (unsigned int i = 0; i < ARRAY_SIZE(packers); i++) {
		if (memcmp(in, packers[i].magic, packers[i].len))
			continue;
		if (!packers[i].unpack) {
			printk(XL_ERR "dom0 kernel: packed with %s, which is "
			       "not read yet; give the ELF file\n",
			       packers[i].name);
			return -EOPNOTSUPP;
		}
		while ((PAGE_SIZE << order) < size)
			order++;
		out = xenheap_alloc(order, 0);
		if (!out)
			return -ENOMEM;
		*elf = out;
		return packers[i].unpack(in, n, out, PAGE_SIZE << order,
					 elf_size);
	}
	printk(XL_ERR "dom0 kernel: packed in an unknown way\n");
	return -ENOEXEC;
}

int kernel_unpack(const void *module, size_t size, const void **elf,
		  size_t *elf_size)
{
	const uint8_t *m = module;
	uint64_t at, len;

	*elf = module;
	*elf_size = size;
	if (size < 0x1000 || memcmp(m + HDR_MAGIC, "HdrS", 4))
		return 0;
	if ((m[HDR_VERSION] | m[HDR_VERSION + 1] << 8) < 0x208) {
		printk(XL_ERR "dom0 kernel: bzImage older than 2.08\n");
		return -EOPNOTSUPP;
	}
	at = (m[HDR_SETUP_SECTS] ? m[HDR_SETUP_SECTS] : 4) * 512ULL + 512 +
	     get32(m + HDR_PAYLOAD_OFFSET);
	len = get32(m + HDR_PAYLOAD_LENGTH);
	if (len < 8 || at > size || len > size - at)
		return -ENOEXEC;
	return payload_unpack(m + at, len, elf, elf_size);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The multiboot 1 and 2 information structures. Read while the first 4 GiB
 * are still mapped one to one.
 */
#include <hv/errno.h>
#include <hv/string.h>
#include <x86/boot.h>
#include <arch/page.h>

#define MB1_LOADER_MAGIC	0x2badb002U
#define MB2_LOADER_MAGIC	0x36d76289U

#define MBI_CMDLINE	(1U << 2)
#define MBI_MODS	(1U << 3)
#define MBI_MMAP	(1U << 6)
#define MBI_LOADER	(1U << 9)

struct mb1_info {
	uint32_t flags, mem_lower, mem_upper, boot_device, cmdline;
	uint32_t mods_count, mods_addr, syms[4];
	uint32_t mmap_length, mmap_addr;
	uint32_t drives[2], config, loader_name;
};

struct mb1_mod { uint32_t start, end, string, reserved; };

struct mb1_mmap {
	uint32_t size;
	uint64_t addr, len;
	uint32_t type;
} __attribute__((packed));

struct mb2_tag { uint32_t type, size; };
struct mb2_mod { uint32_t type, size, start, end; char string[]; };
struct mb2_mmap {
	uint32_t type, size, entry_size, version;
	struct { uint64_t addr, len; uint32_t type, zero; } entry[];
};

enum { MB2_END, MB2_CMDLINE, MB2_LOADER, MB2_MODULE, MB2_MMAP = 6,
       MB2_EFI64 = 12, MB2_RSDP1 = 14, MB2_RSDP2 = 15 };

static char loader_name[64];

static const void *at(uint32_t pa)
{
	return arch_paddr_to_virt(pa);
}

static void e820_add(struct boot_info *b, uint64_t addr, uint64_t size,
		     uint32_t type)
{
	struct e820_entry *e;

	if (b->nr_e820 == E820_MAX || !size)
		return;
	e = &b->e820[b->nr_e820++];
	e->addr = addr;
	e->size = size;
	/* GRUB has types of its own for firmware's code and data. */
	e->type = type > E820_UNUSABLE ? E820_RESERVED : type;
}

static void module_add(struct boot_info *b, uint32_t start, uint32_t end,
		       const char *text)
{
	struct boot_module *m;

	if (b->nr_modules == BOOT_MODULES_MAX)
		return;
	m = &b->module[b->nr_modules++];
	m->start = start;
	m->end = end;
	str_copy(m->cmdline, text, sizeof(m->cmdline));
}

static int mb1_parse(const struct mb1_info *mbi, struct boot_info *b)
{
	const struct mb1_mod *mod = at(mbi->mods_addr);
	uint32_t off;

	if (mbi->flags & MBI_CMDLINE)
		str_copy(b->cmdline, at(mbi->cmdline), sizeof(b->cmdline));
	if (mbi->flags & MBI_LOADER)
		str_copy(loader_name, at(mbi->loader_name),
			 sizeof(loader_name));
	for (uint32_t i = 0; (mbi->flags & MBI_MODS) && i < mbi->mods_count;
	     i++)
		module_add(b, mod[i].start, mod[i].end,
			   mod[i].string ? at(mod[i].string) : "");
	if (!(mbi->flags & MBI_MMAP)) {
		e820_add(b, 0, mbi->mem_lower * 1024ULL, E820_RAM);
		e820_add(b, 0x100000, mbi->mem_upper * 1024ULL, E820_RAM);
		return 0;
	}
	for (off = 0; off < mbi->mmap_length;) {
		const struct mb1_mmap *m = at(mbi->mmap_addr + off);

		e820_add(b, m->addr, m->len, m->type);
		off += m->size + 4;
	}
	return 0;
}

static void mb2_mmap_parse(const struct mb2_mmap *m, struct boot_info *b)
{
	uint32_t n = (m->size - 16) / m->entry_size;

	for (uint32_t i = 0; i < n; i++)
		e820_add(b, m->entry[i].addr, m->entry[i].len,
			 m->entry[i].type);
}

/*
 * The loader's copy of the RSDP does not say where the original is, which is
 * what dom0's kernel has to be told. The firmware's tables do (UEFI 2.10,
 * 4.3 and 4.6); they are memory that outlives boot services.
 */
static const struct { uint8_t guid[16]; } efi_acpi[] = {
	/* the newer one first: ACPI 2.0, 8868e871-..., 1.0, eb9d2d30-... */
	{ { 0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11,
	    0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81 } },
	{ { 0x30, 0x2d, 0x9d, 0xeb, 0x88, 0x2d, 0xd3, 0x11,
	    0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d } },
};

struct efi_config { uint8_t guid[16]; uint64_t table; };

static const struct efi_config *efi_config(uint64_t system_table, uint64_t *nr)
{
	const char *t = arch_paddr_to_virt(system_table);
	uint64_t at;

	/* Only what the boot tables map can be looked at. */
	if (!system_table || system_table >> 32)
		return NULL;
	memcpy(nr, t + 104, 8);
	memcpy(&at, t + 112, 8);
	return memcmp(t, "IBI SYST", 8) || at >> 32 ? NULL :
						      arch_paddr_to_virt(at);
}

static void efi_parse(uint64_t system_table, struct boot_info *b)
{
	uint64_t nr = 0;
	const struct efi_config *c = efi_config(system_table, &nr);

	for (size_t i = 0; c && i < ARRAY_SIZE(efi_acpi); i++)
		for (uint64_t n = 0; n < nr && !b->rsdp_at; n++)
			if (!memcmp(c[n].guid, efi_acpi[i].guid, 16))
				b->rsdp_at = c[n].table;
}

static void mb2_tag_parse(const struct mb2_tag *t, struct boot_info *b)
{
	const struct mb2_mod *mod = (const void *)t;
	const char *text = (const char *)(t + 1);

	switch (t->type) {
	case MB2_CMDLINE:
		str_copy(b->cmdline, text, sizeof(b->cmdline));
		break;
	case MB2_LOADER:
		str_copy(loader_name, text, sizeof(loader_name));
		break;
	case MB2_MODULE:
		module_add(b, mod->start, mod->end, mod->string);
		break;
	case MB2_MMAP:
		mb2_mmap_parse((const void *)t, b);
		break;
	case MB2_EFI64:
		efi_parse(*(const uint64_t *)text, b);
		break;
	case MB2_RSDP1:
	case MB2_RSDP2:
		b->rsdp_len = min_u(t->size - 8, sizeof(b->rsdp));
		memcpy(b->rsdp, text, b->rsdp_len);
		break;
	}
}

static int mb2_parse(uint32_t pointer, struct boot_info *b)
{
	const uint32_t *total = at(pointer);
	uint32_t off = 8;

	while (off + 8 <= *total) {
		const struct mb2_tag *t = at(pointer + off);

		if (t->type == MB2_END)
			break;
		mb2_tag_parse(t, b);
		off += (t->size + 7) & ~7U;
	}
	return 0;
}

/* Boot loaders give entries in any order; everyone else wants them sorted. */
static void e820_sort(struct boot_info *b)
{
	for (unsigned int i = 1; i < b->nr_e820; i++) {
		struct e820_entry e = b->e820[i];
		unsigned int j = i;

		for (; j && b->e820[j - 1].addr > e.addr; j--)
			b->e820[j] = b->e820[j - 1];
		b->e820[j] = e;
	}
}

int multiboot_parse(uint32_t magic, uint32_t pointer, struct boot_info *b)
{
	int err = -EINVAL;

	b->loader = loader_name;
	if (magic == MB1_LOADER_MAGIC)
		err = mb1_parse(at(pointer), b);
	else if (magic == MB2_LOADER_MAGIC)
		err = mb2_parse(pointer, b);
	e820_sort(b);
	return err;
}

/* GRUB since 1.9 leaves the file name out; others put it in front. */
const char *boot_arguments(const struct boot_info *b, const char *text)
{
	const char *space = strchr(text, ' ');

	if (!strncmp(b->loader, "GRUB ", 5) && b->loader[5] != '0')
		return text;
	return space ? space + 1 : "";
}

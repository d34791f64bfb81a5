/* SPDX-License-Identifier: GPL-2.0-only */
/* What the boot loader left us. */
#ifndef X86_BOOT_H
#define X86_BOOT_H

#include <hv/types.h>

#define E820_RAM	1U
#define E820_RESERVED	2U
#define E820_ACPI	3U
#define E820_NVS	4U
#define E820_UNUSABLE	5U

#define E820_MAX	128U
#define BOOT_MODULES_MAX 8U

/* The layout the ABI's memory maps have as well. */
struct e820_entry {
	uint64_t addr, size;
	uint32_t type;
} __attribute__((packed));

struct boot_module {
	paddr_t start, end;
	char cmdline[2048];		/* 1 KiB goes to dom0 */
};

struct boot_info {
	char cmdline[1024];
	const char *loader;
	struct e820_entry e820[E820_MAX];
	unsigned int nr_e820;
	struct boot_module module[BOOT_MODULES_MAX];
	unsigned int nr_modules;
	uint8_t rsdp[64];		/* from the loader, if rsdp_len */
	unsigned int rsdp_len;
	paddr_t rsdp_at;		/* on UEFI: where it is, else 0 */
};

extern struct boot_info boot_info;

/* Reads either multiboot protocol; -EINVAL for an unknown magic. */
int multiboot_parse(uint32_t magic, uint32_t pointer, struct boot_info *out);

/* A command line without the image's name, which some loaders prepend. */
const char *boot_arguments(const struct boot_info *b, const char *text);

/* ---- memory before the heap ---- */

/* Free RAM is what the map says, less image, modules and the first MiB. */
void bootmem_init(struct boot_info *b);
/* Zeroed, aligned; below 4 GiB. Panics when there is none. */
void *boot_alloc(size_t size, size_t align);
/* Gives what is left to the heap. Afterwards boot_alloc() may not be used. */
void bootmem_to_heap(void);
extern bool heap_ready;
/* All RAM there is, ours and the firmware's tables included. */
uint64_t boot_ram_pages(void);

#endif

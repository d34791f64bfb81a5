/* SPDX-License-Identifier: GPL-2.0-only */
/* Building the first domain. */
#ifndef X86_DOM0_H
#define X86_DOM0_H

#include <hv/types.h>

struct domain;

/* Makes dom0 from the boot modules and lets it run; panics if it cannot. */
void dom0_create(void);

/* ---- what the command line says of it (dom0/params.c) ---- */

void dom0_register_options(void);
extern bool opt_dom0_vcpus_pin;
/* As if neither option had been given. */
void dom0_params_reset(void);
/* Values of dom0_mem= and dom0_max_vcpus=: 0, -EINVAL. */
int dom0_mem_parse(const char *value);
int dom0_max_vcpus_parse(const char *value);
/* Bytes for dom0 out of `avail` that are free. */
uint64_t dom0_mem_size(uint64_t avail);
/* Bytes it may grow to; 0: no limit. */
uint64_t dom0_mem_limit(uint64_t avail);
/* How many vCPUs it gets on nr_cpus CPUs. */
unsigned int dom0_vcpus(unsigned int nr_cpus, unsigned int limit);

/* ---- kernel images ---- */

#define KERNEL_NO_VALUE	(~0ULL)

/* What the builder needs to know of an ELF kernel; from its Xen notes. */
struct kernel_image {
	const void *elf;
	size_t size;
	uint64_t virt_base, entry, hypercall_page, init_p2m, paddr_offset;
	uint64_t virt_start, virt_end;	/* virtual addresses it occupies */
	uint64_t paddr_start, paddr_end;
	bool mod_start_pfn, phys32_entry, pae, pae_extended;
	bool says_supported;		/* there was SUPPORTED_FEATURES */
	bool by_string;			/* no notes: the old string */
	char os[32], guest_version[16], xen_version[16], loader[16];
	uint32_t features, required;	/* bits by XENFEAT_* */
};

/* The ELF file, in the boot module or in memory of its own. */
struct kernel_file {
	const void *elf;
	size_t size;
	char *unpacked;			/* NULL: part of the module */
	uint64_t pages;
};

/*
 * Finds the ELF file in what the boot loader gave: itself, gzip's, or packed
 * in a bzImage. Prints what is wrong: -ENOEXEC, -EINVAL, -EOPNOTSUPP, -ENOMEM.
 */
int kernel_unpack(const void *module, size_t size, struct kernel_file *f);
/* Gives the memory back that unpacking took. */
void kernel_release(struct kernel_file *f);
/* Reads headers and notes; prints why it is not a Xen kernel. -ENOEXEC. */
int elf_examine(const void *elf, size_t size, struct kernel_image *k);
/* One note of n bytes. -ENOEXEC: it requires what there is not. */
int kernel_note(struct kernel_image *k, unsigned int type,
		const uint8_t *desc, size_t n);
/* The same from "NAME=VALUE,...", at most n bytes. -ENOEXEC. */
int kernel_guest_string(struct kernel_image *k, const char *s, size_t n);
/* Whether what the notes say will do; prints what does not. -ENOEXEC. */
int kernel_check(const struct kernel_image *k);
/* Copies segments: to(virt) is asked where each page of them goes. */
void elf_load(const struct kernel_image *k,
	      void *(*to)(void *ctx, uint64_t virt), void *ctx);

/* ---- calling the distribution's libraries (dom0/libc.c) ---- */

struct library_state { unsigned long flags; uint64_t cr0, fs_base; };

/* Around code built for user space: boot only, one CPU at a time. */
void library_begin(struct library_state *s);
void library_end(const struct library_state *s);

#endif

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A canonical XL tree taken apart: the guest's type, its devices and the
 * values of its keys, as xl 4.17 reads them. What writes a domain (JSON,
 * libvirt XML, later libxl's own types) works from this.
 */
#ifndef XMCOMPAT_XLCFG_DOMAIN_H
#define XMCOMPAT_XLCFG_DOMAIN_H

#include "lang/tree.h"
#include "xlcfg/device.h"

enum xl_guest {
	XL_PV = 1, XL_HVM = 2, XL_PVH = 4,
	XL_ANY = XL_PV | XL_HVM | XL_PVH,
};

const char *xl_guest_name(enum xl_guest guest);
/* What type= or builder= says, which xl compares up to the text's length. */
enum xl_guest xl_guest_of_type(const char *text);	/* 0: none */
enum xl_guest xl_guest_of_builder(const char *text);

struct xl_pairs_list {
	struct xl_pairs *v;
	size_t n;
};

struct xl_range_list {
	struct xl_range *v;
	size_t n;
};

/* One value of a key whose values are words. */
struct xl_word {
	const char *text;
	const char *libxl;	/* its name in libxl; NULL: its default */
};

struct xl_word_key {
	const char *key;
	unsigned int guests;	/* enum xl_guest, or-ed: who looks at it */
	const struct xl_word *words;
};

/* The words of a key, or NULL; the number of a word, or -1 (any case). */
const struct xl_word_key *xl_word_key_find(const char *key);
int xl_word_find(const struct xl_word_key *k, const char *text);
/* "a, b, c" */
const char *xl_words_list(struct arena *a, const struct xl_word_key *k);

struct xl_vnode {
	uint64_t size_mb;
	uint32_t *distances;
	size_t ndistances;
	bool has_pnode;
	uint32_t pnode;
	bool *vcpus;		/* nvcpus of them */
	size_t nvcpus;		/* the highest named + 1 */
};

#define XL_CPUID_BITS 32
#define XL_MSR_BITS 64

/* A leaf, or with .msr a model-specific register, and its policy bits. */
struct xl_cpuid_leaf {
	bool msr;
	uint32_t leaf;
	int subleaf;		/* -1: none */
	char *regs[4];		/* eax ebx ecx edx; MSR: the first. NULL: not set */
};

struct xl_cpuid {
	struct xl_cpuid_leaf *v;	/* in the order they were named */
	size_t n;
};

struct xl_domain {
	struct arena *arena;
	const struct tree *tree;
	enum xl_guest guest;
	struct xl_disk *disks;
	size_t ndisks;
	struct xl_vif *vifs;
	size_t nvifs;
	struct xl_pci *pcis;
	size_t npcis;
	struct xl_pairs_list vfb, vkb, usbctrl, usbdev, vtpm, p9, pvcalls;
	struct xl_pairs_list channel, vdispl;
	struct xl_range_list ioports, irqs, iomem;
	struct xl_cpus *cpus, *cpus_soft;	/* one, or one for each vCPU */
	size_t ncpus, ncpus_soft;
	struct xl_vnode *vnodes;
	size_t nvnodes;
	struct xl_cpuid cpuid;
};

/*
 * Takes a canonical tree apart. Returns 0, or -1 with ERRORs where xl would
 * refuse it; everything lives in a, texts in the tree.
 */
int xl_domain_read(struct arena *a, const struct tree *t, struct xl_domain *d,
		   struct diags *ds);

/* The key is set, and not only to a default that was written out. */
bool xl_domain_said(const struct xl_domain *d, const char *key);
/* A scalar as text, or NULL if the key is not set or is a list. */
const char *xl_domain_text(const struct xl_domain *d, const char *key);
/* A number; false if the key is not set. */
bool xl_domain_number(const struct xl_domain *d, const char *key, int64_t *n);
/* The number, or 0. */
int64_t xl_domain_int(const struct xl_domain *d, const char *key);
/* The list, or NULL. */
const struct value *xl_domain_list(const struct xl_domain *d, const char *key);
/* The kernel command line from cmdline, root and extra; NULL: none given. */
const char *xl_domain_cmdline(const struct xl_domain *d);

/* Hyper-V groups, numbered as libxl does; -1: there is none of that name. */
#define XL_ENLIGHTENMENTS 13
int xl_viridian_find(const char *name);

int xl_vnuma_parse(struct xl_reader *r, const struct value *v,
		   struct xl_domain *d);
int xl_cpuid_parse(struct xl_reader *r, const struct value *v,
		   struct xl_cpuid *out);
/* Checks a vsnd list; 0, or -1 with an ERROR. */
int xl_vsnd_check(struct xl_reader *r, const struct value *v);

#endif

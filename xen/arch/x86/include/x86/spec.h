/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Speculation: what the processor gives away, and what is done about it.
 *
 * The facts come from CPUID and MSR_ARCH_CAPABILITIES (Intel's "Affected
 * Processors", AMD's "Software techniques for managing speculation").
 */
#ifndef X86_SPEC_H
#define X86_SPEC_H

#include <hv/types.h>

struct domain;
struct vcpu;

struct spec_facts {
	bool amd;			/* or Hygon: no Meltdown, L1TF, MDS */
	bool smep, md_clear, ibpb, ibrs;
	uint64_t arch_caps;
	uint8_t phys_bits;
};

#define ARCH_CAPS_RDCL_NO	(1U << 0)
#define ARCH_CAPS_IBRS_ALL	(1U << 1)
#define ARCH_CAPS_MDS_NO	(1U << 5)

enum spec_thunk { THUNK_RETPOLINE, THUNK_LFENCE, THUNK_JMP };

/* What is done. */
struct spec_plan {
	enum spec_thunk thunk;
	bool ibrs_always;		/* set once: "enhanced" IBRS */
	bool ibpb;			/* between vCPUs */
	bool rsb, verw;			/* on the way in; out */
	bool xpti_dom0, xpti_domu;
	bool l1tf_dom0, l1tf_domu;
};

/* What the command line says: -1 nothing, else 0 or 1. */
struct spec_options {
	int off;			/* spec-ctrl=no: all of these */
	int thunk, ibrs, ibpb, rsb, verw;
	int xpti_dom0, xpti_domu, l1tf_dom0, l1tf_domu;
};
#define SPEC_NO_OPTIONS							\
	((struct spec_options){ 0, -1, -1, -1, -1, -1, -1, -1, -1, -1 })

extern struct spec_facts spec_facts;
extern struct spec_options spec_options;
extern struct spec_plan spec_plan;

void spec_choose(const struct spec_facts *f, const struct spec_options *o,
		 struct spec_plan *plan);
/*
 * "spec-ctrl=", "xpti=", "pv-l1tf=": 0 or -EINVAL, with what is good taken
 * over.
 */
int spec_parse(const char *s, struct spec_options *o);
int spec_parse_pair(const char *s, int *dom0, int *domu);

void spec_register_options(void);
/* Chooses and patches the code: the image must still be writable. */
void spec_init(void);
void spec_report(void);
/* Each CPU: MSRs, and what its entry code does. */
void spec_cpu_init(void);

/* What v asked its processor not to guess, from now on here. */
void spec_guest_load(const struct vcpu *v);

/* For domains: before their first vCPU. */
void spec_domain_init(struct domain *d);
/* Might the address of a not-present entry be read by speculation (L1TF)? */
bool spec_l1tf_unsafe(uint64_t entry);

#endif

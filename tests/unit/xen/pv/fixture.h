/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two unprivileged guests for a test, one of which makes calls; when it is
 * over both end, and all memory has to be back.
 */
#ifndef PV_FIXTURE_H
#define PV_FIXTURE_H

#include "pvhost.h"

#define PAGES		40U
#define ARENA		65536U
#define FRAMES_END	2048U		/* no memory from here on */

#define P_RW	(PTE_P | PTE_RW | PTE_US)
#define P_RO	(PTE_P | PTE_US)

extern char *arena;			/* what the guests' pointers lead to */
extern struct domain *d, *other;	/* the current vCPU is d's first */
extern mfn_t own[PAGES], others[PAGES];	/* as pv_domain() makes them */

#define PV_TEST(test) \
	cmocka_unit_test_setup_teardown(test, pv_guests, pv_all_back)
int pv_machine(void **state);
int pv_machine_cpus(unsigned int cpus);
int pv_guests(void **state);
int pv_all_back(void **state);

/* A call of the current vCPU, continued to its end, looked at by the oracle. */
long pv_call(unsigned int nr, unsigned long a, unsigned long b,
	     unsigned long c, unsigned long e);
long pv_ext_on(unsigned int cmd, uint64_t arg1, uint64_t arg2, domid_t id);
long pv_ext(unsigned int cmd, uint64_t arg1);
long pv_update_of(mfn_t table, unsigned int index, pte_t e, uint32_t dom);
long pv_update(mfn_t table, unsigned int index, pte_t e);

/* As the guest writes where it has the frame mapped writable. */
void pv_poke(mfn_t m, unsigned int index, uint64_t value);
void pv_wipe(mfn_t m);
/* The n-th data frame, taken out of the tables it began in, empty. */
mfn_t pv_unused(unsigned int n);

struct hypercall pv_ext_call(unsigned int cmd, mfn_t m);
/* Asks to stop all the time; how often it did until it came to its end. */
unsigned int pv_stopped_all_the_way(struct hypercall *hc);

#endif

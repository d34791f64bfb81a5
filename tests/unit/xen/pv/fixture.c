/* SPDX-License-Identifier: GPL-2.0-only */
#include "fixture.h"

#include <sys/mman.h>

char *arena;
mfn_t own[PAGES], others[PAGES];
struct domain *d, *other;
static uint64_t free_before;

/* ---- calls ---- */

long pv_call(unsigned int nr, unsigned long a, unsigned long b,
		 unsigned long c, unsigned long e)
{
	struct hypercall hc = { .nr = nr, .arg = { a, b, c, e } };
	long ret;

	while ((ret = hypercall_dispatch(&hc)) == -ERESTART) {
		oracle_check();
		host_ask_preempt(false);
	}
	oracle_check();
	return ret;
}

long pv_ext_on(unsigned int cmd, uint64_t arg1, uint64_t arg2, domid_t id)
{
	struct mmuext_op *op = (void *)arena;

	*op = (struct mmuext_op){ .cmd = cmd };
	op->arg1.mfn = arg1;
	op->arg2.src_mfn = arg2;
	return pv_call(__HYPERVISOR_mmuext_op, (unsigned long)op, 1, 0, id);
}

long pv_ext(unsigned int cmd, uint64_t arg1)
{
	return pv_ext_on(cmd, arg1, 0, DOMID_SELF);
}

long pv_update_of(mfn_t table, unsigned int index, pte_t e, uint32_t dom)
{
	struct mmu_update *u = (void *)arena;

	u->ptr = table.n << PAGE_SHIFT | index * 8;
	u->val = e;
	return pv_call(__HYPERVISOR_mmu_update, (unsigned long)u, 1, 0, dom);
}

long pv_update(mfn_t table, unsigned int index, pte_t e)
{
	return pv_update_of(table, index, e, DOMID_SELF);
}

/* As the guest does, where it has the frame mapped writable. */
void pv_poke(mfn_t m, unsigned int index, uint64_t value)
{
	assert_int_equal(page_type_get(mfn_to_page(m), PGT_WRITABLE), 0);
	*pv_entry(m, index) = value;
	page_type_put(mfn_to_page(m));
}

void pv_wipe(mfn_t m)
{
	for (unsigned int i = 0; i < 512; i++)
		pv_poke(m, i, 0);
}

/* Out of sight of the tables it began with: nobody uses it. */
mfn_t pv_unused(unsigned int n)
{
	mfn_t m = own[PV_DATA + n];

	assert_int_equal(pv_update(own[PV_L1], PV_DATA + n, 0), 0);
	pv_wipe(m);
	return m;
}

/* ---- the world ---- */

int pv_machine(void **state)
{
	(void)state;
	return pv_machine_cpus(3);
}

int pv_machine_cpus(unsigned int cpus)
{
	host_memory(FRAMES_END);
	host_add_ram(64, FRAMES_END - 64, 0, false);
	arena = mmap(NULL, ARENA, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(arena != MAP_FAILED);
	arena_lo = (uintptr_t)arena;
	arena_hi = arena_lo + ARENA;
	pv_host_boot(cpus);
	host_settle();
	return 0;
}

/* Two guests; the first runs on CPU 0 and is played. */
int pv_guests(void **state)
{
	(void)state;
	memset(arena, 0, ARENA);
	free_before = heap_free_pages();
	d = pv_domain(1, 2, PAGES, false, own);
	other = pv_domain(2, 1, PAGES, false, others);
	for (unsigned int i = 0; i < 2; i++)
		vcpu_wake(d->vcpu[i]);
	host_settle();
	host_on(d->vcpu[0]->processor);
	assert_ptr_equal(host_current, d->vcpu[0]);
	oracle_check();
	return 0;
}

static void end(struct domain *dom)
{
	int err;

	domain_pause_nosync(dom);
	host_settle();
	while ((err = domain_kill(dom)) == -ERESTART) {
		host_ask_preempt(false);
		oracle_check();
	}
	assert_int_equal(err, 0);
	host_settle();
}

int pv_all_back(void **state)
{
	(void)state;
	host_ask_preempt(false);
	end(d);
	end(other);
	oracle_check();
	assert_int_equal(heap_free_pages(), free_before);
	return 0;
}

/* ---- calls that are stopped ---- */

struct hypercall pv_ext_call(unsigned int cmd, mfn_t m)
{
	struct mmuext_op *op = (void *)arena;

	*op = (struct mmuext_op){ .cmd = cmd };
	op->arg1.mfn = m.n;
	return (struct hypercall){ .nr = __HYPERVISOR_mmuext_op, .arg = {
		(unsigned long)op, 1, 0, DOMID_SELF } };
}

/* How often it was stopped until it came to its end. */
unsigned int pv_stopped_all_the_way(struct hypercall *hc)
{
	unsigned int n = 0;
	long ret;

	do {
		host_ask_preempt(true);
		ret = hypercall_dispatch(hc);
		host_ask_preempt(false);
		oracle_check();
		assert_true(n++ < 2000);
	} while (ret == -ERESTART);
	assert_int_equal(ret, 0);
	return n - 1;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The context a vCPU is given, by its own domain or by the toolstack: one that
 * could not run is refused, one that runs keeps its memory.
 */
#include "fixture.h"

#include <xen/domctl.h>
#include <xen/vcpu.h>
#include <x86/asm.h>
#include <x86/boot.h>
#include <x86/cpu_info.h>

static struct vcpu_guest_context *ctxt;

/* The second vCPU as one that was never brought up. */
static struct vcpu *never_up(void)
{
	struct vcpu *v = d->vcpu[1];

	bit_set_atomic(&v->pause_flags, VPF_DOWN);
	vcpu_sleep_nosync(v);
	host_settle();
	host_on(d->vcpu[0]->processor);
	while (arch_vcpu_reset(v) == -ERESTART)
		;
	v->is_initialised = false;
	ctxt = (void *)(arena + 8192);
	memset(ctxt, 0, sizeof(*ctxt));
	ctxt->flags = VGCF_in_kernel;
	ctxt->ctrlreg[3] = own[PV_ROOT].n << PAGE_SHIFT;
	return v;
}

static long initialise(void)
{
	return pv_call(__HYPERVISOR_vcpu_op, VCPUOP_initialise, 1,
		       (unsigned long)ctxt, 0);
}

/* And it runs: the processor would not take what cannot be. */
static void run(struct vcpu *v)
{
	assert_int_equal(pv_call(__HYPERVISOR_vcpu_op, VCPUOP_up, v->id, 0, 0),
			 0);
	host_settle();
	assert_true(v->sched.is_running);
	host_on(d->vcpu[0]->processor);
}

static void a_vcpu_starts_in_its_kernel(void **state)
{
	struct vcpu *v = never_up();

	(void)state;
	assert_int_equal(initialise(), 0);
	assert_int_equal(initialise(), -EEXIST);
	assert_int_equal(v->arch.cr3_kernel.n, own[PV_ROOT].n);
	run(v);
}

static void or_in_user_mode_with_tables_for_that(void **state)
{
	struct vcpu *v = never_up();

	(void)state;
	ctxt->flags = 0;
	assert_int_equal(initialise(), -EINVAL);
	ctxt->ctrlreg[1] = own[PV_DATA].n << PAGE_SHIFT;
	assert_int_equal(initialise(), -EINVAL);
	ctxt->ctrlreg[1] = own[PV_ROOT].n << PAGE_SHIFT;
	assert_int_equal(initialise(), 0);
	assert_int_equal(v->arch.cr3_user.n, own[PV_ROOT].n);
	run(v);
}

static void what_cannot_be_loaded_is_refused(void **state)
{
	static const uint64_t odd = 1ULL << 47;
	struct vcpu_guest_context good;
	mfn_t m = pv_unused(0);

	(void)state;
	never_up();
	good = *ctxt;
	ctxt->ctrlreg[3] = others[PV_ROOT].n << PAGE_SHIFT;
	assert_int_equal(initialise(), -EINVAL);
	ctxt->ctrlreg[3] = ~0UL;
	assert_int_equal(initialise(), -EINVAL);
	*ctxt = good;
	ctxt->fs_base = odd;
	assert_int_equal(initialise(), -EINVAL);
	*ctxt = good;
	ctxt->gs_base_kernel = odd;
	assert_int_equal(initialise(), -EINVAL);
	*ctxt = good;
	ctxt->gs_base_user = odd;
	assert_int_equal(initialise(), -EINVAL);
	*ctxt = good;
	ctxt->gdt_ents = 7169;
	assert_int_equal(initialise(), -EINVAL);
	ctxt->gdt_ents = 512;
	ctxt->gdt_frames[0] = own[PV_L1].n;
	assert_int_equal(initialise(), -EINVAL);
	ctxt->gdt_frames[0] = m.n;
	ctxt->ctrlreg[3] = own[PV_L1].n << PAGE_SHIFT;
	assert_int_equal(initialise(), -EINVAL);
	assert_int_equal(mfn_to_page(m)->type_info & PGT_COUNT_MASK, 0);
	*ctxt = good;
	ctxt->ldt_ents = 8193;
	assert_int_equal(initialise(), -EINVAL);
	*ctxt = good;
	ctxt->ldt_ents = 1;
	ctxt->ldt_base = 8;
	assert_int_equal(initialise(), -EINVAL);
}

/* Debug registers do not watch the hypervisor. */
static void debug_registers_that_may_not_be_stay_empty(void **state)
{
	struct vcpu *v = never_up();

	(void)state;
	ctxt->debugreg[0] = HYPER_START;
	ctxt->debugreg[1] = 0x1000;
	ctxt->debugreg[7] = 0xff;
	assert_int_equal(initialise(), 0);
	assert_int_equal(v->arch.dr[0], 0);
	assert_int_equal(v->arch.dr[1], 0x1000);
	run(v);
}

/* ---- the toolstack's ---- */

static long set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	struct xen_domctl *op = (void *)arena;
	struct domain *dom = v->domain;
	long err;

	memset(op, 0, sizeof(*op));
	op->cmd = XEN_DOMCTL_setvcpucontext;
	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op->domain = dom->domid;
	op->u.vcpucontext.vcpu = v->id;
	op->u.vcpucontext.ctxt.p = (void *)c;
	d->is_privileged = true;
	/* Off its CPU first: one thread cannot wait for another. */
	domain_pause_nosync(dom);
	host_settle();
	host_on(d->vcpu[0]->processor);
	err = pv_call(__HYPERVISOR_domctl, (unsigned long)op, 0, 0, 0);
	domain_unpause(dom);
	host_settle();
	oracle_check();
	host_on(d->vcpu[0]->processor);
	d->is_privileged = false;
	return err;
}

static void get(struct vcpu *v)
{
	ctxt = (void *)(arena + 8192);
	memset(ctxt, 0, sizeof(*ctxt));
	arch_vcpu_get_context(v, ctxt);
	ctxt->flags |= VGCF_online;
}

static void one_that_runs_keeps_its_memory(void **state)
{
	struct vcpu *v = other->vcpu[0];
	struct vcpu_guest_context was;

	(void)state;
	vcpu_wake(v);
	host_settle();
	host_on(d->vcpu[0]->processor);
	get(v);
	was = *ctxt;
	assert_int_equal(was.ctrlreg[3], others[PV_ROOT].n << PAGE_SHIFT);
	assert_int_equal(was.ctrlreg[1], 0);
	assert_int_equal(set(v, ctxt), 0);
	assert_true(v->sched.is_running);
	ctxt->ctrlreg[3] = 0;
	assert_int_equal(set(v, ctxt), -EOPNOTSUPP);
	assert_true(v->sched.is_running);
	*ctxt = was;
	ctxt->gdt_ents = 8;
	assert_int_equal(set(v, ctxt), -EOPNOTSUPP);
	*ctxt = was;
	ctxt->flags &= ~VGCF_in_kernel;
	assert_int_equal(set(v, ctxt), -EOPNOTSUPP);
	assert_true(v->sched.is_running);
	*ctxt = was;
	ctxt->user_regs.rip = 0x4321;
	assert_int_equal(set(v, ctxt), 0);
	get(v);
	assert_int_equal(ctxt->user_regs.rip, 0x4321);
}

/* No context: as before it had one, and not to be run. */
static void one_that_is_reset_does_not_run(void **state)
{
	struct vcpu *v = other->vcpu[0];

	(void)state;
	vcpu_wake(v);
	host_settle();
	host_on(d->vcpu[0]->processor);
	get(v);
	assert_int_equal(set(v, NULL), 0);
	assert_false(v->sched.is_running);
	assert_false(v->is_initialised);
	assert_true(mfn_eq(v->arch.cr3_kernel, INVALID_MFN));
	assert_int_equal(set(v, ctxt), 0);
	assert_true(v->sched.is_running);
}

/* ---- the memory map ---- */

static struct e820_entry *maps;		/* in the arena: given, read, new */
static unsigned int accesses;

static long set_map(struct domain *dom, const struct e820_entry *map)
{
	struct xen_foreign_memory_map *m = (void *)(arena + 2048);

	*m = (struct xen_foreign_memory_map){ .domid = dom->domid };
	m->map.nr_entries = 4;
	set_xen_guest_handle(m->map.buffer, (void *)(uintptr_t)map);
	d->is_privileged = true;
	return pv_call(__HYPERVISOR_memory_op, XENMEM_set_memory_map,
		       (unsigned long)m, 0, 0);
}

/* Before its entries are written: another CPU sets a new one. */
static void another_map(void)
{
	void *old = d->arch.e820;

	if (++accesses != 2)
		return;
	host_hooks.at_guest_access = NULL;
	assert_int_equal(set_map(d, maps + 8), 0);
	/* Whose memory it is by now writes into it. */
	if (old != d->arch.e820)
		memset(old, 0x5a, 4 * sizeof(*maps));
}

static void a_memory_map_is_read_whole(void **state)
{
	struct xen_memory_map *m = (void *)arena;

	(void)state;
	maps = (void *)(arena + 8192);
	memset(maps, 0, 12 * sizeof(*maps));
	for (unsigned int i = 0; i < 4; i++) {
		maps[i].addr = i;
		maps[8 + i].addr = 100 + i;
	}
	assert_int_equal(set_map(d, maps), 0);
	m->nr_entries = 4;
	set_xen_guest_handle(m->buffer, (void *)(maps + 4));
	host_hooks.at_guest_access = another_map;
	assert_int_equal(pv_call(__HYPERVISOR_memory_op, XENMEM_memory_map,
				 (unsigned long)m, 0, 0), 0);
	assert_null(host_hooks.at_guest_access);
	d->is_privileged = false;
	assert_int_equal(m->nr_entries, 4);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(maps[4 + i].addr, i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PV_TEST(a_vcpu_starts_in_its_kernel),
		PV_TEST(or_in_user_mode_with_tables_for_that),
		PV_TEST(what_cannot_be_loaded_is_refused),
		PV_TEST(debug_registers_that_may_not_be_stay_empty),
		PV_TEST(one_that_runs_keeps_its_memory),
		PV_TEST(one_that_is_reset_does_not_run),
		PV_TEST(a_memory_map_is_read_whole),
	};

	return cmocka_run_group_tests(tests, pv_machine, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's part of domctl, sysctl, version and memory_op. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/rangeset.h>
#include <hv/string.h>
#include <xen/domctl.h>
#include <xen/sysctl.h>
#include <x86/asm.h>
#include <x86/boot.h>
#include <x86/policy.h>
#include <x86/pv.h>
#include <x86/smp.h>
#include <x86/time.h>

#define E820_GUEST_MAX	128U

/* ---- versions and features ---- */

void arch_capabilities(char *buf, size_t size)
{
	str_copy(buf, "xen-3.0-x86_64 ", size);
}

uint64_t arch_platform_virt_start(void)
{
	return HYPER_START;
}

uint32_t arch_features(const struct domain *d, unsigned int submap)
{
	if (submap)
		return 0;
	return 1U << XENFEAT_mmu_pt_update_preserve_ad |
	       1U << XENFEAT_gnttab_map_avail_bits |
	       (d->is_privileged ? 1U << XENFEAT_dom0 : 0);
}

uint64_t arch_vm_assist_valid(const struct domain *d)
{
	(void)d;
	return 1UL << VMASST_TYPE_4gb_segments |
	       1UL << VMASST_TYPE_4gb_segments_notify |
	       1UL << VMASST_TYPE_writable_pagetables |
	       1UL << VMASST_TYPE_pae_extended_cr3 |
	       1UL << VMASST_TYPE_runstate_update_flag;
}

/* ---- memory ---- */

bool arch_paging_translated(const struct domain *d)
{
	(void)d;
	return false;
}

mfn_t arch_gfn_to_mfn(struct domain *d, gfn_t gfn)
{
	(void)d;
	return MFN(gfn.n);
}

int arch_physmap_add(struct domain *d, gfn_t gfn, mfn_t mfn,
		     unsigned int order)
{
	(void)d;
	for (uint64_t i = 0; i < 1UL << order; i++)
		arch_m2p_set(mfn_add(mfn, i), gfn.n + i);
	return 0;
}

int arch_physmap_remove(struct domain *d, gfn_t gfn, mfn_t mfn,
			unsigned int order)
{
	(void)d; (void)gfn;
	for (uint64_t i = 0; i < 1UL << order; i++)
		arch_m2p_set(mfn_add(mfn, i), M2P_INVALID);
	return 0;
}

uint64_t arch_max_gpfn(struct domain *d)
{
	return d->shared_info->arch.max_pfn - 1;
}

unsigned int arch_max_extent_order(const struct domain *d)
{
	return d->is_privileged ? 18 : 9;
}

long arch_add_to_physmap(struct domain *d, unsigned int space, uint64_t idx,
			 gfn_t gfn)
{
	(void)d; (void)space; (void)idx; (void)gfn;
	return -EOPNOTSUPP;		/* not for untranslated guests */
}

static long memory_map_out(unsigned long arg, const struct e820_entry *map,
			   unsigned int nr)
{
	struct xen_memory_map m;
	unsigned int n;

	if (guest_read(&m, (void *)arg, sizeof(m)))
		return -EFAULT;
	n = min_u(m.nr_entries, nr);
	if (guest_write(m.buffer.p, map, n * sizeof(*map)))
		return -EFAULT;
	m.nr_entries = n;
	return guest_write((void *)arg, &m, sizeof(m)) ? -EFAULT : 0;
}

static long machphys_mapping(unsigned long arg)
{
	struct xen_machphys_mapping m = {
		.v_start = MACH2PHYS_VIRT_START,
		.v_end = MACH2PHYS_VIRT_END,
		.max_mfn = MACH2PHYS_NR_ENTRIES - 1,
	};

	return guest_write((void *)arg, &m, sizeof(m)) ? -EFAULT : 0;
}

/* Frames that hold the M2P itself, one for each 2 MiB, for the toolstack. */
static long machphys_mfn_list(unsigned long arg)
{
	struct xen_machphys_mfn_list l;
	xen_pfn_t last = 0;
	unsigned int i;

	if (guest_read(&l, (void *)arg, sizeof(l)))
		return -EFAULT;
	for (i = 0; i < l.max_extents; i++) {
		xen_pfn_t mfn = m2p_chunk_mfn(i);

		if ((uint64_t)i << 18 >= max_frame)
			break;
		if (!mfn)
			mfn = last;
		if (guest_write(l.extent_start.p + i, &mfn, sizeof(mfn)))
			return -EFAULT;
		last = mfn;
	}
	l.nr_extents = i;
	return guest_write((void *)arg, &l, sizeof(l)) ? -EFAULT : 0;
}

static long set_memory_map(unsigned long arg)
{
	struct xen_foreign_memory_map m;
	struct e820_entry *map;
	struct domain *d;
	long err = -ENOMEM;

	if (guest_read(&m, (void *)arg, sizeof(m)))
		return -EFAULT;
	if (m.map.nr_entries > E820_GUEST_MAX)
		return -EINVAL;
	if (!arch_current()->domain->is_privileged)
		return -EPERM;
	d = domain_get_by_id_or_self(m.domid);
	if (!d)
		return -ESRCH;
	map = hv_zalloc_array(m.map.nr_entries + 1, sizeof(*map));
	if (!map)
		goto out;
	err = -EFAULT;
	if (guest_read(map, m.map.buffer.p,
		       m.map.nr_entries * sizeof(*map))) {
		hv_free(map);
		goto out;
	}
	spin_lock(&d->lock);
	hv_free(d->arch.e820);
	d->arch.e820 = map;
	d->arch.e820_nr = m.map.nr_entries;
	spin_unlock(&d->lock);
	err = 0;
out:
	domain_put(d);
	return err;
}

long arch_memory_op(unsigned int cmd, unsigned long arg)
{
	struct domain *d = arch_current()->domain;

	switch (cmd) {
	case XENMEM_machine_memory_map:
		if (!d->is_privileged)
			return -EPERM;
		return memory_map_out(arg, boot_info.e820, boot_info.nr_e820);
	case XENMEM_memory_map:
		if (!d->arch.e820)
			return -ENOSYS;
		return memory_map_out(arg, d->arch.e820,
				      (unsigned int)d->arch.e820_nr);
	case XENMEM_set_memory_map:
		return set_memory_map(arg);
	case XENMEM_machphys_mapping:
		return machphys_mapping(arg);
	case XENMEM_machphys_mfn_list:
	case XENMEM_machphys_compat_mfn_list:
		return machphys_mfn_list(arg);
	}
	return -ENOSYS;
}

/* ---- topology ---- */

unsigned int arch_nr_nodes(void) { return 1; }
unsigned int arch_mfn_node(mfn_t m) { (void)m; return 0; }
unsigned int arch_node_distance(unsigned int a, unsigned int b)
{
	return a == b ? 10 : 20;
}

unsigned int arch_cpu_core(unsigned int cpu) { return cpu; }
unsigned int arch_cpu_socket(unsigned int cpu) { return cpu; }

void arch_cputopo(unsigned int cpu, struct xen_sysctl_cputopo *t)
{
	t->core = arch_cpu_core(cpu);
	t->socket = arch_cpu_socket(cpu);
	t->node = 0;
}

void arch_physinfo(struct xen_sysctl_physinfo *pi)
{
	struct cpuid_regs r = cpuid(1, 0);

	pi->threads_per_core = 1;
	pi->cores_per_socket = 1;
	pi->cpu_khz = tsc_khz();
	pi->hw_cap[0] = r.d;
	pi->hw_cap[1] = r.c;
	r = cpuid(0x80000001, 0);
	pi->hw_cap[2] = r.d;
	pi->hw_cap[3] = r.c;
	pi->capabilities |= XEN_SYSCTL_PHYSCAP_pv |
			    XEN_SYSCTL_PHYSCAP_gnttab_v1 |
			    XEN_SYSCTL_PHYSCAP_gnttab_v2;
}

int arch_cpu_set_online(unsigned int cpu, bool online)
{
	(void)cpu; (void)online;
	return -EOPNOTSUPP;
}

/* ---- domctl ---- */

static long get_address_size(struct xen_domctl *op, struct domain *d)
{
	op->u.address_size.size = d->arch.is_32bit ? 32 : 64;
	return 0;
}

static long set_address_size(struct xen_domctl *op, struct domain *d)
{
	switch (op->u.address_size.size) {
	case 64:
		return d->arch.is_32bit ? -EBUSY : 0;
	case 32:
		return -EOPNOTSUPP;
	}
	return -EINVAL;
}

static uint32_t frame_type(const struct page_info *pg)
{
	uint64_t x = READ_ONCE(pg->type_info);
	uint32_t t = 0;

	if ((x & PGT_COUNT_MASK) || (x & PGT_VALIDATED))
		switch (x & PGT_TYPE_MASK) {
		case PGT_L1_TABLE:
			t = XEN_DOMCTL_PFINFO_L1TAB;
			break;
		case PGT_L2_TABLE:
			t = XEN_DOMCTL_PFINFO_L2TAB;
			break;
		case PGT_L3_TABLE:
			t = XEN_DOMCTL_PFINFO_L3TAB;
			break;
		case PGT_L4_TABLE:
			t = XEN_DOMCTL_PFINFO_L4TAB;
			break;
		}
	if (x & PGT_PINNED)
		t |= XEN_DOMCTL_PFINFO_LPINTAB;
	return t;
}

static long get_frame_info(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_getpageframeinfo3 *g = &op->u.getpageframeinfo3;

	if (g->num > 1024)
		return -E2BIG;
	for (uint64_t i = 0; i < g->num; i++) {
		xen_pfn_t v;
		struct page_info *pg;

		if (guest_read(&v, g->array.p + i, sizeof(v)))
			return -EFAULT;
		pg = mfn_valid(MFN(v)) ? mfn_to_page(MFN(v)) : NULL;
		if (!pg || !page_get(pg, d)) {
			v = XEN_DOMCTL_PFINFO_XTAB;
		} else {
			v = frame_type(pg);
			page_put(pg);
		}
		if (guest_write(g->array.p + i, &v, sizeof(v)))
			return -EFAULT;
	}
	return 0;
}

static long tsc_info_set(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	d->arch.tsc_mode = t->tsc_mode;
	d->arch.tsc_khz = t->gtsc_khz ? t->gtsc_khz : tsc_khz();
	d->arch.tsc_incarnation = t->incarnation + 1;
	return 0;
}

static long tsc_info_get(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	t->tsc_mode = d->arch.tsc_mode;
	t->gtsc_khz = tsc_khz();
	t->incarnation = d->arch.tsc_incarnation;
	t->elapsed_nsec = (uint64_t)arch_now();
	return 0;
}

/* [first, first + nr): ports d may use. */
static long ioport_permission(struct xen_domctl *op, struct domain *d)
{
	unsigned int first = op->u.ioport_permission.first_port;
	unsigned int nr = op->u.ioport_permission.nr_ports;
	unsigned long *caps = (unsigned long *)d->arch.ioport_caps;

	if (first + nr > 65536)
		return -EINVAL;
	if (op->u.ioport_permission.allow_access)
		bitmap_set_range(caps, first, nr);
	else
		bitmap_clear_range(caps, first, nr);
	return 0;
}

static long hypercall_page_init(struct xen_domctl *op, struct domain *d)
{
	mfn_t m = MFN(op->u.hypercall_init.gmfn);
	struct page_info *pg;

	if (!mfn_valid(m))
		return -EACCES;
	pg = mfn_to_page(m);
	if (page_get_and_type(pg, d, PGT_WRITABLE))
		return -EACCES;
	hypercall_page_fill(page_to_virt(pg));
	page_put_and_type(pg);
	return 0;
}

static long set_cpu_policy(struct xen_domctl *op, struct domain *d)
{
	(void)d;
	/* Guests see the hypervisor's own policy; the toolstack's is
	 * checked for size only until policies are kept per domain. */
	op->u.cpu_policy.err_leaf = ~0U;
	op->u.cpu_policy.err_subleaf = ~0U;
	op->u.cpu_policy.err_msr = ~0U;
	return 0;
}

static long ext_context(struct xen_domctl *op, struct domain *d, bool set)
{
	struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
	struct vcpu *v = domain_vcpu(d, e->vcpu);

	if (!v)
		return -ESRCH;
	if (set) {
		v->arch.cb.sysenter = e->sysenter_callback_eip;
		v->arch.cb.sysenter_cs = e->sysenter_callback_cs;
		v->arch.cb.syscall32 = e->syscall32_callback_eip;
		v->arch.cb.syscall32_cs = e->syscall32_callback_cs;
		return 0;
	}
	memset((char *)e + sizeof(e->vcpu), 0, sizeof(*e) - sizeof(e->vcpu));
	e->size = sizeof(*e);
	e->sysenter_callback_eip = v->arch.cb.sysenter;
	e->sysenter_callback_cs = v->arch.cb.sysenter_cs;
	e->sysenter_disables_events = v->arch.cb.sysenter_masks;
	e->syscall32_callback_eip = v->arch.cb.syscall32;
	e->syscall32_callback_cs = v->arch.cb.syscall32_cs;
	e->syscall32_disables_events = v->arch.cb.syscall32_masks;
	return 0;
}

long arch_domctl(struct xen_domctl *op, struct domain *d, bool *copyback)
{
	*copyback = true;
	switch (op->cmd) {
	case XEN_DOMCTL_get_address_size:
		return get_address_size(op, d);
	case XEN_DOMCTL_set_address_size:
		return set_address_size(op, d);
	case XEN_DOMCTL_getpageframeinfo3:
		return get_frame_info(op, d);
	case XEN_DOMCTL_settscinfo:
		return tsc_info_set(op, d);
	case XEN_DOMCTL_gettscinfo:
		return tsc_info_get(op, d);
	case XEN_DOMCTL_ioport_permission:
		return ioport_permission(op, d);
	case XEN_DOMCTL_hypercall_init:
		return hypercall_page_init(op, d);
	case XEN_DOMCTL_set_cpu_policy:
		return set_cpu_policy(op, d);
	case XEN_DOMCTL_get_ext_vcpucontext:
		return ext_context(op, d, false);
	case XEN_DOMCTL_set_ext_vcpucontext:
		return ext_context(op, d, true);
	case XEN_DOMCTL_sendtrigger:
		return -EINVAL;		/* as for any PV domain */
	case XEN_DOMCTL_shadow_op:
		return -EOPNOTSUPP;	/* no log-dirty for PV yet */
	}
	return -ENOSYS;
}

/* ---- sysctl ---- */

long arch_sysctl(struct xen_sysctl *op, bool *copyback)
{
	(void)copyback;
	switch (op->cmd) {
	case XEN_SYSCTL_get_cpu_featureset:
		return cpu_featureset_get(op, copyback);
	case XEN_SYSCTL_get_cpu_policy:
		return cpu_policy_get(op, copyback);
	}
	return -ENOSYS;
}

void arch_domain_info(struct domain *d, struct xen_domctl_getdomaininfo *i)
{
	/* Machine frames are what PV deals in: the page has no number. */
	if (d->shared_info)
		i->shared_info_frame = arch_virt_to_mfn(d->shared_info).n;
	i->arch_config.emulation_flags = 0;
}

/* ---- small ones ---- */

long arch_vcpu_op(unsigned int cmd, struct vcpu *v, unsigned long arg)
{
	(void)v; (void)arg; (void)cmd;
	return -ENOSYS;
}

void arch_vcpu_event(struct vcpu *v) { (void)v; }

int arch_vcpu_send_nmi(struct vcpu *v)
{
	(void)v;
	return -EINVAL;
}

void arch_dump_vcpu(struct vcpu *v) { (void)v; }

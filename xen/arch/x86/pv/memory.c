/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's part of memory_op: memory maps, and the machine-to-physical
 * table, which is all a PV guest's memory has instead of a map of its own.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/rangeset.h>
#include <hv/string.h>
#include <x86/boot.h>
#include <x86/paging.h>

#define E820_GUEST_MAX	1024U

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
	uint64_t nr = d->shared_info->arch.max_pfn;	/* the guest's word */

	return nr ? nr - 1 : 0;
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

/* The firmware's map on its way to a guest. */
struct machine_map {
	struct xen_memory_map out;
	unsigned int nr;		/* entries written */
	uint64_t next;			/* first frame not spoken of yet */
};

/* There is always room for one entry more than is used. */
static int machine_map_entry(struct machine_map *m, const struct e820_entry *e)
{
	struct e820_entry *to = (struct e820_entry *)m->out.buffer.p + m->nr;

	if (m->nr + 1 >= m->out.nr_entries)
		return -EINVAL;
	if (guest_write(to, e, sizeof(*e)))
		return -EFAULT;
	m->nr++;
	return 0;
}

/* A range the caller has rights to: what was left out before it is reserved. */
static int machine_map_allowed(uint64_t first, uint64_t last, void *arg)
{
	struct machine_map *m = arg;
	struct e820_entry gap = {
		.addr = m->next << PAGE_SHIFT,
		.size = (first - m->next) << PAGE_SHIFT,
		.type = E820_RESERVED,
	};
	int err = first > m->next ? machine_map_entry(m, &gap) : 0;

	m->next = last + 1;
	return err;
}

/*
 * The firmware's map, and between its entries those frames as reserved that
 * dom0 has no rights to: the interrupt controllers' registers.
 */
static long machine_memory_map(struct domain *d, unsigned long arg)
{
	struct machine_map m = { 0 };
	int err = 0;

	if (!d->is_privileged)
		return -EPERM;
	if (guest_read(&m.out, (void *)arg, sizeof(m.out)))
		return -EFAULT;
	if (m.out.nr_entries < boot_info.nr_e820 + 1)
		return -EINVAL;
	for (unsigned int i = 0; i < boot_info.nr_e820 && !err; i++) {
		const struct e820_entry *e = &boot_info.e820[i];
		uint64_t first = e->addr >> PAGE_SHIFT;

		if (first > m.next)
			err = rangeset_report(d->iomem_caps, m.next, first - 1,
					      machine_map_allowed, &m);
		if (!err)
			err = machine_map_entry(&m, e);
		m.next = (e->addr + e->size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	}
	if (err)
		return err;
	m.out.nr_entries = m.nr;
	return guest_write((void *)arg, &m.out, sizeof(m.out)) ? -EFAULT : 0;
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

/* The toolstack may set another one meanwhile: what is given out is a copy. */
static long memory_map(struct domain *d, unsigned long arg)
{
	unsigned int nr = (unsigned int)READ_ONCE(d->arch.e820_nr);
	struct e820_entry *map = hv_zalloc_array(nr + 1, sizeof(*map));
	bool have;
	long err;

	if (!map)
		return -ENOMEM;
	spin_lock(&d->lock);
	have = d->arch.e820 != NULL;
	nr = min_u(nr, (unsigned int)d->arch.e820_nr);
	if (have)
		memcpy(map, d->arch.e820, nr * sizeof(*map));
	spin_unlock(&d->lock);
	err = have ? memory_map_out(arg, map, nr) : -ENOSYS;
	hv_free(map);
	return err;
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
		return machine_memory_map(d, arg);
	case XENMEM_memory_map:
		return memory_map(d, arg);
	case XENMEM_set_memory_map:
		return set_memory_map(arg);
	case XENMEM_machphys_mapping:
		return machphys_mapping(arg);
	case XENMEM_machphys_mfn_list:
		return machphys_mfn_list(arg);
	case XENMEM_machphys_compat_mfn_list:
		return -EOPNOTSUPP;	/* no 32-bit guests */
	}
	return -ENOSYS;
}

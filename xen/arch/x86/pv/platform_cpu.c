/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * platform_op about processors and memory types: told, not changed. What would
 * change them is refused as on a machine that cannot.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/string.h>
#include <xen/platform.h>
#include <x86/asm.h>
#include <x86/hypercalls.h>
#include <x86/smp.h>

#define MSR_MTRR_CAP		0xfeU
#define MSR_MTRR_BASE(n)	(0x200U + 2 * (n))
#define MSR_MTRR_MASK(n)	(0x201U + 2 * (n))
#define MTRR_VALID		(1UL << 11)
#define RESOURCES_MAX		3U

static bool cpu_is_there(uint32_t cpu)
{
	return cpu < nr_cpu_ids && cpu_online(cpu);
}

static long cpuinfo(struct xenpf_pcpuinfo *i)
{
	if (i->xen_cpuid >= nr_cpu_ids) {
		i->flags = XEN_PCPU_FLAGS_INVALID;
	} else {
		i->apic_id = cpu_apic_id(i->xen_cpuid);
		i->acpi_id = cpu_acpi_id(i->xen_cpuid);
		i->flags = cpu_online(i->xen_cpuid) ? XEN_PCPU_FLAGS_ONLINE : 0;
	}
	i->max_present = nr_cpu_ids - 1;
	return 0;
}

/* All processors of a machine are taken to be the same. */
static long cpu_version(struct xenpf_pcpu_version *v)
{
	struct cpuid_regs name = cpuid(0, 0), r = cpuid(1, 0);

	v->max_present = nr_cpu_ids - 1;
	memset(v->vendor_id, 0, sizeof(v->vendor_id));
	v->family = v->model = v->stepping = 0;
	if (!cpu_is_there(v->xen_cpuid))
		return 0;
	memcpy(v->vendor_id, &name.b, 4);
	memcpy(v->vendor_id + 4, &name.d, 4);
	memcpy(v->vendor_id + 8, &name.c, 4);
	v->family = r.a >> 8 & 15;
	if (v->family == 15)
		v->family += r.a >> 20 & 255;
	v->model = r.a >> 4 & 15;
	if (v->family >= 6)
		v->model |= r.a >> 12 & 0xf0;
	v->stepping = r.a & 15;
	return 0;
}

static long cpu_hotadd(const struct xenpf_cpu_hotadd *h)
{
	if (h->apic_id >= 0x8000 || h->acpi_id >= 0x8000)
		return -EINVAL;
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (cpu_apic_id(cpu) == h->apic_id)
			return -EEXIST;
	return -EOPNOTSUPP;
}

static long memtype_read(struct xenpf_read_memtype *m)
{
	uint64_t cap, base, mask;

	if (rdmsr_safe(MSR_MTRR_CAP, &cap) || m->reg >= (cap & 0xff) ||
	    rdmsr_safe(MSR_MTRR_BASE(m->reg), &base) ||
	    rdmsr_safe(MSR_MTRR_MASK(m->reg), &mask))
		return -EINVAL;
	m->mfn = m->nr_mfns = m->type = 0;
	if (!(mask & MTRR_VALID))
		return 0;
	m->type = base & 0xff;
	m->mfn = base >> PAGE_SHIFT;
	/* The lowest bit that counts is the size. */
	mask &= PAGE_MASK;
	m->nr_mfns = (mask & -mask) >> PAGE_SHIFT;
	return 0;
}

static long microcode(const struct xenpf_microcode_update *m)
{
	/* Nothing that long is microcode; and none is loaded here. */
	return m->length >> 24 ? -ENOMEM : -ENOENT;
}

long platform_cpu_op(struct xen_platform_op *op)
{
	switch (op->cmd) {
	case XENPF_get_cpuinfo:
		return cpuinfo(&op->u.pcpu_info);
	case XENPF_get_cpu_version:
		return cpu_version(&op->u.pcpu_version);
	case XENPF_cpu_online:
		return cpu_is_there(op->u.cpu_ol.cpuid) ? 0 : -EINVAL;
	case XENPF_cpu_offline:
		return cpu_is_there(op->u.cpu_ol.cpuid) ? -EOPNOTSUPP : -EINVAL;
	case XENPF_cpu_hotadd:
		return cpu_hotadd(&op->u.cpu_add);
	case XENPF_read_memtype:
		return memtype_read(&op->u.read_memtype);
	case XENPF_microcode_update:
		return microcode(&op->u.microcode);
	case XENPF_resource_op:
		if (op->u.resource_op.nr_entries > RESOURCES_MAX)
			return -EINVAL;
		return op->u.resource_op.nr_entries ? -ENOSYS : 0;
	case XENPF_set_processor_pminfo:
		return op->u.set_pminfo.type > XEN_PM_TX ? -EINVAL : -ENOSYS;
	case XENPF_add_memtype: case XENPF_del_memtype:
	case XENPF_platform_quirk: case XENPF_mem_hotadd:
	case XENPF_core_parking:
		return -EINVAL;
	}
	return -ENOSYS;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What is used of libxenguest: see core/late.h. A test's own function of one of
 * these names takes the place of the one here.
 */
#include <xenctrl.h>
#include <xenguest.h>

#include "core/late.h"

#define GUEST "libxenguest.so.4.17"
#define WEAK __attribute__((weak))

WEAK int xc_dom_loginit(xc_interface *xch)
{
	__typeof__(xc_dom_loginit) *call = lx_late(GUEST, __func__);

	return call ? call(xch) : -1;
}

WEAK struct xc_dom_image *xc_dom_allocate(xc_interface *xch,
					  const char *cmdline,
					  const char *features)
{
	__typeof__(xc_dom_allocate) *call = lx_late(GUEST, __func__);

	return call ? call(xch, cmdline, features) : NULL;
}

WEAK void xc_dom_release(struct xc_dom_image *dom)
{
	__typeof__(xc_dom_release) *call = lx_late(GUEST, __func__);

	if (call)
		call(dom);
}

WEAK bool xc_dom_translated(const struct xc_dom_image *dom)
{
	__typeof__(xc_dom_translated) *call = lx_late(GUEST, __func__);

	return call ? call(dom) : false;
}

WEAK int xc_dom_kernel_file(struct xc_dom_image *dom, const char *file)
{
	__typeof__(xc_dom_kernel_file) *call = lx_late(GUEST, __func__);

	return call ? call(dom, file) : -1;
}

WEAK int xc_dom_module_file(struct xc_dom_image *dom, const char *file,
			    const char *cmdline)
{
	__typeof__(xc_dom_module_file) *call = lx_late(GUEST, __func__);

	return call ? call(dom, file, cmdline) : -1;
}

WEAK int xc_dom_boot_xen_init(struct xc_dom_image *dom, xc_interface *xch,
			      uint32_t domid)
{
	__typeof__(xc_dom_boot_xen_init) *call = lx_late(GUEST, __func__);

	return call ? call(dom, xch, domid) : -1;
}

WEAK int xc_dom_parse_image(struct xc_dom_image *dom)
{
	__typeof__(xc_dom_parse_image) *call = lx_late(GUEST, __func__);

	return call ? call(dom) : -1;
}

WEAK int xc_dom_mem_init(struct xc_dom_image *dom, unsigned int mib)
{
	__typeof__(xc_dom_mem_init) *call = lx_late(GUEST, __func__);

	return call ? call(dom, mib) : -1;
}

WEAK int xc_dom_boot_mem_init(struct xc_dom_image *dom)
{
	__typeof__(xc_dom_boot_mem_init) *call = lx_late(GUEST, __func__);

	return call ? call(dom) : -1;
}

WEAK int xc_dom_build_image(struct xc_dom_image *dom)
{
	__typeof__(xc_dom_build_image) *call = lx_late(GUEST, __func__);

	return call ? call(dom) : -1;
}

WEAK int xc_dom_boot_image(struct xc_dom_image *dom)
{
	__typeof__(xc_dom_boot_image) *call = lx_late(GUEST, __func__);

	return call ? call(dom) : -1;
}

WEAK int xc_dom_gnttab_init(struct xc_dom_image *dom)
{
	__typeof__(xc_dom_gnttab_init) *call = lx_late(GUEST, __func__);

	return call ? call(dom) : -1;
}

WEAK int xc_cpuid_apply_policy(xc_interface *xch, uint32_t domid, bool restore,
			       const uint32_t *features, unsigned int nr,
			       bool pae, bool itsc, bool nested,
			       const struct xc_xend_cpuid *cpuid,
			       const struct xc_msr *msr)
{
	__typeof__(xc_cpuid_apply_policy) *call = lx_late(GUEST, __func__);

	return call ? call(xch, domid, restore, features, nr, pae, itsc,
			   nested, cpuid, msr) : -1;
}

WEAK int xc_domain_dumpcore(xc_interface *xch, uint32_t domid, const char *file)
{
	__typeof__(xc_domain_dumpcore) *call = lx_late(GUEST, __func__);

	return call ? call(xch, domid, file) : -1;
}

WEAK int xc_domain_resume(xc_interface *xch, uint32_t domid, int fast)
{
	__typeof__(xc_domain_resume) *call = lx_late(GUEST, __func__);

	return call ? call(xch, domid, fast) : -1;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen_version: who we are.
 */
#include <hv/cmdline.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/string.h>

#define ABI_MAJOR	4
#define ABI_MINOR	17

#ifndef XMXL_EXTRAVERSION
#define XMXL_EXTRAVERSION	".0-xmxl"
#endif
#ifndef XMXL_CHANGESET
#define XMXL_CHANGESET		"unknown"
#endif
#ifndef XMXL_DATE
#define XMXL_DATE		"unknown"
#endif

/* Texts are not for everyone: a guest without the right reads this. */
static const char denied[] = "<denied>";

static long give_text(void *arg, const char *text, size_t size)
{
	char buf[XEN_CAPABILITIES_INFO_LEN] = "";

	str_copy(buf, text, size);
	return guest_write(arg, buf, size);
}

static long give_compile_info(void *arg)
{
	struct xen_compile_info info;

	memset(&info, 0, sizeof(info));
	str_copy(info.compiler, __VERSION__, sizeof(info.compiler));
	str_copy(info.compile_by, "xmxl", sizeof(info.compile_by));
	str_copy(info.compile_domain, "", sizeof(info.compile_domain));
	str_copy(info.compile_date, XMXL_DATE, sizeof(info.compile_date));
	return guest_write(arg, &info, sizeof(info));
}

/* Its length without a place for it; that as well once it is there. */
static long give_build_id(struct xen_build_id *arg)
{
	struct xen_build_id room;
	const uint8_t *id;
	unsigned int n = arch_build_id(&id);

	if (!n)
		return -ENODATA;
	if (!arg)
		return n;
	if (guest_read(&room, arg, sizeof(room)))
		return -EFAULT;
	if (!room.len)
		return -EINVAL;
	if (room.len < n)
		return -ENOBUFS;
	return guest_write(arg->buf, id, n) ? -EFAULT : (long)n;
}

static long give_features(const struct domain *d, void *arg)
{
	struct xen_feature_info fi;

	if (guest_read(&fi, arg, sizeof(fi)))
		return -EFAULT;
	if (fi.submap_idx != 0)
		return -EINVAL;
	fi.submap = arch_features(d, 0);
	return guest_write(arg, &fi, sizeof(fi));
}

long hc_xen_version(struct hypercall *hc)
{
	unsigned int cmd = (unsigned int)hc->arg[0];
	struct domain *d = arch_current()->domain;
	void *arg = (void *)hc->arg[1];
	struct xen_platform_parameters params;
	char caps[XEN_CAPABILITIES_INFO_LEN];
	bool priv = d->is_privileged;

	switch (cmd) {
	case XENVER_version:
		return ABI_MAJOR << 16 | ABI_MINOR;
	case XENVER_extraversion:
		return give_text(arg, XMXL_EXTRAVERSION, XEN_EXTRAVERSION_LEN);
	case XENVER_compile_info:
		return give_compile_info(arg);
	case XENVER_capabilities:
		arch_capabilities(caps, sizeof(caps));
		return give_text(arg, caps, sizeof(caps));
	case XENVER_platform_parameters:
		params.virt_start = arch_platform_virt_start();
		return guest_write(arg, &params, sizeof(params));
	case XENVER_changeset:
		return give_text(arg, XMXL_CHANGESET, XEN_CHANGESET_INFO_LEN);
	case XENVER_get_features:
		return give_features(d, arg);
	case XENVER_pagesize:
		return arg ? -EINVAL : (long)PAGE_SIZE;
	case XENVER_guest_handle:
		return guest_write(arg, d->handle, sizeof(d->handle));
	case XENVER_commandline:
		return give_text(arg, priv ? cmdline_text() : denied,
				 sizeof(xen_commandline_t));
	case XENVER_build_id:
		return priv ? give_build_id(arg) : -EPERM;
	}
	return -ENOSYS;
}

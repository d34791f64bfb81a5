/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * PCI devices that guests may get: those bound to dom0's driver pciback.
 *
 * /libxl/pciback/DDDD-BB-DD-F in xenstore keeps for each of them the driver it
 * had (driver_path) and the name it was given (name).
 */
#include "device/pci.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"

#define NOTES "/libxl/pciback"

/* -- addresses --------------------------------------------------------------------- */
const char *lx_pci_text(struct lx_scope *s, const libxl_device_pci *pci)
{
	return lx_printf(s, "%04x:%02x:%02x.%x", pci->domain, pci->bus,
			 pci->dev, pci->func);
}

bool lx_pci_parse(const char *text, libxl_device_pci *pci)
{
	unsigned int domain, bus, dev, func;
	int end = 0;

	if (sscanf(text, "%x:%x:%x.%x%n", &domain, &bus, &dev, &func, &end) != 4 ||
	    text[end] || domain > 0xffff || bus > 0xff || dev > 0x1f || func > 7)
		return false;
	pci->domain = domain;
	pci->bus = bus;
	pci->dev = dev;
	pci->func = func;
	return true;
}

static uint32_t machine_address(const libxl_device_pci *pci)
{
	return (uint32_t)pci->domain << 16 | pci->bus << 8 | pci->dev << 3 |
	       pci->func;
}

/* -- notes ------------------------------------------------------------------------- */
static const char *note_path(struct lx_scope *s, const libxl_device_pci *pci)
{
	return lx_printf(s, NOTES "/%04x-%02x-%02x-%x", pci->domain, pci->bus,
			 pci->dev, pci->func);
}

/* "0000-00-1f-2", from the name of a note. */
static bool parse_note(const char *text, libxl_device_pci *pci)
{
	char address[13];

	if (strlen(text) != 12)
		return false;
	strcpy(address, text);
	address[4] = address[7] = ':';
	address[10] = '.';
	return lx_pci_parse(address, pci);
}

int lx_pci_resolve(struct lx_scope *s, libxl_device_pci *pci)
{
	unsigned int nr;
	char **notes;

	if (!pci->name)
		return 0;
	notes = lx_xs_list(s, XBT_NULL, NOTES, &nr);
	if (!notes)
		return ERROR_FAIL;
	for (unsigned int i = 0; i < nr; i++) {
		const char *name = lx_xs_getf(s, XBT_NULL, NOTES "/%s/name",
					      notes[i]);

		if (name && !strcmp(name, pci->name) &&
		    parse_note(notes[i], pci))
			return 0;
	}
	return lx_fail(s, ERROR_INVAL,
		       "PCI device \"%s\": nothing that is assignable has that name; xl pci-assignable-list -n shows them",
		       pci->name);
}

static void keep_name(struct lx_scope *s, const libxl_device_pci *pci)
{
	if (pci->name)
		lx_xs_write(s, XBT_NULL, lx_printf(s, "%s/name",
						   note_path(s, pci)),
			    pci->name);
}

/* -- sysfs -------------------------------------------------------------------------- */
static const char *sysfs(struct lx_scope *s, const char *rest)
{
	return lx_printf(s, "%s/bus/pci/%s", s->ctx->sys_dir, rest);
}

static const char *pciback(struct lx_scope *s, const char *file)
{
	return lx_printf(s, "%s/bus/pci/drivers/pciback/%s", s->ctx->sys_dir,
			 file);
}

static const char *driver_link(struct lx_scope *s, const libxl_device_pci *pci)
{
	return sysfs(s, lx_printf(s, "devices/%s/driver", lx_pci_text(s, pci)));
}

const char *lx_pci_driver(struct lx_scope *s, const libxl_device_pci *pci)
{
	char *path = realpath(driver_link(s, pci), NULL);
	const char *copy = path ? lx_strdup(s, path) : NULL;

	free(path);
	return copy;
}

bool lx_pci_is_assignable(struct lx_scope *s, const libxl_device_pci *pci)
{
	const char *driver = lx_pci_driver(s, pci);
	const char *name = driver ? strrchr(driver, '/') : NULL;

	return name && !strcmp(name + 1, "pciback");
}

/* A device's address into one of sysfs's command files. */
static int tell(struct lx_scope *s, const char *file,
		const libxl_device_pci *pci)
{
	const char *text = lx_pci_text(s, pci);
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
	int rc = n == (ssize_t)strlen(text) ? 0 :
		lx_fail_errno(s, ERROR_FAIL, "PCI device %s: %s does not take it",
			      text, file);

	if (fd >= 0)
		close(fd);
	return rc;
}

static int check_pciback(struct lx_scope *s)
{
	if (!access(pciback(s, "bind"), F_OK))
		return 0;
	return lx_fail(s, ERROR_FAIL,
		       "there is no driver pciback in dom0; modprobe xen-pciback");
}

/* Does pciback know that it may have the device. */
static bool has_slot(struct lx_scope *s, const libxl_device_pci *pci)
{
	FILE *f = fopen(pciback(s, "slots"), "re");
	libxl_device_pci slot;
	char line[64];
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		found = lx_pci_parse(line, &slot) &&
			machine_address(&slot) == machine_address(pci);
	}
	if (f)
		fclose(f);
	return found;
}

/* -- where it is when nobody has it ----------------------------------------------------- */
/* Without an IOMMU there is nothing to keep it from. */
static int quarantine(struct lx_scope *s, const libxl_device_pci *pci, bool in)
{
	uint32_t address = machine_address(pci);
	int r = in ? xc_assign_device(s->ctx->xc, DOMID_IO, address, 0)
		   : xc_deassign_device(s->ctx->xc, DOMID_IO, address);

	if (!r || errno == ENOSYS || errno == EOPNOTSUPP || errno == ENODEV)
		return 0;
	return lx_fail_errno(s, ERROR_FAIL,
			     in ? "PCI device %s: the hypervisor does not keep it from memory"
				: "PCI device %s: the hypervisor does not let it back to memory",
			     lx_pci_text(s, pci));
}

/* -- add ---------------------------------------------------------------------------------- */
static int leave_driver(struct lx_scope *s, const libxl_device_pci *pci,
			const char *driver, bool remember)
{
	int rc = 0;

	if (!driver) {
		if (remember)
			lx_warn(s, "PCI device %s: no driver has it, so none will get it back",
				lx_pci_text(s, pci));
		return 0;
	}
	if (remember)
		rc = lx_xs_write(s, XBT_NULL,
				 lx_printf(s, "%s/driver_path",
					   note_path(s, pci)), driver);
	return rc ? rc : tell(s, lx_printf(s, "%s/unbind", driver), pci);
}

static int make_assignable(struct lx_scope *s, libxl_device_pci *pci,
			   bool rebind)
{
	const char *text = lx_pci_text(s, pci);
	int rc;

	if (access(sysfs(s, lx_printf(s, "devices/%s", text)), F_OK))
		return lx_fail_errno(s, ERROR_FAIL,
				     "PCI device %s: the host has no such; lspci lists them",
				     text);
	rc = check_pciback(s);
	if (rc)
		return rc;
	if (lx_pci_is_assignable(s, pci)) {
		lx_warn(s, "PCI device %s is assignable already", text);
	} else {
		rc = leave_driver(s, pci, lx_pci_driver(s, pci), rebind);
		if (!rc && !has_slot(s, pci))
			rc = tell(s, pciback(s, "new_slot"), pci);
		if (!rc)
			rc = tell(s, pciback(s, "bind"), pci);
	}
	keep_name(s, pci);
	return rc ? rc : quarantine(s, pci, true);
}

int libxl_device_pci_assignable_add(libxl_ctx *ctx, libxl_device_pci *pci,
				    int rebind)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = make_assignable(&s, pci, rebind);
	lx_scope_leave(&s);
	return rc;
}

/* -- remove ---------------------------------------------------------------------------------- */
static int give_back(struct lx_scope *s, const libxl_device_pci *pci)
{
	const char *driver = lx_xs_getf(s, XBT_NULL, "%s/driver_path",
					note_path(s, pci));

	if (driver)
		return tell(s, lx_printf(s, "%s/bind", driver), pci);
	lx_warn(s, "PCI device %s: nobody knows what driver it had",
		lx_pci_text(s, pci));
	return 0;
}

static int unmake_assignable(struct lx_scope *s, libxl_device_pci *pci,
			     bool rebind)
{
	int rc = lx_pci_resolve(s, pci);

	if (!rc)
		rc = quarantine(s, pci, false);
	if (rc)
		return rc;
	if (!lx_pci_is_assignable(s, pci)) {
		lx_warn(s, "PCI device %s is not assignable", lx_pci_text(s, pci));
	} else {
		rc = tell(s, pciback(s, "unbind"), pci);
		if (!rc && has_slot(s, pci))
			rc = tell(s, pciback(s, "remove_slot"), pci);
	}
	if (!rc && rebind)
		rc = give_back(s, pci);
	return rc ? rc : lx_xs_rm(s, XBT_NULL, note_path(s, pci));
}

int libxl_device_pci_assignable_remove(libxl_ctx *ctx, libxl_device_pci *pci,
				       int rebind)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = unmake_assignable(&s, pci, rebind);
	lx_scope_leave(&s);
	return rc;
}

/* -- list -------------------------------------------------------------------------------------- */
libxl_device_pci *libxl_device_pci_assignable_list(libxl_ctx *ctx, int *num)
{
	libxl_device_pci *list = NULL, pci;
	struct dirent *e;
	struct lx_scope s;
	DIR *d;

	*num = 0;
	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	d = opendir(pciback(&s, "."));
	if (!d)
		check_pciback(&s);
	while (d && (e = readdir(d))) {
		libxl_device_pci_init(&pci);
		if (!lx_pci_parse(e->d_name, &pci))
			continue;
		pci.name = lx_out_strdup(lx_xs_getf(&s, XBT_NULL, "%s/name",
						    note_path(&s, &pci)));
		list = lx_out_realloc(list, (*num + 1) * sizeof(*list));
		list[(*num)++] = pci;
	}
	if (d)
		closedir(d);
	lx_scope_leave(&s);
	return list;
}

void libxl_device_pci_assignable_list_free(libxl_device_pci *list, int num)
{
	for (int i = 0; i < num; i++)
		libxl_device_pci_dispose(&list[i]);
	free(list);
}

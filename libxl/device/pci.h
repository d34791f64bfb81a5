/* SPDX-License-Identifier: LGPL-2.1-only */
/* What dom0's kernel says of a PCI device, in sysfs. */
#ifndef LIBXL_DEVICE_PCI_H
#define LIBXL_DEVICE_PCI_H

#include "core/scope.h"

/* "0000:00:1f.2" */
const char *lx_pci_text(struct lx_scope *s, const libxl_device_pci *pci);
/* The same back; false: it is none. */
bool lx_pci_parse(const char *text, libxl_device_pci *pci);
/*
 * A device that is given by the name it got with pci-assignable-add gets its
 * address. ERROR_INVAL with a message: nothing has that name.
 */
int lx_pci_resolve(struct lx_scope *s, libxl_device_pci *pci);
/* The folder of the driver it is bound to; NULL: none. */
const char *lx_pci_driver(struct lx_scope *s, const libxl_device_pci *pci);
/* Is it bound to pciback. */
bool lx_pci_is_assignable(struct lx_scope *s, const libxl_device_pci *pci);

#endif

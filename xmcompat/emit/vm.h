/* SPDX-License-Identifier: LGPL-2.1-only */
/* The S-expression (vm …) in the making; private to emit/vm*.c and sxp.c. */
#ifndef XMCOMPAT_EMIT_VM_H
#define XMCOMPAT_EMIT_VM_H

#include "read/sxp.h"
#include "xm/device/device.h"

struct vm_writer {
	struct arena *arena;
	const struct xm_options *o;
	struct diags *ds;
	bool hvm;
	struct sxp *vm;
};

/* A value as xend's writer shows it. */
struct sxp *vm_value(struct vm_writer *w, const struct value *v);
/* Pushes (key value) to parent. */
void vm_pair(struct vm_writer *w, struct sxp *parent, const char *key,
	     const struct value *v);
/* Python's repr of a string. */
char *vm_repr(struct arena *a, const char *s);

/* The whole of it, or NULL with an ERROR. */
struct sxp *vm_build(const struct xm_options *o, struct diags *ds);
/* The (image …) part. Returns 0, or -1 with an ERROR. */
int vm_image(struct vm_writer *w, struct sxp *vm);
/* The devices, and (security …) before them. */
int vm_devices(struct vm_writer *w, struct sxp *vm);
/* (KEY value) of cpuid or cpuid_check, pushed to parent. */
int vm_cpuid(struct vm_writer *w, struct sxp *parent, const char *key);
/* What xm's table of PCI functions looks like inside the image. */
int vm_image_pci(struct vm_writer *w, struct sxp *image);
/* The PCI device. */
int vm_pci(struct vm_writer *w, struct sxp *vm);
/* The SCSI devices, one for each virtual host. */
int vm_vscsi(struct vm_writer *w, struct sxp *vm);

/* DISPLAY, NULL if it is not set. */
const char *vm_display(void);
/* XAUTHORITY, or .Xauthority in the home directory. */
const char *vm_xauthority(struct arena *a);
/* path made absolute from the current directory, "." and ".." resolved. */
const char *vm_abspath(struct arena *a, const char *path);

#endif
